"""The words a line is made of, French and English: read once from engine/data/words.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True)
class Vocabulary:
    """Tables from a folded phrase to its meaning."""

    hats: dict[str, str]
    activities: dict[str, str]
    natures: dict[str, str]
    days: dict[str, int]
    weekdays: dict[str, int]
    short_weekdays: dict[str, int]
    plain_weekdays: dict[str, int]
    months: dict[str, int]
    months_before: dict[str, int]
    hour_units: frozenset[str]
    minute_units: frozenset[str]
    ago_units: dict[str, int]
    numbers: dict[str, int]
    lengths: dict[str, int]
    and_a_part: dict[str, int]
    clock: dict[str, int]
    markers: dict[str, dict[str, bool]]
    near_weekday: dict[str, dict[str, bool]]


@cache
def vocabulary() -> Vocabulary:
    """The one vocabulary of the project."""
    source = resources.files("casquettes.engine") / "data" / "words.toml"
    words = tomllib.loads(source.read_text(encoding="utf-8"))
    weekdays, months, units = words["weekdays"], words["months"], words["units"]
    short = _ranked(weekdays["short"])
    month_names = _ranked(months["names"], first=1)
    return Vocabulary(
        hats=_by_phrase(words["hats"]),
        activities=_by_phrase(
            {key: both["fr"] + both["en"] for key, both in words["activities"].items()}
        ),
        natures=_by_phrase(words["natures"]),
        days=words["days"],
        weekdays=_ranked(weekdays["names"]),
        short_weekdays=short,
        plain_weekdays={name: short[name] for name in weekdays["plain"]},
        months=month_names,
        months_before={name: month_names[name] for name in months["before_the_day"]},
        hour_units=frozenset(units["hours"]),
        minute_units=frozenset(units["minutes"]),
        ago_units=dict.fromkeys(units["days"], 1) | dict.fromkeys(units["weeks"], 7),
        numbers=words["numbers"],
        lengths=words["lengths"],
        and_a_part=words["and_a_part"],
        clock=words["clock"],
        markers=_sets(words["markers"]),
        near_weekday=_sets(
            {name: weekdays[name] for name in
             ("last", "last_before", "next", "next_before", "this_before", "part")}
        ),
    )  # fmt: skip


def _by_phrase(table: dict[str, list[str]]) -> dict[str, str]:
    return {phrase: meaning for meaning, phrases in table.items() for phrase in phrases}


def _ranked(rows: list[list[str]], *, first: int = 0) -> dict[str, int]:
    return {name: rank for rank, row in enumerate(rows, start=first) for name in row}


def _sets(table: dict[str, Any]) -> dict[str, dict[str, bool]]:
    return {name: dict.fromkeys(words, True) for name, words in table.items()}
