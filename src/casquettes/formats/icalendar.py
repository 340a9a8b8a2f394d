"""iCalendar files (RFC 5545): the occurrences of their events inside a range of days.

Times without a zone are hers. Recurrences are worked out within a budget: a rule that asks for
more is left unread with its line. Nothing is asked of the network.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from casquettes.formats.calendar_events import (
    DAY,
    STAMP,
    Broken,
    CalendarProblem,
    Event,
    EventReader,
)
from casquettes.formats.calendar_lines import Component, components
from casquettes.formats.calendar_zones import WorldZone
from casquettes.formats.recurrence import Budget, TooDense, dates

EVENT_BUDGET = 60_000
FILE_BUDGET = 1_500_000
MAX_EVENTS = 50_000


class NotACalendar(ValueError):
    """The text holds no VCALENDAR, or more events than anyone has."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time an event takes place, [starts_at, ends_at) in UTC; `line` is that of the event."""

    line: int
    uid: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    all_day: bool
    summary: str
    description: str
    location: str
    category: str
    cancelled: bool


@dataclass(frozen=True, slots=True)
class UnreadEvent:
    """An event that is not read; `detail` is the text that hinders."""

    line: int
    problem: CalendarProblem
    detail: str = ""


@dataclass
class Calendar:
    """The events of a file, not yet spread over days."""

    name: str
    events: int
    series: list[_Series]
    unread: list[UnreadEvent]
    written_on: dt.date | None  # the latest stamp: about when the file was made


@dataclass
class _Series:
    """Events of one identifier: the one that recurs and those that replace single dates."""

    base: Event | None = None
    replacing: dict[dt.datetime, Event] = field(default_factory=dict)


def read_calendar(lines: Iterable[str], *, zone: ZoneInfo) -> Calendar:
    """The events of a file; those that are broken are listed by line. Raises NotACalendar."""
    roots = [root for root in components(lines) if root.name == "VCALENDAR"]
    if not roots:
        raise NotACalendar
    reader = EventReader(WorldZone(zone))
    for root in roots:
        reader.learn_zones(root)
    found = [child for root in roots for child in root.children if child.name == "VEVENT"]
    if len(found) > MAX_EVENTS:
        raise NotACalendar
    unread: list[UnreadEvent] = []
    series: dict[str, _Series] = {}
    for component in found:
        try:
            _file(series, reader.event(component), f"{component.text('UID')}")
        except Broken as broken:
            unread.append(UnreadEvent(component.line, broken.problem, broken.detail))
    return Calendar(
        name=next((text for root in roots if (text := root.text("X-WR-CALNAME"))), ""),
        events=len(found),
        series=list(series.values()),
        unread=unread,
        written_on=_latest_stamp(found),
    )


def occurrences(
    calendar: Calendar, *, first: dt.date, before: dt.date, zone: ZoneInfo
) -> tuple[list[Occurrence], list[UnreadEvent]]:
    """What takes place in the days [first, before), in order, and the events asking too much."""
    window = (
        WorldZone(zone).utc(dt.datetime.combine(first, dt.time())),
        WorldZone(zone).utc(dt.datetime.combine(before, dt.time())),
    )
    found: list[Occurrence] = []
    unread: list[UnreadEvent] = []
    left = Budget(FILE_BUDGET)
    for series in calendar.series:
        try:
            found += _spread(series, window, left)
        except TooDense:
            line = series.base.component.line if series.base else 0
            unread.append(UnreadEvent(line, CalendarProblem.RECURRENCE))
    found.sort(key=lambda one: (one.starts_at, one.line))
    return found, unread


def first_day(calendar: Calendar) -> dt.date | None:
    """The earliest day an event is written on."""
    starts = [
        event.start.naive.date()
        for series in calendar.series
        for event in (series.base, *series.replacing.values())
        if event is not None
    ]
    return min(starts, default=None)


# --- from components to series ------------------------------------------------------------------


