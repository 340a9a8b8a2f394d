"""A plan's figures brought up to date by months that were lived: conjugate laws, in closed form.

The prior of each figure is worth as many observations as its doubt says: a spread of σ over the
lives is a gamma law of shape 1/σ². See docs/method/launch.md.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from casquettes.engine.launch.paths import leads_expected, months_of
from casquettes.engine.launch.plan import CHANCES, LIMITS, Plan, priors

FULL = 0.8
SHORTEST, LONGEST = 0.25, LIMITS["mission_hours"][1]  # hours of a mission that count


@dataclass(frozen=True, slots=True)
class Facts:
    """What her own months say; everything may be empty.

    `leads` by month begun, whole months only; `prices` and `mission_hours` one a mission;
    the others one a month. Money in euros, hours decimal.
    """

    leads: Mapping[dt.date, int] = field(default_factory=dict)
    asked: int = 0
    won: int = 0
    sessions: int = 0
    missed: int = 0
    late_cancelled: int = 0
    mission_hours: Sequence[float] = ()
    prices: Sequence[float] = ()
    fixed_costs: Sequence[float] = ()
    background: Sequence[float] = ()
    induced: Sequence[float] = ()
    variable_costs: Sequence[float] = ()
    worked: Sequence[float] = ()


@dataclass(frozen=True, slots=True)
class Learned:
    """A figure of the plan after `n` observations; `doubt` is the spread of its logarithm left."""

    name: str
    before: float
    value: float
    n: int
    doubt: float | None = None


@dataclass(frozen=True, slots=True)
class Updated:
    """The plan as her months leave it, and each figure they moved."""

    plan: Plan
    learned: dict[str, Learned]
    season_months: int


# The driver whose doubt shrinks with what is learned of a figure.
DOUBTS = {
    "leads": "market",
    "conversion": "conversion",
    "price": "price",
    "mission_hours": "mission",
    "fixed_costs": "fixed_costs",
    "background_hours": "background",
}


def updated(plan: Plan, facts: Facts) -> Updated:
    """The plan's figures as prior, her months as data."""
    season, months = season_after(plan.season, facts.leads)
    found = [
        _leads(plan, facts),
        _conversion(plan, facts),
        _chance(plan, "no_show", facts.missed, facts.sessions),
        _chance(plan, "cancellation", facts.late_cancelled, facts.sessions),
        _mission_hours(plan, facts.mission_hours),
        _full_months(plan, facts.worked),
        *_middles(plan, facts),
    ]
    learned = {figure.name: figure for figure in found if figure.n}
    values: dict[str, Any] = {name: figure.value for name, figure in learned.items()}
    doubts = {
        DOUBTS[name]: math.hypot(
            figure.doubt, priors()["update"]["drift"] * plan.doubt[DOUBTS[name]]
        )
        for name, figure in learned.items()
        if name in DOUBTS and figure.doubt is not None
    }
    after = replace(
        plan,
        **{name: value for name, value in values.items() if name not in CHANCES},
        season=season,
        chances={**plan.chances, **{n: v for n, v in values.items() if n in CHANCES}},
        doubt={**plan.doubt, **doubts},
    )
    return Updated(after, learned, months)


def _leads(plan: Plan, facts: Facts) -> Learned:
    """Gamma and Poisson: shape 1/σ² before, plus the leads seen over the exposure of its months.

    A month counts for as much as the plan expected of it, on the way up and by the season.
    """
    before = plan.leads
    shape = 1 / max(plan.doubt["market"], 1e-6) ** 2
    exposure = sum(_exposure(plan, month) for month in facts.leads)
    seen = sum(facts.leads.values())
    if before <= 0:
        value = seen / exposure if exposure > 0 else before
        return Learned("leads", before, value, len(facts.leads))
    after = shape + seen
    value = after / (shape / before + exposure)
    return Learned("leads", before, value, len(facts.leads), 1 / math.sqrt(after))


def _exposure(plan: Plan, month: dt.date) -> float:
    """What share of a full month of leads the plan expects of a month, lived or to come."""
    one = replace(plan, start_on=month, months=1, leads=1.0)
    if month < plan.opened_on.replace(day=1):
        one = replace(one, opened_on=month)
    return float(leads_expected(one, plan.ramp_months)[0])


def _conversion(plan: Plan, facts: Facts) -> Learned:
    return _beta("conversion", plan.conversion, plan.doubt["conversion"], facts.won, facts.asked)


def _chance(plan: Plan, name: str, seen: int, of: int) -> Learned:
    """Rare things: the prior is as unsure as the conversion is."""
    return _beta(name, plan.chances[name], 2 * plan.doubt["conversion"], seen, of)


