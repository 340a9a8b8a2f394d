"""Time zones of calendars: names of the world's list, Windows names, and zones a file describes."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from casquettes.formats.calendar_lines import Component
from casquettes.formats.recurrence import Budget, NotARule, TooDense, dates, rule_of

_OFFSET = re.compile(r"([+-])(\d{2})(\d{2})(\d{2})?")
_ZONE_NAME = re.compile(r"(?:.*/)?([A-Za-z_]+/[A-Za-z_+\-0-9]+(?:/[A-Za-z_]+)?)")
FIRST, LAST = dt.datetime(1970, 1, 1), dt.datetime(2060, 1, 1)


class Zone(Protocol):
    """Turns written times into moments."""

    def utc(self, written: dt.datetime) -> dt.datetime: ...


@dataclass(frozen=True, slots=True)
class WorldZone:
    """A zone of the world's list."""

    zone: dt.tzinfo

    def utc(self, written: dt.datetime) -> dt.datetime:
        """The moment of a written time; a skipped hour reads as before the change."""
        return written.replace(tzinfo=self.zone).astimezone(dt.UTC)


@dataclass(frozen=True, slots=True)
class DescribedZone:
    """A zone as a file's VTIMEZONE tells it: from each onset on, an offset."""

    onsets: tuple[dt.datetime, ...]
    offsets: tuple[dt.timedelta, ...]
    before: dt.timedelta

    def utc(self, written: dt.datetime) -> dt.datetime:
        """The moment of a written time."""
        place = bisect_right(self.onsets, written)
        offset = self.offsets[place - 1] if place else self.before
        return (written - offset).replace(tzinfo=dt.UTC)


def named_zone(name: str) -> Zone | None:
    """The zone of a TZID, also a Windows name or one with a path before it; None if unknown."""
    known = WINDOWS_TO_OLSON.get(name, name)
    tail = _ZONE_NAME.fullmatch(known)
    for candidate in (known, tail[1] if tail else ""):
        try:
            return WorldZone(ZoneInfo(candidate))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return None


def described_zone(
    component: Component, written: dict[str, dt.datetime], budget: Budget
) -> Zone | None:
    """The zone of a VTIMEZONE; `written` maps the DTSTART texts of its parts to naive times.

    None where it is not understood or asks for too much.
    """
    changes: list[tuple[dt.datetime, dt.timedelta, dt.timedelta]] = []
    for part in component.children:
        start = written.get(part.text("DTSTART"))
        to, origin = _offset(part.text("TZOFFSETTO")), _offset(part.text("TZOFFSETFROM"))
        if start is None or to is None or origin is None:
            return None
        try:
            onsets = _onsets(part, start, budget)
        except (NotARule, TooDense):
            return None
        changes += [(onset, to, origin) for onset in onsets]
    if not changes:
        return None
    changes.sort(key=lambda change: change[0])
    return DescribedZone(
        onsets=tuple(onset for onset, _to, _from in changes),
        offsets=tuple(to for _onset, to, _from in changes),
        before=changes[0][2],
    )


def _onsets(part: Component, start: dt.datetime, budget: Budget) -> list[dt.datetime]:
    rule = part.first("RRULE")
    if rule is None:
        return [start]
    pairs = (piece.partition("=") for piece in rule.value.split(";"))
    parts = {name.strip().upper(): value.split(",") for name, _equals, value in pairs if value}
    until = parts.pop("UNTIL", None)
    last = dt.datetime.strptime(until[0][:8], "%Y%m%d") if until else LAST
    found = rule_of(parts, None)
    before = min(LAST, last + dt.timedelta(days=1))
    later = dates(found, start, after=max(start, FIRST), before=before, budget=budget)
    return [start, *later]


def _offset(text: str) -> dt.timedelta | None:
    match = _OFFSET.fullmatch(text)
    if match is None:
        return None
    length = dt.timedelta(hours=int(match[2]), minutes=int(match[3]), seconds=int(match[4] or 0))
    return length if match[1] == "+" else -length
