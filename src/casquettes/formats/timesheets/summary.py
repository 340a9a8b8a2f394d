"""The figures of a whole file: rows, seconds, period, marks, and every line that is not read."""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import product

from casquettes.formats.timesheets.problems import Unread
from casquettes.formats.timesheets.reading import Survey, rows
from casquettes.formats.timesheets.rows import Row
from casquettes.formats.timesheets.values import DateOrder, DecimalSign, Unit

MAX_USERS = 50
TRIED_ROWS = 20_000
"""Above so many rows, what an open question leaves unknown is not worked out reading by reading."""


@dataclass
class Summary:
    """What a file holds. `rows` are its data rows: `entries` read plus those in `unread`.

    Seconds are elapsed; `sold_seconds` those of billable rows. A figure is None while an open
    question could change it.
    """

    tool: str
    rows: int = 0
    entries: int | None = 0
    seconds: int | None = 0
    sold_seconds: int | None = 0
    break_seconds: int | None = 0
    first: dt.date | None = None
    last: dt.date | None = None
    zero: int | None = 0
    overlapping: int | None = 0
    disagreeing: int | None = 0
    users: set[str] = field(default_factory=set)
    above: tuple[Unread, ...] = ()
    unread: list[Unread] = field(default_factory=list)


@dataclass
class Overlaps:
    """Which rows of a file share time with another of the same person, by rank of the entry."""

    starts: array[int] = field(default_factory=lambda: array("q"))
    ends: array[int] = field(default_factory=lambda: array("q"))
    persons: array[int] = field(default_factory=lambda: array("i"))
    ranks: array[int] = field(default_factory=lambda: array("i"))
    _known: dict[str, int] = field(default_factory=dict)

    def add(self, rank: int, row: Row) -> None:
        """Note one row; without clock times or length it shares no time."""
        if row.starts_at is None or not row.seconds:
            return
        start = int(row.starts_at.timestamp())
        self.starts.append(start)
        self.ends.append(start + row.seconds)
        self.persons.append(self._known.setdefault(row.user, len(self._known)))
        self.ranks.append(rank)

    def found(self) -> set[int]:
        """The ranks of all rows that overlap another."""
        order = sorted(range(len(self.ranks)), key=lambda i: (self.persons[i], self.starts[i]))
        overlapping: set[int] = set()
        holder = -1
        for place in order:
            same = holder >= 0 and self.persons[holder] == self.persons[place]
            if same and self.starts[place] < self.ends[holder]:
                overlapping |= {self.ranks[holder], self.ranks[place]}
            if not same or self.ends[place] > self.ends[holder]:
                holder = place
        return overlapping


def summarise(survey: Survey) -> Summary:
    """The figures of the file; what its open questions leave unknown is None."""
    if not survey.questions:
        return _count(survey.tool, survey.table.above, lambda: rows(survey))
    total = sum(1 for _record in survey.table.records())
    unknown = Summary(
        tool=survey.tool,
        rows=total,
        entries=None,
        seconds=None,
        sold_seconds=None,
        break_seconds=None,
        zero=None,
        overlapping=None,
        disagreeing=None,
        above=survey.table.above,
    )
    if total > TRIED_ROWS or any(question.asks_a_column for question in survey.questions):
        return unknown
    tried = [
        _count(survey.tool, survey.table.above, lambda one=one: rows(one))  # type: ignore[misc]
        for one in _readings(survey)
    ]
    return _agreed(unknown, tried)


def _readings(survey: Survey) -> Iterator[Survey]:
    """The survey under every combination of answers to its open questions."""
    reading, asked = survey.reading, {question.field for question in survey.questions}
    orders = tuple(DateOrder) if "date_order" in asked else (reading.order,)
    signs = tuple(DecimalSign) if "decimal" in asked else (reading.sign,)
    units = tuple(Unit) if "unit" in asked else (reading.unit,)
    for order, sign, unit in product(orders, signs, units):
        yield replace(survey, reading=replace(reading, order=order, sign=sign, unit=unit))


def _agreed(unknown: Summary, tried: list[Summary]) -> Summary:
    """What every reading agrees on."""
    first = tried[0]
    same = {
        name: getattr(first, name)
        for name in (
            "entries", "seconds", "sold_seconds", "break_seconds", "first", "last", "zero",
            "overlapping", "disagreeing", "users",
        )
        if all(getattr(one, name) == getattr(first, name) for one in tried)
    }  # fmt: skip
    everywhere = [u for u in first.unread if all(u in one.unread for one in tried)]
    return replace(unknown, **same, unread=everywhere)


def _count(
    tool: str, above: tuple[Unread, ...], read: Callable[[], Iterator[Row | Unread]]
) -> Summary:
    unread: list[Unread] = []
    overlaps, users = Overlaps(), set[str]()
    entries = seconds = sold = breaks = zero = disagreeing = 0
    first = last = None
    for row in read():
        if isinstance(row, Unread):
            unread.append(row)
            continue
        overlaps.add(entries, row)
        entries += 1
        seconds += row.seconds
        sold += row.sold_seconds
        breaks += row.seconds if row.is_break else 0
        zero += not row.seconds
        disagreeing += row.disagrees
        first = row.day if first is None else min(first, row.day)
        last = row.day if last is None else max(last, row.day)
        if len(users) < MAX_USERS:
            users.add(row.user)
    return Summary(
        tool=tool,
        rows=entries + len(unread),
        entries=entries,
        seconds=seconds,
        sold_seconds=sold,
        break_seconds=breaks,
        first=first,
        last=last,
        zero=zero,
        overlapping=len(overlaps.found()),
        disagreeing=disagreeing,
        users=users - {""},
        above=above,
        unread=unread,
    )
