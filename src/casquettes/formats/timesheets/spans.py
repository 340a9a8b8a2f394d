"""From a written start and end to the moment it began and the seconds that passed.

Times without offset are hers. On the nights the clocks change, a skipped time is refused, and a
repeated one is settled by the stated length or refused.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from casquettes.formats.timesheets.lengths import Length
from casquettes.formats.timesheets.problems import LineProblem, LineRefused
from casquettes.formats.timesheets.values import DAY_SECONDS, Clock, Moment

LONGEST_NIGHT = 12 * 3600


@dataclass(slots=True)
class Span:
    """A local day, the moment it began in UTC when known, and elapsed seconds."""

    day: dt.date
    starts_at: dt.datetime | None
    seconds: int
    disagrees: bool


@dataclass(slots=True)
class Written:
    """A time as written, with its day when told; `offset` None means her local time."""

    day: dt.date | None
    clock: Clock
    offset: dt.timedelta | None

    @classmethod
    def of(cls, moment: Moment | None, day: dt.date | None) -> Written | None:
        """The written time of a moment that has one."""
        if moment is None or moment.clock is None:
            return None
        return cls(day, moment.clock, moment.offset)

    def on(self, day: dt.date) -> dt.datetime:
        """The naive moment on a day; 24:00 is the next day's midnight."""
        return dt.datetime.combine(day + dt.timedelta(days=self.clock.next_day), self.clock.time)

    def instants(self, day: dt.date, zone: ZoneInfo) -> list[int]:
        """Seconds since 1970: none in a skipped hour, two in a repeated one."""
        naive = self.on(day)
        if self.offset is not None:
            return [int(naive.replace(tzinfo=dt.timezone(self.offset)).timestamp())]
        early, late = naive.replace(tzinfo=zone), naive.replace(tzinfo=zone, fold=1)
        first, second = int(early.timestamp()), int(late.timestamp())
        # In a skipped hour the second reading lies before the first (PEP 495).
        return [first] if first == second else [first, second] if first < second else []


def between(start: Written, end: Written, stated: Length | None, zone: ZoneInfo) -> Span:
    """The span from start to end; `stated` settles what the writing leaves open.

    Raises LineRefused: end before start, more than a day, a time that is skipped or repeated.
    """
    first = start.day or dt.date.min
    last = end.day or _untold_day(first, start, end, stated)
    begins, ends = start.instants(first, zone), end.instants(last, zone)
    if not begins or not ends:
        missing = start if not begins else end
        raise LineRefused(LineProblem.MISSING_HOUR, missing.clock.time.isoformat("minutes"))
    by_the_wall = None
    if start.offset is None and end.offset is None:
        by_the_wall = int((end.on(last) - start.on(first)).total_seconds())
    begun, seconds = _elapsed(begins, ends, stated, by_the_wall)
    differs = stated is not None and abs(stated.seconds - seconds) > _near(start, end, stated)
    if end.day is None and last > first and _doubtful_night(seconds, stated, differs=differs):
        raise LineRefused(LineProblem.END_BEFORE_START)
    return _span(begun, seconds, zone, disagrees=differs or bool(stated and stated.disagrees))


def from_start(start: Written, length: Length, zone: ZoneInfo) -> Span:
    """The span of a stated length from a written start. Raises LineRefused in a skipped hour."""
    begins = start.instants(start.day or dt.date.min, zone)
    if not begins:
        raise LineRefused(LineProblem.MISSING_HOUR, start.clock.time.isoformat("minutes"))
    return _span(begins[0], length.seconds, zone, disagrees=length.disagrees)


def _untold_day(first: dt.date, start: Written, end: Written, stated: Length | None) -> dt.date:
    """An end without a day is on the day of the start, or on the next when its hour is earlier."""
    if end.clock.next_day:
        return first
    round_the_clock = stated is not None and stated.seconds == DAY_SECONDS
    next_day = end.clock.time < start.clock.time or (
        end.clock.time == start.clock.time and round_the_clock
    )
    return first + dt.timedelta(days=next_day)


def _doubtful_night(seconds: int, stated: Length | None, *, differs: bool) -> bool:
    """Past midnight without a day written: believed when the length agrees, or up to 12 h."""
    return differs if stated is not None else seconds > LONGEST_NIGHT


def _elapsed(
    begins: list[int], ends: list[int], stated: Length | None, by_the_wall: int | None
) -> tuple[int, int]:
    """When it began and the one length left open; the stated one settles a night of clock change,
    also where the tool counted as if no clock had changed. Raises LineRefused."""
    lengths = {end - begun: begun for begun in begins for end in ends if end >= begun}
    if not lengths:
        raise LineRefused(LineProblem.END_BEFORE_START)
    if stated is not None and stated.seconds in lengths:
        return lengths[stated.seconds], stated.seconds
    if stated is not None and stated.seconds == by_the_wall:
        return begins[0], stated.seconds
    if len(lengths) > 1:
        raise LineRefused(LineProblem.REPEATED_HOUR)
    ((length, begun),) = lengths.items()
    return begun, length


def _near(start: Written, end: Written, stated: Length) -> int:
    """How far the stated length may be off: times without seconds round it."""
    whole_minutes = start.clock.time.second == end.clock.time.second == 0
    return max(stated.rounding, 59 if whole_minutes else 0)


def _span(begun: int, seconds: int, zone: ZoneInfo, *, disagrees: bool) -> Span:
    if seconds > DAY_SECONDS:
        raise LineRefused(LineProblem.TOO_LONG, f"{seconds // 3600} h {seconds // 60 % 60:02}")
    starts_at = dt.datetime.fromtimestamp(begun, dt.UTC)
    return Span(starts_at.astimezone(zone).date(), starts_at, seconds, disagrees)
