"""Months she has lived, as a launch plan counts them: leads, missions, hours, money, cash.

A lead is a quote drafted for a new mission, a mission agreed without one, or a contact noted that
came to neither: each counts once, on the day it began.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import CharField, Q, Sum
from django.db.models.functions import Cast, Substr

from casquettes.engine.launch.paths import LevyRate
from casquettes.engine.launch.plan import Plan
from casquettes.engine.launch.updating import Facts
from casquettes.engine.periods import ONE_DAY, Period
from casquettes.engine.share import NOTHING
from casquettes.finance.models import Expense
from casquettes.kernel.models import Business, Contact
from casquettes.logistics.models import Trip
from casquettes.pilot import queries
from casquettes.pilot.models import Belief
from casquettes.pilot.queries import kept
from casquettes.production.models import Mission, WorkSession
from casquettes.sales.models import Quote

# What is still open is neither won nor lost before this long.
TIME_TO_ANSWER = dt.timedelta(days=60)
LATE = dt.timedelta(days=2)
YEARS = 3
HOUR = 3600


@dataclass(frozen=True, slots=True)
class Lead:
    """Someone who asked; `won` is None while she may still say yes."""

    on: dt.date
    won: bool | None


def facts_of(business: Business, *, today: dt.date, since: dt.date | None = None) -> Facts:
    """What her whole months before `today` say, three years back at most, from `since` on."""
    period = _whole_months(today, since)
    if period is None:
        return Facts()
    asked = leads(business, period, today=today)
    if not asked and not WorkSession.objects.of(business).exists():
        return Facts()
    closed = [lead for lead in asked if lead.won is not None]
    sessions = _sessions(business, period)
    agreed = list(
        Mission.objects.of(business)
        .filter(signed_on__gte=period.first, signed_on__lte=period.last, sold_minutes__gt=0)
        .exclude(price=None)
        .order_by()
        .values_list("signed_on", "terms", "price", "sold_minutes")
    )
    lately = _months_back(period.last, 12)
    worked, background, induced = _hours(business, period, today=today)
    fixed, variable = _costs(business, period)
    return Facts(
        leads=_by_month(asked, period),
        asked=len(closed),
        won=sum(bool(lead.won) for lead in closed),
        sessions=sessions.total(),
        missed=sessions["missed"],
        late_cancelled=sessions["late"],
        mission_hours=[minutes / 60 for _on, _terms, _price, minutes in agreed],
        prices=[
            float(price if terms == Mission.Terms.HOURLY else price * 60 / minutes)
            for on, terms, price, minutes in agreed
            if price and on and on >= lately
        ],
        fixed_costs=fixed,
        worked=worked,
        background=background,
        induced=induced,
        variable_costs=variable,
    )


def leads(business: Business, period: Period, *, today: dt.date) -> list[Lead]:
    """Who asked in the period, each once."""
    found = list(_of_quotes(business, period, today))
    by_hand = Mission.objects.of(business).filter(quote=None).order_by()
    for signed_on, created_at in by_hand.values_list("signed_on", "created_at"):
        on = signed_on or business.local_day(created_at)
        if on in period:
            found.append(Lead(on, won=True))
    silent = (
        Contact.objects.of(business)
        .filter(created_on__gte=period.first, created_on__lte=period.last, merged_into=None)
        .filter(quotes=None, missions=None, pays_for=None, brought_by=None)
        .exclude(pk__in=_suppliers(business))
        .order_by()
    )
    found += [Lead(on, _lost(on, today)) for on in silent.values_list("created_on", flat=True)]
    return found


def _of_quotes(business: Business, period: Period, today: dt.date) -> Iterator[Lead]:
    """Each first version of a quote in the period, by what its last version came to."""
    rows = (
        Quote.objects.of(business)
        .order_by()
        .values("pk", "replaces_id", "created_at", "accepted_on", "refused_on", "withdrawn_on")
    )
    versions = {row["pk"]: row for row in rows}
    after = {row["replaces_id"]: row for row in versions.values()}
    missions = Mission.objects.of(business).exclude(quote=None).order_by()
    agreed = set(missions.values_list("quote_id", flat=True))
    for first in versions.values():
        on = business.local_day(first["created_at"])
        if first["replaces_id"] in versions or on not in period:
            continue
        chain = [first]
        while chain[-1]["pk"] in after:
            chain.append(after[chain[-1]["pk"]])
        last = chain[-1]
        if any(row["accepted_on"] or row["pk"] in agreed for row in chain):
            yield Lead(on, won=True)
        elif last["refused_on"] or last["withdrawn_on"]:
            yield Lead(on, won=False)
        else:
            yield Lead(on, _lost(on, today))


def _lost(on: dt.date, today: dt.date) -> bool | None:
    return None if today - on < TIME_TO_ANSWER else False


def _suppliers(business: Business) -> Iterable[int]:
    rows = Expense.objects.of(business).exclude(supplier=None).order_by()
    return rows.values_list("supplier_id", flat=True)


def _whole_months(today: dt.date, since: dt.date | None) -> Period | None:
    last = today.replace(day=1) - ONE_DAY
    first = dt.date(last.year - YEARS, last.month, 1)
    if since is not None:
        first = max(first, since.replace(day=1))
    return Period(first, last) if first <= last else None


def _by_month(found: Iterable[Lead], period: Period) -> dict[dt.date, int]:
    """Leads of each whole month from the first that held one; quiet months between count 0."""
    counted = Counter(lead.on.replace(day=1) for lead in found)
    if not counted:
        return {}
    first = min(counted)
    return {m.first: counted[m.first] for m in period.months() if m.first >= first}


def _sessions(business: Business, period: Period) -> Counter[str]:
    rows = (
        WorkSession.objects.of(business)
        .filter(on__gte=period.first, on__lte=period.last)
        .filter(
            Q(done_on__isnull=False)
            | Q(missed_on__isnull=False)
            | Q(cancelled_on__isnull=False)
            | Q(moved_late=True)
        )
        .order_by()
        .values_list("on", "done_on", "missed_on", "cancelled_on", "moved_late")
    )
    kinds: Counter[str] = Counter()
    for on, _done, missed, cancelled, moved_late in rows:
        late = moved_late or (cancelled is not None and on - cancelled <= LATE)
        kinds["missed" if missed else "late" if late else "done"] += 1
    return kinds


def _hours(
    business: Business, period: Period, *, today: dt.date
) -> tuple[list[float], list[float], list[float]]:
    """Worked and background hours and induced time of each month noted well enough, a year back."""
    year = Period(max(period.first, _months_back(period.last, 12)), period.last)
    noted = [
        month.tally
        for month in queries.by_month(business, year, today=today)
        if month.billed_share is not None
    ]
    whole = sum(noted, NOTHING)
    if whole.induced_time is None:
        return [], [], []
    # A ratio of the year's totals, never a mean of ratios.
    along = whole.induced_time
    background = [(month.worked - month.sold * (1 + along)) / HOUR for month in noted]
    return [month.worked / HOUR for month in noted], background, [along] * len(noted)


def _costs(business: Business, period: Period) -> tuple[list[float], list[float]]:
    """Expenses of each month of a year that are of no mission; what a sold hour costs."""
    year = Period(max(period.first, _months_back(period.last, 12)), period.last)
    moved = kept.flows(business, year)
    if not moved.expense_rows:
        return [], []
    months = [m.first for m in year.months() if m.first >= min(moved.expenses)]
    on_missions = float(moved.on_missions) / len(months)
    fixed = [float(moved.expenses.get(m, Decimal(0))) - on_missions for m in months]
    sold = queries.headline(business, year, today=year.last).sold / HOUR
    if sold < 1:
        return [max(0.0, cost) for cost in fixed], []
    caused = float(moved.on_missions + moved.km * kept.costs(business).km.value) / sold
    return [max(0.0, cost) for cost in fixed], [caused] * len(months)


def _months_back(last: dt.date, months: int) -> dt.date:
    rank = last.year * 12 + last.month - months
    return dt.date(rank // 12, rank % 12 + 1, 1)


def cash_by_month(
    business: Business, plan: Plan, levy: LevyRate, *, today: dt.date
) -> dict[dt.date, float]:
    """Her cash at the end of each whole month since the plan began, euros.

    Receipts, expenses and kilometres are hers; levies follow the law and her pay the plan. A
    balance she typed in a month takes the place of what would be reckoned for it.
    """
    last = today.replace(day=1) - ONE_DAY
    first = plan.start_on.replace(day=1)
    if last < first:
        return {}
    moved = kept.flows(business, Period(first, last))
    driven = _vehicle(business, Period(first, last))
    known = _balances(business, Period(first, last))
    held, due, cash = plan.cash_start, 0.0, {}
    for month in Period(first, last).months():
        receipts = float(moved.receipts.get(month.first, 0))
        spent = float(moved.expenses.get(month.first, 0)) + driven.get(month.first, 0.0)
        held += receipts - due - spent
        held -= min(max(held - plan.reserve, 0.0), plan.target_income)
        due = receipts * levy(month.first)
        held = known.get(month.first, held)
        cash[month.first] = held
    return cash


def _vehicle(business: Business, period: Period) -> dict[dt.date, float]:
    """What the kilometres of each month cost."""
    price = float(kept.costs(business).km.value)
    rows = (
        Trip.objects.of(business)
        .filter(on__gte=period.first, on__lte=period.last)
        .order_by()
        .annotate(month=Substr(Cast("on", CharField(max_length=10)), 1, 7))
        .values_list("month")
        .annotate(Sum("km"))
    )
    return {dt.date.fromisoformat(f"{m}-01"): float(km or 0) * price for m, km in rows}


def _balances(business: Business, period: Period) -> Mapping[dt.date, float]:
    """The last balance she typed in each month."""
    rows = Belief.objects.filter(business=business, key=kept.CASH).order_by("at", "id")
    typed = ((business.local_day(at), value) for at, value in rows.values_list("at", "value"))
    return {day.replace(day=1): float(value) for day, value in typed if day in period}
