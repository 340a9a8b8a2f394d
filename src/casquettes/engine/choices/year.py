"""The year under a plan, in closed form, for many plans at once (numpy)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from casquettes.engine.choices.case import Case, Option

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.intp]
TOLERANCE = 1e-7
# Rows of a plan's monthly sums.
HOURS, PER_SOLD, EUROS, DEMAND, DISLIKE, DISLIKE_PER_SOLD = range(6)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What plans give: one row a plan. `value` is −inf where a plan breaks a rule."""

    value: Floats  # (plans,)
    feasible: Bools  # (plans,)
    sold: Floats  # (plans, months)


@dataclass(frozen=True, slots=True)
class Year:
    """A case laid out as sums: today's, and what each change adds to them.

    `firsts`: (activities, 6, months), today's way of each; `today`: their sum; `changes`: (changes,
    6, months), what each adds to today; `quality_today`: (hats, 2, months) and
    `quality_changes`: (changes, hats, 2, months) hold hours × (quality − floor), fixed and per sold
    hour; `owner`: activity of each change; `option`: its option (0 is today's, never listed).
    """

    case: Case
    firsts: Floats
    today: Floats
    changes: Floats
    quality_today: Floats
    quality_changes: Floats
    spent: Floats  # (changes,) euros of the option itself, over the year
    owner: Ints
    option: Ints

    @property
    def count(self) -> int:
        return len(self.owner)

    def outcome(self, plans: Ints) -> Outcome:
        """Evaluate plans given as (plans, k) indices of changes; −1 stands for no change."""
        padded = (
            np.concatenate([self.changes, np.zeros_like(self.changes[:1])], axis=0)
            if (self.count)
            else np.zeros((1, *self.today.shape))
        )
        sums = self.today + padded[plans].sum(axis=1)
        sold = self.sold(sums)
        value = self._value(sums, sold)
        feasible = self._feasible(sums, sold, plans)
        return Outcome(np.where(feasible, value, -np.inf), feasible, sold)

    def worth(self, plans: Ints) -> Floats:
        """Value of plans whether or not they keep the rules."""
        padded = np.concatenate([self.changes, np.zeros((1, *self.today.shape))], axis=0)
        sums = self.today + padded[plans].sum(axis=1)
        return self._value(sums, self.sold(sums))

    def sold(self, sums: Floats) -> Floats:
        """Sold hours a month: demand or hours, whichever binds; none where rest is worth more."""
        case = self.case
        cost = 1 + sums[:, PER_SOLD]
        demand = np.asarray(case.demand) * (1 + sums[:, DEMAND])
        free = np.asarray(case.capacity) - sums[:, HOURS]
        with np.errstate(divide="ignore", invalid="ignore"):
            most = np.minimum(demand, free / cost)
            worthwhile = np.where(cost > 0, case.margin / cost, np.inf) > case.rest_value
        sold: Floats = np.where(worthwhile, np.maximum(0.0, most), 0.0)
        return sold

    def freed_hour(self, sums: Floats) -> Floats:
        """Value of one more hour each month, €: c/(1+u) where hours bind, rest otherwise."""
        case = self.case
        cost = 1 + sums[:, PER_SOLD]
        demand = np.asarray(case.demand) * (1 + sums[:, DEMAND])
        free = np.asarray(case.capacity) - sums[:, HOURS]
        binds = (free < demand * cost) & (case.margin / cost > case.rest_value)
        value: Floats = np.where(binds, case.margin / cost, case.rest_value)
        return value

    def sums_of(self, plan: tuple[int, ...]) -> Floats:
        sums: Floats = self.today + self.changes[list(plan)].sum(axis=0)
        return sums[np.newaxis]

    def _value(self, sums: Floats, sold: Floats) -> Floats:
        case = self.case
        rest = np.asarray(case.capacity) - sums[:, HOURS] - sold * (1 + sums[:, PER_SOLD])
        disliked = sums[:, DISLIKE] + sums[:, DISLIKE_PER_SOLD] * sold
        month = case.margin * sold + case.rest_value * rest - sums[:, EUROS] - disliked
        return np.asarray(month.sum(axis=1))

    def _feasible(self, sums: Floats, sold: Floats, plans: Ints) -> Bools:
        case = self.case
        rest = np.asarray(case.capacity) - sums[:, HOURS] - sold * (1 + sums[:, PER_SOLD])
        gain = case.margin * sold - np.asarray(case.fixed) - np.asarray(case.pay) - sums[:, EUROS]
        cash = case.cash_start + gain.cumsum(axis=1)
        spent = np.append(self.spent, 0.0)[plans].sum(axis=1)
        fine = (rest >= -TOLERANCE).all(axis=1) & (cash >= case.cash_floor - TOLERANCE).all(axis=1)
        within: Bools = fine & (spent <= case.budget + TOLERANCE)
        return within & self._good_enough(sold, plans)

    def _good_enough(self, sold: Floats, plans: Ints) -> Bools:
        """Each hat's quality, weighted by the hours she still does herself, meets its floor."""
        if not self.quality_today.size:
            return np.ones(len(plans), dtype=np.bool_)
        none = np.zeros((1, *self.quality_today.shape))
        sums = self.quality_today + np.concatenate([self.quality_changes, none])[plans].sum(axis=1)
        over = sums[:, :, 0].sum(axis=2) + (sums[:, :, 1] * sold[:, np.newaxis]).sum(axis=2)
        return np.asarray((over >= -TOLERANCE).all(axis=1))


def lay_out(case: Case) -> Year:
    """The case as arrays."""
    hats = sorted(case.quality_floors)
    rows = [
        (number, rank, option, activity.options[0], activity.hat)
        for number, activity in enumerate(case.activities)
        for rank, option in enumerate(activity.options)
        if rank
    ]
    firsts = [(activity.options[0], activity.hat) for activity in case.activities]
    first_sums = np.array([_sums(option) for option, _hat in firsts]).reshape(
        len(firsts), 6, case.months
    )
    no_quality = np.zeros((len(hats), 2, case.months))

    def quality(option: Option, hat: str) -> Floats:
        sums = no_quality.copy()
        if hat in case.quality_floors:
            above = option.quality - case.quality_floors[hat]
            sums[hats.index(hat)] = np.array([option.hours, option.hours_per_sold]) * above
        return sums

    return Year(
        case=case,
        firsts=first_sums,
        today=first_sums.sum(axis=0),
        changes=np.array([_sums(o) - _sums(first) for _n, _r, o, first, _h in rows]).reshape(
            len(rows), 6, case.months
        ),
        quality_today=sum((quality(*first) for first in firsts), no_quality),
        quality_changes=np.array(
            [quality(o, hat) - quality(first, hat) for _n, _r, o, first, hat in rows]
        ).reshape(len(rows), len(hats), 2, case.months),
        spent=np.array([sum(o.euros) for _n, _r, o, _f, _h in rows], dtype=np.float64),
        owner=np.array([number for number, *_rest in rows], dtype=np.intp),
        option=np.array([rank for _n, rank, *_rest in rows], dtype=np.intp),
    )


def _sums(option: Option) -> Floats:
    hours, per_sold = np.array(option.hours), np.array(option.hours_per_sold)
    return np.array(
        [
            hours,
            per_sold,
            option.euros,
            option.demand_effect,
            hours * option.dislike,
            per_sold * option.dislike,
        ]
    )
