"""What the answers to all questions share: nothing is required, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casquettes.engine.bilan.script import Question
from casquettes.pilot.models import BilanAnswer
from casquettes.pilot.queries.bilan.ground import Ground

Json = dict[str, Any]
LONGEST, LONGEST_LINE = 4000, 300


class AnswerForm(forms.Form):
    """The answer to one question; `kept` is what was saved of it, `ground` what is known."""

    template = "pilot/bilan_kinds/_fields.html"

    def __init__(
        self,
        data: Any = None,
        *,
        question: Question,
        ground: Ground,
        kept: BilanAnswer | None = None,
    ) -> None:
        super().__init__(data)
        self.question = question
        self.ground = ground
        self.kept = kept
        self.said: Mapping[str, Any] = kept.value if kept else {}
        self.build()

    def build(self) -> None:
        """Lay out the fields, filled in with what was said or is known."""
        for name, field in self.fields.items():
            field.required = False
            self.initial[name] = self.said.get(name, "")

    def value(self) -> Json:
        """The answer as it is kept."""
        return {name: plain(self.cleaned_data.get(name)) for name in self.fields}

    def guess(self) -> Json | None:
        """What she thinks before she sees; None where nothing is to be guessed."""
        return None

    def add(self, name: str, field: forms.Field, initial: Any = "") -> None:
        """One more field, filled in."""
        field.required = False
        self.fields[name] = field
        self.initial[name] = initial

    def text(self, name: str) -> str:
        """What was typed in a field of words."""
        return str(self.cleaned_data.get(name) or "").strip()

    def refuse(self, message: str, field: str = "") -> None:
        """Put an objection beside the field it is about."""
        self.add_error(field if field in self.fields else None, message)


class TextForm(AnswerForm):
    """Her own words."""

    def build(self) -> None:
        self.add("text", words_field(_("Your answer"), rows=7), self.said.get("text", ""))


def words_field(label: Any, *, rows: int = 4, longest: int = LONGEST) -> forms.CharField:
    """A few sentences."""
    return forms.CharField(
        label=label,
        required=False,
        max_length=longest,
        widget=forms.Textarea({"rows": rows}),
        error_messages={"max_length": _("Shorten it to %(n)s characters.") % {"n": longest}},
    )


def line_field(label: Any, *, longest: int = LONGEST_LINE) -> forms.CharField:
    """One line."""
    return forms.CharField(
        label=label,
        required=False,
        max_length=longest,
        error_messages={"max_length": _("Shorten it to %(n)s characters.") % {"n": longest}},
    )


def plain(value: Any) -> Any:
    """A value as it is kept: text without its edges, numbers and days as JSON has them."""
    if isinstance(value, str):
        return value.strip()
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if hasattr(value, "as_tuple"):
        return float(value)
    return value
