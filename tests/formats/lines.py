"""A typed line read as Anne would: her day, her activities, the clients she named."""

from __future__ import annotations

import datetime as dt
from typing import Any

from casquettes.engine import starting
from casquettes.formats.typed_line import KnownActivity, Understood, parse

TODAY = dt.date(2026, 3, 12)  # a Thursday
NOW = dt.time(18, 30)
ACTIVITIES = [
    KnownActivity(start.key, start.hat, (start.name_fr, start.name_en), start.nature)
    for start in starting.activities()
]
LABELS = (
    "Dupont",
    "Léa Martin",
    "Mme Haddad, cuisine",
    "Nguyen, dressing",
    "da Silva",
    "Jean-Pierre Le Goff",
    "atelier bois",
)
YESTERDAY = "2026-03-11"


def read(line: str, **about: Any) -> Understood:
    facts: dict[str, Any] = {
        "today": TODAY,
        "now": NOW,
        "activities": ACTIVITIES,
        "labels": LABELS,
        "language": "fr",
    }
    return parse(line, **(facts | about))


def minutes(line: str, **about: Any) -> float | None:
    understood = read(line, **about)
    assert understood.problems == ()
    return understood.seconds and understood.seconds / 60


def codes(line: str, **about: Any) -> list[str]:
    return [str(problem.code) for problem in read(line, **about).problems]


def wrong(line: str) -> list[tuple[str, str]]:
    understood = read(line)
    return [(str(problem.code), understood.text(problem)) for problem in understood.problems]
