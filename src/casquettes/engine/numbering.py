"""How documents are numbered: a format with a rank, maybe a year, and what it can ever produce.

A format is text with slots: `{rank}` or `{rank:03}` (zeros in front, up to 9 digits), once, and
maybe `{year}` (2026) or `{yy}` (26). Nothing else is interpreted. The method is told in
docs/method/numbering.md.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

SLOT = re.compile(r"(\{(?:year|yy|rank(?::0[1-9])?)\})")
PLAIN = re.compile(r"[A-Za-z0-9+_/-]*")  # what an electronic invoice may be numbered with
LONGEST = 35
MOST_DIGITS = 9
DIGITS = frozenset("0123456789")


class Why(StrEnum):
    """Why a format cannot be used."""

    NO_RANK = "no_rank"
    TWICE = "twice"
    SIGNS = "signs"
    LONG = "long"


class FormatRefused(ValueError):
    """This text is no format of numbers; `why` says what is wrong with it."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Format:
    """A format that was read: pieces of text and slots, in order."""

    pattern: str
    pieces: tuple[str, ...]

    @property
    def yearly(self) -> bool:
        """Does the count start anew each year?"""
        return "{year}" in self.pieces or "{yy}" in self.pieces

    @cached_property
    def width(self) -> int:
        """The fewest digits a rank is written with."""
        (slot,) = (piece for piece in self.pieces if piece.startswith("{rank"))
        return int(slot[-2]) if ":" in slot else 1

    def number(self, year: int, rank: int) -> str:
        """The number of a rank in a year: 2026, 7 → "F2026-007"."""
        slots = {"{year}": f"{year:04}", "{yy}": f"{year % 100:02}"}
        written = f"{rank:0{self.width}}"
        return "".join(
            written if piece.startswith("{rank") else slots.get(piece, piece)
            for piece in self.pieces
        )

    def read_back(self, number: str) -> tuple[int, int] | None:
        """The year (0 when none is written) and rank this format writes as `number`, or None."""
        found = self._readable.fullmatch(number)
        if found is None:
            return None
        year, yy = found.groupdict().get("year"), found.groupdict().get("yy")
        of = int(year) if year else 2000 + int(yy) if yy else 0
        rank = int(found["rank"])
        return (of, rank) if self.number(of, rank) == number else None

    def may_meet(self, other: Format) -> bool:
        """Could both ever write the same number, for any years of this century and any ranks?"""
        return any(
            len(mine) == len(theirs)
            and all(here & there for here, there in zip(mine, theirs, strict=True))
            for mine in self._all_shapes()
            for theirs in other._all_shapes()
        )

    @cached_property
    def _readable(self) -> re.Pattern[str]:
        slots = {"{year}": "(?P<year>[0-9]{4})", "{yy}": "(?P<yy>[0-9]{2})"}
        rank = f"(?P<rank>[0-9]{{{self.width},{MOST_DIGITS}}})"
        return re.compile(
            "".join(
                rank if piece.startswith("{rank") else slots.get(piece, re.escape(piece))
                for piece in self.pieces
            )
        )

    def _all_shapes(self) -> Iterator[list[frozenset[str]]]:
        """What each place of a number can hold, for every count of digits of its rank."""
        for digits in range(self.width, MOST_DIGITS + 1):
            yield [signs for piece in self.pieces for signs in _signs(piece, digits)]


def read(pattern: str) -> Format:
    """The format a text stands for. Raises FormatRefused."""
    pieces = tuple(piece for piece in SLOT.split(pattern) if piece)
    slots = ["rank" if piece.startswith("{rank") else piece for piece in pieces if _is_slot(piece)]
    if not all(_is_slot(piece) or PLAIN.fullmatch(piece) for piece in pieces):
        raise FormatRefused(Why.SIGNS)
    if "rank" not in slots:
        raise FormatRefused(Why.NO_RANK)
    if len(slots) != len(set(slots)):
        raise FormatRefused(Why.TWICE)
    made = Format(pattern, pieces)
    if len(made.number(9999, 10**MOST_DIGITS - 1)) > LONGEST:
        raise FormatRefused(Why.LONG)
    return made


def read_example(text: str, *, on: dt.date) -> tuple[str, int | None]:
    """The format and rank that a number typed as an example shows: "F2026-012" → 12.

    The last digits are the rank; the year of `on`, in four digits or two, is the year. Text with
    slots is a format already, without a rank. Raises FormatRefused when no rank is seen.
    """
    text = text.strip()
    if "{" in text:
        return text, None
    runs = list(re.finditer("[0-9]+", text))
    if not runs:
        raise FormatRefused(Why.NO_RANK)
    before, rank = text[: runs[-1].start()], runs[-1].group()
    after = text[runs[-1].end() :]
    year, yy = f"{on.year:04}", f"{on.year % 100:02}"
    if len(rank) > 4 and rank.startswith(year):
        before, rank = f"{before}{{year}}", rank[4:]
    else:
        before = _with_year(before, (year, "{year}"), (yy, "{yy}"))
    if len(rank) > MOST_DIGITS:
        raise FormatRefused(Why.LONG)
    slot = "{rank}" if len(rank) == 1 else f"{{rank:0{len(rank)}}}"
    return f"{before}{slot}{after}", int(rank)


def first_met(
    numbers: Iterable[str], by: Format, *, since: int, taken: Mapping[int, int]
) -> str | None:
    """The first of these numbers that a format could still write, or None.

    `taken` says the last rank taken in a year (0 where no year is written): those ranks are past,
    and so are the years before `since`.
    """
    for number in numbers:
        found = by.read_back(number)
        if found is None or 0 < found[0] < since:
            continue
        if found[1] > taken.get(found[0], 0):
            return number
    return None


def _is_slot(piece: str) -> bool:
    return SLOT.fullmatch(piece) is not None


def _signs(piece: str, digits: int) -> list[frozenset[str]]:
    if piece.startswith("{rank"):
        return [DIGITS] * digits
    if piece == "{year}":
        return [frozenset("2"), frozenset("0"), DIGITS, DIGITS]
    return [DIGITS] * 2 if piece == "{yy}" else [frozenset(sign) for sign in piece]


def _with_year(text: str, *years: tuple[str, str]) -> str:
    """The first of the years that stands alone in the text becomes a slot."""
    for year, slot in years:
        changed = re.sub(f"(?<![0-9]){year}(?![0-9])", slot, text, count=1)
        if changed != text:
            return changed
    return text
