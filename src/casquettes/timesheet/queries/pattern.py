"""The week before, seven days later: what can be copied, and why the rest cannot."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from casquettes.engine.moments import HourMissing, moment_at
from casquettes.engine.periods import Period
from casquettes.kernel.models import Business
from casquettes.timesheet.models import TimeEntry

ONE_WEEK = dt.timedelta(days=7)


@dataclass(frozen=True)
class Copy:
    """An entry of the week before and its place a week later."""

    source: TimeEntry
    on: dt.date
    starts_at: dt.datetime | None
    why_not: str = ""  # there | future | missing; empty when it can be copied
    overlaps: bool = False

    @property
    def ends_at(self) -> dt.datetime | None:
        return self.starts_at and self.starts_at + dt.timedelta(seconds=self.source.seconds)


def copies(business: Business, *, to: Period, at: dt.datetime) -> list[Copy]:
    """Each entry of the week before with its place in the week `to`."""
    entries = TimeEntry.objects.of(business).order_by("on", "starts_at", "id")
    sources = entries.between(to.first - ONE_WEEK, to.last - ONE_WEEK).select_related("activity")
    existing = list(entries.between(to.first, to.last))
    there = Counter(_likeness(entry, entry.on, entry.starts_at) for entry in existing)
    found = []
    for source in sources:
        copy = _place(business, source, at=at)
        likeness = _likeness(source, copy.on, copy.starts_at)
        if there[likeness]:
            there[likeness] -= 1
            copy = replace(copy, why_not="there")
        found.append(replace(copy, overlaps=not copy.why_not and _meets(copy, existing)))
    return found


def _place(business: Business, source: TimeEntry, *, at: dt.datetime) -> Copy:
    on = source.on + ONE_WEEK
    if source.starts_at is None:
        return Copy(source, on, None, "future" if on > business.local_day(at) else "")
    shown = source.starts_at.astimezone(business.zone).time()
    try:
        starts_at = moment_at(on, shown, business.zone)
    except HourMissing:
        return Copy(source, on, None, "missing")
    end = starts_at + dt.timedelta(seconds=source.seconds)
    if business.local_day(end - dt.timedelta(seconds=1)) != on:
        return Copy(source, on, starts_at, "missing")
    return Copy(source, on, starts_at, "future" if end > at else "")


def _likeness(entry: TimeEntry, on: dt.date, starts_at: dt.datetime | None) -> tuple[object, ...]:
    """What makes two entries the same: their start, or all they say where none is known."""
    if starts_at is not None:
        return (starts_at,)
    return (on, entry.seconds, entry.hat, entry.activity_id, entry.label)


def _meets(copy: Copy, entries: Iterable[TimeEntry]) -> bool:
    if copy.starts_at is None or copy.ends_at is None:
        return False
    return any(
        entry.starts_at < copy.ends_at and entry.ends_at > copy.starts_at
        for entry in entries
        if entry.starts_at is not None and entry.ends_at is not None
    )
