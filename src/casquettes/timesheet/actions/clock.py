"""Putting a hat on, taking it off: time tracking as a by-product of working."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from casquettes.engine.hats import Hat
from casquettes.engine.periods import split_at_midnight
from casquettes.kernel.models import Activity, Business, Membership, User
from casquettes.timesheet.models import RunningClock, TimeEntry
from casquettes.timesheet.queries.clock import last_entry, usual_activity, worn
from casquettes.timesheet.queries.missions import mission_named

PAID_KINDS = frozenset({"log_trajet", "com_diag", "log_courses"})


class ClockRefused(Exception):
    """What she asked of the clock cannot be; the message is ready for her."""


@dataclass(frozen=True)
class Change:
    """What an act on the clock did: the clock now (or None) and the entries it wrote."""

    clock: RunningClock | None
    written: list[TimeEntry] = field(default_factory=list)

    @property
    def seconds(self) -> int:
        return sum(entry.seconds for entry in self.written)


@transaction.atomic
def wear(
    business: Business,
    user: User,
    hat: Hat,
    *,
    at: dt.datetime,
    activity: Activity | None = None,
    label: str = "",
    note: str = "",
) -> Change:
    """Put a hat on: stops the hat worn before and starts this one, in one act."""
    _one_at_a_time(business, user)
    clock = worn(business, user)
    same = clock is not None and clock.hat == hat and not (activity or label or note)
    if clock is not None and same:
        return resume(business, user, at=at) if clock.paused_at else Change(clock)
    written = _write(clock, until=at) if clock is not None else []
    activity = activity or usual_activity(business, hat, today=business.local_day(at))
    facts: dict[str, Any] = {"hat": hat, "activity": activity, "label": label, "note": note}
    facts |= {"started_at": at, "paused_at": None}
    facts["mission"] = mission_named(business, label, on=business.local_day(at))
    return Change(_put_on(clock, business, user, facts), written)


@transaction.atomic
def stop(business: Business, user: User, *, at: dt.datetime) -> Change:
    """Take the hat off and write down its time; nothing to do when none is on."""
    _one_at_a_time(business, user)
    clock = worn(business, user)
    if clock is None:
        return Change(None)
    written = _write(clock, until=at)
    clock.delete()
    return Change(None, written)


@transaction.atomic
def stop_forgotten(
    business: Business, user: User, *, ended_at: dt.datetime, at: dt.datetime
) -> Change:
    """Take off a hat left on, at the moment she says it really ended."""
    clock = worn(business, user)
    if clock is not None and not clock.started_at < ended_at <= at:
        raise ClockRefused(_("Give an end after the start and not in the future."))
    return stop(business, user, at=ended_at)


@transaction.atomic
def discard(business: Business, user: User) -> None:
    """Take the hat off without keeping any time."""
    _one_at_a_time(business, user)
    RunningClock.objects.filter(business=business, user=user).delete()


@transaction.atomic
def take_back(business: Business, user: User, *, ids: list[int], at: dt.datetime) -> bool:
    """Undo the last switch or stop: the hat of before is worn again since its start."""
    _one_at_a_time(business, user)
    entries = list(
        TimeEntry.objects.of(business)
        .filter(pk__in=ids, user=user, source=TimeEntry.Source.CLOCK)
        .exclude(hat="")
        .order_by("starts_at")
    )
    first = entries[0] if entries else None
    if first is None or first.starts_at is None:
        return False
    TimeEntry.objects.filter(pk__in=[entry.pk for entry in entries]).update(removed_at=at)
    RunningClock.objects.update_or_create(
        business=business,
        user=user,
        defaults={
            "hat": first.hat,
            "activity": first.activity,
            "label": first.label,
            "mission": first.mission,
            "note": first.note,
            "started_at": first.starts_at,
            "paused_at": None,
        },
    )
    return True


@transaction.atomic
def pause(business: Business, user: User, *, at: dt.datetime) -> Change:
    """Begin a break: the time so far is written down, the hat stays at hand."""
    _one_at_a_time(business, user)
    clock = worn(business, user)
    if clock is None or clock.paused_at:
        return Change(clock)
    written = _write(clock, until=at)
    clock.paused_at = at
    clock.save(update_fields=["paused_at"])
    return Change(clock, written)


@transaction.atomic
def resume(business: Business, user: User, *, at: dt.datetime) -> Change:
    """End the break, which is written down as such, and go on under the same hat."""
    _one_at_a_time(business, user)
    clock = worn(business, user)
    if clock is None or clock.paused_at is None:
        return Change(clock)
    written = _rows(
        clock,
        clock.paused_at,
        at,
        nature=TimeEntry.Nature.BREAK,
        hat="",
        activity=None,
        label="",
        mission=None,
        note="",
    )
    TimeEntry.objects.bulk_create(written)
    clock.started_at, clock.paused_at = at, None
    clock.save(update_fields=["started_at", "paused_at"])
    return Change(clock, written)


def continue_last(business: Business, user: User, *, at: dt.datetime) -> Change:
    """Take up again what was done last: same hat, activity and client."""
    last = last_entry(business)
    if last is None:
        raise ClockRefused(_("There is nothing to continue yet."))
    return wear(
        business, user, Hat(last.hat), at=at, activity=last.activity, label=last.label,
        note=last.note,
    )  # fmt: skip


@transaction.atomic
def describe(
    business: Business, user: User, *, activity: Activity | None, label: str, note: str
) -> RunningClock | None:
    """Say what is being done while the clock runs; the hat follows the activity."""
    clock = worn(business, user)
    if clock is None:
        return None
    clock.activity, clock.label, clock.note = activity, label, note
    clock.mission = mission_named(business, label, on=business.local_day(clock.started_at))
    if activity is not None:
        clock.hat = activity.hat
    clock.save(update_fields=["activity", "label", "mission", "note", "hat"])
    return clock


@transaction.atomic
def start_at(
    business: Business, user: User, *, started_at: dt.datetime, at: dt.datetime
) -> RunningClock | None:
    """Correct the moment the hat was put on."""
    clock = worn(business, user)
    if clock is None:
        return None
    if clock.paused_at:
        raise ClockRefused(_("End the break first, then change the start."))
    if started_at > at:
        raise ClockRefused(_("The start cannot be in the future."))
    if at - started_at > dt.timedelta(hours=24):
        raise ClockRefused(_("The start cannot be more than 24 hours ago."))
    clock.started_at = started_at
    clock.save(update_fields=["started_at"])
    return clock


@transaction.atomic
def adjust(business: Business, user: User, *, minutes: int, at: dt.datetime) -> RunningClock | None:
    """Add or take away minutes from the running time, by moving its start."""
    clock = worn(business, user)
    if clock is None:
        return None
    moved = clock.started_at - dt.timedelta(minutes=minutes)
    return start_at(business, user, started_at=min(moved, at), at=at)


def _put_on(
    clock: RunningClock | None, business: Business, user: User, facts: dict[str, Any]
) -> RunningClock | None:
    """The clock of the hat just put on; where another window was first, its hat stays on."""
    if clock is not None:
        for name, value in facts.items():
            setattr(clock, name, value)
        clock.save(update_fields=list(facts))
        return clock
    try:
        with transaction.atomic():
            return RunningClock.objects.create(business=business, user=user, **facts)
    except IntegrityError:
        return worn(business, user)


def _one_at_a_time(business: Business, user: User) -> None:
    """Two windows act one after the other: the second sees what the first did."""
    Membership.objects.select_for_update().filter(business=business, user=user).first()


def _write(clock: RunningClock, *, until: dt.datetime) -> list[TimeEntry]:
    """Write the time since the start, one row per local day; a break under way adds nothing."""
    if clock.paused_at:
        return []
    activity = clock.activity
    billed = activity is not None and activity.nature == Activity.Nature.BILLED
    nature = TimeEntry.Nature.BILLED if billed else TimeEntry.Nature.UNBILLED
    rows = _rows(
        clock,
        clock.started_at,
        until,
        nature=nature,
        hat=clock.hat,
        activity=activity,
        label=clock.label,
        mission=clock.mission,
        note=clock.note,
    )
    for row in rows:
        if billed and activity is not None and activity.key not in PAID_KINDS:
            row.sold_seconds = row.seconds
    return TimeEntry.objects.bulk_create(rows)


def _rows(
    clock: RunningClock, start: dt.datetime, end: dt.datetime, **facts: object
) -> list[TimeEntry]:
    zone = clock.business.zone
    today = end.astimezone(zone).date()
    return [
        TimeEntry(
            business=clock.business,
            user_id=clock.user_id,
            on=day,
            starts_at=begun,
            seconds=seconds,
            source=TimeEntry.Source.CLOCK,
            noted_on=today,
            **facts,
        )
        for day, begun, seconds in split_at_midnight(start, end, zone)
    ]
