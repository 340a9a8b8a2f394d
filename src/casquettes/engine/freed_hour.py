"""What an hour given back to her is worth, month by month, and what each hat costs at that price.

See docs/method/freed_hour.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MonthOfWork:
    """Hours of one month: worked, those she has, and those sold but still waiting at its end."""

    first: dt.date
    worked: float
    capacity: float
    waiting: float


@dataclass(frozen=True, slots=True)
class FreedHour:
    """λ of a month, and the chance that an hour freed that month gets sold."""

    first: dt.date
    chance: float
    value: float


def freed_hours(
    months: Iterable[MonthOfWork], *, sold_a_month: float, worth: float, rest: float
) -> list[FreedHour]:
    """λ of each month: φ·c* + (1−φ)·ℓ, at least ℓ; `worth` is c*, `rest` is ℓ (never below 0).

    φ: how much work waits, against what she sells in a usual month, times how full the month was.
    """
    rested = max(0.0, rest)
    found = []
    for month in months:
        chance = chance_sold(month, sold_a_month=sold_a_month)
        found.append(FreedHour(month.first, chance, rested + chance * max(0.0, worth - rested)))
    return found


def chance_sold(month: MonthOfWork, *, sold_a_month: float) -> float:
    """φ: the chance that an hour freed in the month gets sold, from 0 to 1.

    A month of usual sales waiting makes it sure; nothing waiting, or a month with room to spare,
    makes it unlikely. 0 where nothing is sold or no hour is hers.
    """
    if sold_a_month <= 0 or month.capacity <= 0:
        return 0.0
    queue = min(1.0, max(0.0, month.waiting) / sold_a_month)
    return queue * min(1.0, month.worked / month.capacity)


def mean_value(values: Sequence[FreedHour]) -> float | None:
    """λ̄ over the months; None without any."""
    return sum(month.value for month in values) / len(values) if values else None


def opportunity_cost(values: Iterable[FreedHour], hours: dict[dt.date, float]) -> float:
    """Σ λ_t · hours_t: what the hours of a hat could have brought; `hours` by first of month."""
    return sum(month.value * hours.get(month.first, 0.0) for month in values)


def neglected(recent: float, norm: float, *, overdue: int) -> bool:
    """Is a hat neglected? Under a quarter of its own norm, and something of it is overdue."""
    return overdue > 0 and norm > 0 and recent < norm / 4
