"""The parts of a closed bilan, as its page, its sheet of paper and its shared page show them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from casquettes.pilot.models import Goal

STEPS = {
    "price_given": gettext_lazy("Given away on the price"),
    "unsold": gettext_lazy("Hours worked that nobody pays"),
    "unlisted": gettext_lazy("Hours sold without a list price"),
    "billing_shift": gettext_lazy("Billed before or after the work"),
    "other_revenue": gettext_lazy("Travel, goods and fees billed"),
    "not_received": gettext_lazy("Billed and not received yet"),
    "expenses": gettext_lazy("Expenses"),
    "vehicle": gettext_lazy("The car"),
    "levies": gettext_lazy("What the law takes"),
    "income_tax": gettext_lazy("Income tax"),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure and its caption."""

    value: str
    words: str


@dataclass(frozen=True, slots=True)
class HatTime:
    """The time of one hat, as charts ask for it."""

    hat: str
    name: str
    seconds: int
    share: float | None


@dataclass(frozen=True, slots=True)
class MonthKept:
    """A month as it was that day."""

    on: dt.date
    hours: float
    share: float | None
    revenue: float
    received: float


@dataclass(frozen=True, slots=True)
class Fallen:
    """One row of a waterfall: a level stands from zero, a step moves from the row before."""

    name: str
    amount: float
    is_level: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """One question she answered, in her words."""

    id: str
    question: str
    lines: list[str]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A step of the bilan with what she said in it."""

    id: str
    title: str
    answers: list[Said]


@dataclass(frozen=True, slots=True)
class Aim:
    """A goal set in the bilan, in words."""

    goal: Goal
    name: str
    target: str


@dataclass(frozen=True, slots=True)
class Earned:
    """What an offer or a client brought per worked hour."""

    name: str
    revenue: float
    hourly: float | None
