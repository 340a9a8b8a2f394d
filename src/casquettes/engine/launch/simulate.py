"""What a launch may become: chances, the fan of cash, what matters most, and what would help."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Any

import numpy as np

from casquettes.engine.countries.dated import NotKnown
from casquettes.engine.countries.fr import franchise, micro
from casquettes.engine.countries.pack import Pack, Situation
from casquettes.engine.launch.paths import (
    DAYS_A_MONTH,
    DRIVERS,
    Floats,
    LevyRate,
    Lives,
    draw,
    live,
    months_of,
)
from casquettes.engine.launch.plan import CHANCES, LIMITS, Plan, PlanRefused, priors

PATHS, SEED = 2000, 20260901
MOST_PATHS = 200_000
# Lives drawn at a time: what bounds the memory, and fits in a processor's own.
AT_A_TIME = 2_000
QUANTILES = (5, 10, 25, 50, 75, 90, 95)
PACKS: dict[str, Pack] = {"FR": micro.MicroEntrepreneur()}
# Receipts of a year above which VAT is owed at once, by country.
VAT_LIMITS = {"FR": franchise.most}
# Receipts at which a flat rate is read off a pack; its monthly rounding is then negligible.
BASE = Decimal(1_200_000)


@dataclass(frozen=True, slots=True)
class Band:
    """A month of the fan: quantiles of cash after her pay, euros."""

    month: dt.date
    p5: float
    p10: float
    p25: float
    p50: float
    p75: float
    p90: float
    p95: float


@dataclass(frozen=True, slots=True)
class Spread:
    p5: float
    p50: float
    p95: float


@dataclass(frozen=True, slots=True)
class Change:
    """Something done to a plan: figures set, multiplied or raised, by name."""

    id: str
    set: dict[str, float]
    factor: dict[str, float]
    add: dict[str, float]


@dataclass(frozen=True, slots=True)
class Forecast:
    """Everything a simulation says; chances as fractions, money in euros a month.

    What the plan's length does not reach is None; `first_trouble_month` counts from 1.
    `used_share_year2` is the part of the hours she could sell that finds a client, and
    `lowest_cash` the least that is ever held in a life.
    """

    p_target: float | None
    p_pay_cut: float
    p_out_of_cash: float
    p_over_vat: float
    first_trouble_month: int | None
    income_year2: Spread | None
    sold_hours_year2: Spread | None
    billed_share_year2: Spread | None
    used_share_year2: Spread | None
    lowest_cash: Spread
    cash: list[Band]
    runway_days: float | None
    tornado: list[tuple[str, float]]
    what_ifs: list[tuple[str, float]]
    # What each change adds to the mean income of the second year, a month.
    what_ifs_add: list[tuple[str, float]]
    break_even_hours: float | None
    required_price: float | None
    assumed: bool
    seed: int
    paths: int


@dataclass(frozen=True, slots=True)
class _Told:
    """What is kept of some lives: a row a life, and how many lives reach the target."""

    cash: Floats
    income: Floats
    sold: Floats
    worked: Floats
    room: Floats
    drivers: Floats
    # First month of reduced pay, from 0; the plan's length when there is none.
    trouble: Floats
    over_vat: Floats
    reached: Floats
    earned: Floats


def what_ifs() -> tuple[Change, ...]:
    """The changes of the house, each a question she may ask."""
    return tuple(
        Change(row["id"], row.get("set", {}), row.get("factor", {}), row.get("add", {}))
        for row in priors()["what_if"]
    )


def simulate(
    plan: Plan,
    *,
    paths: int = PATHS,
    seed: int = SEED,
    changes: Sequence[Change] | None = None,
) -> Forecast:
    """Live the plan `paths` times, and again under each change; the same seed, the same answer.

    Memory grows with `paths` only by one row of results a life. Raises `PlanRefused`.
    """
    if not 10 <= paths <= MOST_PATHS:
        raise PlanRefused(f"from 10 to {MOST_PATHS}", "paths")
    changes = what_ifs() if changes is None else changes
    levy, assumed = levy_rate(plan)
    others = [changed(plan, change) for change in changes] if plan.months > 12 else []
    parts = [_told(plan, others, levy, *part) for part in _parts(paths, seed)]
    told = _Told(*(np.concatenate([getattr(p, name) for p in parts]) for name in _Told.__slots__))
    long = plan.months > 12
    reached = told.reached.reshape(len(parts), -1).sum(axis=0) / paths
    earned = told.earned.reshape(len(parts), -1).sum(axis=0) / paths
    sold = told.sold if long else None
    return Forecast(
        p_target=float(reached[0]) if long else None,
        p_pay_cut=_share(told.trouble < plan.months),
        p_out_of_cash=_share((told.cash < 0).any(axis=1)),
        p_over_vat=_share(told.over_vat),
        first_trouble_month=_first_trouble(plan, told.trouble),
        income_year2=_spread(told.income) if long else None,
        sold_hours_year2=_spread(told.sold) if long else None,
        billed_share_year2=_spread(_ratio(told.sold, told.worked)) if long else None,
        used_share_year2=_spread(_ratio(told.sold, told.room)) if long else None,
        lowest_cash=_spread(told.cash.min(axis=1)),
        cash=_fan(plan, told.cash),
        runway_days=_runway(told.cash),
        tornado=_tornado(told) if long else [],
        what_ifs=_by_change(changes, reached[1:]),
        what_ifs_add=_by_change(changes, earned[1:] - earned[0]),
        break_even_hours=break_even_hours(plan, levy),
        required_price=_required_price(plan, levy, sold),
        assumed=assumed,
        seed=seed,
        paths=paths,
    )


def _parts(paths: int, seed: int) -> Iterator[tuple[int, Any]]:
    """How many lives at a time, each part with its own chance; the first is that of the seed."""
    for rank, begun in enumerate(range(0, paths, AT_A_TIME)):
        yield min(AT_A_TIME, paths - begun), [seed, rank] if rank else seed


def _told(plan: Plan, others: Sequence[Plan], levy: LevyRate, paths: int, seed: Any) -> _Told:
    draws = draw(paths, plan.months, seed=seed)
    lives = live(plan, draws, levy)
    income = _year2(lives.income).mean(axis=1)
    incomes = [income]
    incomes += [_year2(live(other, draws, levy).income).mean(axis=1) for other in others]
    targets = [each.target_income for each in (plan, *others)]
    cut = lives.pay < plan.target_income - 0.005
    first = np.where(cut.any(axis=1), cut.argmax(axis=1), plan.months)
    return _Told(
        cash=lives.cash,
        income=income,
        sold=_year2(lives.sold).mean(axis=1) * 12,
        worked=_year2(lives.worked).mean(axis=1) * 12,
        room=_year2(lives.room).mean(axis=1) * 12,
        drivers=lives.drivers,
        trouble=first,
        over_vat=_over_vat(plan, lives),
        reached=np.array([(i >= t).sum() for i, t in zip(incomes, targets, strict=True)]),
        earned=np.array([i.sum() for i in incomes]),
    )


def _over_vat(plan: Plan, lives: Lives) -> Floats:
    """Lives in which the receipts of a calendar year pass the limit of the VAT franchise."""
    limit = VAT_LIMITS[plan.country]
    years = np.array([month.year for month in months_of(plan)])
    over = np.zeros(len(lives.receipts), dtype=bool)
    for year in np.unique(years):
        most = limit(plan.activity, dt.date(int(year), 12, 31))
        over |= lives.receipts[:, years == year].sum(axis=1) > float(most)
    return over


def levy_rate(plan: Plan) -> tuple[LevyRate, bool]:
    """The share of receipts taken in a month, from the country pack, and whether it is assumed."""
    pack = PACKS.get(plan.country)
    if pack is None:
        raise PlanRefused(f"one of {', '.join(PACKS)}", "country")
    if plan.activity not in pack.lines:
        raise PlanRefused(f"one of {', '.join(pack.lines)}", "activity")
    assumptions: set[bool] = set()

    @cache
    def rate(month: dt.date) -> float:
        situation = Situation(
            on=month,
            receipts={plan.activity: BASE},
            reduced_since=plan.opened_on if plan.acre else None,
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
    margin = plan.price * (1 - full_rate(plan, levy)) - plan.variable_cost
    need = 12 * (plan.fixed_costs + plan.target_income)
    return need / margin if margin > 0 else None


def _required_price(plan: Plan, levy: LevyRate, sold: Floats | None) -> float | None:
    """The price at which the hours of a middling second year pay for the target."""
    hours = float(np.median(sold)) if sold is not None else 0.0
    if hours < 1:
        return None
    need = 12 * (plan.fixed_costs + plan.target_income)
    return (need / hours + plan.variable_cost) / (1 - full_rate(plan, levy))


def full_rate(plan: Plan, levy: LevyRate) -> float:
    """The share of receipts taken once a starter's reduction is over."""
    after = micro.reduction_ends(plan.opened_on) + dt.timedelta(days=1)
    return levy(max(after, plan.start_on).replace(day=1))


