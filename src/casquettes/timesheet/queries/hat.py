"""What the page of a hat shows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Sum

from casquettes.engine.hats import Hat
from casquettes.kernel.models import Activity, Business
from casquettes.timesheet.models import TimeEntry
from casquettes.timesheet.queries.entries import Line, line_of
from casquettes.timesheet.queries.missions import names_offered

WEEKS = 4


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """An activity of the hat and its worked seconds over the last four weeks."""

    activity: Activity
    seconds: int


@dataclass(frozen=True, slots=True)
class HatView:
    """A hat seen from its own page."""

    week_seconds: int
    month_seconds: int
    first: dt.date
    activities: list[ActivityRow]
    entries: list[Line]
    labels: list[str]


def hat_view(business: Business, hat: Hat, *, today: dt.date) -> HatView:
    """The hat's activities, most used first, with the time of four weeks and the last entries."""
    first = today - dt.timedelta(days=7 * WEEKS - 1)
    monday = today - dt.timedelta(days=today.weekday())
    worked = TimeEntry.objects.of(business).filter(hat=hat).exclude(nature=TimeEntry.Nature.BREAK)
    spent = dict(
        worked.between(first, today)
        .order_by()
        .values_list("activity")
        .annotate(total=Sum("seconds"))
    )
    rows = [
        ActivityRow(activity, spent.get(activity.pk, 0))
        for activity in Activity.objects.of(business).shown().filter(hat=hat)
    ]
    week = worked.between(monday, today).aggregate(total=Sum("seconds"))["total"] or 0
    last = worked.select_related("activity").order_by("-on", "-starts_at", "-id")[:8]
    return HatView(
        week_seconds=week,
        month_seconds=sum(spent.values()),
        first=first,
        activities=sorted(rows, key=lambda row: -row.seconds),
        entries=[line_of(entry) for entry in last],
        labels=names_offered(business, most=30),
    )
