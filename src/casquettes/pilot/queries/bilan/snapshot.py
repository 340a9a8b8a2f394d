"""What a bilan showed on the day it was closed, as plain values that nothing changes afterwards."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Sum

from casquettes.engine.measures import PUBLISHED, Figure
from casquettes.engine.periods import Period
from casquettes.kernel.models import Business, Contact
from casquettes.pilot import queries
from casquettes.pilot.queries import Measures, revenue, winning
from casquettes.pilot.queries.bilan.facts import Facts
from casquettes.pilot.queries.margins import Hourly
from casquettes.pilot.queries.missions import done
from casquettes.pilot.queries.winning import Yield
from casquettes.production.models import Mission

VERSION = 1
LISTED = 8  # offers and clients kept, those that brought most first
Json = dict[str, Any]


def snapshot(
    business: Business, period: Period, *, today: dt.date, facts: Facts | None = None
) -> Json:
    """The figures of a period as they stand today: measures, hats, months, money, yields, work."""
    told = facts or Facts(business, period, today)
    measured = told.measured
    return {
        "version": VERSION,
        "on": today.isoformat(),
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "currency": business.currency,
        "target_share": business.target_share and business.target_share / 100,
        "days": {
            "noted": measured.coverage.covered_days,
            "expected": measured.coverage.expected_days,
        },
        "week_hours": measured.weekly_mean and measured.weekly_mean / 3600,
        "measures": _measures(measured, business.currency),
        "hats": _hats(measured),
        "months": _months(business, measured),
        "money": _money(measured),
        "cascade": _cascade(measured.hourly),
        "offers": _offers(business, measured),
        "clients": _clients(business, measured),
        "work": _work(business, period),
    }


def _measures(measured: Measures, currency: str) -> Json:
    known = measured.figures | measured.money_figures | measured.kept_figures
    return {name: _figure(known[name], currency) for name in PUBLISHED}


def _figure(figure: Figure, currency: str) -> Json:
    kept: Json = {
        "value": figure.value,
        "unit": figure.unit.replace("€", currency),
        "n": figure.n,
        "interval": figure.interval and list(figure.interval),
        "quality": figure.quality and str(figure.quality),
    }
    return kept if figure.value is not None else kept | {"why": figure.why}


def _hats(measured: Measures) -> list[Json]:
    """Hours by hat, most first; "" for time without one."""
    return [
        {"hat": str(part.hat), "hours": part.tally.worked / 3600, "share": part.time_share}
        for part in measured.by_hat
        if part.tally.worked
    ]


def _months(business: Business, measured: Measures) -> list[Json]:
    """Each month that holds time or money."""
    billed = revenue.turnover_by(business, measured.period, by="month")
    received = {
        f"{first:%Y-%m}": came for first, came in measured.hourly.account.flows.receipts.items()
    }
    lived = {f"{month.period.first:%Y-%m}": month for month in measured.by_month}
    months = []
    for key in sorted({*billed, *received, *lived}):
        month = lived.get(key)
        months.append(
            {
                "month": key,
                "hours": month.worked / 3600 if month else 0.0,
                "sold": month.sold / 3600 if month else 0.0,
                "share": month.billed_share if month else None,
                "revenue": _euros(billed.get(key, (Decimal(0), 0))[0]),
                "received": _euros(received.get(key, Decimal(0))),
            }
        )
    return months


def _money(measured: Measures) -> Json:
    """What was billed, what came, what went and what is left; `known` says if the law is."""
    account = measured.hourly.account
    kept = account.kept
    return {
        "revenue": _euros(measured.money.revenue),
        "documents": measured.money.documents,
        "received": _euros(kept.receipts),
        "payments": account.flows.payments,
        "expenses": _euros(kept.expenses),
        "vehicle": _euros(kept.vehicle),
        "levies": _euros(kept.levies),
        "income_tax": _euros(kept.income_tax),
        "net": _euros(kept.net),
        "known": account.complete,
        "with_income_tax": bool(account.taken and account.taken.income_tax_known),
    }


def _cascade(told: Hourly) -> Json | None:
    """From a list price to a worked hour, where one was worked; see docs/method/margins.md."""
    cascade = told.cascade
    if cascade is None:
        return None
    listed, realised = cascade.list_price, cascade.price_realisation
    return {
        "list_price": None if listed is None else float(listed),
        "price_realisation": None if realised is None else float(realised),
        "billed_share": float(cascade.billed_share),
        "to_gross": [[step.name, float(step.amount)] for step in cascade.to_gross],
        "gross": float(cascade.gross),
        "to_net": [[step.name, float(step.amount)] for step in cascade.to_net],
        "net": float(cascade.net),
    }


def _offers(business: Business, measured: Measures) -> list[Json]:
    """What each offer brought per hour worked for it, most revenue first."""
    works, period = measured.money.works, measured.period
    if not works:
        return []
    tallies = {part.key: part.tally for part in queries.by_offer(business, period)}
    found = winning.yields(works, period, tallies, name=lambda work: work.offer)
    return [{"name": each.name, **_yield(each)} for each in found[:LISTED]]


def _clients(business: Business, measured: Measures) -> list[Json]:
    """The same of clients, by their number: a name erased later is in no bilan either."""
    works, period = measured.money.works, measured.period
    if not works:
        return []
    tallies = {part.key: part.tally for part in queries.by_label(business, period)}
    found = winning.yields(works, period, tallies, name=lambda work: work.client)
    numbers = {contact.name: contact.pk for contact in Contact.objects.of(business)}
    return [{"client": numbers.get(each.name), **_yield(each)} for each in found[:LISTED]]


def _yield(each: Yield) -> Json:
    return {
        "revenue": round(each.revenue, 2),
        "hours": each.hours,
        "missions": each.missions,
        "hourly": each.per_hour,
    }


def _work(business: Business, period: Period) -> Json:
    """Sessions held, litres by where they went, missions signed and ended."""
    days = {"gte": period.first, "lte": period.last}
    held = done(business).filter(**{f"on__{k}": day for k, day in days.items()}).order_by()
    litres = ("kept", "given", "sold", "recycled", "waste")
    counted = held.aggregate(
        sessions=Count("id"),
        sold_minutes=Sum(F("sold_minutes") * F("persons")),
        **{name: Sum(f"{name}_litres") for name in litres},
    )
    missions = Mission.objects.of(business).order_by()
    signed = missions.filter(**{f"signed_on__{k}": day for k, day in days.items()})
    ended = missions.filter(cancelled_on=None, **{f"ended_on__{k}": day for k, day in days.items()})
    return {
        "sessions": counted["sessions"],
        "session_hours": (counted["sold_minutes"] or 0) / 60,
        "litres": {name: counted[name] or 0 for name in litres},
        "signed": signed.count(),
        "ended": ended.count(),
    }


def _euros(amount: Decimal) -> float:
    return float(round(amount, 2))
