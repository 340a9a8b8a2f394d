"""Sold time that missions tell: their sessions, by the hour, in a package or for a result."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Substr

from casquettes.engine.hats import Hat
from casquettes.engine.periods import Period
from casquettes.engine.share import SoldTime
from casquettes.engine.sold import Served, Terms, sold_minutes
from casquettes.kernel.models import Activity, Business
from casquettes.production.models import Mission, WorkSession
from casquettes.timesheet.models import TimeEntry

HOURLY = Mission.Terms.HOURLY
ON_SITE, AT_A_DISTANCE = "pro_seance", "pro_distance"
_DAYS = {"day": "on", "month": "month"}
Named = Callable[[Mapping[str, Any]], str]


def told_by_missions(business: Business) -> Combinable:
    """Entries whose sold time is told elsewhere: by a session of that day, or by other terms."""
    that_day = WorkSession.objects.filter(
        business=business, mission=OuterRef("mission"), on=OuterRef("on"), done_on__isnull=False
    )
    return Q(mission__isnull=False) & (~Q(mission__terms=HOURLY) | Exists(that_day))


def names(business: Business, *, by: str) -> dict[int | None, str]:
    """How the rows of each mission are called: after its client, or after its offer."""
    missions = Mission.objects.of(business).select_related("client", "offer")
    if by == "offer":
        return {mission.pk: str(mission.offer or "") for mission in missions}
    return {mission.pk: mission.client.name for mission in missions}


def sold_time(business: Business, period: Period, *, by: str, name: Named) -> list[SoldTime]:
    """The sold time of missions in a period, in groups as `hours.sold_time` asks for them."""
    activities = _activities(business) if by == "activity" else {}
    rows = [*_by_the_hour(business, period, by=by), *_by_terms(business, period)]
    return [
        SoldTime(
            on=row[_DAYS[by]] if by in _DAYS else period.first,
            seconds=row["minutes"] * 60,
            hat=Hat.PRODUCTION if by == "activity" else "",
            activity=activities.get(row["remote"], "") if by == "activity" else "",
            label=name(row),
            entries=row["sessions"],
        )
        for row in rows
    ]


def done(business: Business) -> QuerySet[WorkSession]:
    """Sessions that took place."""
    return WorkSession.objects.of(business).filter(done_on__isnull=False)


def _by_the_hour(business: Business, period: Period, *, by: str) -> Iterator[dict[str, Any]]:
    groups = {
        "activity": ["remote"],
        "day": ["on"],
        "month": ["in_month"],
        "label": ["mission_id"],
        "offer": ["mission_id"],
        "total": ["business_id"],
    }[by]
    rows = (
        done(business)
        .filter(mission__terms=HOURLY, on__gte=period.first, on__lte=period.last)
        .filter(sold_minutes__gt=0)
        .order_by()
        .annotate(in_month=Substr(Cast("on", CharField(max_length=10)), 1, 7))
        .values(*groups)
        .annotate(minutes=Sum(F("sold_minutes") * F("persons")), sessions=Count("id"))
    )
    for row in rows:
        month = row.get("in_month")
        yield row | {"month": dt.date.fromisoformat(f"{month}-01") if month else None}


def _by_terms(business: Business, period: Period) -> Iterator[dict[str, Any]]:
    """Packages and results: each part on its day, from the whole life of the mission."""
    missions = Mission.objects.of(business).exclude(terms=HOURLY)
    missions = missions.filter(Q(signed_on=None) | Q(signed_on__lte=period.last))
    sold = {mission.pk: mission for mission in missions}
    if not sold:
        return
    for pk, served in served_by(business, sold, upto=period.last).items():
        for part in sold_minutes(terms_of(sold[pk], upto=period.last), served):
            if part.on in period:
                yield {
                    "mission_id": pk,
                    "on": part.on,
                    "month": part.on.replace(day=1),
                    "minutes": part.minutes,
                    "sessions": 1,
                    "remote": False,
                }


def terms_of(mission: Mission, *, upto: dt.date) -> Terms:
    """How the mission is sold, as known on a day."""
    over = mission.ended_on
    if mission.terms == Mission.Terms.PACKAGE:
        over = mission.expires_on or over
    return Terms(
        kind=mission.terms,  # type: ignore[arg-type]  # a column of choices
        minutes=mission.sold_minutes,
        planned=mission.planned_sessions,
        over_on=over if over and over <= upto else None,
    )


def served_by(
    business: Business, missions: Iterable[int], *, upto: dt.date
) -> dict[int, list[Served]]:
    """What each mission served, day by day: its sessions, else its entries of that day."""
    served: dict[int, list[Served]] = {pk: [] for pk in missions}
    days: set[tuple[int, dt.date]] = set()
    sessions = done(business).filter(mission__in=served, on__lte=upto).order_by()
    for pk, on, minutes, persons in sessions.values_list(
        "mission_id", "on", "sold_minutes", "persons"
    ):
        served[pk].append(Served(on, minutes * persons))
        days.add((pk, on))
    entries = (
        TimeEntry.objects.of(business)
        .filter(mission__in=served, on__lte=upto, sold_seconds__gt=0)
        .order_by()
        .values_list("mission_id", "on")
        .annotate(total=Sum("sold_seconds"))
    )
    noted: dict[tuple[int, dt.date], int] = defaultdict(int)
    for pk, on, total in entries:
        if (pk, on) not in days:
            noted[pk, on] += total
    for (pk, on), total in noted.items():
        served[pk].append(Served(on, round(total / 60)))
    return served


def _activities(business: Business) -> dict[bool, str]:
    """The activities of sessions on site (False) and at a distance (True), as text."""
    keys = {ON_SITE: False, AT_A_DISTANCE: True}
    rows = Activity.objects.of(business).filter(key__in=keys).values_list("key", "pk")
    return {keys[key]: str(pk) for key, pk in rows}
