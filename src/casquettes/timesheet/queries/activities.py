"""The seven hats with what hangs under each."""

from __future__ import annotations

from dataclasses import dataclass, field

from casquettes.engine.hats import Hat
from casquettes.kernel.models import HAT_NAMES, Activity, Business


@dataclass
class Peg:
    """One hat and its activities, in her order."""

    hat: Hat
    name: str
    shown: list[Activity] = field(default_factory=list)
    hidden: list[Activity] = field(default_factory=list)


def pegs(business: Business) -> list[Peg]:
    """The seven hats in the order of the rack, each with its shown and hidden activities."""
    rack = {hat: Peg(hat, str(HAT_NAMES[hat])) for hat in Hat}
    for activity in Activity.objects.of(business):
        peg = rack[Hat(activity.hat)]
        (peg.hidden if activity.hidden_on else peg.shown).append(activity)
    return list(rack.values())