def _year2(monthly: Floats) -> Floats:
    """Months 13 to 24, or what the plan holds of them; a shorter plan's only year."""
    return monthly[:, 12:24] if monthly.shape[1] > 12 else monthly


def _by_change(changes: Sequence[Change], values: Floats) -> list[tuple[str, float]]:
    return [(c.id, float(v)) for c, v in zip(changes, values, strict=False)]


def _share(true: Any) -> float:
    return float(np.mean(true))


def _spread(values: Floats) -> Spread:
    return Spread(*(float(q) for q in np.quantile(values, (0.05, 0.5, 0.95))))


def _ratio(part: Floats, whole: Floats) -> Floats:
    """Part of a whole, life by life; nothing of nothing is nothing."""
    return np.asarray(np.where(whole > 0, part / np.maximum(whole, 1e-9), 0.0))


def _first_trouble(plan: Plan, trouble: Floats) -> int | None:
    """The middling first month of trouble among the lives that meet one."""
    met = trouble[trouble < plan.months]
    return int(np.median(met)) + 1 if len(met) else None


def _fan(plan: Plan, cash: Floats) -> list[Band]:
    bands = np.quantile(cash, [q / 100 for q in QUANTILES], axis=0)
    months = enumerate(months_of(plan))
    return [Band(month, *(float(q) for q in bands[:, rank])) for rank, month in months]


