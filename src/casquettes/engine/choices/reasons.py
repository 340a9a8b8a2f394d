"""What a plan brings, and what would have to be true for another answer to be the better one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from casquettes.engine.choices.case import Choice
from casquettes.engine.choices.search import Plan
from casquettes.engine.choices.year import (
    DEMAND,
    DISLIKE,
    DISLIKE_PER_SOLD,
    EUROS,
    HOURS,
    PER_SOLD,
    Ints,
    Year,
)

DEMAND_ROWS: tuple[int, ...] = (DEMAND,)
TIME_ROWS: tuple[int, ...] = (HOURS, PER_SOLD, DISLIKE, DISLIKE_PER_SOLD)
MOST, STEPS = 32.0, 60


@dataclass(frozen=True, slots=True)
class Effect:
    """What a plan changes in a year: hours freed, those of them she rests, and money."""

    freed: float
    rested: float
    money: float

    @property
    def resold(self) -> float:
        """The hours freed that go into more sold work and what follows it."""
        return self.freed - self.rested


def effect_of(year: Year, plan: Plan) -> Effect:
    """A plan against today."""
    before, after = year.sums_of(())[0], year.sums_of(plan)[0]
    sold_before, sold_after = year.sold(before[np.newaxis])[0], year.sold(after[np.newaxis])[0]
    freed = before[HOURS] - after[HOURS] + (before[PER_SOLD] - after[PER_SOLD]) * sold_after
    more = sold_after - sold_before
    rested = freed - more * (1 + before[PER_SOLD])
    money = year.case.margin * more - (after[EUROS] - before[EUROS])
    return Effect(float(freed.sum()), float(rested.sum()), float(money.sum()))


def price_ceiling(
    regrets: Mapping[Choice, float | None], *, price: float, hours: float
) -> float | None:
    """The highest price of an hour at which a specialist still is the best answer.

    Negative: he would not pay even for nothing. None where delegating is no answer.
    """
    own = regrets.get(Choice.DELEGATE)
    others = [r for c, r in regrets.items() if c is not Choice.DELEGATE and r is not None]
    if own is None or not others or hours <= 0:
        return None
    return price + (min(others) - own) / hours


def imposed(year: Year, plan: Plan, activity: int, change: int | None, *, most: int) -> Plan | None:
    """The best plan near `plan` in which an activity has this answer (None: today's way).

    Another change may leave, or one may come in its place. None when no such plan holds.
    """
    others = tuple(c for c in plan if year.owner[c] != activity)
    forced = () if change is None else (change,)
    if len(forced) > most:
        return None
    bases = [others] if len(others) + len(forced) <= most else []
    bases += [others[:rank] + others[rank + 1 :] for rank in range(len(others))]
    plans = [base + forced for base in bases]
    plans += [
        (*base, *forced, int(more))
        for base in bases
        if len(base) + len(forced) < most
        for more in np.flatnonzero(
            (year.owner != activity) & ~np.isin(year.owner, year.owner[list(base)])
        )
    ]
    values = [float(year.outcome(_row(each)).value[0]) for each in plans]
    top = int(np.argmax(values))
    return plans[top] if np.isfinite(values[top]) else None


def break_even(
    year: Year, mine: Plan, other: Plan, changes: Sequence[int], rows: Sequence[int]
) -> float | None:
    """By how much a belief must be multiplied for `other` to be worth as much as `mine`.

    The belief is what `changes` do to `rows` (time, demand). None when nothing from 0 to 32 times
    tips the balance. Today's order is `mine` first, so the answer is the nearest crossing from 1.
    """

    def ahead(factor: float) -> float:
        moved = year.changes.copy()
        for change in changes:
            moved[change, list(rows)] *= factor
        values = replace(year, changes=moved).worth(_pair(mine, other))
        return float(values[0] - values[1])

    if ahead(1.0) < 0:
        return None
    for end in (0.0, MOST):
        if ahead(end) < 0:
            return _between(ahead, 1.0, end)
    return None


def _between(ahead: Callable[[float], float], good: float, bad: float) -> float:
    for _step in range(STEPS):
        middle = (good + bad) / 2
        good, bad = (middle, bad) if ahead(middle) >= 0 else (good, middle)
    return good


def _pair(mine: Plan, other: Plan) -> Ints:
    width = max(1, len(mine), len(other))
    rows = np.full((2, width), -1, dtype=np.intp)
    rows[0, : len(mine)], rows[1, : len(other)] = mine, other
    return rows


def _row(plan: Plan) -> Ints:
    row = np.full((1, max(1, len(plan))), -1, dtype=np.intp)
    row[0, : len(plan)] = plan
    return row
