"""What a launch may become: chances, the fan of cash, what matters most, and what would help."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import numpy as np

from casquettes.engine.countries.dated import NotKnown
from casquettes.engine.countries.fr import micro
from casquettes.engine.countries.pack import Pack, Situation
from casquettes.engine.launch.paths import (
    DAYS_A_MONTH,
    DRIVERS,
    Draws,
    Floats,
    LevyRate,
    Lives,
    draw,
    live,
)
from casquettes.engine.launch.plan import Plan, PlanRefused, priors

PATHS, SEED = 2000, 20260901
MOST_PATHS = 200_000
QUANTILES = (5, 25, 50, 75, 95)
PACKS: dict[str, Pack] = {"FR": micro.MicroEntrepreneur()}
# Receipts at which a flat rate is read off a pack; its monthly rounding is then negligible.
BASE = Decimal(1_200_000)


@dataclass(frozen=True, slots=True)
class Band:
    """A month of the fan: quantiles of cash after her pay, euros."""

    month: dt.date
    p5: float
    p25: float
    p50: float
    p75: float
    p95: float


@dataclass(frozen=True, slots=True)
class Spread:
    p5: float
    p50: float
    p95: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """Everything a simulation says; chances as fractions, money in euros a month.

    What the plan's length does not reach is None; `first_trouble_month` counts from 1.
    """

    p_target: float | None
    p_pay_cut: float
    p_out_of_cash: float
    first_trouble_month: int | None
    income_year2: Spread | None
    sold_hours_year2: Spread | None
    billed_share_year2: Spread | None
    cash: list[Band]
    runway_days: float | None
    tornado: list[tuple[str, float]]
    what_ifs: list[tuple[str, float]]
    break_even_hours: float | None
    required_price: float | None
    assumed: bool
    seed: int
    paths: int


def simulate(plan: Plan, *, paths: int = PATHS, seed: int = SEED) -> Forecast:
    """Live the plan `paths` times; the same seed gives the same answer."""
    if not 10 <= paths <= MOST_PATHS:
        raise PlanRefused(f"from 10 to {MOST_PATHS}", "paths")
    levy, assumed = levy_rate(plan)
    draws = draw(paths, plan.months, seed=seed)
    lives = live(plan, draws, levy)
    income = _year2(lives.income)
    sold = _year2(lives.sold)
    worked = _year2(lives.worked)
    troubled = _troubled(plan, lives)
    return Forecast(
        p_target=None if income is None else _share(income.mean(axis=1) >= plan.target_income),
        p_pay_cut=_share(troubled.any(axis=1)),
        p_out_of_cash=_share((lives.cash < 0).any(axis=1)),
        first_trouble_month=_first_trouble(troubled),
        income_year2=None if income is None else _spread(income.mean(axis=1)),
        sold_hours_year2=None if sold is None else _spread(_a_year(sold)),
        billed_share_year2=_shares(sold, worked),
        cash=_fan(plan, lives),
        runway_days=_runway(lives),
        tornado=_tornado(draws, income),
        what_ifs=_what_ifs(plan, draws, levy),
        break_even_hours=break_even_hours(plan, levy),
        required_price=_required_price(plan, levy, sold),
        assumed=assumed,
        seed=seed,
        paths=paths,
    )


def levy_rate(plan: Plan) -> tuple[LevyRate, bool]:
    """The share of receipts taken in a month, from the country pack, and whether it is assumed."""
    pack = PACKS.get(plan.country)
    if pack is None:
        raise PlanRefused(f"one of {', '.join(PACKS)}", "country")
    if plan.activity not in pack.lines:
        raise PlanRefused(f"one of {', '.join(pack.lines)}", "activity")
    assumptions: set[bool] = set()

    def rate(month: dt.date) -> float:
        situation = Situation(
            on=month,
            receipts={plan.activity: BASE},
            reduced_since=plan.start_on if plan.acre else None,
            flat_income_tax=True,
        )
        try:
            assessed = pack.assess(situation)
        except NotKnown as unknown:
            raise PlanRefused(str(unknown), "start_on") from unknown
        assumptions.add(assessed.assumed)
        names = ["contributions", "training", "chamber"]
        names += ["flat_tax"] if plan.flat_income_tax else []
        return float(assessed.total(*names) / BASE)

    last = plan.start_on + dt.timedelta(days=31 * plan.months)
    rate(last)
    return rate, True in assumptions


def break_even_hours(plan: Plan, levy: LevyRate) -> float | None:
    """Sold hours a year that cover costs and the target income; None when an hour loses money."""
    margin = plan.price * (1 - _full_rate(plan, levy)) - plan.variable_cost
    need = 12 * (plan.fixed_costs + plan.target_income)
    return need / margin if margin > 0 else None


def _required_price(plan: Plan, levy: LevyRate, sold: Floats | None) -> float | None:
    """The price at which the hours of a middling second year pay for the target."""
    hours = float(np.median(_a_year(sold))) if sold is not None else 0.0
    if hours < 1:
        return None
    need = 12 * (plan.fixed_costs + plan.target_income)
    return (need / hours + plan.variable_cost) / (1 - _full_rate(plan, levy))


def _full_rate(plan: Plan, levy: LevyRate) -> float:
    """The rate once a starter's reduction is over."""
    after = micro.reduction_ends(plan.start_on) + dt.timedelta(days=1)
    return levy(after.replace(day=1))


