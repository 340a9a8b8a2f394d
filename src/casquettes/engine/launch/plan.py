"""A launch plan: what is typed, and the priors that fill in the rest. Money and hours a month."""

from __future__ import annotations

import datetime as dt
import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

MOST_MONTHS = 60


class PlanRefused(ValueError):
    """A plan that cannot be simulated; `field` names what to mend."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.message, self.field = message, field


@dataclass(frozen=True, slots=True)
class Plan:
    """A start, month by month: see `data/launch.toml` for each prior and its unit.

    `season` has twelve factors from January, divided by their mean when used. `opened_on` is the
    day the business began, where it already runs. `chances` are those of a month, and `doubt` the
    spread of each driver over the lives (standard deviation of its logarithm).
    """

    start_on: dt.date
    opened_on: dt.date
    months: int
    country: str
    activity: str
    price: float
    leads: float
    conversion: float
    mission_hours: float
    ramp_months: float
    fixed_costs: float
    background_hours: float
    capacity_hours: float
    max_sold_hours: float
    induced_time: float
    variable_cost: float
    cash_start: float
    reserve: float
    target_income: float
    business_share: float
    acre: bool
    flat_income_tax: bool
    season: tuple[float, ...]
    chances: Mapping[str, float]
    doubt: Mapping[str, float]

    @property
    def months_run(self) -> int:
        """Whole months between the opening and the first month of the plan."""
        begun, first = self.opened_on, self.start_on
        return (first.year - begun.year) * 12 + first.month - begun.month


# Least and most of each number: beyond, the sentence is a refusal, never an infinity.
LIMITS = {
    "price": (0, 1e5),
    "leads": (0, 1e6),
    "conversion": (0, 1),
    "mission_hours": (0, 1e4),
    "ramp_months": (0, 120),
    "fixed_costs": (0, 1e7),
    "background_hours": (0, 744),
    "capacity_hours": (0, 744),
    "max_sold_hours": (0, 744),
    "induced_time": (0, 100),
    "variable_cost": (0, 1e5),
    "cash_start": (-1e8, 1e8),
    "reserve": (-1e8, 1e8),
    "target_income": (0, 1e7),
    "business_share": (0, 1),
}
# What a month may bring, by the name a document gives it.
CHANCES = {
    "cancellation": (0, 1),
    "no_show": (0, 1),
    "illness_chance": (0, 1),
    "illness_days": (1.1, 60),
    "august_capacity": (0, 1),
    "backlog_lost": (0, 1),
    "mission_spread": (0.05, 3),
    "unexpected_chance": (0, 1),
    "unexpected_scale": (0, 1e6),
}
# How unsure each driver is: a document says "doubt_price".
DOUBT = "doubt_"
DOUBT_LIMITS = (0, 1.5)


@cache
def priors() -> dict[str, Any]:
    """The priors of the reference trade."""
    source = resources.files("casquettes.engine") / "data" / "launch.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))


def read_plan(document: object, *, today: dt.date) -> Plan:
    """The plan of a JSON document, every key optional; raises `PlanRefused` naming the field."""
    if not isinstance(document, Mapping):
        raise PlanRefused("an object", "plan")
    known = defaults()
    unknown = set(document) - set(known) - {"start_on", "opened_on"}
    if unknown:
        raise PlanRefused("no such field", min(unknown))
    given = {**known, **{key: value for key, value in document.items() if value is not None}}
    numbers = {name: _number(given[name], name, LIMITS[name]) for name in LIMITS}
    start_on = _day(given.get("start_on"), "start_on") or _next_month(today)
    opened_on = _day(given.get("opened_on"), "opened_on") or start_on
    if opened_on > start_on:
        raise PlanRefused("not after the first month of the plan", "opened_on")
    month = {name: _number(given[name], name, CHANCES[name]) for name in CHANCES}
    doubt = {
        name: _number(given[DOUBT + name], DOUBT + name, DOUBT_LIMITS)
        for name in priors()["spread"]
    }
    return Plan(
        start_on=start_on,
        opened_on=opened_on,
        months=_months(given["months"]),
        country=_text(given["country"], "country"),
        activity=_text(given["activity"], "activity"),
        acre=_flag(given["acre"], "acre"),
        flat_income_tax=_flag(given["flat_income_tax"], "flat_income_tax"),
        season=_season(given["season"]),
        chances={**priors()["month"], **month},
        doubt=doubt,
        **numbers,
    )


def defaults() -> dict[str, Any]:
    """Every prior by the name a document gives it, the days apart."""
    month = {name: priors()["month"][name] for name in CHANCES}
    doubts = {DOUBT + name: value for name, value in priors()["spread"].items()}
    return {**priors()["plan"], **month, **doubts}


def limits(name: str) -> tuple[float, float]:
    """Least and most of a number of the plan, by the name a document gives it."""
    if name.startswith(DOUBT):
        return DOUBT_LIMITS
    return LIMITS.get(name) or CHANCES[name]


def _number(value: object, name: str, bounds: tuple[float, float]) -> float:
    least, most = bounds
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise PlanRefused("a number", name)
    if not least <= value <= most:
        raise PlanRefused(f"between {least:g} and {most:g}", name)
    return float(value)


def _months(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_MONTHS:
        raise PlanRefused(f"a whole number from 1 to {MOST_MONTHS}", "months")
    return value


def _season(value: object) -> tuple[float, ...]:
    if not isinstance(value, Sequence) or isinstance(value, str) or len(value) != 12:
        raise PlanRefused("twelve factors, January first", "season")
    for factor in value:
        if isinstance(factor, bool) or not isinstance(factor, int | float):
            raise PlanRefused("twelve numbers", "season")
    if not all(0 <= factor <= 100 for factor in value) or sum(value) <= 0:
        raise PlanRefused("twelve factors from 0 to 100, not all 0", "season")
    mean = sum(value) / 12
    return tuple(float(factor) / mean for factor in value)


def _day(value: object, name: str) -> dt.date | None:
    if value is None:
        return None
    try:
        day = dt.date.fromisoformat(str(value))
    except ValueError as error:
        raise PlanRefused("a date such as 2026-10-01", name) from error
    if not 2000 <= day.year <= 2200:
        raise PlanRefused("a year from 2000 to 2200", name)
    return day


def _next_month(today: dt.date) -> dt.date:
    return (today.replace(day=28) + dt.timedelta(days=4)).replace(day=1)


def _text(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise PlanRefused("a text", name)
    return value


def _flag(value: object, name: str) -> bool:
    if not isinstance(value, bool):
        raise PlanRefused("true or false", name)
    return value
