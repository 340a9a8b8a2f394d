"""How clients come, how well work is quoted, what each offer and client brings per worked hour."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from casquettes.engine.bridge import Bridge, Sales, bridge
from casquettes.engine.channels import kind_of_channel, kind_of_expense, kinds
from casquettes.engine.periods import Period
from casquettes.engine.rates import served_revenue
from casquettes.engine.share import Tally
from casquettes.engine.winning import (
    ENOUGH_TO_RANK,
    Channel,
    CostPerWin,
    Justness,
    cost_per_win,
    justness,
)
from casquettes.finance.models import Expense
from casquettes.kernel.models import Business, Contact
from casquettes.pilot.queries.missions import done
from casquettes.pilot.queries.revenue import Work
from casquettes.production.models import Mission
from casquettes.timesheet.models import TimeEntry

DELIVERED = ("pro_seance", "pro_distance", "pro_atelier", "pro_depassement")


@dataclass(frozen=True, slots=True)
class Way:
    """A way clients come (or several of the same kind), and what a client costs by it."""

    name: str
    channel: Channel
    cost: CostPerWin
    # Are hours and money of this way known? Only of the kinds the house knows.
    traced: bool


@dataclass(frozen=True, slots=True)
class Yield:
    """What an offer or a client brought in the period per hour worked for it."""

    name: str
    revenue: float
    hours: float
    missions: int

    @property
    def per_hour(self) -> float | None:
        return self.revenue / self.hours if self.hours else None

    @property
    def seconds(self) -> float:
        return self.hours * 3600

    @property
    def rankable(self) -> bool:
        """Are there enough missions to compare it with another?"""
        return self.missions >= ENOUGH_TO_RANK


@dataclass(frozen=True, slots=True)
class Quoting:
    """How far the hours of an offer lie from those quoted."""

    offer: str
    justness: Justness


def ways(business: Business, period: Period, *, hour_value: float) -> list[Way]:
    """Every way somebody came in the period, most clients first."""
    leads = _counted(
        Contact.objects.of(business)
        .shown()
        .filter(created_on__gte=period.first, created_on__lte=period.last)
        .exclude(origin="")
        .values_list("origin")
    )
    wins = _counted(
        Mission.objects.of(business)
        .filter(signed_on__gte=period.first, signed_on__lte=period.last)
        .exclude(channel="")
        .values_list("channel")
    )
    names: dict[str, Counter[str]] = defaultdict(Counter)
    channels: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for place, counted in enumerate((leads, wins)):
        for name, number in counted.items():
            kind = kind_of_channel(name) or f"own:{name.casefold()}"
            names[kind][name] += number
            channels[kind][place] += number
    hours, euros = _hours_by_kind(business, period), _euros_by_kind(business, period)
    found = []
    for kind, (asked, won) in channels.items():
        channel = Channel(asked, won, euros.get(kind, 0.0), hours.get(kind, 0.0))
        said = ", ".join(name for name, _n in names[kind].most_common(2))
        cost = cost_per_win(channel, hour_value=hour_value)
        found.append(Way(said, channel, cost, traced=not kind.startswith("own:")))
    return sorted(found, key=lambda way: (-way.channel.wins, -way.channel.leads, way.name))


def yields(
    works: list[Work], period: Period, tallies: dict[str, Tally], *, name: Callable[[Work], str]
) -> list[Yield]:
    """What each offer or client (`name`) brought per hour worked for it, most revenue first."""
    brought: dict[str, Fraction] = defaultdict(Fraction)
    missions: Counter[str] = Counter()
    for work in works:
        if served := served_revenue(work.sold, period):
            brought[name(work)] += served
            missions[name(work)] += 1
    found = [
        Yield(
            key,
            float(revenue),
            tallies[key].worked / 3600 if key in tallies else 0.0,
            missions[key],
        )
        for key, revenue in brought.items()
        if key
    ]
    return sorted(found, key=lambda each: (-each.revenue, each.name))


def quoting(business: Business, period: Period) -> list[Quoting]:
    """Real hours against quoted ones, for missions that ended in the period, by offer."""
    ended = Mission.objects.of(business).filter(
        ended_on__gte=period.first,
        ended_on__lte=period.last,
        cancelled_on=None,
        sold_minutes__gt=0,
    )
    rows = list(ended.values_list("pk", "sold_minutes", "offer__name"))
    real = real_hours(business, [pk for pk, _sold, _offer in rows])
    by_offer: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for pk, sold, offer in rows:
        by_offer[offer or ""].append((real.get(pk, 0.0), sold / 60))
    found = [
        Quoting(offer, told)
        for offer, missions in by_offer.items()
        if (told := justness(missions)) is not None
    ]
    return sorted(found, key=lambda each: (-each.justness.missions, each.offer))


def bridged(
    before: tuple[list[Work], Period, Fraction], after: tuple[list[Work], Period, Fraction]
) -> Bridge:
    """Why revenue moved between two periods, each given with its works and whole revenue."""
    return bridge(
        _sales(before[0], before[1]), _sales(after[0], after[1]), totals=(before[2], after[2])
    )


def a_year_before(period: Period) -> Period | None:
    """The same days of the year before; None at the beginning of the calendar."""
    if period.first.year <= dt.date.min.year:
        return None
    return Period(_earlier(period.first), _earlier(period.last))


def _earlier(day: dt.date) -> dt.date:
    leap = day.month == 2 and day.day == 29
    return day.replace(year=day.year - 1, day=28 if leap else day.day)


def _sales(works: list[Work], period: Period) -> dict[str, Sales]:
    hours: dict[str, Fraction] = defaultdict(Fraction)
    brought: dict[str, Fraction] = defaultdict(Fraction)
    for work in works:
        sold = sum(m for day, m in work.sold.minutes.items() if day in period)
        if sold:
            hours[work.offer] += Fraction(sold, 60)
            brought[work.offer] += served_revenue(work.sold, period)
    return {offer: Sales(hours[offer], brought[offer]) for offer in hours}


def _counted(rows: QuerySet[Any, Any]) -> dict[str, int]:
    return dict(rows.order_by().annotate(n=Count("id")))


def _hours_by_kind(business: Business, period: Period) -> dict[str, float]:
    kind_of = {key: kind.id for kind in kinds() for key in kind.activities}
    rows = (
        TimeEntry.objects.of(business)
        .between(period.first, period.last)
        .exclude(nature=TimeEntry.Nature.BREAK)
        .filter(activity__key__in=kind_of)
        .order_by()
        .values_list("activity__key")
        .annotate(Sum("seconds"))
    )
    hours: dict[str, float] = defaultdict(float)
    for key, seconds in rows:
        hours[kind_of[key]] += seconds / 3600
    return hours


def _euros_by_kind(business: Business, period: Period) -> dict[str, float]:
    rows = (
        Expense.objects.of(business)
        .filter(on__gte=period.first, on__lte=period.last, mission=None)
        .order_by()
        .values_list("label")
        .annotate(Sum("amount"))
    )
    euros: dict[str, float] = defaultdict(float)
    for label, amount in rows:
        if kind := kind_of_expense(label):
            euros[kind] += float(amount)
    return euros


def real_hours(business: Business, missions: list[int]) -> dict[int, float]:
    """Hours delivered on each mission: its time entries, else what its sessions say."""
    entries = (
        TimeEntry.objects.of(business)
        .filter(Q(activity__key__in=DELIVERED) & Q(mission__in=missions))
        .exclude(nature=TimeEntry.Nature.BREAK)
        .order_by()
        .values_list("mission_id")
        .annotate(Sum("seconds"))
    )
    noted = {pk: seconds / 3600 for pk, seconds in entries if pk}
    sessions = (
        done(business)
        .filter(mission__in=missions)
        .order_by()
        .values_list("mission_id")
        .annotate(Sum("real_minutes"))
    )
    return {pk: minutes / 60 for pk, minutes in sessions} | noted
