"""Blows a launch must stand: the middling life, without chance, and the same life struck once.

Each blow is tried from every month of the plan at once (a row a month) and told at its worst.
See docs/method/launch.md.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from casquettes.engine.launch.paths import (
    Floats,
    LevyRate,
    hours_open,
    leads_expected,
    months_of,
    pay_herself,
    received,
    sellable,
    served,
    taken,
)
from casquettes.engine.launch.plan import Plan, priors
from casquettes.engine.launch.simulate import VAT_LIMITS, levy_rate

WEEKS_A_MONTH = 52 / 12
CENT = 0.005


@dataclass(frozen=True, slots=True)
class Blow:
    """What strikes, one row for each month it may strike in: (months, months) or a number.

    `demand`, `room` and `price` multiply; `unpaid` never arrives and `cost` is paid, in euros.
    `lasts` months, so that it is over, and its levies settled, before the plan is.
    """

    lasts: float = 0.0
    demand: Floats | float = 1.0
    room: Floats | float = 1.0
    price: Floats | float = 1.0
    unpaid: Floats | float = 0.0
    cost: Floats | float = 0.0


@dataclass(frozen=True, slots=True)
class Course:
    """A life without chance, (rows, months): euros."""

    receipts: Floats
    income: Floats
    pay: Floats
    cash: Floats


@dataclass(frozen=True, slots=True)
class Card:
    """A blow at its worst month: what it takes of the whole plan, in euros.

    `strikes` is None where the plan never comes to it, and everything else is then nothing.
    `lowest_cash` is the least held in the struck life, in the month `lowest_on`.
    """

    id: str
    strikes: dt.date | None
    income_lost: float = 0.0
    pay_lost: float = 0.0
    months_cut: int = 0
    lowest_cash: float = 0.0
    lowest_on: dt.date | None = None

    @property
    def out_of_cash(self) -> bool:
        """Is there a month in which nothing is left?"""
        return self.lowest_cash < -CENT


@dataclass(frozen=True, slots=True)
class Middling:
    """The middling life itself: its lowest cash and the most a calendar year brings, euros."""

    course: Course
    lowest_cash: float
    best_year: float
    vat_limit: float


def middling(plan: Plan) -> Middling:
    """The life in which every driver is at its median and every month at its mean."""
    levy, _assumed = levy_rate(plan)
    course = _course(plan, levy, Blow())
    years = _calendar_years(plan, course.receipts[0])
    limit = VAT_LIMITS[plan.country](plan.activity, months_of(plan)[-1])
    return Middling(course, float(course.cash.min()), max(years.values()), float(limit))


def cards(plan: Plan, *, partner_share: float | None = None) -> list[Card]:
    """Each blow told at its worst; `partner_share` is hers once her own leads say it."""
    levy, _assumed = levy_rate(plan)
    quiet = _course(plan, levy, Blow())
    told = [_worst(plan, levy, name, blow(plan), quiet) for name, blow in _BLOWS.items()]
    share = priors()["stress"]["partner_share"] if partner_share is None else partner_share
    told.insert(2, _worst(plan, levy, "partner_stops", _partner(plan, share), quiet))
    return [*told, _vat(plan, levy, quiet)]


def _course(plan: Plan, levy: LevyRate, blow: Blow) -> Course:
    shape = (plan.months, plan.months)
    leads = leads_expected(plan, plan.ramp_months) * blow.demand
    wanted = np.broadcast_to(leads * plan.conversion * plan.mission_hours, shape)
    chances = plan.chances
    ill = chances["illness_chance"] * chances["illness_days"] / chances["working_days"]
    open_hours = hours_open(plan) * max(0.0, 1 - ill)
    room = np.broadcast_to(sellable(plan, open_hours, plan.background_hours) * blow.room, shape)
    kept = max(0.0, 1 - chances["cancellation"] - chances["no_show"])
    sold = served(plan, wanted, room, kept=kept)
    arrives = received(sold * plan.price * blow.price, plan.business_share)
    receipts = np.maximum(0.0, arrives - blow.unpaid)
    mean_bad_luck = chances["unexpected_chance"] * chances["unexpected_scale"]
    costs = plan.fixed_costs + mean_bad_luck * chances["unexpected_shape"]
    spent = costs + sold * plan.variable_cost + blow.cost
    income = receipts - taken(plan, receipts, levy) - spent
    return Course(receipts, income, *pay_herself(plan, income))


def _worst(plan: Plan, levy: LevyRate, name: str, blow: Blow, quiet: Course) -> Card:
    """The month from which the blow takes most of her pay, then of her cash."""
    struck = _course(plan, levy, blow)
    last = max(1, plan.months - math.ceil(blow.lasts) - 1)
    pay_lost = (quiet.pay - struck.pay).sum(axis=1)
    income_lost = (quiet.income - struck.income).sum(axis=1)
    row = max(range(last), key=lambda n: (round(pay_lost[n], 2), round(income_lost[n], 2)))
    return _card(plan, name, row, struck=struck, quiet=quiet)


def _card(plan: Plan, name: str, row: int, *, struck: Course, quiet: Course) -> Card:
    months = months_of(plan)
    cut = (struck.pay[row] < plan.target_income - CENT).sum()
    cut_anyway = (quiet.pay[row] < plan.target_income - CENT).sum()
    lowest = int(struck.cash[row].argmin())
    return Card(
        id=name,
        strikes=months[row],
        income_lost=float((quiet.income[row] - struck.income[row]).sum()),
        pay_lost=float((quiet.pay[row] - struck.pay[row]).sum()),
        months_cut=int(cut - cut_anyway),
        lowest_cash=float(struck.cash[row, lowest]),
        lowest_on=months[lowest],
    )


def _from_each_month(plan: Plan, months: float) -> Floats:
    """Share of each month (column) covered by `months` months begun with each row's month."""
    since = np.arange(plan.months)[np.newaxis, :] - np.arange(plan.months)[:, np.newaxis]
    return np.asarray(np.where(since >= 0, np.clip(months - since, 0.0, 1.0), 0.0))


