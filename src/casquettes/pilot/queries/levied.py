"""What the law takes of a calendar year, and how far its ceilings are."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from casquettes.engine.countries.ceilings import Ceiling
from casquettes.engine.countries.dated import NotKnown
from casquettes.engine.levies import Crossing, crossing
from casquettes.engine.periods import Period, months_to, year_of
from casquettes.finance.models import Payment
from casquettes.kernel.models import Business, Identity
from casquettes.pilot.queries.kept import Account, account, receipts_by_day


@dataclass(frozen=True, slots=True)
class Gauge:
    """A ceiling, what counts towards it this year, and the day it is or would be crossed."""

    ceiling: Ceiling
    received: Decimal
    crossing: Crossing

    @property
    def share(self) -> float:
        """Received over the ceiling, as a fraction."""
        return float(self.received / self.ceiling.amount) if self.ceiling.amount else 0.0


@dataclass(frozen=True, slots=True)
class Levied:
    """A calendar year, until today when it is this one."""

    period: Period
    account: Account
    gauges: list[Gauge]
    years: list[int]


def levied(business: Business, year: int, *, today: dt.date) -> Levied:
    """What the law takes of a year's receipts, line by line, and its ceilings."""
    whole = year_of(dt.date(year, 1, 1))
    period = whole.common(Period(dt.date.min, today)) or Period(whole.first, whole.first)
    told = account(business, period)
    return Levied(period, told, _gauges(business, told, period, today), _years(business, today))


def _gauges(business: Business, told: Account, period: Period, today: dt.date) -> list[Gauge]:
    pack = told.law.pack
    if pack is None:
        return []
    try:
        ceilings = pack.ceilings(
            told.law.rules.line, on=period.last, started_on=business.started_on
        )
    except NotKnown:
        return []
    identity = Identity.objects.filter(business=business).first()
    if identity and identity.owes_vat(period.last):
        ceilings = tuple(c for c in ceilings if not c.name.startswith("vat"))
    by_day = receipts_by_day(business, period)
    pace = Decimal(0)
    if period.last == today:
        last_year = months_to(today, 12)
        first = max(last_year.first, business.started_on or last_year.first)
        lived = last_year.common(Period(min(first, today), today)) or last_year
        pace = sum(receipts_by_day(business, lived).values(), Decimal(0)) / lived.days
    return [
        Gauge(
            ceiling,
            told.flows.received,
            crossing(by_day, ceiling.amount, today=period.last, pace=pace),
        )
        for ceiling in ceilings
    ]


def _years(business: Business, today: dt.date) -> list[int]:
    """The years money came in, latest first; always this one."""
    days = Payment.objects.filter(business=business).order_by("on").values_list("on", flat=True)
    first = days.first()
    return list(range(today.year, (first.year if first else today.year) - 1, -1))
