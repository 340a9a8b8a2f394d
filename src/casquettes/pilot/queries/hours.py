"""Hours as the database adds them up: spent, sold, and when they were written down.

Sold time comes through `sold_time` alone.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal

from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    IntegerField,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Greatest, Substr

from casquettes.engine.hats import Hat
from casquettes.engine.periods import Period
from casquettes.engine.reliability import NotedTime
from casquettes.engine.share import Kind, SoldTime, TimeSpent, kind_of
from casquettes.kernel.models import Activity, Business
from casquettes.pilot.queries import missions
from casquettes.timesheet.models import TimeEntry

By = Literal["activity", "day", "month", "part", "label", "offer", "total"]

_GROUPS: dict[By, tuple[str, ...]] = {
    "activity": ("hat", "activity_id"),
    "day": ("on",),
    "month": ("month",),
    "part": ("month", "hat", "activity_id"),  # each activity, month by month
    "label": ("label", "mission_id"),
    "offer": ("mission_id",),
    "total": ("business_id",),  # one row: with no field named, every column would be one
}


def _as_text(day: str) -> Cast:
    return Cast(day, CharField(max_length=10))


_MONTH = Substr(_as_text("on"), 1, 7)
_ON_MISSION = Case(When(label="", mission=None, then=Value(0)), default=Value(1))
_UNSOLD = Greatest(F("seconds") - F("sold_seconds"), 0, output_field=IntegerField())


def sold_time(business: Business, period: Period, *, by: By) -> list[SoldTime]:
    """S: the time clients pay for, on the day it is served. The only door to sold time.

    A day of a mission is what its sessions say, by the terms of the mission (`missions`); all
    else is what time entries hold. Rows are grouped by `by`; `on` is a day of the group.
    """
    return sold_times(business, [period], by=by)[0]


def sold_times(
    business: Business,
    periods: Sequence[Period],
    *,
    by: By,
    lives: missions.Lives | None = None,
    activities: Iterable[Activity] | None = None,
) -> list[list[SoldTime]]:
    """The same of each period, none of whose days is in another, read in one go.

    What is known already of her missions and activities is not read again.
    """
    groups = (
        _worked(business, *periods)
        .filter(sold_seconds__gt=0)
        .exclude(missions.told_by_missions(business))
        .annotate(month=_MONTH, place=missions.place_among(periods))
        .values("place", *_GROUPS[by])
        .annotate(total=Sum("sold_seconds"), entries=Count("id"))
    )
    names = _names(business, by)
    noted: list[list[SoldTime]] = [[] for _ in periods]
    for row in groups:
        place = row["place"]
        noted[place].append(
            SoldTime(
                on=_day(row, periods[place]),
                seconds=row["total"],
                hat=row.get("hat", ""),
                activity=str(row.get("activity_id") or ""),
                label=names(row),
                entries=row["entries"],
            )
        )
    told = missions.sold_times(
        business, periods, by=by, name=names, lives=lives, activities=activities
    )
    return [mine + theirs for mine, theirs in zip(noted, told, strict=True)]


def time_spent(
    business: Business, period: Period, *, by: By, activities: Iterable[Activity]
) -> list[TimeSpent]:
    """T and what it counts as: breaks left out, grouped by `by`, kind and nature."""
    worked = _worked(business, period).annotate(month=_MONTH, on_mission=_ON_MISSION)
    group = [*_GROUPS[by], "nature", "on_mission"]
    if "activity_id" in group:
        kinds = _kinds(activities)
    else:
        worked, kinds = worked.annotate(kind=_kind(activities)), None
        group.append("kind")
    groups = worked.values(*group).annotate(
        total=Sum("seconds"), unsold=Sum(_UNSOLD), entries=Count("id")
    )
    names = _names(business, by)
    return [
        TimeSpent(
            on=_day(row, period),
            seconds=row["total"],
            nature=row["nature"],
            kind=kinds(row) if kinds else Kind(row["kind"]),
            unsold_seconds=row["unsold"],
            hat=row.get("hat", ""),
            activity=str(row.get("activity_id") or ""),
            label=names(row),
            on_mission=bool(row["on_mission"]),
            entries=row["entries"],
        )
        for row in groups
    ]


def noted_time(business: Business, period: Period) -> list[NotedTime]:
    """Worked seconds by day and by the day they were written down."""
    return noted_times(business, [period])[0]


def noted_times(business: Business, periods: Sequence[Period]) -> list[list[NotedTime]]:
    """The same of each period, read in one go."""
    # Days travel as text: thousands of rows, and parsing them here costs a third.
    rows = (
        _worked(business, *periods)
        .annotate(day=_as_text("on"), written=_as_text("noted_on"))
        .values_list("day", "written")
        .annotate(total=Sum("seconds"))
    )
    read = dt.date.fromisoformat
    noted = [NotedTime(read(day), read(written), total) for day, written, total in rows]
    if len(periods) == 1:
        return [noted]
    return [[time for time in noted if time.on in period] for period in periods]


def _names(business: Business, by: By) -> Callable[[Mapping[str, Any]], str]:
    """How a group is called: after the client of its mission or its label, or after its offer."""
    if by not in ("label", "offer"):
        return lambda _row: ""
    known = missions.names(business, by=by)
    return lambda row: known.get(row["mission_id"], row.get("label", ""))


def _worked(business: Business, *periods: Period) -> QuerySet[TimeEntry]:
    entries = TimeEntry.objects.of(business).filter(missions.in_any(periods))
    return entries.exclude(nature=TimeEntry.Nature.BREAK).order_by()


def _kinds(activities: Iterable[Activity]) -> Callable[[Mapping[str, Any]], Kind]:
    """The engine's kind of rows of one activity and one hat."""
    by_id = {activity.pk: activity for activity in activities}

    def kind(row: Mapping[str, Any]) -> Kind:
        activity = by_id.get(row["activity_id"])
        key, usual = (activity.key, activity.nature) if activity else ("", "")
        return kind_of(key, hat=row["hat"], usual_nature=usual)

    return kind


def _kind(activities: Iterable[Activity]) -> Case:
    """The same as one SQL expression, so that the database groups by it."""
    kinds: dict[tuple[Kind, Kind], list[int]] = defaultdict(list)
    for activity in activities:
        usual = activity.nature
        in_production = kind_of(activity.key, hat=Hat.PRODUCTION, usual_nature=usual)
        elsewhere = kind_of(activity.key, hat="", usual_nature=usual)
        kinds[in_production, elsewhere].append(activity.pk)
    cases = [
        When(
            Q(activity_id=None, hat=Hat.PRODUCTION),
            then=Value(int(kind_of("", hat=Hat.PRODUCTION, usual_nature=""))),
        )
    ]
    for (in_production, elsewhere), ids in kinds.items():
        if in_production != elsewhere:
            mine = Q(hat=Hat.PRODUCTION, activity_id__in=ids)
            cases.append(When(mine, then=Value(int(in_production))))
        if elsewhere:
            cases.append(When(activity_id__in=ids, then=Value(int(elsewhere))))
    return Case(*cases, default=Value(0), output_field=IntegerField())


def _day(row: dict[str, Any], period: Period) -> dt.date:
    if "on" in row:
        on: dt.date = row["on"]
        return on
    return dt.date.fromisoformat(f"{row['month']}-01") if "month" in row else period.first
