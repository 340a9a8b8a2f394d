"""The 58 starting activities: the project's own data, French and English."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from casquettes.engine.hats import Hat


@dataclass(frozen=True, slots=True)
class StartingActivity:
    """One activity every new business starts with; `nature` is billed, unbilled or mixed."""

    key: str
    hat: Hat
    name_fr: str
    name_en: str
    nature: str


@cache
def activities() -> tuple[StartingActivity, ...]:
    """The starting activities in the order of the rack and of the file."""
    source = resources.files("casquettes.engine") / "data" / "hats.toml"
    document = tomllib.loads(source.read_text(encoding="utf-8"))
    return tuple(
        StartingActivity(
            key=activity["id"],
            hat=Hat(hat["id"]),
            name_fr=activity["fr"],
            name_en=activity["en"],
            nature=activity["nature"],
        )
        for hat in document["hats"]
        for activity in hat["activities"]
    )
