"""What weighs most on a launch: each lever moved both ways, with the same luck."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from casquettes.engine.launch.paths import draw, live
from casquettes.engine.launch.plan import Plan, priors
from casquettes.engine.launch.simulate import PATHS, SEED, Change, changed, levy_rate


@dataclass(frozen=True, slots=True)
class Swing:
    """A lever at its worse and its better end: its value, the chance of the target, the income.

    `worse`, `better`: in the unit of the plan. Incomes are those of a middling second year, in
    euros a month; chances are fractions.
    """

    id: str
    worse: float
    better: float
    p_worse: float
    p_better: float
    income_worse: float
    income_better: float

    @property
    def width(self) -> tuple[float, float]:
        """How much it weighs: on the chance first, then on the income."""
        return (self.p_better - self.p_worse, self.income_better - self.income_worse)


def swings(plan: Plan, *, paths: int = PATHS, seed: int = SEED) -> list[Swing]:
    """Each lever moved alone, the widest first; nothing for a plan without a second year."""
    if plan.months <= 12:
        return []
    levy, _assumed = levy_rate(plan)
    draws = draw(paths, plan.months, seed=seed)
    found = []
    for lever in priors()["lever"]:
        ends = []
        for factor in lever["factor"]:
            moved = changed(plan, Change(lever["id"], {}, {lever["id"]: factor}, {}))
            income = live(moved, draws, levy).income[:, 12:24].mean(axis=1)
            share = float((income >= plan.target_income).mean())
            ends.append((getattr(moved, lever["id"]), share, float(np.median(income))))
        (worse, p_worse, low), (better, p_better, high) = ends
        found.append(Swing(lever["id"], worse, better, p_worse, p_better, low, high))
    return sorted(found, key=lambda swing: swing.width, reverse=True)
