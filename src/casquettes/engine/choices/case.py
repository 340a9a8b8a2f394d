"""A choices case: activities, their options, and the year they compete for. Hours and euros."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from casquettes.engine.hats import Hat

MOST_MONTHS, MOST_ACTIVITIES, MOST_OPTIONS, MOST_CHANGES = 60, 200, 400, 12
MOST_AT_ONCE = 6  # changes she may ask for; a case of its own may ask for more


class Choice(StrEnum):
    """The five answers to « what about this activity? »."""

    KEEP = "keep"
    REDUCE = "reduce"
    LEARN = "learn"
    DELEGATE = "delegate"
    DROP = "drop"


class CaseRefused(ValueError):
    """A case that cannot be read; `field` is the path of what to mend."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.message, self.field = message, field


@dataclass(frozen=True, slots=True)
class Option:
    """One way to treat an activity; each list has one value a month.

    `hours`: her own hours; `hours_per_sold`: own hours that follow each sold hour; `euros`: money
    out; `demand_effect`: relative change of demand; `quality` 0 to 1; `dislike` in € per own hour.
    """

    choice: Choice
    hours: tuple[float, ...]
    hours_per_sold: tuple[float, ...]
    euros: tuple[float, ...]
    demand_effect: tuple[float, ...]
    quality: float
    dislike: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """An activity under choice; its first option is today's."""

    id: str
    hat: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A year to decide on: `margin` c and `rest_value` l in € an hour, money in euros."""

    months: int
    capacity: tuple[float, ...]
    demand: tuple[float, ...]
    margin: float
    rest_value: float
    fixed: tuple[float, ...]
    pay: tuple[float, ...]
    cash_start: float
    cash_floor: float
    budget: float
    max_changes: int
    quality_floors: Mapping[str, float]
    activities: tuple[Candidate, ...]


def read_case(document: object) -> Case:
    """The case described by a JSON document; raises `CaseRefused` with the path of the fault."""
    reader = _Reader(_mapping(document, "case"))
    months = reader.whole("months", 12, least=1, most=MOST_MONTHS)
    floors = _mapping(reader.document.get("quality_floors", {}), "quality_floors")
    return Case(
        months=months,
        capacity=reader.monthly("capacity", months),
        demand=reader.monthly("demand", months),
        margin=reader.number("margin"),
        rest_value=reader.number("rest_value", 0.0),
        fixed=reader.monthly("fixed", months, 0.0),
        pay=reader.monthly("pay", months, 0.0),
        cash_start=reader.number("cash_start", 0.0),
        cash_floor=reader.number("cash_floor", -1e18),
        budget=reader.number("budget", 1e18),
        max_changes=reader.whole("max_changes", 3, least=0, most=MOST_CHANGES),
        quality_floors={
            _hat(hat, "quality_floors"): _finite(floor, f"quality_floors.{hat}")
            for hat, floor in floors.items()
        },
        activities=_activities(reader.document.get("activities"), months),
    )


def _activities(documents: object, months: int) -> tuple[Candidate, ...]:
    rows = _sequence(documents, "activities")
    if len(rows) > MOST_ACTIVITIES:
        raise CaseRefused(f"at most {MOST_ACTIVITIES} activities", "activities")
    found = []
    for rank, row in enumerate(rows):
        path = f"activities[{rank}]"
        document = _mapping(row, path)
        options = _sequence(document.get("options"), f"{path}.options")
        if not options:
            raise CaseRefused("at least one option: today's", f"{path}.options")
        found.append(
            Candidate(
                id=str(document.get("id", rank)),
                hat=_hat(document.get("hat"), f"{path}.hat"),
                options=tuple(
                    _option(option, months, f"{path}.options[{number}]")
                    for number, option in enumerate(options)
                ),
            )
        )
    if len({activity.id for activity in found}) < len(found):
        raise CaseRefused("two activities have the same id", "activities")
    if sum(len(activity.options) - 1 for activity in found) > MOST_OPTIONS:
        raise CaseRefused(f"at most {MOST_OPTIONS} options besides today's", "activities")
    return tuple(found)


def _option(document: object, months: int, path: str) -> Option:
    reader = _Reader(_mapping(document, path), path + ".")
    name = reader.document.get("choice")
    if name not in set(Choice):
        raise CaseRefused(f"one of {', '.join(Choice)}", f"{path}.choice")
    return Option(
        choice=Choice(str(name)),
        hours=reader.monthly("hours", months, 0.0),
        hours_per_sold=reader.monthly("hours_per_sold", months, 0.0),
        euros=reader.monthly("euros", months, 0.0),
        demand_effect=reader.monthly("demand_effect", months, 0.0),
        quality=reader.number("quality", 1.0),
        dislike=reader.number("dislike", 0.0),
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    """Fields of one object of the document, checked one by one."""

    document: Mapping[str, Any]
    path: str = ""

    def number(self, name: str, default: float | None = None) -> float:
        value = self.document.get(name, default)
        return _finite(default if value is None else value, self.path + name)

    def whole(self, name: str, default: int, *, least: int, most: int) -> int:
        value = self.number(name, default)
        if value != int(value) or not least <= value <= most:
            raise CaseRefused(f"a whole number from {least} to {most}", self.path + name)
        return int(value)

    def monthly(self, name: str, months: int, default: float | None = None) -> tuple[float, ...]:
        """One value a month; a single number stands for every month."""
        value = self.document.get(name, default)
        if value is None or isinstance(value, int | float):
            return (_finite(value, self.path + name),) * months
        rows = _sequence(value, self.path + name)
        if len(rows) != months:
            raise CaseRefused(f"{months} values, one a month", self.path + name)
        return tuple(_finite(row, f"{self.path}{name}[{n}]") for n, row in enumerate(rows))


def _finite(value: object, path: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise CaseRefused("a number", path)
    if not math.isfinite(value) or abs(value) > 1e18:
        raise CaseRefused("a number of reasonable size", path)
    return float(value)


def _mapping(value: object, path: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise CaseRefused("an object", path)
    return value


def _sequence(value: object, path: str) -> Sequence[Any]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise CaseRefused("a list", path)
    return value


def _hat(value: object, path: str) -> str:
    if value not in set(Hat):
        raise CaseRefused(f"one of {', '.join(Hat)}", path)
    return str(value)
