"""How far a goal is: what is done so far, what the months ahead may bring, and the chance of it.

A measure is read as what is counted (`top`) over what it is counted on (`bottom`), month by month;
a total has no bottom. Nothing is foreseen from fewer than four whole months, and no trend is drawn:
the months ahead are like those lived. See docs/method/goals.md.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from typing import Protocol

from casquettes.engine.periods import ONE_DAY, Period, month_of
from casquettes.engine.proportions import beta_cdf, beta_quantile

ENOUGH_MONTHS = 4  # under it nothing is foreseen
LATELY = 12  # the months that say how she works now
TWO_YEARS = 24  # before it, nothing is known of her season
EVEN_YEARS = 2  # years without season that her own are mixed with
LEAST_COUNTED = 1e-6
LEAST_SPREAD = 0.05  # of a month: none is exactly like another
FLAT = (1.0,) * 12
RAREST = 1e-9
SURE, SLIM = 0.95, 0.05  # what months can bring lies between: nine times in ten
REACHED_OFTEN = 0.3


class Kind(StrEnum):
    """How months add up: a ratio of their totals, or their total."""

    RATIO = "ratio"
    TOTAL = "total"


class Outlook(StrEnum):
    """What may be said of a target."""

    USUAL = "usual"  # she already does as well
    REACHABLE = "reachable"
    AMBITIOUS = "ambitious"
    UNSEEN = "unseen"  # beyond what her months can bring


@dataclass(frozen=True, slots=True)
class Month:
    """A whole month lived: what is counted, and on what (1 for a total or a monthly mean)."""

    on: dt.date
    top: float
    bottom: float = 1.0


@dataclass(frozen=True, slots=True)
class SoFar:
    """What the days of the goal's period that are past hold."""

    top: float = 0.0
    bottom: float = 0.0


@dataclass(frozen=True, slots=True)
class Part:
    """A month to come, or what is left of it: its first day, and how much of it, 0 to 1."""

    on: dt.date
    share: float


class Law(Protocol):
    """What a figure may be, in chances."""

    def value_at(self, probability: float) -> float:
        """The value it stays under with this probability."""

    def below(self, value: float) -> float:
        """The probability that it stays under a value."""


@dataclass(frozen=True, slots=True)
class Student:
    """Student's law: what months seen a few times say of months to come."""

    centre: float
    scale: float
    freedom: int

    def value_at(self, probability: float) -> float:
        """The quantile; ValueError beyond one chance in a billion, on either side."""
        if not RAREST <= probability <= 1 - RAREST:
            raise ValueError("a probability between one in a billion and its opposite")
        tail = min(probability, 1 - probability)
        x = beta_quantile(2 * tail, self.freedom / 2, 0.5)
        reach = self.scale * sqrt(self.freedom * (1 - x) / x)
        return self.centre - reach if probability < 0.5 else self.centre + reach

    def below(self, value: float) -> float:
        """The probability that it stays under a value."""
        away = (value - self.centre) / self.scale
        tail = beta_cdf(self.freedom / (self.freedom + away * away), self.freedom / 2, 0.5) / 2
        return tail if away < 0 else 1 - tail


@dataclass(frozen=True, slots=True)
class Drawn:
    """Quantiles of a simulation, in order; nothing is said beyond the first and the last."""

    chances: tuple[float, ...]
    values: tuple[float, ...]

    def value_at(self, probability: float) -> float:
        """The quantile, straight between two known ones."""
        return _between(self.chances, self.values, probability)

    def below(self, value: float) -> float:
        """The probability that it stays under a value, straight between two known ones."""
        return _between(self.values, self.chances, value)


def drawn(values: Iterable[float]) -> Drawn:
    """The law of values drawn alike; ValueError without any."""
    ordered = tuple(sorted(values))
    if not ordered:
        raise ValueError("no value was drawn")
    count = len(ordered)
    return Drawn(tuple((rank + 0.5) / count for rank in range(count)), ordered)


def parts_ahead(today: dt.date, period: Period) -> list[Part]:
    """The months of the period after `today`, the first and the last in part."""
    left = period.common(Period(today + ONE_DAY, max(period.last, today + ONE_DAY)))
    if left is None:
        return []
    return [
        Part(month.first.replace(day=1), month.days / month_of(month.first).days)
        for month in left.months()
    ]


