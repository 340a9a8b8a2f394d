"""What a plan foresees of the months of a goal: hours sold and turnover, one sum a life."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from casquettes.engine.goals import Part
from casquettes.engine.launch.paths import DRIVERS, draw, live, months_of
from casquettes.engine.launch.plan import Plan
from casquettes.engine.launch.simulate import PATHS, levy_rate


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums over the months asked for, a life each: hours, money."""

    sold_hours: list[float]
    turnover: list[float]


def sums_ahead(plan: Plan, parts: Sequence[Part], *, seed: int, paths: int = PATHS) -> Sums | None:
    """Hours sold and turnover over these months; None where the plan does not hold them all."""
    places = {month: place for place, month in enumerate(months_of(plan))}
    if not parts or any(part.on not in places for part in parts):
        return None
    weights = np.zeros(plan.months)
    for part in parts:
        weights[places[part.on]] = part.share
    lives = live(plan, draw(paths, plan.months, seed=seed), levy_rate(plan)[0])
    sold = lives.sold @ weights
    price = plan.price * np.exp(plan.doubt["price"] * lives.drivers[:, DRIVERS.index("price")])
    return Sums(sold.tolist(), (sold * price).tolist())