def _beta(name: str, before: float, doubt: float, seen: int, of: int) -> Learned:
    """Beta and binomial: a prior of mean p and spread σ is worth (1 − p)/(p·σ²) − 1 cases."""
    inner = min(max(before, 1e-3), 1 - 1e-3)
    worth = max(1.0, (1 - inner) / (inner * max(doubt, 1e-6) ** 2) - 1)
    value = (inner * worth + seen) / (worth + of)
    left = math.sqrt((1 - value) / (value * (worth + of + 1)))
    return Learned(name, before, value, of, left)


def _mission_hours(plan: Plan, hours: Sequence[float]) -> Learned:
    """Normal and inverse gamma on the logarithm: mean and spread of missions both learned."""
    logs = [math.log(min(max(hour, SHORTEST), LONGEST)) for hour in hours if hour > 0]
    before = plan.mission_hours
    spread = plan.chances["mission_spread"]
    own = math.log(1 + spread**2)
    if not logs or before <= 0:
        return Learned("mission_hours", before, before, 0)
    worth = own / max(plan.doubt["mission"], 1e-6) ** 2
    n, mean = len(logs), sum(logs) / len(logs)
    centre = math.log(before) - own / 2
    middle = (worth * centre + n * mean) / (worth + n)
    # Inverse gamma of shape 3, whose mean is the prior's spread.
    around = sum((log - mean) ** 2 for log in logs)
    between = worth * n / (worth + n) * (mean - centre) ** 2
    variance = (2 * own + (around + between) / 2) / (2 + n / 2)
    value = min(math.exp(middle + variance / 2), LONGEST)
    return Learned("mission_hours", before, value, n, math.sqrt(variance / (worth + n)))


def _full_months(plan: Plan, worked: Sequence[float]) -> Learned:
    """What she can work: the fullest month but one in five, once half a year is noted."""
    before = plan.capacity_hours
    if len(worked) < priors()["update"]["months_to_judge"]:
        return Learned("capacity_hours", before, before, 0)
    most = LIMITS["capacity_hours"][1]
    return Learned(
        "capacity_hours", before, min(float(np.quantile(worked, FULL)), most), len(worked)
    )


def _middles(plan: Plan, facts: Facts) -> list[Learned]:
    rules, doubt = priors()["update"], plan.doubt
    return [
        _mean("price", plan.price, facts.prices, (doubt["price"], rules["price_spread"])),
        _mean(
            "fixed_costs",
            plan.fixed_costs,
            facts.fixed_costs,
            (doubt["fixed_costs"], rules["fixed_costs_spread"]),
        ),
        _mean(
            "background_hours",
            plan.background_hours,
            facts.background,
            (doubt["background"], rules["background_spread"]),
        ),
        _mean(
            "induced_time",
            plan.induced_time,
            facts.induced,
            (doubt["background"], rules["induced_spread"]),
        ),
        _mean(
            "variable_cost",
            plan.variable_cost,
            facts.variable_costs,
            (doubt["fixed_costs"], rules["fixed_costs_spread"]),
        ),
    ]


def _mean(name: str, before: float, seen: Sequence[float], spreads: tuple[float, float]) -> Learned:
    """Normal with known spread: a prior is worth (own spread / its doubt)² observations."""
    doubt, own = spreads
    if not seen:
        return Learned(name, before, before, 0)
    worth = (own / max(doubt, 1e-6)) ** 2
    value = max(0.0, (worth * before + sum(seen)) / (worth + len(seen)))
    return Learned(name, before, value, len(seen), own / math.sqrt(worth + len(seen)))


def season_after(
    season: Sequence[float], leads: Mapping[dt.date, int]
) -> tuple[tuple[float, ...], int]:
    """The season with a weight of 24 months smoothed by her months, and how many these are.

    Each calendar month keeps two months' worth of the prior; hers count one each, against the
    level her months show once the prior season is taken off. Mean one.
    """
    expected = sum(season[month.month - 1] for month in leads)
    total = sum(leads.values())
    if not total or expected <= 0:
        return tuple(season), 0
    level = total / expected
    weight = priors()["update"]["season_weight"] / 12
    smoothed = []
    for rank, prior in enumerate(season):
        mine = [count / level for month, count in leads.items() if month.month == rank + 1]
        smoothed.append((weight * prior + sum(mine)) / (weight + len(mine)))
    mean = float(np.mean(smoothed))
    return tuple(factor / mean for factor in smoothed), len(leads)


def months_until(plan: Plan, today: dt.date) -> list[dt.date]:
    """The whole months of the plan that are over on a day."""
    return [month for month in months_of(plan) if month < today.replace(day=1)]
