"""The months to come as a bilan looks at them: the plan that is lived, else her own figures."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from casquettes.engine.launch.plan import PlanRefused
from casquettes.engine.launch.simulate import PACKS, SEED
from casquettes.kernel.models import Business
from casquettes.pilot.models import LaunchPlan
from casquettes.pilot.queries import launch
from casquettes.pilot.queries.launch import Deeper, Standing, Told


@dataclass
class Ahead:
    """A plan ready to be lived; what takes time to draw is drawn once, when asked."""

    plan: LaunchPlan | None  # None: made of her own figures, and kept nowhere
    standing: Standing
    seed: int

    @cached_property
    def told(self) -> Told:
        return launch.told(self.standing, seed=self.seed, changes=())

    @cached_property
    def deeper(self) -> Deeper:
        return launch.deeper(self.standing, seed=self.seed)


def look_ahead(business: Business, *, today: dt.date) -> Ahead | None:
    """The followed plan, else one of her own figures; None where neither can be drawn."""
    if business.country not in PACKS:
        return None
    followed = launch.plans(business).exclude(followed_since=None).first()
    plan = followed or LaunchPlan(business=business, plan={}, seed=SEED)
    try:
        standing = launch.stand(plan, launch.grounds(plan, today=today))
    except PlanRefused:
        return None
    return Ahead(followed, standing, plan.seed)
