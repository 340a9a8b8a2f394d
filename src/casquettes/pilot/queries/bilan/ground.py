"""What the product knows already when a question is asked: nothing she has to type again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from casquettes.engine.periods import Period
from casquettes.kernel.models import Business
from casquettes.pilot.models import Bilan
from casquettes.pilot.queries.bilan.facts import Facts
from casquettes.pilot.queries.bilan.progress import Progress, last_before, said_before


@dataclass
class Ground:
    """One bilan and the figures around it, each read when first asked."""

    business: Business
    bilan: Bilan
    progress: Progress
    today: dt.date
    kept: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def previous(self) -> Bilan | None:
        return last_before(self.bilan)

    @cached_property
    def facts(self) -> Facts:
        period = Period(self.bilan.first_on, self.bilan.last_on)
        return Facts(self.business, period, self.today, previous=self.previous, bilan=self.bilan)

    def said(self, question: str) -> dict[str, Any]:
        """What she answered to another question of this bilan."""
        row = self.progress.answers.get(question)
        return dict(row.value) if row else {}

    def said_last_time(self, question: str) -> dict[str, Any]:
        """What she answered to a question at the last bilan."""
        return dict(said_before(self.previous, (question,)).get(question, {}))
