"""Any file that holds time, a table of another tool or a calendar, looked through the same way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from casquettes.formats.icalendar import (
    Calendar,
    NotACalendar,
    Occurrence,
    first_day,
    occurrences,
    read_calendar,
)
from casquettes.formats.timesheets.problems import FileProblem, LineProblem, Unread, Unreadable
from casquettes.formats.timesheets.reading import Answers, Question, survey
from casquettes.formats.timesheets.rows import Row
from casquettes.formats.timesheets.sources import Opener, Source, open_source
from casquettes.formats.timesheets.summary import TimeFile
from casquettes.formats.timesheets.values import DAY_SECONDS

DAY = dt.timedelta(days=1)
CALENDAR = "icalendar"


@dataclass(frozen=True, slots=True)
class Period:
    """The days taken from a calendar, both included; None where she does not say."""

    first: dt.date | None = None
    last: dt.date | None = None


@dataclass(frozen=True, slots=True)
class CalendarTimes:
    """The events of a calendar up to a day, as rows of time."""

    calendar: Calendar
    zone: ZoneInfo
    period: Period

    @property
    def tool(self) -> str:
        return CALENDAR

    @property
    def questions(self) -> tuple[Question, ...]:
        return ()

    @property
    def above(self) -> tuple[Unread, ...]:
        return ()

    def rows(self) -> Iterator[Row | Unread]:
        """One row per occurrence of the period; whole days and cancelled ones say why not."""
        for broken in self.calendar.unread:
            yield Unread(broken.line, LineProblem(broken.problem), broken.detail)
        earliest = self.period.first or first_day(self.calendar)
        if earliest is None:
            return
        latest = self.period.last or self.calendar.written_on or dt.date(2199, 1, 1)
        found, dense = occurrences(
            self.calendar, first=earliest, before=latest + DAY, zone=self.zone
        )
        for unread in dense:
            yield Unread(unread.line, LineProblem(unread.problem), unread.detail)
        for one in found:
            yield self._row(one)

    def _row(self, one: Occurrence) -> Row | Unread:
        seconds = int((one.ends_at - one.starts_at).total_seconds())
        if one.all_day:
            return Unread(one.line, LineProblem.ALL_DAY, one.summary[:80])
        if one.cancelled:
            return Unread(one.line, LineProblem.CANCELLED, one.summary[:80])
        if seconds > DAY_SECONDS:
            return Unread(one.line, LineProblem.TOO_LONG, one.summary[:80])
        return Row(
            line=one.line,
            day=one.starts_at.astimezone(self.zone).date(),
            starts_at=one.starts_at,
            seconds=seconds,
            client="",
            project=one.category or self.calendar.name[:200],
            task=one.summary[:200],
            description=one.summary,
            user="",
            billable=False,
            is_break=False,
            disagrees=False,
        )


def look_through(
    opener: Opener,
    *,
    zone: ZoneInfo,
    answers: Answers | None = None,
    period: Period | None = None,
) -> TimeFile:
    """Look through a file of time once. Times without zone are in `zone`; nothing after
    `period.last` is read, since planned time is not spent. Raises Unreadable."""
    period = period or Period()
    source = open_source(opener)
    if _is_calendar(source):
        try:
            return CalendarTimes(read_calendar(source.lines(), zone=zone), zone, period)
        except NotACalendar as error:
            raise Unreadable(FileProblem.NO_TABLE) from error
    return survey(source, zone=zone, answers=answers, until=period.last)


def _is_calendar(source: Source) -> bool:
    first = next((line for line in source.lines() if line.strip()), "")
    return first.strip().upper() == "BEGIN:VCALENDAR"
