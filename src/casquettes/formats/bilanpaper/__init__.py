"""A bilan on paper: one sheet, two pages at most, PDF/A-2a and PDF/UA-1, its charts drawn by typst.

Everything comes already worded; `bilan.typ` draws the figures and sets the words. The same sheet
gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass, replace
from functools import cache
from importlib import resources
from typing import Any

from casquettes.formats.paper.letters import fonts, printable

STANDARDS = ["a-2a", "ua-1"]
# As much as stands on the second page, set small.
LONGEST_LINE, MOST_LINES, MOST_LETTERS = 260, 4, 5200
# As much as stands at the foot of the first.
MOST_DECIDED, LONGEST_FIRST, LONGEST_TITLE, LONGEST_NOTE = 3, 170, 90, 110
ELLIPSIS = "\u00a0…"


@dataclass(frozen=True, slots=True)
class Number:
    """A figure and its caption."""

    value: str
    words: str


@dataclass(frozen=True, slots=True)
class Ruler:
    """The one number on its rule; shares are fractions, None where there is none."""

    value: str
    words: str
    alt: str
    share: float | None = None
    target: float | None = None
    before: float | None = None
    target_words: str = ""
    before_words: str = ""
    band_words: str = ""


@dataclass(frozen=True, slots=True)
class HatBar:
    """The time of one hat: its part of the whole, out of 1; `hat` is "" for time without one."""

    hat: str
    name: str
    words: str
    part: float


@dataclass(frozen=True, slots=True)
class Pair:
    """A guess and a fact on one scale, out of 1; None where nothing was measured."""

    name: str
    first: float
    first_words: str
    then: float | None
    then_words: str


@dataclass(frozen=True, slots=True)
class Month:
    """A month: its share as a fraction, and its revenue out of the best month's."""

    name: str
    share: float | None
    revenue: float


@dataclass(frozen=True, slots=True)
class Fall:
    """One row of a waterfall: where its bar begins and ends, out of 1."""

    name: str
    words: str
    low: float
    high: float
    is_level: bool
    is_gain: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart: its title, what it says to who does not see it, and its rows."""

    title: str
    alt: str
    rows: tuple[Any, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """A title and what stands under it; `hers` are set as her own words."""

    title: str
    lines: tuple[str, ...]
    hers: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A bilan, worded."""

    language: str
    title: str
    author: str
    about: tuple[str, ...]
    made_on: dt.date
    ruler: Ruler
    footer: str
    page: str  # « page {page} / {pages} »
    numbers: tuple[Number, ...] = ()
    hats: Drawn | None = None
    guesses: Drawn | None = None
    months: Drawn | None = None
    money: Drawn | None = None
    hour: Drawn | None = None
    next_title: str = ""
    first: str = ""
    first_title: str = ""
    decided: tuple[Words, ...] = ()
    words_title: str = ""
    words: tuple[Words, ...] = ()


def pdf(sheet: Sheet) -> bytes:
    """The sheet as a PDF of one or two pages."""
    made = _set(sheet, {"format": "pdf", "pdf_standards": STANDARDS})
    assert isinstance(made, bytes)
    return made


def pictures(sheet: Sheet, *, ppi: float = 96) -> list[bytes]:
    """Its pages as PNG, as they print."""
    made = _set(sheet, {"format": "png", "ppi": ppi})
    return [made] if isinstance(made, bytes) else list(made)


def bounded(words: tuple[Words, ...]) -> tuple[Words, ...]:
    """As much of the words as fits on a page: long lines are cut, and say so."""
    left, kept = MOST_LETTERS, []
    for each in words:
        lines = []
        for line in each.lines[:MOST_LINES]:
            shown = _cut(line, min(LONGEST_LINE, left))
            left -= len(shown)
            if shown:
                lines.append(shown)
        if lines:
            kept.append(replace(each, lines=tuple(lines)))
    return tuple(kept)


def fitted(sheet: Sheet) -> Sheet:
    """The sheet with no more words than its two pages hold."""
    decided = tuple(
        Words(
            _cut(each.title, LONGEST_TITLE),
            tuple(_cut(line, LONGEST_NOTE) for line in each.lines[:MOST_LINES]),
        )
        for each in sheet.decided[:MOST_DECIDED]
    )
    first = _cut(sheet.first, LONGEST_FIRST)
    return replace(sheet, first=first, decided=decided, words=bounded(sheet.words))


def _cut(line: str, room: int) -> str:
    if len(line) <= room:
        return line
    return line[: room - len(ELLIPSIS)].rsplit(" ", 1)[0] + ELLIPSIS if room > 40 else ""


def _set(sheet: Sheet, how: dict[str, Any]) -> bytes | list[bytes]:
    import typst

    data = asdict(fitted(sheet))
    midnight = dt.datetime.combine(data.pop("made_on"), dt.time(), dt.UTC)
    made: bytes | list[bytes] = typst.compile(
        _template(),
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(printable(data), ensure_ascii=False)},
        timestamp=int(midnight.timestamp()),
        **how,
    )
    return made


@cache
def _template() -> bytes:
    return (resources.files("casquettes.formats.bilanpaper") / "bilan.typ").read_bytes()
