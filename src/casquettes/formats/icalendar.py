"""iCalendar files (RFC 5545): the occurrences of their events inside a range of days.

Times without a zone are hers. Recurrences are worked out within a budget: a rule that asks for
more is left unread with its line. Nothing is asked of the network.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from zoneinfo import ZoneInfo

from casquettes.formats.calendar_lines import Component, Property, components
from casquettes.formats.calendar_zones import WorldZone, Zone, described_zone, named_zone
from casquettes.formats.recurrence import Budget, NotARule, Rule, TooDense, dates, rule_of

EVENT_BUDGET = 60_000
FILE_BUDGET = 1_500_000
ZONES_BUDGET = 500_000
MAX_EVENTS = 50_000
DAY = dt.timedelta(days=1)

_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_TIME = re.compile(r"(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})?(Z?)")
_DURATION = re.compile(
    r"([+-]?)P(?:(\d{1,5})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,8})M)?(?:(\d{1,9})S)?)?"
)


class CalendarProblem(StrEnum):
    """Why an event is not read."""

    NO_START = "no_start"
    START = "start"
    END = "end"
    END_BEFORE_START = "end_before_start"
    RECURRENCE = "recurrence"


class NotACalendar(ValueError):
    """The text holds no VCALENDAR, or more events than anyone has."""


class _Broken(Exception):
    def __init__(self, problem: CalendarProblem, detail: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.detail = detail[:80]


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


@dataclass(frozen=True, slots=True)
class _When:
    """A written start: its naive time, its zone; a day alone is all day."""

    naive: dt.datetime
    zone: Zone
    all_day: bool

    def utc(self, naive: dt.datetime) -> dt.datetime:
        return self.zone.utc(naive)


@dataclass
class _Event:
    component: Component
    start: _When
    length: dt.timedelta
    rules: list[Rule]
    extra: list[tuple[_When, dt.timedelta | None]]
    excluded: set[dt.datetime]
    excluded_days: set[dt.date]
    replaces: dt.datetime | None
    sequence: int


@dataclass
class _Series:
    """Events of one identifier: the one that recurs and those that replace single dates."""

    base: _Event | None = None
    replacing: dict[dt.datetime, _Event] = field(default_factory=dict)


def read_calendar(lines: Iterable[str], *, zone: ZoneInfo) -> Calendar:
    """The events of a file; those that are broken are listed by line. Raises NotACalendar."""
    roots = [root for root in components(lines) if root.name == "VCALENDAR"]
    if not roots:
        raise NotACalendar
    reader = _Reader(WorldZone(zone))
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
        except _Broken as broken:
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


# --- from components to events ------------------------------------------------------------------


def _file(series: dict[str, _Series], event: _Event, uid: str) -> None:
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
        if _TIME.fullmatch(text := component.text(name))
    ]
    try:
        return dt.datetime.strptime(max(stamps, default=""), "%Y%m%d").date()
    except ValueError:
        return None


class _Reader:
    """Reads events, knowing the zones the file describes."""

    def __init__(self, local: Zone) -> None:
        self.local = local
        self.described: dict[str, Zone] = {}
        self.known: dict[str, Zone] = {}
        self.budget = Budget(ZONES_BUDGET)

    def learn_zones(self, root: Component) -> None:
        for component in root.children:
            if component.name == "VTIMEZONE" and named_zone(component.text("TZID")) is None:
                texts = {part.text("DTSTART") for part in component.children}
                written = {t: naive for t in texts if (naive := _naive(t)) is not None}
                zone = described_zone(component, written, self.budget)
                if zone is not None:
                    self.described[component.text("TZID")] = zone

    def event(self, component: Component) -> _Event:
        told = component.first("DTSTART")
        if told is None:
            raise _Broken(CalendarProblem.NO_START)
        start = self._when(told, told.value, CalendarProblem.START)
        replaced = component.first("RECURRENCE-ID")
        left_out = list(self._all(component, "EXDATE"))
        return _Event(
            component=component,
            start=start,
            length=self._length(component, start),
            # An event that replaces one date of a series does not recur itself.
            rules=[] if replaced else [self._rule(r, start) for r in _distinct(component)],
            extra=[] if replaced else list(self._extra(component)),
            excluded={when.utc(when.naive) for when in left_out},
            excluded_days={when.naive.date() for when in left_out if when.all_day},
            replaces=None if replaced is None else self._moment(replaced),
            sequence=_whole(component.text("SEQUENCE")),
        )

    def _moment(self, told: Property) -> dt.datetime:
        when = self._when(told, told.value, CalendarProblem.RECURRENCE)
        return when.utc(when.naive)

    def _when(self, told: Property, value: str, problem: CalendarProblem) -> _When:
        text = value.strip()
        day = _DATE.fullmatch(text)
        naive = _naive(text)
        if naive is None:
            raise _Broken(problem, text)
        if text.endswith("Z"):
            return _When(naive, WorldZone(dt.UTC), all_day=False)
        zone = self.local if day else self._zone(told.parameters.get("TZID", ""))
        return _When(naive, zone, all_day=bool(day))

    def _zone(self, name: str) -> Zone:
        if name not in self.known:
            found = named_zone(name) if name else None
            self.known[name] = found or self.described.get(name) or self.local
        return self.known[name]

    def _length(self, component: Component, start: _When) -> dt.timedelta:
        told, lasting = component.first("DTEND"), component.first("DURATION")
        if told is not None:
            end = self._when(told, told.value, CalendarProblem.END)
            length = end.naive - start.naive
            # An end that names no zone is in the zone of its start.
            elsewhere = end.zone is not start.zone and end.zone is not self.local
            if elsewhere and end.all_day == start.all_day:
                length = end.utc(end.naive) - start.utc(start.naive)
        elif lasting is not None:
            length = _duration(lasting.value.strip())
        else:
            length = DAY if start.all_day else dt.timedelta()
        if start.all_day and not length:
            length = DAY
        if length < dt.timedelta():
            raise _Broken(CalendarProblem.END_BEFORE_START)
        return length

    def _rule(self, text: str, start: _When) -> Rule:
        pairs = (piece.partition("=") for piece in text.split(";"))
        parts = {name.strip().upper(): value.split(",") for name, _equals, value in pairs if value}
        until = parts.pop("UNTIL", [""])[0].strip()
        try:
            return rule_of(parts, self._until(until, start) if until else None)
        except NotARule as error:
            raise _Broken(CalendarProblem.RECURRENCE, text) from error

    def _until(self, text: str, start: _When) -> dt.datetime:
        """The last moment, in the written time of the start; a day alone is whole."""
        naive = _naive(text)
        if naive is None:
            raise NotARule(text)
        if _DATE.fullmatch(text):
            return naive + DAY - dt.timedelta(seconds=1)
        if not text.endswith("Z"):
            return naive
        return naive + (start.naive.replace(tzinfo=dt.UTC) - start.utc(start.naive))

    def _all(self, component: Component, name: str) -> Iterator[_When]:
        for told in component.all(name):
            for value in told.value.split(","):
                if value.strip():
                    yield self._when(told, value, CalendarProblem.RECURRENCE)

    def _extra(self, component: Component) -> Iterator[tuple[_When, dt.timedelta | None]]:
        for told in component.all("RDATE"):
            for value in filter(None, told.value.split(",")):
                begun, _slash, ended = value.partition("/")
                when = self._when(told, begun, CalendarProblem.RECURRENCE)
                yield when, self._period(told, when, ended.strip())

    def _period(self, told: Property, when: _When, ended: str) -> dt.timedelta | None:
        if not ended:
            return None
        if ended[0] == "P":
            return _duration(ended)
        return self._when(told, ended, CalendarProblem.RECURRENCE).naive - when.naive


def _distinct(component: Component) -> list[str]:
    rules = (rule.value.strip() for rule in component.all("RRULE"))
    return list(dict.fromkeys(filter(None, rules)))


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _naive(text: str) -> dt.datetime | None:
    match = _TIME.fullmatch(text) or _DATE.fullmatch(text)
    if match is None:
        return None
    numbers = [int(part or 0) for part in match.groups()[:6]]
    try:
        return dt.datetime(*numbers)  # type: ignore[arg-type]
    except ValueError:
        return None


def _duration(text: str) -> dt.timedelta:
    match = _DURATION.fullmatch(text)
    if match is None:
        raise _Broken(CalendarProblem.END, text)
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:])
    length = dt.timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return -length if match[1] == "-" else length


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
    event: _Event, window: tuple[dt.datetime, dt.datetime], budget: Budget
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


def _local_day(moment: dt.datetime, event: _Event) -> dt.date:
    shift = event.start.naive.replace(tzinfo=dt.UTC) - event.start.utc(event.start.naive)
    return (moment + shift).date()


def _overlaps(one: Occurrence, window: tuple[dt.datetime, dt.datetime]) -> bool:
    begins, ends = window
    if one.starts_at == one.ends_at:
        return begins <= one.starts_at < ends
    return one.starts_at < ends and one.ends_at > begins


def _occurrence(event: _Event, starts_at: dt.datetime, ends_at: dt.datetime) -> Occurrence:
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
