"""Time as it was noted day by day, and hours that ran over what missions sold."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import CharField, Max, Min, Sum
from django.db.models.functions import Cast

from casquettes.engine.periods import Period
from casquettes.kernel.models import Business
from casquettes.pilot.queries import winning
from casquettes.pilot.queries.missions import done
from casquettes.production.models import Mission
from casquettes.timesheet.models import TimeEntry

A_QUARTER = 0.25  # of an hour: less is no overrun


def seconds_by_day(business: Business, period: Period) -> dict[tuple[dt.date, str], int]:
    """Worked seconds of each day under each hat ("" for none)."""
    rows = (
        TimeEntry.objects.of(business)
        .between(period.first, period.last)
        .exclude(nature=TimeEntry.Nature.BREAK)
        .order_by()
        .annotate(day=Cast("on", CharField(max_length=10)))
        .values_list("day", "hat")
        .annotate(Sum("seconds"))
    )
    return {(dt.date.fromisoformat(day), hat): seconds for day, hat, seconds in rows}


def noted_between(business: Business, period: Period) -> Period | None:
    """From the first to the last day of the period that holds any time."""
    ends = (
        TimeEntry.objects.of(business)
        .between(period.first, period.last)
        .exclude(nature=TimeEntry.Nature.BREAK)
        .order_by()
        .aggregate(first=Min("on"), last=Max("on"))
    )
    return Period(ends["first"], ends["last"]) if ends["first"] else None


def seconds_on(business: Business, period: Period, key: str) -> tuple[int, int]:
    """Worked seconds of one activity, and in how many entries."""
    rows = (
        TimeEntry.objects.of(business)
        .between(period.first, period.last)
        .filter(activity__key=key)
        .exclude(nature=TimeEntry.Nature.BREAK)
        .order_by()
        .values_list("seconds", flat=True)
    )
    seconds = list(rows)
    return sum(seconds), len(seconds)


@dataclass(frozen=True, slots=True)
class Overrun:
    """A mission that took longer than it sold; hours."""

    mission: Mission
    real: float
    sold: float

    @property
    def over(self) -> float:
        return self.real - self.sold


def overruns(business: Business, period: Period) -> list[Overrun]:
    """Missions with a session in the period that ran over what they sold, the longest first.

    By the hour, what was sold is what its sessions billed; otherwise the hours agreed, which an
    open mission may have passed already.
    """
    held = done(business).filter(on__gte=period.first, on__lte=period.last)
    missions = {
        mission.pk: mission
        for mission in Mission.objects.of(business)
        .filter(pk__in=held.values("mission"))
        .select_related("client")
    }
    billed: dict[int, float] = defaultdict(float)
    rows = done(business).filter(mission__in=missions).order_by()
    for pk, minutes, persons in rows.values_list("mission_id", "sold_minutes", "persons"):
        billed[pk] += minutes * persons / 60
    real = winning.real_hours(business, list(missions))
    found = []
    for pk, mission in missions.items():
        by_the_hour = mission.terms == Mission.Terms.HOURLY or not mission.sold_minutes
        sold = billed[pk] if by_the_hour else mission.sold_minutes / 60
        if real.get(pk, 0.0) - sold >= A_QUARTER:
            found.append(Overrun(mission, real[pk], sold))
    return sorted(found, key=lambda each: -each.over)
