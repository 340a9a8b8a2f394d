"""The figures of a whole file: rows, seconds, period, marks, and every line that is not read."""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Protocol

from casquettes.formats.timesheets.problems import Unread
from casquettes.formats.timesheets.reading import Question, Survey
from casquettes.formats.timesheets.rows import Row

MAX_USERS = 50
TRIED_ROWS = 20_000
"""Above so many rows, what an open question leaves unknown is not worked out reading by reading."""


class TimeFile(Protocol):
    """A file of time looked through once: a table, or a calendar."""

    @property
    def tool(self) -> str: ...
    @property
    def questions(self) -> tuple[Question, ...]: ...
    @property
    def above(self) -> tuple[Unread, ...]: ...
    def rows(self) -> Iterator[Row | Unread]: ...


@dataclass
class Overlaps:
    """Which rows of a file share time with another of the same person, by rank of the entry."""

    starts: array[int] = field(default_factory=lambda: array("q"))
    ends: array[int] = field(default_factory=lambda: array("q"))
    persons: array[int] = field(default_factory=lambda: array("i"))
    ranks: array[int] = field(default_factory=lambda: array("i"))
    known: dict[str, int] = field(default_factory=dict)

    def add(self, rank: int, row: Row) -> None:
        """Note one row; without clock times or length it shares no time."""
        if row.starts_at is None or not row.seconds:
            return
        start = int(row.starts_at.timestamp())
        self.starts.append(start)
        self.ends.append(start + row.seconds)
        self.persons.append(self.known.setdefault(row.user, len(self.known)))
        self.ranks.append(rank)

    def found(self) -> set[int]:
        """The ranks of all rows that overlap another."""
        order = sorted(range(len(self.ranks)), key=self.starts.__getitem__)
        if len(self.known) > 1:
            order.sort(key=self.persons.__getitem__)
        overlapping: set[int] = set()
        holder = -1
        for place in order:
            same = holder >= 0 and self.persons[holder] == self.persons[place]
            if same and self.starts[place] < self.ends[holder]:
                overlapping |= {self.ranks[holder], self.ranks[place]}
            if not same or self.ends[place] > self.ends[holder]:
                holder = place
        return overlapping


@dataclass
class Summary:
    """What a file holds. `rows` are its data rows: the `entries` read and those in `unread`.

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
class Count:
    """Adds up the rows of one pass through a file."""

    tool: str
    above: tuple[Unread, ...] = ()
    unread: list[Unread] = field(default_factory=list)
    overlaps: Overlaps = field(default_factory=Overlaps)
    users: set[str] = field(default_factory=set)
    entries: int = 0
    seconds: int = 0
    sold_seconds: int = 0
    break_seconds: int = 0
    zero: int = 0
    disagreeing: int = 0
    first: dt.date | None = None
    last: dt.date | None = None

    def add(self, row: Row | Unread) -> None:
        """One row more, in the order of the file."""
        if isinstance(row, Unread):
            self.unread.append(row)
            return
        self.overlaps.add(self.entries, row)
        self.entries += 1
        self.seconds += row.seconds
        self.sold_seconds += row.sold_seconds
        self.break_seconds += row.seconds if row.is_break else 0
        self.zero += not row.seconds
        self.disagreeing += row.disagrees
        self.first = row.day if self.first is None else min(self.first, row.day)
        self.last = row.day if self.last is None else max(self.last, row.day)
        if row.user and len(self.users) < MAX_USERS:
            self.users.add(row.user)

    def summary(self) -> Summary:
        """The figures so far."""
        return Summary(
            tool=self.tool,
            rows=self.entries + len(self.unread),
            entries=self.entries,
            seconds=self.seconds,
            sold_seconds=self.sold_seconds,
            break_seconds=self.break_seconds,
            first=self.first,
            last=self.last,
            zero=self.zero,
            overlapping=len(self.overlaps.found()),
            disagreeing=self.disagreeing,
            users=self.users,
            above=self.above,
            unread=self.unread,
        )


def summarise(file: TimeFile) -> Summary:
    """The figures of the file; what its open questions leave unknown is None."""
    if not file.questions or not isinstance(file, Survey):
        return _counted(file)
    total = sum(1 for _record in file.table.records())
    unknown = Summary(
        tool=file.tool,
        rows=total,
        entries=None,
        seconds=None,
        sold_seconds=None,
        break_seconds=None,
        zero=None,
        overlapping=None,
        disagreeing=None,
        above=file.above,
    )
    if total > TRIED_ROWS or any(question.asks_a_column for question in file.questions):
        return unknown
    return _agreed(unknown, [_counted(possible) for possible in file.possible()])


def _counted(file: TimeFile) -> Summary:
    count = Count(file.tool, file.above)
    for row in file.rows():
        count.add(row)
    return count.summary()


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
    everywhere = set(first.unread).intersection(*(one.unread for one in tried))
    return replace(unknown, **same, unread=[u for u in first.unread if u in everywhere])
