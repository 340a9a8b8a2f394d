"""What she tries and aims at, as home tells it: decisions under way, the next step of her bilan."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse

from casquettes.engine.periods import Period
from casquettes.kernel.models import Business
from casquettes.pilot.models import Decision, Goal
from casquettes.pilot.queries.choices import tried
from casquettes.pilot.queries.glance import Glance
from casquettes.pilot.queries.goal_measures import Measure, measures
from casquettes.pilot.queries.goal_readings import Readings
from casquettes.pilot.queries.goals import lived, open_goals, period_of

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


@dataclass(frozen=True, slots=True)
class Aim:
    """A goal in one line: what it is about, where she is and where she wants to be."""

    name: str
    value: str
    target: str
    last_on: dt.date
    url: str


def aims(business: Business, seen: Glance, *, today: dt.date) -> list[Aim]:
    """Her open goals, without the forecast their own page has."""
    known = measures()
    rows = [goal for goal in open_goals(business) if goal.measure in known]
    read = {}
    for goal in rows:
        past = period_of(goal).common(Period(dt.date.min, today))
        if past is not None and (told := seen.over(past)) is not None:
            read[past] = told
    readings = Readings(business, today=today, known=read)
    return [_aim(goal, known[goal.measure], readings, business.currency) for goal in rows]


def _aim(goal: Goal, measure: Measure, readings: Readings, currency: str) -> Aim:
    value = lived(measure, period_of(goal), readings)
    return Aim(
        name=goal.title or str(measure.name),
        value="" if value is None else measure.said(value, currency),
        target=measure.said(goal.target, currency),
        last_on=goal.last_on,
        url=reverse("pilot:goal", args=[goal.pk]),
    )


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
        Decision.objects.filter(business=business, choice=Decision.Choice.OTHER, activity=None)
        .filter(bilan__finished_at__isnull=False, bilan__removed_at=None)
        .filter(judged_on=None, ended_on=None)
        .order_by("-bilan__finished_at", "review_on", "id")
        .first()
    )
    return Step(row.title, row.review_on, row.review_on < today) if row else None


def _trying(each: tried.Tried, today: dt.date) -> Trying:
    decision = each.decision
    expected = decision.expected_week_hours
    return Trying(
        title=decision.title,
        foreseen=None if expected is None else round(expected * HOUR),
        measured=None if each.freed_week is None else round(each.freed_week * HOUR),
        days_left=(decision.review_on - today).days,
    )