def _year2(monthly: Floats) -> Floats | None:
    """Months 13 to 24, or what the plan holds of them; None before the thirteenth."""
    return monthly[:, 12:24] if monthly.shape[1] > 12 else None


def _a_year(monthly: Floats) -> Floats:
    return np.asarray(monthly.mean(axis=1) * 12)


def _share(true: Any) -> float:
    return float(np.mean(true))


def _spread(values: Floats) -> Spread:
    return Spread(*(float(q) for q in np.quantile(values, (0.05, 0.5, 0.95))))


def _shares(sold: Floats | None, worked: Floats | None) -> Spread | None:
    if sold is None or worked is None:
        return None
    total = worked.sum(axis=1)
    return _spread(np.where(total > 0, sold.sum(axis=1) / np.maximum(total, 1e-9), 0.0))


def _troubled(plan: Plan, lives: Lives) -> Floats:
    """Months in which her pay is cut."""
    return np.asarray(lives.pay < plan.target_income - 0.005)


def _first_trouble(troubled: Floats) -> int | None:
    """The middling first month of trouble among the lives that meet one."""
    met = troubled.any(axis=1)
    if not met.any():
        return None
    return int(np.median(troubled[met].argmax(axis=1))) + 1


def _fan(plan: Plan, lives: Lives) -> list[Band]:
    bands = np.quantile(lives.cash, [q / 100 for q in QUANTILES], axis=0)
    first = plan.start_on.year * 12 + plan.start_on.month - 1
    return [
        Band(dt.date((first + n) // 12, (first + n) % 12 + 1, 1), *(float(q) for q in bands[:, n]))
        for n in range(plan.months)
    ]


def _runway(lives: Lives) -> float | None:
    """Days until one life in twenty is out of cash; None when that day does not come."""
    low = np.quantile(lives.cash, 0.05, axis=0)
    under = np.flatnonzero(low < 0)
    return float((under[0] + 1) * DAYS_A_MONTH) if len(under) else None


def _tornado(draws: Draws, income: Floats | None) -> list[tuple[str, float]]:
    """Rank correlation of each driver with the second year's income, strongest first."""
    if income is None:
        return []
    ranked = _ranks(income.mean(axis=1))
    found = []
    for rank, name in enumerate(DRIVERS):
        both = np.corrcoef(_ranks(draws.drivers[:, rank]), ranked)
        found.append((name, float(np.nan_to_num(both[0, 1]))))
    return sorted(found, key=lambda row: -abs(row[1]))


def _ranks(values: Floats) -> Floats:
    """Ranks, equal values sharing their mean rank; a constant has no rank to speak of."""
    _unique, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    ranks = np.asarray(((ends - counts + ends + 1) / 2)[inverse], dtype=np.float64)
    # A hair of noise-free tilt keeps the correlation of a constant defined: it is then 0.
    return ranks if len(counts) > 1 else np.linspace(0.0, 1.0, len(values))


def _what_ifs(plan: Plan, draws: Draws, levy: LevyRate) -> list[tuple[str, float]]:
    """The chance of the target under each change, lived with the same luck."""
    if plan.months <= 12:
        return []
    answers = []
    for change in priors()["what_if"]:
        changed, month = _changed(plan, change)
        income = _year2(live(changed, draws, levy, month=month).income)
        assert income is not None
        answers.append((change["id"], _share(income.mean(axis=1) >= plan.target_income)))
    return answers


def _changed(plan: Plan, change: dict[str, Any]) -> tuple[Plan, dict[str, float]]:
    """The plan and the month's chances under a what-if."""
    plans: dict[str, Any] = dict(change.get("set", {}))
    month: dict[str, float] = {}
    for name, factor in change.get("factor", {}).items():
        if name in priors()["month"]:
            month[name] = priors()["month"][name] * factor
        else:
            plans[name] = getattr(plan, name) * factor
    for name, amount in change.get("add", {}).items():
        plans[name] = max(0.0, getattr(plan, name) + amount)
    if "conversion" in plans:
        plans["conversion"] = min(1.0, plans["conversion"])
    return replace(plan, **plans), month
