"""The best plan of at most k changes, its bound, and what every other answer would cost.

Up to three changes every plan is evaluated, or shown by a bound to be no better than what is known
of each of its changes and of each activity it leaves alone: the answer is exact. Beyond, branches
that a Lagrangian bound rules out are cut; when the work allowed runs out, what is left of the bound
is given beside the answer.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from casquettes.engine.choices.year import (
    DEMAND,
    DISLIKE,
    DISLIKE_PER_SOLD,
    EUROS,
    HOURS,
    PER_SOLD,
    TOLERANCE,
    Bools,
    Floats,
    Ints,
    Year,
)

EXACT = 3
MOST_NODES = 3000
WARM = 14  # changes tried two by two with each other one before anything is ruled out
NONE = -1
Plan = tuple[int, ...]


@dataclass
class Found:
    """The best plans met so far: overall, for each change taken, for each activity left alone."""

    year: Year
    best: float = -np.inf
    plan: Plan = ()
    with_change: Floats = field(init=False)
    untouched: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.with_change = np.full(self.year.count, -np.inf)
        self.untouched = np.full(len(self.year.case.activities), -np.inf)

    def meet(self, plans: Ints, values: Floats) -> None:
        """Take notice of evaluated plans (rows of change indices, −1 for none)."""
        if not len(plans):
            return
        for column in plans.T:
            taken = column >= 0
            np.maximum.at(self.with_change, column[taken], values[taken])
        self._leave_alone(plans, values)
        top = int(values.argmax())
        if values[top] > self.best:
            self.best = float(values[top])
            self.plan = tuple(int(change) for change in plans[top] if change >= 0)

    def _leave_alone(self, plans: Ints, values: Floats) -> None:
        """An activity's best plan without it is among the best few: read them in order."""
        open_ones = np.ones(len(self.untouched), dtype=np.bool_)
        for row in np.argsort(-values, kind="stable"):
            if values[row] <= self.untouched[open_ones].min(initial=np.inf):
                return
            touched = {int(self.year.owner[change]) for change in plans[row] if change >= 0}
            for activity in np.flatnonzero(open_ones):
                if int(activity) not in touched:
                    self.untouched[activity] = max(self.untouched[activity], values[row])
                    open_ones[activity] = False
            if not open_ones.any():
                return


@dataclass(frozen=True, slots=True)
class Search:
    """What was found and how far it may be from the best."""

    found: Found
    upper_bound: float


def search(year: Year, *, most: int) -> Search:
    """The best plan with at most `most` changes."""
    found = Found(year)
    for plans in _few(year, min(most, EXACT)):
        found.meet(plans, year.outcome(plans).value)
    if most >= EXACT:
        _triples(year, found)
    if most <= EXACT or year.count <= EXACT:
        return Search(found, found.best)
    _climb(year, found, most)
    return Search(found, _branch(year, found, most))


def first(year: Year, *, most: int) -> Found:
    """A good plan at once: one change added or swapped as long as it helps; not proven best."""
    found = Found(year)
    nothing = np.full((1, 1), NONE, dtype=np.intp)
    found.meet(nothing, year.outcome(nothing).value)
    _climb(year, found, most)
    return found


def _few(year: Year, most: int) -> Iterator[Ints]:
    """Every plan of 0 to 2 changes."""
    yield np.full((1, EXACT), NONE, dtype=np.intp)
    singles = np.arange(year.count, dtype=np.intp)
    if most >= 1 and year.count:
        yield _padded(singles[:, np.newaxis])
    if most >= 2:
        pairs = _pairs(singles, year.owner)
        if len(pairs):
            yield _padded(pairs)


def _triples(year: Year, found: Found) -> None:
    """Plans of three changes: those that no bound rules out are evaluated."""
    hopeful = np.flatnonzero(_affordable(year))
    if len(hopeful) < EXACT:
        return
    price = year.freed_hour(year.sums_of(found.plan))[0]
    bound = _bound(year, (), hopeful, EXACT, price)
    gains = np.full(year.count, -np.inf)
    gains[hopeful] = bound.gains
    _warm(year, found, hopeful[np.argsort(-bound.gains, kind="stable")])
    pairs = _pairs(hopeful, year.owner)
    if not len(pairs):
        return
    sieve = _Sieve(found, pairs, bound.base + gains[pairs].sum(axis=1))
    for leading in hopeful[:-2]:
        chosen = sieve.after(int(leading), float(gains[leading]))
        if len(chosen):
            lead = np.full((len(chosen), 1), leading, dtype=np.intp)
            plans = np.concatenate([lead, chosen], axis=1)
            found.meet(plans, year.outcome(plans).value)


