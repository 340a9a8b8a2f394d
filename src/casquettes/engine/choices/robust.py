"""Does the plan hold when demand, effects, hours and price are not quite what is believed?

Each draw moves them all, finds the best plan again among the changes that still help, and
compares. See docs/method/choices.md, « How sure ».
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from casquettes.engine.choices.search import EXACT, NONE, Plan
from casquettes.engine.choices.year import (
    DEMAND,
    DISLIKE,
    DISLIKE_PER_SOLD,
    HOURS,
    PER_SOLD,
    Floats,
    Ints,
    Year,
)

DRAWS = 200
SHORTLIST, SHORTER = 12, 9  # changes looked at again in each draw: up to three, beyond
RIVALS = 5
TIME = [HOURS, PER_SOLD, DISLIKE, DISLIKE_PER_SOLD]


@dataclass(frozen=True, slots=True)
class Doubt:
    """How unsure each figure is: the relative spread of its draws (lognormal)."""

    demand: float
    demand_effect: float
    hours: float
    margin: float


@dataclass(frozen=True, slots=True)
class Robust:
    """What the draws say of a plan, in euros a year; shares of the draws.

    `better`: the chance to be worth more than today, (k+1)/(n+2) of the draws: never sure, never
    out of the question. `confidence`: how often each change of the year is part of the
    best plan. `safest` is the plan that costs least when one is wrong, `regret` what this one does.
    """

    draws: int
    better: float
    low: float
    middle: float
    high: float
    regret: float
    confidence: tuple[float, ...]
    safest: Plan
    safest_regret: float


def robust(year: Year, plan: Plan, *, doubt: Doubt, draws: int = DRAWS, seed: int = 1) -> Robust:
    """Hold a plan against `draws` years that could be."""
    most = year.case.max_changes
    gains = np.empty(draws)
    best = np.empty(draws)
    winners: Counter[Plan] = Counter()
    often = np.zeros(year.count)
    for rank, drawn in enumerate(drawn_years(year, doubt, draws=draws, seed=seed)):
        worth = drawn.worth(_rows([(), plan]))
        best[rank], winner = _best_of(drawn, plan, most)
        gains[rank] = worth[1] - worth[0]
        winners[winner] += 1
        often[list(winner)] += 1
    rivals = [plan, *(p for p, _n in winners.most_common(RIVALS) if p != plan)]
    regrets = np.zeros(len(rivals))
    for rank, drawn in enumerate(drawn_years(year, doubt, draws=draws, seed=seed)):
        regrets += np.maximum(0.0, best[rank] - drawn.worth(_rows(rivals)))
    safest = int(regrets.argmin())
    low, middle, high = np.quantile(gains, [0.1, 0.5, 0.9])
    return Robust(
        draws=draws,
        better=float(((gains > 0).sum() + 1) / (draws + 2)),
        low=float(low),
        middle=float(middle),
        high=float(high),
        regret=float(regrets[0] / draws),
        confidence=tuple(float(share) for share in often / draws),
        safest=rivals[safest],
        safest_regret=float(regrets[safest] / draws),
    )


def drawn_years(year: Year, doubt: Doubt, *, draws: int, seed: int) -> Iterator[Year]:
    """Years that could be; the same ones for the same seed."""
    chance = np.random.default_rng(seed)
    activities = len(year.case.activities)
    for _draw in range(draws):
        demand, margin = np.exp(chance.normal(size=2) * (doubt.demand, doubt.margin))
        time = np.exp(chance.normal(size=activities) * doubt.hours)
        effect = np.exp(chance.normal(size=activities) * doubt.demand_effect)
        yield _moved(year, demand=float(demand), margin=float(margin), time=time, effect=effect)


def _moved(year: Year, *, demand: float, margin: float, time: Floats, effect: Floats) -> Year:
    firsts, changes = year.firsts.copy(), year.changes.copy()
    firsts[:, TIME] *= time[:, np.newaxis, np.newaxis]
    changes[:, TIME] *= time[year.owner][:, np.newaxis, np.newaxis]
    changes[:, DEMAND] *= effect[year.owner][:, np.newaxis]
    case = replace(
        year.case,
        demand=tuple(hours * demand for hours in year.case.demand),
        margin=year.case.margin * margin,
    )
    return replace(year, case=case, firsts=firsts, today=firsts.sum(axis=0), changes=changes)


def _best_of(year: Year, plan: Plan, most: int) -> tuple[float, Plan]:
    """The best plan made of the changes that help most by themselves, and of those of `plan`."""
    singles = year.outcome(np.arange(year.count, dtype=np.intp)[:, np.newaxis]).value
    order = np.argsort(-singles, kind="stable")[: SHORTLIST if most <= EXACT else SHORTER]
    listed = np.array([*plan, *(int(c) for c in order if int(c) not in plan)], dtype=np.intp)
    rows = _combined(listed, most)
    owners = np.where(rows >= 0, year.owner[rows] if year.count else rows, -1)
    twice = np.zeros(len(rows), dtype=np.bool_)
    for left, right in itertools.combinations(range(rows.shape[1]), 2):
        twice |= (owners[:, left] == owners[:, right]) & (owners[:, left] >= 0)
    rows = rows[~twice]
    values = year.outcome(rows).value
    top = int(values.argmax())
    if not np.isfinite(values[top]):  # nothing holds in that year: the plan is no worse than any
        return float(year.worth(_rows([plan]))[0]), plan
    return float(values[top]), tuple(sorted(int(c) for c in rows[top] if c >= 0))


def _combined(listed: Ints, most: int) -> Ints:
    """Every plan of at most `most` of these changes, one a row, −1 where there is none."""
    plans = [
        chosen
        for size in range(min(most, len(listed)) + 1)
        for chosen in itertools.combinations(range(len(listed)), size)
    ]
    positions = _rows(plans)
    return np.where(positions >= 0, listed[positions] if len(listed) else positions, NONE)


def _rows(plans: list[Plan]) -> Ints:
    width = max([1, *(len(plan) for plan in plans)])
    rows = np.full((len(plans), width), NONE, dtype=np.intp)
    for rank, plan in enumerate(plans):
        rows[rank, : len(plan)] = plan
    return rows
