"""What she tries and aims at, as home tells it: decisions under way, the next step of her bilan."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from casquettes.kernel.models import Business
from casquettes.pilot.models import Decision
from casquettes.pilot.queries.choices import tried

MOST = 3
HOUR = 3600


@dataclass(frozen=True, slots=True)
class Trying:
    """A decision under way: what was foreseen of it, what is measured, when it is read again."""

    title: str
    foreseen: int | None  # seconds a week given back
    measured: int | None
    days_left: int

    @property
    def is_due(self) -> bool:
        return self.days_left <= 0


@dataclass(frozen=True, slots=True)
class Step:
    """The first thing to do after the last bilan, and the day she gave it."""

    title: str
    on: dt.date
    is_late: bool


def trying(business: Business, *, today: dt.date) -> list[Trying]:
    """The decisions that are being tried, those to read again first."""
    going = [
        _trying(each, today)
        for each in tried.decisions(business, today=today)
        if each.decision.ended_on is None and each.decision.judged_on is None
    ]
    return sorted(going, key=lambda each: each.days_left)[:MOST]


def first_step(business: Business, *, today: dt.date) -> Step | None:
    """What the last bilan asks for first, until it is judged or taken back."""
    row = (
        Decision.objects.filter(business=business, choice=Decision.Choice.OTHER)
        .filter(bilan__finished_at__isnull=False, bilan__removed_at=None)
        .filter(judged_on=None, ended_on=None)
        .order_by("-bilan__finished_at", "starts_on", "id")
        .first()
    )
    return Step(row.title, row.starts_on, row.starts_on < today) if row else None


def _trying(each: tried.Tried, today: dt.date) -> Trying:
    decision = each.decision
    expected = decision.expected_week_hours
    return Trying(
        title=decision.title,
        foreseen=None if expected is None else round(expected * HOUR),
        measured=None if each.freed_week is None else round(each.freed_week * HOUR),
        days_left=(decision.review_on - today).days,
    )