def _affordable(year: Year) -> Bools:
    """Changes that some plan of three can pay for."""
    others = np.minimum(np.sort(year.spent)[: EXACT - 1], 0.0).sum()
    return np.asarray(year.spent + others <= year.case.budget + TOLERANCE)


def _warm(year: Year, found: Found, ranked: Ints) -> None:
    """Each change with the pairs of those that promise most: good plans to compare with."""
    pairs = _pairs(ranked[:WARM], year.owner)
    for change in ranked:
        mine = pairs[(year.owner[pairs] != year.owner[change]).all(axis=1)]
        if len(mine):
            lead = np.full((len(mine), 1), change, dtype=np.intp)
            plans = np.concatenate([lead, mine], axis=1)
            found.meet(plans, year.outcome(plans).value)


class _Sieve:
    """Which pairs may, with a leading change, do better than what is known already."""

    def __init__(self, found: Found, pairs: Ints, bounds: Floats) -> None:
        self.owner, self.pairs, self.bounds = found.year.owner, pairs, bounds
        self.leading = found.with_change.copy()
        self.known = found.with_change[pairs].min(axis=1)
        # The activities whose best plan without them is worth least, and those values.
        self.rarest = np.argsort(found.untouched, kind="stable")[:EXACT]
        worth = np.sort(found.untouched)
        self.worth = np.append(worth, np.full(EXACT + 1, np.inf))[: EXACT + 1]
        owners = self.owner[pairs]
        self.touched = [(owners == activity).any(axis=1) for activity in self.rarest]

    def after(self, leading: int, gain: float) -> Ints:
        """The pairs of later changes worth evaluating with it."""
        start = int(np.searchsorted(self.pairs[:, 0], leading, side="right"))
        reach = self.bounds[start:] + gain
        least = np.full(len(reach), self.worth[len(self.rarest)])
        for rank in range(len(self.rarest) - 1, -1, -1):
            if self.owner[leading] != self.rarest[rank]:
                least = np.where(self.touched[rank][start:], least, self.worth[rank])
        known = np.minimum(self.known[start:], self.leading[leading])
        open_ones = reach > np.minimum(known, least) - TOLERANCE
        chosen = self.pairs[start:][open_ones]
        other: Ints = chosen[(self.owner[chosen] != self.owner[leading]).all(axis=1)]
        return other


def _pairs(changes: Ints, owner: Ints) -> Ints:
    left, right = np.triu_indices(len(changes), k=1)
    pairs = np.stack([changes[left], changes[right]], axis=1)
    different: Ints = pairs[owner[pairs[:, 0]] != owner[pairs[:, 1]]]
    return different


def _padded(plans: Ints) -> Ints:
    blank = np.full((len(plans), EXACT - plans.shape[1]), NONE, dtype=np.intp)
    return np.concatenate([plans, blank], axis=1)


def _climb(year: Year, found: Found, most: int) -> None:
    """Add or swap one change as long as it helps, from the best plan of three."""
    while True:
        before = found.best
        for plan in _neighbours(year, found.plan, most):
            found.meet(plan, year.outcome(plan).value)
        if found.best <= before:
            return


def _neighbours(year: Year, plan: Plan, most: int) -> Iterator[Ints]:
    kept = [plan] if len(plan) < most else []
    kept += [plan[:rank] + plan[rank + 1 :] for rank in range(len(plan))]
    for base in kept:
        yield _children(year, base, np.arange(year.count, dtype=np.intp))


def _children(year: Year, base: Plan, changes: Ints) -> Ints:
    """The plan with each of `changes` added, those of activities already changed left out."""
    free = changes[~np.isin(year.owner[changes], year.owner[list(base)])]
    rows = np.tile(np.array(base, dtype=np.intp), (len(free), 1))
    return np.concatenate([rows.reshape(len(free), len(base)), free[:, np.newaxis]], axis=1)