def season_of(months: Sequence[Month]) -> tuple[float, ...]:
    """Her year, January first, 1 for a month like the others; flat under two whole years.

    Whole years only, each month mixed with two years without season, the mean kept at 1.
    """
    years = len(months) // 12
    lived = months[len(months) - 12 * years :]
    mean = sum(month.top for month in lived) / len(lived) if lived else 0.0
    if len(months) < TWO_YEARS or mean <= 0:
        return FLAT
    seen = [0.0] * 12
    for month in lived:
        seen[month.on.month - 1] += month.top / mean
    mixed = [max(0.1, (each + EVEN_YEARS) / (years + EVEN_YEARS)) for each in seen]
    middle = sum(mixed) / 12
    return tuple(each / middle for each in mixed)


def usual(months: Sequence[Month]) -> float | None:
    """Her last twelve months together; a total is given a month. None without anything."""
    lately = months[-LATELY:]
    bottom = sum(month.bottom for month in lately)
    return sum(month.top for month in lately) / bottom if bottom else None


def foresee(
    so_far: SoFar,
    months: Sequence[Month],
    ahead: Sequence[Part],
    *,
    kind: Kind,
    season: Sequence[float] = FLAT,
) -> Student | None:
    """What the measure may be at the end of the period, if months stay what they were lately.

    None when fewer than four months are known, when none of them holds anything to count or to
    count on, or when no day is left.
    """
    lately = months[-LATELY:]
    count = len(lately)
    if count < ENOUGH_MONTHS or not ahead:
        return None
    tops = [month.top / season[month.on.month - 1] for month in lately]
    bottoms = [1.0 if kind is Kind.TOTAL else month.bottom for month in lately]
    base, most = sum(bottoms) / count, max(abs(top) for top in tops)
    if not base or most < LEAST_COUNTED:
        return None
    rate = sum(tops) / sum(bottoms)
    spread = sqrt(
        sum((top - rate * bottom) ** 2 for top, bottom in zip(tops, bottoms, strict=True))
        / (count - 1)
    )
    spread = max(spread, LEAST_SPREAD * sum(abs(top) for top in tops) / count)
    weights = [(part.share, season[part.on.month - 1]) for part in ahead]
    length = sum(share for share, _factor in weights)
    weighed = sum(share * factor for share, factor in weights)
    alone = sum(share * factor * factor for share, factor in weights)
    whole = 1.0 if kind is Kind.TOTAL else so_far.bottom + base * length
    return Student(
        centre=(so_far.top + rate * base * weighed) / whole,
        scale=spread * sqrt(alone + weighed * weighed / count) / whole,
        freedom=count - 1,
    )


def chance(law: Law, target: float, *, more: bool) -> float:
    """The probability of ending at the target or better; `more`: the higher the better."""
    below = law.below(target)
    return 1 - below if more else below


def reach(law: Law) -> tuple[float, float]:
    """What her months can bring by themselves: nine times in ten it ends between."""
    return law.value_at(SLIM), law.value_at(SURE)


def outlook(law: Law, target: float, *, usually: float, more: bool) -> Outlook:
    """What may be said of a target beside what she usually does."""
    if target <= usually if more else target >= usually:
        return Outlook.USUAL
    share = chance(law, target, more=more)
    if share >= REACHED_OFTEN:
        return Outlook.REACHABLE
    return Outlook.AMBITIOUS if share >= SLIM else Outlook.UNSEEN


def proposed(law: Law, *, usually: float, more: bool, step: float) -> float:
    """A target to begin with: better than usual where it may be, reached four times in ten.

    Rounded to the step, or to a finer one when the step is too coarse for what is within reach.
    """
    low, high = reach(law)
    wished = law.value_at(0.6 if more else 0.4)
    better = max(wished, usually) if more else min(wished, usually)
    value = min(max(better, low), high)
    for finer in (1, 2, 5, 10, 100):
        rounded = round(value * finer / step) * step / finer
        if low <= rounded <= high and (rounded > usually if more else rounded < usually):
            return rounded
    return value


def progress(start: float | None, now: float | None, target: float) -> float | None:
    """The part of the way from `start` to `target` that is done, 0 to 1; None where not known."""
    if start is None or now is None:
        return None
    if start == target:
        return 1.0 if now == target else 0.0
    return min(1.0, max(0.0, (now - start) / (target - start)))


def elapsed(period: Period, today: dt.date) -> float:
    """The part of a period that is past, `today` included."""
    past = (today - period.first).days + 1
    return min(1.0, max(0.0, past / period.days))


def _between(known: Sequence[float], said: Sequence[float], asked: float) -> float:
    """Straight between the two known points around what is asked; the nearest end beyond."""
    place = bisect_left(known, asked)
    if place == 0:
        return said[0]
    if place == len(known):
        return said[-1]
    part = (asked - known[place - 1]) / (known[place] - known[place - 1])
    return said[place - 1] + part * (said[place] - said[place - 1])
