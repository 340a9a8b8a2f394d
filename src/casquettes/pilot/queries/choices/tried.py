"""The decisions being tried: what was expected of each, and what is measured since."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Sum
from django.db.models.functions import Cast, Substr

from casquettes.engine.choices.board import Habit
from casquettes.engine.choices.priors import nature_of
from casquettes.engine.periods import Period, month_of
from casquettes.kernel.models import Business
from casquettes.pilot.models import BilanAnswer, Decision
from casquettes.pilot.queries import hours
from casquettes.pilot.queries.choices.figures import Known
from casquettes.timesheet.models import TimeEntry

HOUR = 3600
ENOUGH_DAYS, ENOUGH_SOLD = 28, 5.0
FIRST_ACTION = "q43"


@dataclass(frozen=True, slots=True)
class Tried:
    """One decision, and the effect measured: hours a week freed so far, None while too early."""

    decision: Decision
    freed_week: float | None
    days: int
    week_hours: float | None
    to_review: bool

    @property
    def too_early(self) -> bool:
        return self.freed_week is None

    @property
    def before_week(self) -> float | None:
        """Hours a week of the activity before the decision."""
        hours: float | None = self.decision.before.get("week_hours")
        return hours


def before_of(known: Known, habit: Habit) -> dict[str, Any]:
    """The figures a decision starts from."""
    sold = known.figures.sold_hours
    follows = nature_of(habit.key).per_sale and sold > 0
    return {
        "week_hours": habit.hours / known.weeks,
        "sold_week_hours": sold / known.weeks,
        "per_sold": habit.hours / sold if follows else None,
        "weeks": known.weeks,
    }


def decisions(business: Business, *, today: dt.date) -> list[Tried]:
    """Every decision about an activity, those to read again first, then the latest."""
    rows = list(
        Decision.objects.filter(business=business, activity__isnull=False).select_related(
            "activity", "training", "partner__contact"
        )
    )
    if not rows:
        return []
    begun = min(row.starts_on for row in rows).replace(day=1)
    span = Period(min(begun, today), today)  # the first of all may begin next month
    spent = _hours_by_month(business, rows, span)
    sold = _sold_by_month(business, span)
    tried = [_tried(row, spent.get(row.activity_id or 0, {}), sold, today) for row in rows]
    return sorted(tried, key=lambda each: (not each.to_review, each.decision.ended_on is not None))


def others(business: Business) -> list[Tried]:
    """Decisions about no activity, as a new price: judged by her, measured by nothing.

    The first action of a bilan stands by itself.
    """
    answers = BilanAnswer.objects.filter(business=business, question=FIRST_ACTION)
    first = [value.get("decision") for value in answers.values_list("value", flat=True)]
    rows = Decision.objects.filter(business=business, activity=None)
    return [
        Tried(row, None, 0, None, to_review=False)
        for row in rows.exclude(pk__in=[pk for pk in first if pk])
    ]


def _tried(
    decision: Decision,
    spent: dict[dt.date, float],
    sold: dict[dt.date, float],
    today: dt.date,
) -> Tried:
    """Over whole months since it began: the one it began in says nothing."""
    begun = decision.starts_on
    first = begun if begun.day == 1 else month_of(begun).last + dt.timedelta(days=1)
    last = min(today, decision.ended_on or today)
    days = max(0, (last - first).days + 1)
    weeks = days / 7
    freed = week_hours = None
    sold_hours = sum(hours for month, hours in sold.items() if first <= month <= last)
    before = decision.before
    if days >= ENOUGH_DAYS and before.get("week_hours") is not None:
        week_hours = sum(hours for month, hours in spent.items() if first <= month <= last) / weeks
        per_sold = before.get("per_sold")
        if per_sold is None:
            freed = before["week_hours"] - week_hours
        elif sold_hours >= ENOUGH_SOLD:
            freed = per_sold * sold_hours / weeks - week_hours
    return Tried(
        decision=decision,
        freed_week=freed,
        days=max(0, (today - begun).days),
        week_hours=week_hours,
        to_review=decision.review_on <= today
        and decision.judged_on is None
        and decision.ended_on is None,
    )


def _hours_by_month(
    business: Business, rows: list[Decision], span: Period
) -> dict[int, dict[dt.date, float]]:
    entries = (
        TimeEntry.objects.of(business)
        .between(span.first, span.last)
        .filter(activity__in={row.activity_id for row in rows})
        .exclude(nature=TimeEntry.Nature.BREAK)
        .order_by()
        .annotate(month=Substr(Cast("on", CharField(max_length=10)), 1, 7))
        .values_list("activity_id", "month")
        .annotate(Sum("seconds"))
    )
    found: dict[int, dict[dt.date, float]] = defaultdict(dict)
    for activity, month, seconds in entries:
        found[activity or 0][dt.date.fromisoformat(f"{month}-01")] = seconds / HOUR
    return found


def _sold_by_month(business: Business, span: Period) -> dict[dt.date, float]:
    found: dict[dt.date, float] = defaultdict(float)
    for sale in hours.sold_time(business, span, by="month"):
        found[sale.on.replace(day=1)] += sale.seconds / HOUR
    return found
