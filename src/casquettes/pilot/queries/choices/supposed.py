"""The figures of one activity that may be typed, as they stand and as they were supposed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from casquettes.engine.choices.case import Choice
from casquettes.engine.choices.priors import nature_of, prior
from casquettes.kernel.models import Activity
from casquettes.pilot.queries.choices.figures import Known
from casquettes.pilot.queries.choices.words import ORIGINS


def offered_beliefs(activity: Activity) -> set[str]:
    """Which figures of an activity may be typed."""
    nature = nature_of(activity.key)
    if nature.sold:
        return set()
    names = {"protected"}
    if Choice.DELEGATE in nature.options:
        names |= {"specialist_price", "demand_lost"}
    if Choice.LEARN in nature.options:
        names |= {"training_euros", "training_hours", "demand_lost"}
    return names | ({"demand_lost"} if nature.droppable else set())


def believed(known: Known, activity: Activity) -> dict[str, Any]:
    """The figures of an activity as they stand, to be typed over."""
    beliefs, key, hat = known.beliefs, activity.key, activity.hat
    return {
        "specialist_price": _decimal(beliefs.of_activity("specialist_price", key, otherwise=hat)),
        "training_euros": _decimal(beliefs.of_activity("training_euros", key, otherwise=hat)),
        "training_hours": _decimal(beliefs.of_activity("training_hours", key, otherwise=hat)),
        "demand_lost": _decimal(beliefs.value(f"demand_lost.{key}") * 100),
        "protected": beliefs.protected(key),
    }


def priors_of(activity: Activity) -> dict[str, float]:
    """What is believed of an activity before she says anything."""
    key, hat = activity.key, activity.hat
    return {
        "specialist_price": prior(f"specialist_price.{hat}"),
        "training_euros": prior(f"training_euros.{hat}"),
        "training_hours": prior(f"training_hours.{hat}"),
        "demand_lost": prior(f"demand_lost.{key}"),
        "protected": float(nature_of(key).investment),
    }


def origins(known: Known, activity: Activity) -> dict[str, str]:
    """Where each figure of an activity comes from, in words."""
    return {
        name: str(ORIGINS[known.beliefs.origin(f"{name}.{activity.key}")])
        for name in priors_of(activity)
    }


def _decimal(value: float) -> Decimal:
    return Decimal(f"{round(value, 3):g}")
