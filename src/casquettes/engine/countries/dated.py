"""Dated legal figures: the value in force on a day, its sources, and whether it is only assumed."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any


class NotKnown(LookupError):
    """No value of the law covers this day."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A value of the law on a day.

    `assumed` says that the law for that day was not known when the figures were checked: the value
    is the last known one, to be shown as an assumption. `status` is law, model, secondary, derived
    or open; `sources` are keys of the pack's table of sources.
    """

    value: Decimal
    since: dt.date
    sources: tuple[str, ...]
    status: str
    assumed: bool


def in_force(series: Sequence[Mapping[str, Any]], day: dt.date, *, known_until: dt.date) -> Figure:
    """The entry of a dated series that is in force on `day`.

    Raises `NotKnown` before the first entry. After `known_until` the last value is `assumed`.
    """
    entry = None
    for candidate in series:
        if candidate["from"] <= day:
            entry = candidate
    if entry is None:
        raise NotKnown(f"no value before {series[0]['from'].isoformat()}, asked for {day}")
    return Figure(
        value=Decimal(entry["value"]),
        since=entry["from"],
        sources=tuple(entry.get("src", ())),
        status=entry.get("status", "law"),
        assumed=day > known_until and entry["from"] <= known_until,
    )


@cache
def law(country: str) -> dict[str, Any]:
    """The figures of a country's pack, decimals exact."""
    source = resources.files("casquettes.engine.countries") / country / "law.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"), parse_float=Decimal)


def known_until(figures: Mapping[str, Any]) -> dt.date:
    """The end of the year in which the figures were checked: later ones are assumptions."""
    checked: dt.date = figures["checked_on"]
    return dt.date(checked.year, 12, 31)
