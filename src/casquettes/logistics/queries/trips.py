"""Trips: found, summed by month, and made again as last time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from casquettes.kernel.models import Business
from casquettes.logistics.models import Trip
from casquettes.production.models import Mission

MOST_OFFERED = 60


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which trips she is looking for; what is empty leaves all of them."""

    first: dt.date | None = None
    last: dt.date | None = None
    mission: int | None = None
    paid: bool | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Sums:
    """What trips add up to."""

    trips: int
    km: Decimal
    paid_km: Decimal
    minutes: int


@dataclass(frozen=True, slots=True)
class Month:
    """One month on the road."""

    first: dt.date
    km: Decimal
    paid_km: Decimal
    minutes: int

    @property
    def code(self) -> str:
        """As the address of the page says it: 2026-03."""
        return f"{self.first:%Y-%m}"


@dataclass(frozen=True, slots=True)
class Way:
    """A mission she may go to, and what the last trip there was."""

    mission: Mission
    km: Decimal | None
    minutes: int | None


@dataclass(frozen=True, slots=True)
class Journey:
    """The last day she went to a mission: there and back, however many trips she noted."""

    km: Decimal
    minutes: int

    @property
    def minutes_one_way(self) -> int:
        """Half of it, rounded up."""
        return -(-self.minutes // 2)


def journeys(business: Business, missions: Iterable[int]) -> dict[int, Journey]:
    """The last journey to each of these missions, where there was one."""
    last: dict[int, dt.date] = {}
    found: dict[int, Journey] = {}
    rows = Trip.objects.of(business).filter(mission__in=missions).order_by("-on", "-id")
    for mission, on, km, minutes in rows.values_list("mission_id", "on", "km", "minutes"):
        if last.setdefault(mission, on) == on:
            before = found.get(mission, Journey(Decimal(0), 0))
            found[mission] = Journey(before.km + km, before.minutes + minutes)
    return found


def found(business: Business, wanted: Wanted) -> QuerySet[Trip]:
    """The trips wanted, latest first, with what their rows name."""
    rows = Trip.objects.of(business)
    exact = {
        "on__gte": wanted.first,
        "on__lte": wanted.last,
        "mission_id": wanted.mission,
        "paid": wanted.paid,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value is not None})
    for word in wanted.words.split()[:8]:
        rows = rows.filter(_holds(word))
    return rows.select_related("mission", "mission__client").order_by("-on", "-id")


def sums(rows: QuerySet[Trip]) -> Sums:
    """What these trips add up to, in one query."""
    told = rows.order_by().aggregate(trips=Count("id"), **_totals())
    return Sums(told["trips"], told["total_km"], told["total_paid_km"], told["total_minutes"])


def months(rows: QuerySet[Trip]) -> list[Month]:
    """The trips month by month, the latest first."""
    groups: Any = rows.order_by().annotate(month=TruncMonth("on")).values("month")
    totals = groups.annotate(**_totals()).order_by("-month")
    return [
        Month(row["month"], row["total_km"], row["total_paid_km"], row["total_minutes"])
        for row in totals
    ]


def last_to(business: Business, mission: Mission) -> Trip | None:
    """The last trip made for a mission."""
    return Trip.objects.of(business).filter(mission=mission).order_by("-on", "-id").first()


def ways(business: Business) -> list[Way]:
    """The open missions with their last trip, those she went to last first."""
    trips_there = Q(trips__removed_at__isnull=True)
    missions = (
        Mission.objects.of(business)
        .open()
        .select_related("client")
        .annotate(last_trip_on=Max("trips__on", filter=trips_there))
        .order_by(F("last_trip_on").desc(nulls_last=True), "-id")[:MOST_OFFERED]
    )
    offered = list(missions)
    last: dict[int | None, Trip] = {}
    for trip in Trip.objects.of(business).filter(mission__in=offered).order_by("on", "id"):
        last[trip.mission_id] = trip
    return [
        Way(
            mission,
            last[mission.pk].km if mission.pk in last else None,
            last[mission.pk].minutes if mission.pk in last else None,
        )
        for mission in offered
    ]


def purposes(business: Business) -> list[str]:
    """The purposes she gave last, each once."""
    rows = Trip.objects.of(business).exclude(purpose="").order_by("-on", "-id")
    return list(dict.fromkeys(rows.values_list("purpose", flat=True)[:300]))[:30]


def _totals() -> dict[str, Sum]:
    return {
        "total_km": Sum("km", default=Decimal(0)),
        "total_paid_km": Sum("km", filter=Q(paid=True), default=Decimal(0)),
        "total_minutes": Sum("minutes", default=0),
    }


def _holds(word: str) -> Q:
    holds = Q()
    names = ("purpose", "start", "destination", "note", "mission__title")
    for name in (*names, "mission__client__search_text"):
        holds |= Q(**{f"{name}__icontains": word})
    return holds
