"""What an hour leaves and what it takes to live on it: the measures that rest on costs and levies.

The rules are the engine's (`margins`, `freed_hour`); the rows come through `kept` and `revenue`.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import CharField, F, Sum
from django.db.models.functions import Cast, Substr

from casquettes.engine import margins
from casquettes.engine.freed_hour import (
    FreedHour,
    MonthOfWork,
    freed_hours,
    mean_value,
    opportunity_cost,
)
from casquettes.engine.margins import Cascade, Margin
from casquettes.engine.measures import (
    DAYS,
    HOURS,
    NEGATIVE_MARGIN,
    NO_CASH,
    NO_LAW,
    NO_OUTFLOW,
    NOTHING_RECEIVED,
    NOTHING_SOLD,
    NOTHING_WORKED,
    PER_HOUR,
    Figure,
    said,
)
from casquettes.engine.periods import Period, month_of
from casquettes.engine.reliability import Coverage, Verdict
from casquettes.engine.share import Tally
from casquettes.kernel.models import Business
from casquettes.pilot.queries.kept import Account, account
from casquettes.pilot.queries.missions import done
from casquettes.pilot.queries.revenue import Money
from casquettes.production.models import Mission
from casquettes.timesheet.models import TimeEntry

FRESH_DAYS = 31  # a balance typed longer ago is said to be fragile


@dataclass(frozen=True, slots=True)
class Hourly:
    """Everything that an hour leaves over a period, and what it takes to live on it."""

    account: Account
    tally: Tally
    coverage: Coverage
    cascade: Cascade | None
    margin: Margin | None
    months: float
    days: int
    today: dt.date

    @property
    def need(self) -> Fraction:
        """F*: costs that do not depend on sold hours, and her pay, over the period."""
        fixed = self.account.flows.spent - self.account.flows.on_missions
        pay = Fraction(self.account.costs.pay_month.value) * Fraction(self.months)
        return Fraction(fixed) + pay

    @property
    def sold_hours(self) -> Fraction:
        return Fraction(self.tally.sold, 3600)

    @property
    def break_even(self) -> float | None:
        if self.margin is None:
            return None
        return margins.break_even_hours(self.need, self.margin.per_sold_hour)

    @property
    def outflow(self) -> Decimal:
        """What goes out over the period: costs, what the law takes, her pay."""
        kept = self.account.kept
        pay = self.account.costs.pay_month.value * Decimal(str(self.months))
        return kept.expenses + kept.vehicle + kept.levies + kept.income_tax + pay

    @property
    def figures(self) -> dict[str, Figure]:
        """The five measures, each with its reason where it has no value."""
        return {
            "net_hourly": net_hourly(self.account, self.tally.worked, self.coverage),
            "margin_per_sold_hour": _stands(self._margin, self._no_margin),
            "break_even_hours": _stands(self._break_even, self._no_margin or NEGATIVE_MARGIN),
            # Known sales without a price that pays: the law takes all of it.
            "required_rate": _stands(self._required, self._no_margin or NEGATIVE_MARGIN),
            "runway_days": _stands(self._runway, self._no_runway),
        }

    @property
    def _no_margin(self) -> str:
        if not self.account.complete:
            return NO_LAW
        if not self.tally.sold:
            return NOTHING_SOLD
        return "" if self.margin else NOTHING_RECEIVED

    @property
    def _margin(self) -> Figure:
        value = float(self.margin.per_sold_hour) if self.margin else None
        return Figure(value, PER_HOUR, self.tally.sold_entries)

    @property
    def _break_even(self) -> Figure:
        return Figure(self.break_even, HOURS, self.tally.sold_entries)

    @property
    def _required(self) -> Figure:
        value = self.margin and margins.required_rate(
            self.need,
            sold_hours=self.sold_hours,
            variable_cost=self.margin.variable_cost,
            levy_rate=self.margin.levy_rate,
        )
        return Figure(value or None, PER_HOUR, self.tally.sold_entries)

    @property
    def _no_runway(self) -> str:
        if self.account.costs.cash is None:
            return NO_CASH
        return NO_LAW if not self.account.complete else NO_OUTFLOW

    @property
    def _runway(self) -> Figure:
        flows, cash = self.account.flows, self.account.costs.cash
        if cash is None or not self.account.complete:
            return Figure(None, DAYS, 0)
        value = margins.runway_days(cash.value, self.outflow, self.days)
        old = cash.on is not None and (self.today - cash.on).days > FRESH_DAYS
        quality = Verdict.FRAGILE if old else Verdict.GOOD
        return Figure(value, DAYS, flows.payments + flows.expense_rows, None, quality)


def net_hourly(account: Account, worked: int, coverage: Coverage) -> Figure:
    """What is left of an hour worked over the period of the account; `worked` in seconds."""
    flows = account.flows
    rows = flows.payments + flows.expense_rows + flows.trips
    otherwise = NOTHING_WORKED if not worked else NO_LAW if rows else NOTHING_RECEIVED
    known = rows and account.complete
    net = margins.net_hourly(account.kept, worked) if known else None
    return said(Figure(net, PER_HOUR, rows), coverage, otherwise=otherwise)


def hourly(
    business: Business,
    period: Period,
    *,
    tally: Tally,
    coverage: Coverage,
    money: Money,
    today: dt.date,
) -> Hourly:
    """What an hour leaves over a period whose time and turnover are already known."""
    moved = account(business, period)
    sold = {"sold_seconds": tally.sold}
    lived = _lived(business, period, moved, today)
    return Hourly(
        account=moved,
        tally=tally,
        coverage=coverage,
        cascade=margins.cascade(money.turnover, moved.kept, worked_seconds=tally.worked, **sold),
        margin=margins.margin(
            money.revenue,
            moved.kept,
            variable_costs=moved.vehicle + moved.flows.on_missions,
            **sold,
        )
        if moved.complete
        else None,
        months=_months(lived) if lived else 0.0,
        days=lived.days if lived else 0,
        today=today,
    )


def _lived(business: Business, period: Period, moved: Account, today: dt.date) -> Period | None:
    """The part of the period that the business lived: from its start to today."""
    first = business.started_on or min(
        [*moved.flows.receipts, *moved.flows.expenses], default=period.first
    )
    return period.common(Period(min(first, today), today))


def _months(period: Period) -> float:
    """How many months a period is, the first and the last in part."""
    return sum(
        month.days / calendar.monthrange(month.first.year, month.first.month)[1]
        for month in period.months()
    )


@dataclass(frozen=True, slots=True)
class HatCost:
    """What the hours of one hat could have brought; `hours` of the months that are valued."""

    hat: str
    hours: float
    cost: float


@dataclass(frozen=True, slots=True)
class Freed:
    """The value of a freed hour, month by month, and what each hat costs at that price."""

    worth: float  # c*
    rest: float  # ℓ
    months: list[FreedHour]
    hats: list[HatCost]

    @property
    def mean(self) -> float | None:
        """λ̄."""
        return mean_value(self.months)

    @property
    def chance(self) -> float | None:
        """φ̄: how likely a freed hour was sold, over the months."""
        if not self.months:
            return None
        return sum(month.chance for month in self.months) / len(self.months)


def freed(
    business: Business, told: Hourly, months: list[Period], capacity: dict[dt.date, float]
) -> Freed | None:
    """λ of each month and the cost of each hat; None where the margin is not known.

    `capacity`: hours of hers by first of month.
    """
    induced = told.tally.induced_time
    if told.margin is None or induced is None or not months:
        return None
    span = Period(months[0].first, months[-1].last)
    by_hat = _hours_by_hat(business, span)
    worked: dict[dt.date, float] = defaultdict(float)
    for hours in by_hat.values():
        for first, value in hours.items():
            worked[first] += value
    waiting = waiting_hours(business, [month.last for month in months])
    rest = float(told.account.costs.rest.value)
    worth = float(told.margin.per_own_hour(Fraction(induced)))
    values = freed_hours(
        [
            MonthOfWork(first, worked[first], capacity.get(first, 0.0), queue)
            for month, queue in zip(months, waiting, strict=True)
            for first in [month.first.replace(day=1)]
        ],
        sold_a_month=float(told.sold_hours) / len(months),
        worth=worth,
        rest=rest,
    )
    hats = [
        HatCost(hat, sum(hours.values()), opportunity_cost(values, hours))
        for hat, hours in by_hat.items()
        if hat
    ]
    return Freed(worth, rest, values, sorted(hats, key=lambda hat: -hat.cost))


def waiting_hours(business: Business, ends: list[dt.date]) -> list[float]:
    """Hours agreed and not served yet at the end of each of these days."""
    missions = Mission.objects.of(business).filter(
        sold_minutes__gt=0, signed_on__isnull=False, signed_on__lte=max(ends)
    )
    rows = list(missions.values_list("pk", "sold_minutes", "signed_on", "ended_on", "cancelled_on"))
    served: dict[int, list[tuple[dt.date, int]]] = defaultdict(list)
    sessions = done(business).filter(mission__in=[row[0] for row in rows], on__lte=max(ends))
    for pk, on, minutes in (
        sessions.order_by()
        .annotate(sold=F("sold_minutes") * F("persons"))
        .values_list("mission_id", "on", "sold")
    ):
        served[pk].append((on, minutes))
    found = []
    for end in ends:
        minutes = 0
        for pk, sold, signed, *over in rows:
            begun = signed is not None and signed <= end
            if begun and not any(day and day <= end for day in over):
                minutes += max(0, sold - sum(part for on, part in served[pk] if on <= end))
        found.append(minutes / 60)
    return found


def _hours_by_hat(business: Business, period: Period) -> dict[str, dict[dt.date, float]]:
    rows = (
        TimeEntry.objects.of(business)
        .between(period.first, period.last)
        .exclude(nature=TimeEntry.Nature.BREAK)
        .order_by()
        .annotate(month=Substr(Cast("on", CharField(max_length=10)), 1, 7))
        .values_list("hat", "month")
        .annotate(Sum("seconds"))
    )
    found: dict[str, dict[dt.date, float]] = defaultdict(dict)
    for hat, month, seconds in rows:
        found[hat][month_of(dt.date.fromisoformat(f"{month}-01")).first] = seconds / 3600
    return found


def _stands(figure: Figure, otherwise: str) -> Figure:
    if figure.value is not None:
        return figure
    return Figure(None, figure.unit, figure.n, None, figure.quality, otherwise)
