"""Goals set, changed, left and closed: three at a time at most."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from casquettes.engine.periods import Period
from casquettes.kernel.models import Business
from casquettes.pilot.models import Bilan, Goal
from casquettes.pilot.queries import goals as queries
from casquettes.pilot.queries.goal_measures import Measure, measure_of
from casquettes.pilot.queries.goal_readings import Readings

LONGEST = dt.timedelta(days=3 * 366)
EARLIEST = dt.timedelta(days=366)
SALT = "pilot.goals"
UNTIL = dt.timedelta(days=1)
TITLE = 160


@dataclass
class GoalRefused(Exception):
    """A goal that cannot be: the sentence for her, and the field it is about."""

    message: str
    field: str = ""

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True, slots=True)
class Before:
    """A goal as it stood, to be put back."""

    pk: int
    facts: Mapping[str, Any]

    @classmethod
    def of(cls, goal: Goal) -> Before:
        """How the goal stands now, about to change."""
        left = goal.dropped_on
        return cls(
            goal.pk,
            {
                "title": goal.title,
                "target": goal.target,
                "last_on": goal.last_on.isoformat(),
                "dropped_on": left and left.isoformat(),
            },
        )

    def sealed(self, business: Business) -> str:
        """The step as text that may travel through an address and back, unaltered."""
        return signing.dumps([business.pk, self.pk, dict(self.facts)], salt=SALT, compress=True)

    @classmethod
    def opened(cls, seal: str, business: Business) -> Before | None:
        """The step sealed for this business; None when altered, too old or another business's."""
        try:
            owner, pk, facts = signing.loads(seal, salt=SALT, max_age=UNTIL)
        except signing.BadSignature:
            return None
        return cls(pk, facts) if owner == business.pk else None


@transaction.atomic
def set_goal(  # noqa: PLR0913 a goal as she says it, each part by its name
    business: Business,
    *,
    measure: str,
    target: float,
    first_on: dt.date,
    last_on: dt.date,
    today: dt.date,
    title: str = "",
    bilan: Bilan | None = None,
    instead: Goal | None = None,
) -> Goal:
    """Set a goal, its start being what she usually does on this day; raises `GoalRefused`.

    `target` is kept as the house counts it: a share is a fraction of 1. `instead` is left for it.
    """
    known = measure_of(measure)
    if known is None:
        raise GoalRefused(_("Choose one of the measures of the list."), "measure")
    _check_target(known, target)
    _check_days(first_on, last_on, today)
    Business.objects.select_for_update().get(pk=business.pk)
    if instead is not None:
        drop_goal(instead, today=today)
    period = Period(first_on, last_on)
    _check_room(business, measure, period)
    start = queries.usually(known, period, Readings(business, today=today))
    return Goal.objects.create(
        business=business,
        bilan=bilan,
        title=title.strip()[:TITLE],
        measure=measure,
        start=start,
        target=target,
        first_on=first_on,
        last_on=last_on,
        set_on=today,
    )


@transaction.atomic
def change_goal(
    goal: Goal, *, target: float, last_on: dt.date, today: dt.date, title: str = ""
) -> Goal:
    """Aim elsewhere or until another day; where she started from stays. Raises `GoalRefused`."""
    held = _held(goal)
    known = measure_of(held.measure)
    if known is None:
        raise GoalRefused(_("Choose one of the measures of the list."), "measure")
    _check_target(known, target)
    _check_days(held.first_on, last_on, today, since=held.first_on)
    held.target, held.last_on, held.title = target, last_on, title.strip()[:TITLE]
    held.save(update_fields=["target", "last_on", "title"])
    return held


@transaction.atomic
def drop_goal(goal: Goal, *, today: dt.date) -> None:
    """Leave a goal: it no longer counts among the three. The same again changes nothing."""
    Goal.objects.filter(pk=goal.pk, dropped_on=None).update(dropped_on=today)


@transaction.atomic
def put_back(business: Business, before: Before) -> Goal:
    """Undo a change or a leaving; raises `GoalRefused` where three others took the place."""
    Business.objects.select_for_update().get(pk=business.pk)
    goal = Goal.objects.select_for_update().filter(business=business, pk=before.pk).first()
    if goal is None:
        raise GoalRefused(_("This goal is gone."))
    facts = dict(before.facts)
    left = facts.pop("dropped_on")
    goal.title, goal.target = facts["title"], facts["target"]
    goal.last_on = dt.date.fromisoformat(facts["last_on"])
    if goal.dropped_on is not None and left is None:
        _check_room(business, goal.measure, queries.period_of(goal))
    goal.dropped_on = dt.date.fromisoformat(left) if left else None
    goal.save(update_fields=["title", "target", "last_on", "dropped_on"])
    return goal


def close_due(business: Business, *, at: dt.datetime) -> None:
    """Each goal whose period is over is closed, with the value reached; a regular job."""
    today = business.local_day(at)
    due = queries.open_goals(business).filter(last_on__lt=today)
    if due:
        readings = Readings(business, today=today)
        for goal in due:
            close_goal(goal, readings=readings)


@transaction.atomic
def close_goal(goal: Goal, *, readings: Readings) -> None:
    """Keep what was reached on the last day; a goal closed or left stays as it is."""
    known = measure_of(goal.measure)
    held = Goal.objects.select_for_update().filter(pk=goal.pk, closed_on=None, dropped_on=None)
    for row in held:
        if known is not None:
            row.reached = readings.over(known, queries.period_of(row)).value
        row.closed_on = readings.today
        row.save(update_fields=["reached", "closed_on"])


def _check_target(measure: Measure, target: float) -> None:
    if not math.isfinite(target) or not 0 <= target <= measure.most:
        most = measure.typed(measure.most)
        raise GoalRefused(_("Write a number from 0 to %(most)s.") % {"most": most}, "target")


def _check_days(
    first_on: dt.date, last_on: dt.date, today: dt.date, *, since: dt.date | None = None
) -> None:
    if since is None and abs(first_on - today) > EARLIEST:
        raise GoalRefused(_("Choose a first day within a year of today."), "first_on")
    if last_on <= max(first_on, today):
        raise GoalRefused(_("Choose a last day that is still to come."), "last_on")
    if last_on > today + LONGEST:
        raise GoalRefused(_("Give a day within three years."), "last_on")


def _check_room(business: Business, measure: str, period: Period) -> None:
    beside = queries.beside(business, period)
    if beside.filter(measure=measure).exists():
        raise GoalRefused(_("You already have a goal on this measure: change that one."), "measure")
    if beside.count() >= queries.AT_MOST:
        raise GoalRefused(_("Three goals at most: which one do you leave?"), "instead")


def _held(goal: Goal) -> Goal:
    held = queries.open_goals(goal.business).select_for_update().filter(pk=goal.pk).first()
    if held is None:
        raise GoalRefused(_("This goal is over, or was left in the meantime."))
    return held