def _file(series: dict[str, _Series], event: Event, uid: str) -> None:
    """Put an event where it belongs; of two that claim a place the later edition stays."""
    held = series.setdefault(uid or f"line {event.component.line}", _Series())
    if event.replaces is None:
        if held.base is None or event.sequence >= held.base.sequence:
            held.base = event
        return
    other = held.replacing.get(event.replaces)
    if other is None or event.sequence >= other.sequence:
        held.replacing[event.replaces] = event


def _latest_stamp(found: list[Component]) -> dt.date | None:
    stamps = [
        text[:8]
        for component in found
        for name in ("DTSTAMP", "LAST-MODIFIED", "CREATED")
        if STAMP.fullmatch(text := component.text(name))
    ]
    try:
        return dt.datetime.strptime(max(stamps, default=""), "%Y%m%d").date()
    except ValueError:
        return None


# --- from events to occurrences -----------------------------------------------------------------


def _spread(
    series: _Series, window: tuple[dt.datetime, dt.datetime], left: Budget
) -> list[Occurrence]:
    found = []
    if series.base is not None:
        allowed = max(0, min(EVENT_BUDGET, left.left))
        budget = Budget(allowed)
        try:
            begun = _starts(series.base, window, budget)
        finally:
            left.left -= allowed - max(0, budget.left)
        found += [
            _occurrence(series.base, start, start + length)
            for start, length in begun.items()
            if start not in series.replacing
        ]
    for event in series.replacing.values():
        begun = _starts(event, window, Budget(0))
        found += [_occurrence(event, start, start + length) for start, length in begun.items()]
    return [one for one in found if _overlaps(one, window)]


def _starts(
    event: Event, window: tuple[dt.datetime, dt.datetime], budget: Budget
) -> dict[dt.datetime, dt.timedelta]:
    """When an event begins, in UTC, and for how long, around the window."""
    start = event.start
    # The start counts even where it does not fit its own rule, unless the rule ended before it.
    ended = any(rule.until is not None and rule.until < start.naive for rule in event.rules)
    naive = {} if ended else {start.naive: event.length}
    after = window[0].replace(tzinfo=None) - event.length - 2 * DAY
    before = window[1].replace(tzinfo=None) + 2 * DAY
    for rule in event.rules:
        for date in dates(rule, start.naive, after=after, before=before, budget=budget):
            naive[date] = event.length
    begun = {
        start.utc(date): start.utc(date + length) - start.utc(date)
        for date, length in naive.items()
    }
    for when, length in event.extra:
        moment = when.utc(when.naive)
        begun[moment] = when.utc(when.naive + (event.length if length is None else length)) - moment
    return {
        moment: length
        for moment, length in begun.items()
        if moment not in event.excluded
        and (not event.excluded_days or _local_day(moment, event) not in event.excluded_days)
    }


def _local_day(moment: dt.datetime, event: Event) -> dt.date:
    shift = event.start.naive.replace(tzinfo=dt.UTC) - event.start.utc(event.start.naive)
    return (moment + shift).date()


def _overlaps(one: Occurrence, window: tuple[dt.datetime, dt.datetime]) -> bool:
    begins, ends = window
    if one.starts_at == one.ends_at:
        return begins <= one.starts_at < ends
    return one.starts_at < ends and one.ends_at > begins


def _occurrence(event: Event, starts_at: dt.datetime, ends_at: dt.datetime) -> Occurrence:
    component = event.component
    return Occurrence(
        line=component.line,
        uid=component.text("UID"),
        starts_at=starts_at,
        ends_at=ends_at,
        all_day=event.start.all_day,
        summary=component.text("SUMMARY")[:500],
        description=component.text("DESCRIPTION")[:500],
        location=component.text("LOCATION")[:200],
        category=component.text("CATEGORIES").partition(",")[0].strip()[:200],
        cancelled=component.text("STATUS").upper() == "CANCELLED",
    )
