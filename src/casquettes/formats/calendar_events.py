"""Events of a calendar as they are written: their start, length, rules and exceptions."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from casquettes.formats.calendar_lines import Component, Property
from casquettes.formats.calendar_zones import WorldZone, Zone, described_zone, named_zone
from casquettes.formats.recurrence import Budget, NotARule, Rule, rule_of

ZONES_BUDGET = 500_000
DAY = dt.timedelta(days=1)

_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
STAMP = re.compile(r"(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})?(Z?)")
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


class Broken(Exception):
    """An event that cannot be read, and why."""

    def __init__(self, problem: CalendarProblem, detail: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.detail = detail[:80]


@dataclass(frozen=True, slots=True)
class When:
    """A written start: its naive time, its zone; a day alone is all day."""

    naive: dt.datetime
    zone: Zone
    all_day: bool

    def utc(self, naive: dt.datetime) -> dt.datetime:
        return self.zone.utc(naive)


@dataclass
class Event:
    """An event as written; `replaces` is the date of its series it stands for, in UTC."""

    component: Component
    start: When
    length: dt.timedelta
    rules: list[Rule]
    extra: list[tuple[When, dt.timedelta | None]]
    excluded: set[dt.datetime]
    excluded_days: set[dt.date]
    replaces: dt.datetime | None
    sequence: int


class EventReader:
    """Reads events, knowing the zones the file describes."""

    def __init__(self, local: Zone) -> None:
        self.local = local
        self.described: dict[str, Zone] = {}
        self.known: dict[str, Zone] = {}
        self.budget = Budget(ZONES_BUDGET)

    def learn_zones(self, root: Component) -> None:
        """Keep the zones a calendar describes and the world does not know."""
        for component in root.children:
            if component.name == "VTIMEZONE" and named_zone(component.text("TZID")) is None:
                texts = {part.text("DTSTART") for part in component.children}
                written = {t: naive for t in texts if (naive := naive_time(t)) is not None}
                zone = described_zone(component, written, self.budget)
                if zone is not None:
                    self.described[component.text("TZID")] = zone

    def event(self, component: Component) -> Event:
        """The event of a VEVENT. Raises Broken."""
        told = component.first("DTSTART")
        if told is None:
            raise Broken(CalendarProblem.NO_START)
        start = self._when(told, told.value, CalendarProblem.START)
        replaced = component.first("RECURRENCE-ID")
        left_out = list(self._all(component, "EXDATE"))
        return Event(
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

    def _when(self, told: Property, value: str, problem: CalendarProblem) -> When:
        text = value.strip()
        day = _DATE.fullmatch(text)
        naive = naive_time(text)
        if naive is None:
            raise Broken(problem, text)
        if text.endswith("Z"):
            return When(naive, WorldZone(dt.UTC), all_day=False)
        zone = self.local if day else self._zone(told.parameters.get("TZID", ""))
        return When(naive, zone, all_day=bool(day))

    def _zone(self, name: str) -> Zone:
        if name not in self.known:
            found = named_zone(name) if name else None
            self.known[name] = found or self.described.get(name) or self.local
        return self.known[name]

    def _length(self, component: Component, start: When) -> dt.timedelta:
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
            raise Broken(CalendarProblem.END_BEFORE_START)
        return length

    def _rule(self, text: str, start: When) -> Rule:
        pairs = (piece.partition("=") for piece in text.split(";"))
        parts = {name.strip().upper(): value.split(",") for name, _equals, value in pairs if value}
        until = parts.pop("UNTIL", [""])[0].strip()
        try:
            return rule_of(parts, self._until(until, start) if until else None)
        except NotARule as error:
            raise Broken(CalendarProblem.RECURRENCE, text) from error

    def _until(self, text: str, start: When) -> dt.datetime:
        """The last moment, in the written time of the start; a day alone is whole."""
        naive = naive_time(text)
        if naive is None:
            raise NotARule(text)
        if _DATE.fullmatch(text):
            return naive + DAY - dt.timedelta(seconds=1)
        if not text.endswith("Z"):
            return naive
        return naive + (start.naive.replace(tzinfo=dt.UTC) - start.utc(start.naive))

    def _all(self, component: Component, name: str) -> Iterator[When]:
        for told in component.all(name):
            for value in told.value.split(","):
                if value.strip():
                    yield self._when(told, value, CalendarProblem.RECURRENCE)

    def _extra(self, component: Component) -> Iterator[tuple[When, dt.timedelta | None]]:
        for told in component.all("RDATE"):
            for value in filter(None, told.value.split(",")):
                begun, _slash, ended = value.partition("/")
                when = self._when(told, begun, CalendarProblem.RECURRENCE)
                yield when, self._period(told, when, ended.strip())

    def _period(self, told: Property, when: When, ended: str) -> dt.timedelta | None:
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


def naive_time(text: str) -> dt.datetime | None:
    """The written moment, midnight for a day alone; None where it is none."""
    match = STAMP.fullmatch(text) or _DATE.fullmatch(text)
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
        raise Broken(CalendarProblem.END, text)
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:])
    length = dt.timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return -length if match[1] == "-" else length