def _runway(cash: Floats) -> float | None:
    """Days until one life in twenty is out of cash; None when that day does not come."""
    low = np.quantile(cash, 0.05, axis=0)
    under = np.flatnonzero(low < 0)
    return float((under[0] + 1) * DAYS_A_MONTH) if len(under) else None


def _tornado(told: _Told) -> list[tuple[str, float]]:
    """Rank correlation of each driver with the second year's income, strongest first."""
    ranked = _ranks(told.income)
    found = []
    for rank, name in enumerate(DRIVERS):
        both = np.corrcoef(_ranks(told.drivers[:, rank]), ranked)
        found.append((name, float(np.nan_to_num(both[0, 1]))))
    return sorted(found, key=lambda row: -abs(row[1]))


def _ranks(values: Floats) -> Floats:
    """Ranks, equal values sharing their mean rank; a constant has no rank to speak of."""
    _unique, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    ranks = np.asarray(((ends - counts + ends + 1) / 2)[inverse], dtype=np.float64)
    # A hair of noise-free tilt keeps the correlation of a constant defined: it is then 0.
    return ranks if len(counts) > 1 else np.linspace(0.0, 1.0, len(values))


def changed(plan: Plan, change: Change) -> Plan:
    """The plan under a change; every figure stays within what a plan may hold."""
    asked: dict[str, float] = dict(change.set)
    asked |= {name: _figure(plan, name) * by for name, by in change.factor.items()}
    asked |= {name: _figure(plan, name) + by for name, by in change.add.items()}
    held = {name: _within(name, value) for name, value in asked.items()}
    month = {name: value for name, value in held.items() if name in CHANCES}
    figures: dict[str, Any] = {name: value for name, value in held.items() if name in LIMITS}
    return replace(plan, **figures, chances={**plan.chances, **month})


def _figure(plan: Plan, name: str) -> float:
    return float(plan.chances[name] if name in CHANCES else getattr(plan, name))


def _within(name: str, value: float) -> float:
    least, most = CHANCES[name] if name in CHANCES else LIMITS[name]
    return float(min(max(value, least), most))
