"""What each offer or client leaves of its own, before anything common is shared out.

The rule and its limits: docs/method/margins.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from typing import Literal

from django.db.models import Sum

from casquettes.engine import margins
from casquettes.engine.measures import (
    DAYS,
    FRACTION,
    HOURS,
    NO_LIST_PRICE,
    NOT_SHARED,
    NOTHING_BILLED,
    NOTHING_SOLD,
    NOTHING_WORKED,
    PER_HOUR,
    TOO_LITTLE,
    Figure,
)
from casquettes.engine.reliability import Verdict
from casquettes.engine.share import NOTHING, Tally
from casquettes.finance.models import Expense
from casquettes.kernel.models import Business
from casquettes.logistics.models import Trip
from casquettes.pilot.queries import Measures, by_label, by_offer
from casquettes.pilot.queries.missions import names
from casquettes.pilot.queries.revenue import turnover, turnover_by

By = Literal["offer", "client"]
NO_MONEY = Decimal(0)
# What is of no offer and no client is a heap, not one more of them.
NAMELESS = Figure(None, PER_HOUR, 0, why=NOT_SHARED)
WHOLE_ONLY = {
    "net_hourly": PER_HOUR,
    "break_even_hours": HOURS,
    "required_rate": PER_HOUR,
    "runway_days": DAYS,
}


def figures_by(
    business: Business, measured: Measures, *, by: By
) -> Callable[[str], dict[str, Figure]]:
    """The figures of any offer or client of the period, by its name; read once for all."""
    period = measured.period
    parts = by_offer(business, period) if by == "offer" else by_label(business, period)
    tallies: dict[str, Tally] = {}
    for part in parts:
        tallies[part.key] = tallies[part.key] + part.tally if part.key in tallies else part.tally
    billed = turnover_by(business, period, by=by)
    caused = _caused(business, measured, by)

    def figures(key: str) -> dict[str, Figure]:
        tally = tallies.get(key, NOTHING)
        amount, documents = billed.get(key, (NO_MONEY, 0))
        return {
            "price_realisation": _price_realisation(measured, key, by),
            "margin_per_sold_hour": _margin(measured, tally, amount, documents, caused[key])
            if key
            else NAMELESS,
            "direct_hourly": _direct(measured, tally, amount, documents, caused[key])
            if key
            else NAMELESS,
            **{name: Figure(None, unit, 0, why=NOT_SHARED) for name, unit in WHOLE_ONLY.items()},
        }

    return figures


def _caused(business: Business, measured: Measures, by: By) -> dict[str, Decimal]:
    """Kilometres and expenses of the missions of each, in money."""
    period, price = measured.period, measured.hourly.account.costs.km.value
    days = {"on__gte": period.first, "on__lte": period.last, "mission__isnull": False}
    called = names(business, by=by)
    found: dict[str, Decimal] = defaultdict(Decimal)
    trips = Trip.objects.of(business).filter(**days).order_by().values_list("mission")
    for mission, km in trips.annotate(Sum("km")):
        found[called[mission]] += km * price
    spent = Expense.objects.of(business).filter(**days).order_by().values_list("mission")
    for mission, amount in spent.annotate(Sum("amount")):
        found[called[mission]] += amount
    cent = Decimal("0.01")
    return defaultdict(Decimal, {key: value.quantize(cent) for key, value in found.items()})


def _price_realisation(measured: Measures, key: str, by: By) -> Figure:
    mine = [work for work in measured.money.works if getattr(work, by) == key]
    told = turnover(mine, measured.period, billed=NO_MONEY, other=NO_MONEY)
    value = float(told.listed / told.list_value) if told.list_value else None
    served = sum(work.listed and work.serves(measured.period) for work in mine)
    return Figure(value, FRACTION, served, why="" if told.list_value else NO_LIST_PRICE)


def _margin(
    measured: Measures, tally: Tally, billed: Decimal, documents: int, caused: Decimal
) -> Figure:
    why = _no_rate(measured) or _missing(documents, tally.sold, NOTHING_SOLD)
    kept = measured.hourly.account.kept
    margin = margins.margin(billed, kept, sold_seconds=tally.sold, variable_costs=caused)
    if why or margin is None:
        return Figure(None, PER_HOUR, tally.sold_entries, why=why)
    return Figure(float(margin.per_sold_hour), PER_HOUR, tally.sold_entries)


def _direct(
    measured: Measures, tally: Tally, billed: Decimal, documents: int, caused: Decimal
) -> Figure:
    why = _no_rate(measured) or _missing(documents, tally.worked, NOTHING_WORKED)
    rate, judged = measured.hourly.account.kept.levy_rate, measured.coverage
    if not why and judged.verdict is Verdict.TOO_LITTLE:
        why = TOO_LITTLE
    if why or rate is None:
        return Figure(None, PER_HOUR, documents, None, judged.verdict, why)
    value = margins.direct_hourly(billed, rate, caused, worked_seconds=tally.worked)
    return Figure(value, PER_HOUR, documents, None, judged.verdict)


def _no_rate(measured: Measures) -> str:
    """Why the rate of the levies is not known; empty where it is."""
    if measured.hourly.margin is not None:
        return ""
    return measured.kept_figures["margin_per_sold_hour"].why


def _missing(documents: int, seconds: int, otherwise: str) -> str:
    if not documents:
        return NOTHING_BILLED
    return "" if seconds else otherwise