def _branch(year: Year, found: Found, most: int) -> float:
    """Best-first branch and bound; returns a proven upper bound of the best value."""
    price = year.freed_hour(year.sums_of(()))[0]
    root = _bound(year, (), np.arange(year.count, dtype=np.intp), most, price)
    order = np.argsort(-root.gains, kind="stable")
    ranks = {int(change): rank for rank, change in enumerate(order)}
    heap: list[tuple[float, int, Plan, int]] = [(-root.bound, 0, (), 0)]
    tie = 0
    for _node in range(MOST_NODES):
        if not heap or -heap[0][0] <= found.best + 1e-9:
            return found.best
        _minus, _tie, plan, start = heapq.heappop(heap)
        children = _children(year, plan, order[start:])
        found.meet(children, year.outcome(children).value)
        for child in children if len(plan) + 1 < most else ():
            grown = tuple(int(change) for change in child)
            after = ranks[grown[-1]] + 1
            price = year.freed_hour(year.sums_of(grown))[0]
            bound = _bound(year, grown, order[after:], most - len(grown), price).bound
            if bound > found.best + 1e-9:
                tie += 1
                heapq.heappush(heap, (-bound, tie, grown, after))
    return max(found.best, -heap[0][0]) if heap else found.best


@dataclass(frozen=True, slots=True)
class _Bound:
    """A plan with some of the changes is worth at most `base` plus their `gains`."""

    base: float
    bound: float
    gains: Floats


def _bound(year: Year, plan: Plan, changes: Ints, left: int, price: Floats) -> _Bound:
    """No plan that adds at most `left` of `changes` to `plan` is worth more than this.

    Hours are priced at `price`, any λ ≥ the value of rest, which can only raise the value; what is
    left is a sum over changes once sold hours are kept between their least and most.
    """
    case, sums = year.case, year.sums_of(plan)
    added = year.changes[changes]
    least, most = _sold_range(year, sums[0], added, left)
    demand = np.asarray(case.demand)
    margin = case.margin - sums[0, DISLIKE_PER_SOLD] - price * (1 + sums[0, PER_SOLD])
    up = np.maximum(margin, 0.0) * demand
    base = up * np.maximum(0.0, 1 + sums[0, DEMAND]) + np.minimum(margin, 0.0) * least
    base += price * (np.asarray(case.capacity) - sums[0, HOURS])
    base -= sums[0, EUROS] + sums[0, DISLIKE]
    cost = added[:, DISLIKE_PER_SOLD] + price * added[:, PER_SOLD]
    # Where demand might all be lost, sold hours stop at none: a loss counts for nothing there.
    lowest = (
        1 + sums[0, DEMAND] + np.minimum(np.sort(added[:, DEMAND], axis=0)[:left], 0).sum(axis=0)
    )
    demands = np.where(lowest >= 0, added[:, DEMAND], np.maximum(added[:, DEMAND], 0.0))
    gains = -price * added[:, HOURS] + up * demands - added[:, EUROS] - added[:, DISLIKE]
    gains = gains - np.where(cost > 0, cost * least, cost * most)
    total = gains.sum(axis=1)
    whole = float(base.sum())
    return _Bound(whole, whole + _best_sum(total, year.owner[changes], left), total)


def _best_sum(gains: Floats, owners: Ints, left: int) -> float:
    """The largest sum of at most `left` positive gains of different activities."""
    best: dict[int, float] = {}
    for gain, owner in zip(gains, owners, strict=True):
        best[int(owner)] = max(best.get(int(owner), 0.0), float(gain))
    return sum(heapq.nlargest(left, best.values()))


def _sold_range(year: Year, sums: Floats, added: Floats, left: int) -> tuple[Floats, Floats]:
    """The least and the most that can be sold each month under any such plan."""
    case = year.case
    low, high = sums.copy(), sums.copy()
    for row in (HOURS, PER_SOLD, DEMAND):
        ranked = np.sort(added[:, row], axis=0)
        low[row] += np.minimum(ranked[:left], 0.0).sum(axis=0)
        high[row] += np.maximum(ranked[-left:], 0.0).sum(axis=0) if left else 0.0
    demand, capacity = np.asarray(case.demand), np.asarray(case.capacity)
    cheap, dear = 1 + low[PER_SOLD], 1 + high[PER_SOLD]
    with np.errstate(divide="ignore", invalid="ignore"):
        most_hours = np.where(cheap > 0, (capacity - low[HOURS]) / cheap, np.inf)
        most = np.maximum(0.0, np.minimum(demand * (1 + high[DEMAND]), most_hours))
        least = np.minimum(demand * (1 + low[DEMAND]), (capacity - high[HOURS]) / dear)
        least = np.where((dear > 0) & (case.margin / dear > case.rest_value), least, 0.0)
    return np.maximum(0.0, least), most
