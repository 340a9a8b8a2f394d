"""The catalogue tool: finds every text, keeps what is translated, sets it as French."""

from __future__ import annotations

import json
from pathlib import Path

import polib
import pytest

from tools import messages


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty source with a room, a template folder and no catalogue."""
    (tmp_path / "desk" / "templates").mkdir(parents=True)
    monkeypatch.setattr(messages, "SOURCE", tmp_path)
    monkeypatch.setattr(messages, "CATALOGUE", tmp_path / "locale" / "django.po")
    return tmp_path


def test_texts_of_python_and_of_templates_are_gathered(source: Path) -> None:
    (source / "desk" / "views.py").write_text(
        '_("Save")\nngettext("%(n)s row", "%(n)s rows", n)\npgettext("verb", "Record")\n'
    )
    (source / "desk" / "templates" / "page.html").write_text(
        '    {% if x %}\n  {% translate "Save" %}\n{% endif %}'
        "{% blocktranslate trimmed %}\n  Hello\n  {{ name }}\n"
        "{% endblocktranslate %}"
    )
    found = {(text.context, text.text): text for text in messages.gather()}
    assert set(found) == {
        ("", "%(n)s row"),
        ("", "Hello %(name)s"),
        ("", "Save"),
        ("verb", "Record"),
    }
    assert found["", "%(n)s row"].plural == "%(n)s rows"
    assert found["", "Save"].files == {"desk/templates/page.html", "desk/views.py"}


def test_a_snippet_fills_the_catalogue_however_its_placeholders_are_written(source: Path) -> None:
    (source / "desk" / "templates" / "page.html").write_text(
        "{% blocktranslate %}{{ name }}: 30 % sold{% endblocktranslate %}"
        "{% blocktranslate count n=n %}{{ n }} row{% plural %}{{ n }} rows{% endblocktranslate %}"
    )
    snippet = source / "fr.json"
    snippet.write_text(
        json.dumps(
            {
                "{{ name }}: 30 % sold": "{{ name }} : 30 % vendus",
                "%(n)s row": {"plural": "%(n)s rows", "fr": ["%(n)s ligne", "%(n)s lignes"]},
            }
        )
    )
    catalogue = messages.merged(messages.gather(), messages.known_french([snippet]))
    french = {entry.msgid: entry.msgstr or entry.msgstr_plural for entry in catalogue}
    assert french == {
        "%(name)s: 30 %% sold": "%(name)s\u202f: 30\u202f%% vendus",
        "%(n)s row": {0: "%(n)s ligne", 1: "%(n)s lignes"},
    }
    assert messages.untranslated(catalogue) == {}


def test_what_left_the_source_leaves_the_catalogue_and_the_rest_keeps_its_french(
    source: Path,
) -> None:
    (source / "desk" / "views.py").write_text('_("Save")\n_("New")\n')
    known = polib.POFile()
    known.append(polib.POEntry(msgid="Save", msgstr="Enregistrer"))
    known.append(polib.POEntry(msgid="Old", msgstr="Ancien"))
    messages.CATALOGUE.parent.mkdir()
    known.save(str(messages.CATALOGUE))
    catalogue = messages.merged(messages.gather(), messages.known_french([]))
    assert [(entry.msgid, entry.msgstr) for entry in catalogue] == [
        ("New", ""),
        ("Save", "Enregistrer"),
    ]
    assert messages.untranslated(catalogue) == {"New": ["desk/views.py"]}


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("C'est l'heure", "C’est l’heure"),
        ("Vraiment ?", "Vraiment\u202f?"),
        ("Lire « ceci »", "Lire «\u202fceci\u202f»"),
        ("%(share)s de %(total)s", "%(share)s de %(total)s"),
        ("<a title='x y : z'>d'ici</a>", "<a title='x y : z'>d’ici</a>"),
    ],
)
def test_french_is_set_as_it_is_printed(typed: str, printed: str) -> None:
    assert messages._fitted(typed, "") == printed
