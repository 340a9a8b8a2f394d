"""A measured fact shown beside a question, and what every fact of one bilan shares."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from casquettes.engine.periods import Period
from casquettes.kernel.models import Business
from casquettes.pilot import queries
from casquettes.pilot.models import Bilan
from casquettes.pilot.queries import Measures


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a fact that lists things: its words are ready to be shown."""

    name: str
    value: str
    detail: str = ""
    url: str = ""
    hat: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: a title and its value in words, or what is missing and how to get it.

    `url` leads to the rows behind it. `chart` is ready SVG of the project's own brush.
    """

    id: str
    title: str
    value: str = ""
    detail: str = ""
    url: str = ""
    missing: str = ""
    missing_url: str = ""
    rows: tuple[Row, ...] = ()
    chart: str = ""


@dataclass
class Facts:
    """The figures of one business over the period of a bilan, each read once when first asked."""

    business: Business
    period: Period
    today: dt.date
    # The last finished bilan before this one.
    previous: Bilan | None = None
    # The bilan under way, where it exists already.
    bilan: Bilan | None = None
    kept: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def measured(self) -> Measures:
        return queries.measures(self.business, self.period, today=self.today)
