"""Fields, errors and page furniture are drawn alike everywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django import forms
from django.template import engines
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation
from django_cotton.compiler_regex import CottonCompiler

from casquettes.kernel.models import Business, User
from casquettes.ui.bundles import ROOMS, room_style, script, style


class Form(forms.Form):
    name = forms.CharField(label="Name", help_text="as on the door", max_length=5)
    size = forms.ChoiceField(
        label="Size", choices=[("s", "S"), ("l", "L")], widget=forms.RadioSelect
    )
    days = forms.MultipleChoiceField(
        label="Days",
        choices=[(str(n), f"Day {n}") for n in range(9)],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    sure = forms.BooleanField(label="Sure", required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def drawn(source: str, **context: object) -> str:
    template = engines["django"].from_string(CottonCompiler().process(source))
    return " ".join(str(template.render(context)).split())


def test_a_field_has_its_label_its_hint_and_its_class() -> None:
    html = drawn('<c-field :field="form.name" />', form=Form())
    assert '<label for="id_name">Name</label>' in html
    assert 'class="in"' in html
    assert 'aria-describedby="id_name-hint"' in html
    assert '<p class="hint" id="id_name-hint">as on the door</p>' in html


def test_optional_is_said_and_required_is_not() -> None:
    assert "optional" not in drawn('<c-field :field="form.name" />', form=Form())
    html = drawn('<c-field :field="form.name" optional="true" />', form=Form())
    assert '<span class="opt">optional</span>' in html


def test_a_refused_field_is_marked_and_says_why() -> None:
    html = drawn('<c-field :field="form.name" />', form=Form({"name": "far too long"}))
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_name-hint id_name-error"' in html
    assert 'id="id_name-error"' in html
    assert "at most 5 characters" in html


def test_a_unit_stands_beside_its_field() -> None:
    html = drawn('<c-field :field="form.name" unit="€" />', form=Form())
    assert '<div class="unit"><input' in html
    assert "<span>€</span>" in html


def test_few_choices_are_a_segment_and_many_a_list() -> None:
    html = drawn('<c-field :field="form.size" />', form=Form())
    assert '<fieldset class="f" id="id_size">' in html
    assert "<legend>Size</legend>" in html
    assert html.count('type="radio"') == 2
    assert 'class="seg"' in html
    assert 'class="seg"' not in drawn('<c-field :field="form.days" />', form=Form())


def test_a_single_box_carries_its_label() -> None:
    html = drawn('<c-field :field="form.sure" />', form=Form())
    assert '<label class="ck"><input type="checkbox"' in html


def test_a_hidden_field_stays_hidden() -> None:
    html = drawn('<c-field :field="form.secret" />', form=Form())
    assert html == '<input type="hidden" name="secret" id="id_secret">'


def test_the_summary_of_errors_leads_to_the_fields() -> None:
    html = drawn('<c-errors :form="form" />', form=Form({"name": "far too long"}))
    assert 'role="alert" tabindex="-1" data-focus' in html
    assert "2 answers to correct" in html
    assert '<a href="#id_name">Name: ' in html
    assert '<a href="#id_size">Size: ' in html


def test_a_form_without_errors_has_no_summary() -> None:
    assert drawn('<c-errors :form="form" />', form=Form()) == ""


def test_an_empty_place_shows_a_hat_a_sentence_and_one_button() -> None:
    html = drawn('<c-empty hat="quality" title="Nobody yet" help="Ask."><b>go</b></c-empty>')
    assert '<h2 class="h3">Nobody yet</h2><p>Ask.</p><b>go</b>' in html
    assert 'data-hat="quality"' in html


def test_a_toast_offers_the_way_back_only_when_there_is_one() -> None:
    class Message(str):
        __slots__ = ("extra_tags",)
        level = 25

    undoable, plain = Message("42 min noted"), Message("Kept")
    plain.extra_tags, undoable.extra_tags = "", "/clock/undo/?ids=3"
    html = render_to_string("ui/_toasts.html", {"messages": [undoable, plain]})
    assert html.count('class="toast"') == 2
    assert html.count('<form method="post" action="/clock/undo/?ids=3">') == 1
    assert html.count('class="undo"') == 1


def test_nothing_is_lost_when_the_style_is_put_together() -> None:
    text = style()
    assert text.startswith("@layer reset,tokens,base,layout,parts,util;")
    assert text.count("{") == text.count("}")
    assert "/*" not in text
    for part in (".btn", ".rows", ".toast", "[data-hat=quality]", 'url("../vendor/eb-garamond'):
        assert part in text


def test_the_style_stays_light() -> None:
    assert len(style().encode()) < 60_000
    for room in ROOMS:
        assert 0 < len(room_style(room).encode()) < 20_000


def test_a_room_brings_its_own_style_and_no_other_page_pays_for_it(
    client_of: Callable[..., Client], anne: User, business: Business, now: object
) -> None:
    hers = client_of(anne)
    sheet = "ui/bundle/pilot.css"
    assert sheet in hers.get("/goals/").content.decode()
    assert sheet not in hers.get("/").content.decode()
    assert ".matrix" in room_style("pilot")
    assert ".matrix" not in style()


def test_the_script_begins_with_htmx_and_needs_no_eval_of_ours() -> None:
    text = script()
    assert text.startswith("var htmx=")
    ours = text[text.index("window.casquettes") :]
    for forbidden in ("eval(", "new Function", "setAttribute('style'", ".style."):
        assert forbidden not in ours