def _weeks_off(plan: Plan) -> Blow:
    lasts = priors()["stress"]["weeks_off"] / WEEKS_A_MONTH
    return Blow(lasts, room=1 - _from_each_month(plan, lasts))


def _fewer_leads(plan: Plan) -> Blow:
    facts = priors()["stress"]
    lasts = facts["leads_lost_months"]
    return Blow(lasts, demand=1 - facts["leads_lost"] * _from_each_month(plan, lasts))


def _partner(plan: Plan, share: float) -> Blow:
    lasts = priors()["stress"]["partner_months"]
    return Blow(lasts, demand=1 - share * _from_each_month(plan, lasts))


def _car_out(plan: Plan) -> Blow:
    facts = priors()["stress"]
    month = _from_each_month(plan, 1)
    return Blow(1, room=1 - (1 - facts["car_capacity"]) * month, cost=facts["car_cost"] * month)


def _unpaid(plan: Plan) -> Blow:
    return Blow(1, unpaid=priors()["stress"]["unpaid_invoice"] * _from_each_month(plan, 1))


_BLOWS: dict[str, Callable[[Plan], Blow]] = {
    "six_weeks_off": _weeks_off,
    "leads_down": _fewer_leads,
    "car_out": _car_out,
    "invoice_unpaid": _unpaid,
}


def _vat(plan: Plan, levy: LevyRate, quiet: Course) -> Card:
    """Once the limit is passed consumers pay no more, and the tax comes out of the price."""
    crossed = _crossed(plan, quiet.receipts[0])
    if crossed is None:
        return Card("vat_crossed", None)
    rate = priors()["stress"]["vat_rate"]
    kept = plan.business_share + (1 - plan.business_share) / (1 + rate)
    price = 1 - (1 - kept) * _from_each_month(plan, plan.months)
    struck = _course(plan, levy, Blow(price=price))
    return _card(plan, "vat_crossed", crossed, struck=struck, quiet=quiet)


def _crossed(plan: Plan, receipts: Floats) -> int | None:
    """The month in which receipts of a calendar year pass the limit, from 0."""
    limit = VAT_LIMITS[plan.country]
    held: dict[int, float] = {}
    for rank, month in enumerate(months_of(plan)):
        held[month.year] = held.get(month.year, 0.0) + float(receipts[rank])
        if held[month.year] > float(limit(plan.activity, month)):
            return rank
    return None


def _calendar_years(plan: Plan, receipts: Floats) -> dict[int, float]:
    years: dict[int, float] = {}
    for month, amount in zip(months_of(plan), receipts, strict=True):
        years[month.year] = years.get(month.year, 0.0) + float(amount)
    return years
