"""The French catalogue is complete, well formed, compiled, and typographically French."""

from __future__ import annotations

import re
from pathlib import Path

import polib
import pytest

from tools import messages

MO = messages.CATALOGUE.with_suffix(".mo")
Entries = list[polib.POEntry]


@pytest.fixture(scope="module")
def entries() -> Entries:
    return list(polib.pofile(str(messages.CATALOGUE)))


def test_every_text_of_the_source_is_in_the_catalogue_and_nothing_else(entries: Entries) -> None:
    gathered = {(text.context, text.text) for text in messages.gather()}
    assert {(entry.msgctxt or "", entry.msgid) for entry in entries} == gathered


def test_no_text_goes_by_a_name_that_is_not_gathered() -> None:
    renamed = re.compile(r"\b(n?p?gettext(?:_\w+)?) as (\w+)")
    sources = messages.SOURCE.rglob("*.py")
    strange = [
        f"{path.name}: {name}"
        for path in sources
        for _function, name in renamed.findall(path.read_text(encoding="utf-8"))
        if name not in messages.KEYWORDS
    ]
    assert strange == []


def test_no_french_is_empty_or_fuzzy(entries: Entries) -> None:
    assert [entry.msgid for entry in entries if entry.fuzzy or not entry.translated()] == []


def test_every_placeholder_survives_translation(entries: Entries) -> None:
    changed = [
        entry.msgid
        for entry in entries
        for french in filter(None, _forms(entry))
        if not _placeholders(french) <= _placeholders(entry.msgid + entry.msgid_plural)
        or (not entry.msgid_plural and _placeholders(french) != _placeholders(entry.msgid))
    ]
    assert changed == []


def test_every_markup_survives_translation(entries: Entries) -> None:
    tags = re.compile(r"</?[a-z]+\b[^>]*>")
    changed = [
        entry.msgid
        for entry in entries
        for french in filter(None, _forms(entry))
        if sorted(tags.findall(french)) != sorted(tags.findall(entry.msgid))
    ]
    assert changed == []


def test_the_french_is_set_as_french_is_printed(entries: Entries) -> None:
    """Typographic apostrophes and quotes; a narrow no-break space before ; : ! ? and %."""
    faults = re.compile(r"""\w'\w|"|[\w»)][;!?](?!\w)|\w (?=[;:!?%€»])|« (?=\w)|\w:(?=\s|$)""")
    badly_set = [
        french
        for entry in entries
        for french in _forms(entry)
        if faults.search(re.sub(r"%\(\w+\)s|<[^>]*>|https?://\S+", "x", french).replace("%%", "%"))
    ]
    assert badly_set == []


def test_no_french_exclaims(entries: Entries) -> None:
    assert [f for entry in entries for f in _forms(entry) if "!" in f] == []


def test_the_compiled_catalogue_is_up_to_date(tmp_path: Path) -> None:
    fresh = polib.pofile(str(messages.CATALOGUE)).to_binary()
    assert MO.read_bytes() == fresh, "run: python tools/messages.py"


def _forms(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) or [entry.msgstr]


def _placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[sd]|%[sd]", text))
