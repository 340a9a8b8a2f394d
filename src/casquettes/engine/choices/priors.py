"""What is believed before her own figures speak, key by key, and where each value comes from."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from casquettes.engine.choices.case import Choice

PREFIX = "choices."


class Origin(StrEnum):
    """Where a figure comes from."""

    PRIOR = "prior"
    MEASURED = "measured"
    TYPED = "typed"


@dataclass(frozen=True, slots=True)
class Nature:
    """What an activity is, as far as choosing goes."""

    options: frozenset[str]
    per_sale: bool
    sold: bool
    legal: bool
    investment: bool
    wright_rate: float
    units_per_month: float
    handover_hours: float
    supervision: float
    practice_hours: float
    quality_floor: float

    @property
    def droppable(self) -> bool:
        """May it end? Not where the law, quality or a skill to keep alive forbids it."""
        low = self.quality_floor < data()["quality"]["droppable_below"]
        return Choice.DROP in self.options and not self.legal and low and not self.practice_hours


@dataclass(frozen=True, slots=True)
class Lever:
    """A way to spend less time on activities; `euros` once, `demand` a relative effect."""

    id: str
    activities: tuple[str, ...]
    factor: float
    euros: float
    demand: float
    fr: str
    en: str


@dataclass(frozen=True, slots=True)
class Beliefs:
    """The priors, with the figures she typed in their place (keys without « choices. »)."""

    typed: Mapping[str, float] = field(default_factory=dict)

    def value(self, key: str) -> float:
        """The figure of a key: hers, else the prior. Raises KeyError for a key nobody knows."""
        return self.typed[key] if key in self.typed else prior(key)

    def origin(self, key: str) -> Origin:
        return Origin.TYPED if key in self.typed else Origin.PRIOR

    def of_activity(self, name: str, activity: str, *, otherwise: str) -> float:
        """A figure of one activity, else the one of its kind (« specialist_price.sales »)."""
        key = f"{name}.{activity}"
        return self.typed[key] if key in self.typed else self.value(f"{name}.{otherwise}")

    def protected(self, activity: str) -> bool:
        """May it be neither dropped nor delegated? Investments, until she says otherwise."""
        return bool(self.typed.get(f"protected.{activity}", nature_of(activity).investment))

    def levers_for(self, activity: str) -> tuple[Lever, ...]:
        """The levers that shorten an activity, with her figures where she typed some."""
        return tuple(
            Lever(
                id=lever.id,
                activities=lever.activities,
                factor=self.typed.get(f"lever.{lever.id}.factor", lever.factor),
                euros=self.typed.get(f"lever.{lever.id}.euros", lever.euros),
                demand=self.typed.get(f"lever.{lever.id}.demand", lever.demand),
                fr=lever.fr,
                en=lever.en,
            )
            for lever in levers()
            if activity in lever.activities
        )


@cache
def data() -> dict[str, Any]:
    """The priors as they are written down."""
    source = resources.files("casquettes.engine") / "data" / "choices.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))


@cache
def levers() -> tuple[Lever, ...]:
    """Every known way to lighten activities."""
    return tuple(
        Lever(**{**lever, "activities": tuple(lever["activities"])}) for lever in data()["levers"]
    )


@cache
def prior(key: str) -> float:
    """The prior of a key such as « rest_value » or « specialist_price.sales »."""
    name, _dot, part = key.partition(".")
    told = data()
    if name == "demand_lost":
        return float(told[name].get(part, told[name]["default"]))
    if name == "specialist_price":
        return float(told["specialist"]["price"][part])
    if name in ("training_hours", "training_euros"):
        return float(told[name][part])
    for table in ("year", "learning"):
        if key in told[table]:
            return float(told[table][key])
    return float({"specialist_hours": told["specialist"]["hours_per_mine"]}[key])


@cache
def nature_of(activity: str) -> Nature:
    """What an activity is, by its key; one of her own has the middle of everything."""
    lists = data()["activities"]
    own = lists["own"]
    told = _told().get(activity, {})
    learning = told.get("learning", {})
    return Nature(
        options=frozenset(told.get("options", own["options"])),
        per_sale=activity in lists["per_sale"],
        sold=activity in lists["sold"],
        legal=activity in lists["legal"],
        investment=activity in lists["investments"],
        wright_rate=float(learning.get("wright_rate", own["wright_rate"])),
        units_per_month=float(learning.get("units_per_month", own["units_per_month"])),
        handover_hours=float(told.get("handover_h", own["handover_hours"])),
        supervision=float(told.get("supervision_ratio", own["supervision"])),
        practice_hours=float(told.get("min_practice_h_month", 0.0)),
        quality_floor=float(told.get("quality_floor", 0.0)),
    )


@cache
def _told() -> dict[str, dict[str, Any]]:
    source = resources.files("casquettes.engine") / "data" / "hats.toml"
    document = tomllib.loads(source.read_text(encoding="utf-8"))
    return {row["id"]: row for hat in document["hats"] for row in hat["activities"]}
