"""Which hat is worn, since when, and what to propose next."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Sum

from casquettes.engine.hats import Hat
from casquettes.kernel.models import Activity, Business, User
from casquettes.timesheet.models import RunningClock, TimeEntry

LONG = dt.timedelta(hours=10)
USUAL_WEEKS = 8


def worn(business: Business, user: User) -> RunningClock | None:
    """The clock that runs now, or None when no hat is on."""
    return (
        RunningClock.objects.filter(business=business, user=user)
        .select_related("activity", "business")
        .first()
    )


def is_too_long(clock: RunningClock | None, *, at: dt.datetime) -> bool:
    """Has it run for more than ten hours without a break? Then she is asked."""
    return clock is not None and clock.paused_at is None and at - clock.started_at > LONG


def seconds_by_hat(business: Business, first: dt.date, last: dt.date) -> dict[str, int]:
    """Worked seconds under each hat between two days, both included ("" without a hat)."""
    rows = (
        TimeEntry.objects.of(business)
        .between(first, last)
        .exclude(nature=TimeEntry.Nature.BREAK)
        .order_by()
        .values_list("hat")
        .annotate(total=Sum("seconds"))
    )
    return dict(rows)


def usual_activity(business: Business, hat: Hat, *, today: dt.date) -> Activity | None:
    """What she does most under this hat these weeks; before any time, what it bills first."""
    known = Activity.objects.of(business).shown().filter(hat=hat)
    since = today - dt.timedelta(weeks=USUAL_WEEKS)
    worked = (
        TimeEntry.objects.of(business)
        .between(since, today)
        .filter(activity__in=known)
        .exclude(nature=TimeEntry.Nature.BREAK)
        .order_by()
        .values("activity")
        .annotate(total=Sum("seconds"))
        .order_by("-total", "activity")
        .first()
    )
    if worked is not None:
        return known.get(pk=worked["activity"])
    return known.filter(nature=Activity.Nature.BILLED).first()


def last_entry(business: Business) -> TimeEntry | None:
    """The last time worked under a hat: what « continue » takes up again."""
    return (
        TimeEntry.objects.of(business)
        .exclude(hat="")
        .exclude(nature=TimeEntry.Nature.BREAK)
        .select_related("activity")
        .order_by("-on", "-starts_at", "-id")
        .first()
    )


@dataclass(frozen=True, slots=True)
class EndProposal:
    """When a forgotten clock may have stopped, and why we think so."""

    at: dt.datetime
    reason: str  # usual | evening


def end_proposals(clock: RunningClock, *, at: dt.datetime) -> list[EndProposal]:
    """Plausible ends of a clock left running: her usual length, six in the evening."""
    lengths = sorted(
        TimeEntry.objects.of(clock.business)
        .filter(hat=clock.hat, seconds__gte=300)
        .exclude(nature=TimeEntry.Nature.BREAK)
        .order_by("-on", "-id")
        .values_list("seconds", flat=True)[:31]
    )
    found = []
    if lengths:
        usual = dt.timedelta(seconds=round(lengths[len(lengths) // 2], -2))
        found.append(EndProposal(clock.started_at + usual, "usual"))
    local = clock.started_at.astimezone(clock.business.zone)
    evening = local.replace(hour=18, minute=0, second=0)
    if clock.started_at < evening < at:
        found.append(EndProposal(evening, "evening"))
    return [proposal for proposal in found if proposal.at < at]
