"""A day on the week's grid: rows of a quarter of an hour, entries side by side where they meet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.timezone import localtime

from casquettes.engine.stretches import lanes, overlapping
from casquettes.timesheet.models import RunningClock, TimeEntry
from casquettes.timesheet.queries.entries import Line, line_of

FIRST_HOUR, LAST_HOUR = 7, 20
QUARTERS = 96  # of a day
LEAST = 2  # quarters of a block: a finger must find it, however short the time
COLUMNS = 12  # of a day on the grid, shared by the lanes
LANE_COUNTS = (1, 2, 3, 4, 6)


@dataclass(frozen=True, slots=True)
class Running:
    """The clock under way, up to now: drawn, never counted."""

    clock: RunningClock
    starts_at: dt.datetime
    ends_at: dt.datetime
    on: dt.date


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours of the day that the grid shows."""

    first: int
    last: int

    @property
    def marks(self) -> list[tuple[int, int]]:
        """Each hour and the row it begins on."""
        return [(hour, (hour - self.first) * 4 + 1) for hour in range(self.first, self.last)]

    @property
    def rows(self) -> int:
        return (self.last - self.first) * 4


@dataclass(frozen=True, slots=True)
class Block:
    """An entry, or the running clock, as it lies on the grid of its day."""

    line: Line | None
    running: Running | None
    row: int
    span: int
    column: int
    width: int
    overlaps: bool

    @property
    def start(self) -> str:
        """The hour and minute its start shows, for the script that moves it."""
        moment = self.line.entry.starts_at if self.line else None
        return localtime(moment).strftime("%H:%M") if moment else ""

    @property
    def is_short(self) -> bool:
        """Room for one line of text only."""
        return self.span < 4


def hours_shown(entries: Iterable[TimeEntry], running: Running | None, *, zone: ZoneInfo) -> Hours:
    """From seven to eight in the evening, and further where there is time."""
    spans = [_quarters(*stretch, zone) for stretch in _stretches(entries)]
    if running is not None:
        spans.append(_quarters(running.starts_at, running.ends_at, zone))
    first = min([FIRST_HOUR, *(start // 4 for start, _end in spans)])
    last = max([LAST_HOUR, *(-(-end // 4) for _start, end in spans)])
    return Hours(first, last)


def blocks(
    entries: Sequence[TimeEntry], running: Running | None, hours: Hours, *, zone: ZoneInfo
) -> list[Block]:
    """The entries that have a start, and the running clock, laid on the grid of one day."""
    timed = [entry for entry in entries if entry.starts_at is not None]
    stretches = list(_stretches(timed))
    if running is not None:
        stretches.append((running.starts_at, running.ends_at))
    meeting = overlapping(stretches)
    spans = [_quarters(start, end, zone) for start, end in stretches]
    return [
        Block(
            line=line_of(timed[rank]) if rank < len(timed) else None,
            running=None if rank < len(timed) else running,
            row=start - hours.first * 4 + 1,
            span=end - start,
            column=min(lane, many - 1) * COLUMNS // many + 1,
            width=COLUMNS // many,
            overlaps=rank in meeting,
        )
        for rank, ((start, end), (lane, lanes_there)) in enumerate(
            zip(spans, lanes(spans), strict=True)
        )
        for many in [next((n for n in LANE_COUNTS if n >= lanes_there), LANE_COUNTS[-1])]
    ]


def _stretches(entries: Iterable[TimeEntry]) -> Iterable[tuple[dt.datetime, dt.datetime]]:
    for entry in entries:
        if entry.starts_at is not None and entry.ends_at is not None:
            yield entry.starts_at, entry.ends_at


def _quarters(start: dt.datetime, end: dt.datetime, zone: ZoneInfo) -> tuple[int, int]:
    """From which quarter of the local day to which, as its clock shows them; half an hour at least.

    Short neighbours then meet, and lie side by side like those that overlap.
    """
    shown, until = start.astimezone(zone), end.astimezone(zone)
    first = min(_nearest(shown), QUARTERS - LEAST)
    last = _nearest(until) if until.date() == shown.date() else QUARTERS
    if last <= first:  # a few minutes, or the hour that comes twice
        last = first + round((end - start).total_seconds() / 900)
    return first, min(max(last, first + LEAST), QUARTERS)


def _nearest(shown: dt.datetime) -> int:
    return (shown.hour * 60 + shown.minute + 7) // 15
