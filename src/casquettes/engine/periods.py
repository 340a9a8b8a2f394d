"""Days, weeks, months and rolling periods, both ends included; moments cut at local midnight.

Pure: no clock is read, the day is always an argument. See docs/method/periods.md.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

PartOf = Callable[[dt.date], "Period"]
ONE_DAY = dt.timedelta(days=1)


class PeriodBackwards(ValueError):
    """A period whose last day comes before its first."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A range of local days, `first` and `last` both included; never empty.

    Raises `PeriodBackwards` when `last` comes before `first`.
    """

    first: dt.date
    last: dt.date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise PeriodBackwards(f"{self.last} comes before {self.first}")

    def __contains__(self, day: object) -> bool:
        return isinstance(day, dt.date) and self.first <= day <= self.last

    def __iter__(self) -> Iterator[dt.date]:
        """Every day, in order."""
        for rank in range(self.first.toordinal(), self.last.toordinal() + 1):
            yield dt.date.fromordinal(rank)

    @property
    def days(self) -> int:
        """How many days, both ends counted: at least 1."""
        return self.last.toordinal() - self.first.toordinal() + 1

    def common(self, other: Period) -> Period | None:
        """The days in both periods, or None when they do not meet."""
        first, last = max(self.first, other.first), min(self.last, other.last)
        return Period(first, last) if first <= last else None

    def before(self) -> Period | None:
        """The period just before: whole months before whole months, else as many days.

        None at the very beginning of the calendar, where nothing comes before.
        """
        if self.first.toordinal() <= self.days:
            return None
        last = self.first - ONE_DAY
        if self.first.day == 1 and _is_month_end(self.last):
            months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month
            return months_to(last, months + 1)
        return Period(last - dt.timedelta(days=self.days - 1), last)

    def weeks(self) -> Iterator[Period]:
        """Its ISO weeks, Monday to Sunday; the first and the last are cut to the period."""
        return self._parts(week_of)

    def months(self) -> Iterator[Period]:
        """Its calendar months; the first and the last are cut to the period."""
        return self._parts(month_of)

    def years(self) -> Iterator[Period]:
        """Its calendar years; the first and the last are cut to the period."""
        return self._parts(year_of)

    def _parts(self, part_of: PartOf) -> Iterator[Period]:
        rank, end = self.first.toordinal(), self.last.toordinal()
        while rank <= end:
            day = dt.date.fromordinal(rank)
            part = Period(day, min(part_of(day).last, self.last))
            yield part
            rank = part.last.toordinal() + 1


def week_of(day: dt.date) -> Period:
    """The ISO week of `day`: Monday to Sunday (ISO 8601), cut at the calendar's end."""
    rank = day.toordinal() - day.weekday()
    last = min(rank + 6, dt.date.max.toordinal())
    return Period(dt.date.fromordinal(rank), dt.date.fromordinal(last))


def iso_week(year: int, week: int) -> Period:
    """ISO week `week` of ISO year `year`; ValueError when that year has no such week."""
    return week_of(dt.date.fromisocalendar(year, week, 1))


def month_of(day: dt.date) -> Period:
    """The calendar month of `day`."""
    return Period(day.replace(day=1), day.replace(day=_month_length(day.year, day.month)))


def year_of(day: dt.date) -> Period:
    """The calendar year of `day`."""
    return Period(dt.date(day.year, 1, 1), dt.date(day.year, 12, 31))


def weeks_to(day: dt.date, weeks: int) -> Period:
    """The rolling `weeks` × 7 days that end on `day`, included."""
    return Period(day - dt.timedelta(days=7 * weeks - 1), day)


def months_to(day: dt.date, months: int) -> Period:
    """The rolling `months` that end on `day`, included: whole months when it ends one.

    It begins the day after the same day `months` earlier; where that day is missing
    (29 to 31), on the first of the next month: no day is ever counted twice in a year.
    """
    year, month, number = day.year, day.month, day.day + 1
    if number > _month_length(year, month):
        month, number = month + 1, 1
    rank = year * 12 + month - 1 - months
    year, month = divmod(rank, 12)
    if number > _month_length(year, month + 1):
        rank, number = rank + 1, 1
        year, month = divmod(rank, 12)
    return Period(dt.date(year, month + 1, number), day)


def midnight(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    """The first moment of a local day, in UTC; where 00:00 is skipped, the moment of the jump."""
    return dt.datetime.combine(day, dt.time.min, zone).astimezone(dt.UTC)


def split_at_midnight(
    start: dt.datetime, end: dt.datetime, zone: ZoneInfo
) -> Iterator[tuple[dt.date, dt.datetime, int]]:
    """[start, end) cut at each local midnight: (local day, start in UTC, whole elapsed seconds).

    The moments are aware. A day of 23 or 25 hours counts as such; nothing comes out when the
    end is not after the start. To the nearest second where a moment holds a fraction.
    """
    begun, end = start.astimezone(dt.UTC), end.astimezone(dt.UTC)
    while begun < end:
        day = begun.astimezone(zone).date()
        until = min(end, _next_midnight(begun, day, zone))
        yield day, begun, round((until - begun).total_seconds())
        begun = until


def _next_midnight(begun: dt.datetime, day: dt.date, zone: ZoneInfo) -> dt.datetime:
    tomorrow = dt.datetime.combine(day + ONE_DAY, dt.time.min, zone)
    moment = tomorrow.astimezone(dt.UTC)
    # Where clocks go back over midnight (Newfoundland until 2011), midnight comes twice.
    return moment if moment > begun else tomorrow.replace(fold=1).astimezone(dt.UTC)


def _month_length(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def _is_month_end(day: dt.date) -> bool:
    return day.day == _month_length(day.year, day.month)
