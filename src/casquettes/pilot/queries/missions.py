"""Sold time that missions tell: their sessions, by the hour, in a package or for a result."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
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
_DAYS = {"day": "on", "month": "month", "part": "month"}
Named = Callable[[Mapping[str, Any]], str]


@dataclass(frozen=True, slots=True)
class Lives:
    """Missions and what they served until a day, read once for all that asks of them."""

    missions: dict[int, Mission]
    # Mission, day, minutes sold: of the sessions that took place.
    sessions: list[tuple[int, dt.date, int]]
    # Mission, day, seconds sold: of the time entries.
    noted: list[tuple[int, dt.date, int]]

    def served(self, missions: Iterable[int], *, upto: dt.date) -> dict[int, list[Served]]:
        """What each served until a day: its sessions, else its entries of that day."""
        served: dict[int, list[Served]] = {pk: [] for pk in missions}
        days: set[tuple[int, dt.date]] = set()
        for pk, on, minutes in self.sessions:
            if pk in served and on <= upto:
                served[pk].append(Served(on, minutes))
                days.add((pk, on))
        for pk, on, seconds in self.noted:
            if pk in served and on <= upto and (pk, on) not in days:
                served[pk].append(Served(on, round(seconds / 60)))
        return served


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


def sold_times(
    business: Business,
    periods: Sequence[Period],
    *,
    by: str,
    name: Named,
    lives: Lives | None = None,
    activities: Iterable[Activity] | None = None,
) -> list[list[SoldTime]]:
    """The sold time of missions in each period, in groups as `hours` asks for them.

    `lives` holds the packages and the results at least, read until the last day of all.
    """
    in_parts = by in ("activity", "part")
    places = _of_sessions(business, activities) if in_parts else {}
    known = lives or read_lives(business, _from_first_to_last(periods))
    sold: list[list[SoldTime]] = [[] for _ in periods]
    for row in [*_by_the_hour(business, periods, by=by), *_by_terms(known, periods)]:
        sold[row["place"]].append(
            SoldTime(
                on=row[_DAYS[by]] if by in _DAYS else periods[row["place"]].first,
                seconds=row["minutes"] * 60,
                hat=Hat.PRODUCTION if in_parts else "",
                activity=places.get(row["remote"], "") if in_parts else "",
                label=name(row),
                entries=row["sessions"],
            )
        )
    return sold


def read_lives(business: Business, period: Period, *, among: Q | None = None) -> Lives:
    """The packages and the results that may sell in a period, and the missions of `among`.

    Each with what it served from its beginning to the last day.
    """
    missions = Mission.objects.of(business)
    if among is None:
        missions = missions.filter(_may_sell_by_terms(period))
    else:
        missions = missions.filter(_may_sell_by_terms(period) | among)
        missions = missions.select_related("client", "offer").prefetch_related("offer__prices")
    found = {mission.pk: mission for mission in missions}
    served = _served(business, found, upto=period.last) if found else ([], [])
    return Lives(found, *served)


def _may_sell_by_terms(period: Period) -> Q:
    """A package or a result sells on the days it is served, and on the one it is over."""
    days = (period.first, period.last)
    of_it = {"mission": OuterRef("pk"), "on__range": days}
    served = Exists(WorkSession.objects.filter(done_on__isnull=False, **of_it))
    noted = Exists(TimeEntry.objects.filter(sold_seconds__gt=0, **of_it))
    over = Q(ended_on__range=days) | Q(expires_on__range=days)
    return ~Q(terms=HOURLY) & (Q(served) | Q(noted) | over)


def _from_first_to_last(periods: Sequence[Period]) -> Period:
    return Period(min(each.first for each in periods), max(each.last for each in periods))


def in_any(periods: Iterable[Period]) -> Q:
    """Is the day of a row in one of these periods?"""
    days = Q()
    for period in periods:
        days |= Q(on__gte=period.first, on__lte=period.last)
    return days


def place_among(periods: Sequence[Period]) -> Combinable:
    """Which of these periods holds the day of a row, of those that one of them holds."""
    others = enumerate(periods[1:], start=1)
    return Case(*[When(in_any([each]), then=Value(n)) for n, each in others], default=Value(0))


def done(business: Business) -> QuerySet[WorkSession]:
    """Sessions that took place."""
    return WorkSession.objects.of(business).filter(done_on__isnull=False)


def _by_the_hour(
    business: Business, periods: Sequence[Period], *, by: str
) -> Iterator[dict[str, Any]]:
    groups = {
        "activity": ["remote"],
        "day": ["on"],
        "month": ["in_month"],
        "part": ["in_month", "remote"],
        "label": ["mission_id"],
        "offer": ["mission_id"],
        "total": ["business_id"],
    }[by]
    rows = (
        done(business)
        .filter(in_any(periods), mission__terms=HOURLY, sold_minutes__gt=0)
        .order_by()
        .annotate(
            in_month=Substr(Cast("on", CharField(max_length=10)), 1, 7), place=place_among(periods)
        )
        .values("place", *groups)
        .annotate(minutes=Sum(F("sold_minutes") * F("persons")), sessions=Count("id"))
    )
    for row in rows:
        month = row.get("in_month")
        yield row | {"month": dt.date.fromisoformat(f"{month}-01") if month else None}


def _by_terms(lives: Lives, periods: Sequence[Period]) -> Iterator[dict[str, Any]]:
    """Packages and results: each part on its day, from the whole life of the mission.

    Of each period, as it was known on its last day.
    """
    for place, period in enumerate(periods):
        sold = {pk: each for pk, each in lives.missions.items() if _is_by_terms(each, period)}
        for pk, served in lives.served(sold, upto=period.last).items():
            for part in sold_minutes(terms_of(sold[pk], upto=period.last), served):
                if part.on in period:
                    yield {
                        "place": place,
                        "mission_id": pk,
                        "on": part.on,
                        "month": part.on.replace(day=1),
                        "minutes": part.minutes,
                        "sessions": 1,
                        "remote": False,
                    }


def _is_by_terms(mission: Mission, period: Period) -> bool:
    signed = mission.signed_on
    return mission.terms != HOURLY and (signed is None or signed <= period.last)


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


def _served(
    business: Business, missions: Iterable[int], *, upto: dt.date
) -> tuple[list[tuple[int, dt.date, int]], list[tuple[int, dt.date, int]]]:
    """Sold minutes of the sessions of missions, and sold seconds of their entries, by day."""
    sessions = done(business).filter(mission__in=missions, on__lte=upto).order_by()
    entries = (
        TimeEntry.objects.of(business)
        .filter(mission__in=missions, on__lte=upto, sold_seconds__gt=0)
        .order_by()
        .values_list("mission_id", "on")
        .annotate(total=Sum("sold_seconds"))
    )
    return (
        [
            (pk, on, minutes * persons)
            for pk, on, minutes, persons in sessions.values_list(
                "mission_id", "on", "sold_minutes", "persons"
            )
        ],
        [(pk, on, total) for pk, on, total in entries if pk],
    )


def _of_sessions(business: Business, known: Iterable[Activity] | None) -> dict[bool, str]:
    """The activities of sessions on site (False) and at a distance (True), as text."""
    keys = {ON_SITE: False, AT_A_DISTANCE: True}
    activities = Activity.objects.of(business).filter(key__in=keys) if known is None else known
    return {keys[each.key]: str(each.pk) for each in activities if each.key in keys}
