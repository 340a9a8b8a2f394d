"""What the choices rest on: hours, sales, money and answers of hers, over twelve months."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.db.models import Q

from casquettes.engine.choices.board import Board, Figures, Habit, read_board, season
from casquettes.engine.choices.case import Choice
from casquettes.engine.choices.priors import PREFIX, Beliefs, Origin, prior
from casquettes.engine.periods import ONE_DAY, Period
from casquettes.engine.workdays import expected_days
from casquettes.kernel.models import Activity, Business
from casquettes.office.models import Partner
from casquettes.pilot import queries
from casquettes.pilot.models import Belief, Decision, Rating
from casquettes.timesheet.models import TimeEntry

HOUR = 3600
Tried = Mapping[str, float]
WEEKS_A_MONTH = 365.25 / 7 / 12


@dataclass(frozen=True, slots=True)
class Known:
    """What each figure of the board is, and where it comes from."""

    today: dt.date
    figures: Figures
    beliefs: Beliefs
    period: Period | None
    first_on: dt.date | None  # the first day any time was noted
    margin_origin: Origin
    price: float | None  # of a sold hour
    missions: float  # clients a year
    activities: dict[str, Activity]  # by key
    ratings: dict[str, Rating]  # the last of each activity, by its key

    @property
    def weeks(self) -> float:
        return self.figures.looked_at * WEEKS_A_MONTH

    @property
    def hours(self) -> float:
        return sum(habit.hours for habit in self.figures.habits)


def known(business: Business, *, today: dt.date, typed: Tried | None = None) -> Known:
    """Her figures of the last twelve months; `typed` tries figures that are not kept yet."""
    beliefs = Beliefs({**typed_beliefs(business), **(typed or {})})
    first_on = _first_on(business)
    activities = {activity.key: activity for activity in Activity.objects.of(business)}
    ratings = last_ratings(business)
    period = looked_at(first_on, today=today)
    margin = beliefs.typed.get("margin", prior("margin"))
    origin = beliefs.origin("margin")
    if period is None:
        empty = Figures(1.0, 0.0, (), (0.0,) * 12, (0.0,) * 12, margin)
        return Known(today, empty, beliefs, None, None, origin, None, 0.0, activities, ratings)
    measured = queries.measures(business, period, today=today)
    told = measured.hourly
    if told.margin is not None and origin is Origin.PRIOR:
        margin, origin = float(told.margin.per_sold_hour), Origin.MEASURED
    months = _months(period)
    sold = measured.tally.sold / HOUR
    demand, capacity = _year_ahead(business, measured, today=today, mean=sold / months)
    flows, costs = told.account.flows, told.account.costs
    lived = Period(first_on or period.first, today)
    figures = Figures(
        looked_at=months,
        sold_hours=sold,
        habits=_habits(business, measured, activities, ratings, today=today),
        demand=demand,
        capacity=capacity,
        margin=margin,
        fixed=max(0.0, float(flows.spent - flows.on_missions)) / months,
        pay=float(costs.pay_month.value),
        cash=float(costs.cash.value) if costs.cash else None,
        age_months=_months(lived),
    )
    return Known(
        today=today,
        figures=figures,
        beliefs=beliefs,
        period=period,
        first_on=first_on,
        margin_origin=origin,
        price=float(told.margin.price) if told.margin else None,
        missions=sold / months * 12 / prior("mission_hours"),
        activities=activities,
        ratings=ratings,
    )


_recent: dict[int, Known] = {}
MOST_RECENT = 64


def tried(business: Business, *, today: dt.date, typed: Tried) -> Known:
    """The figures last shown, with others typed: quick enough to answer a slider."""
    shown = _recent.get(business.pk)
    if shown is None or shown.today != today or "margin" in typed:
        return known(business, today=today, typed=typed)
    return replace(shown, beliefs=Beliefs({**typed_beliefs(business), **typed}))


def shown(business: Business, *, today: dt.date) -> Known:
    """Her figures as they are now, kept at hand for what she tries next."""
    fresh = known(business, today=today)
    if len(_recent) >= MOST_RECENT:
        _recent.clear()
    _recent[business.pk] = fresh
    return fresh


def board_of(known: Known) -> Board:
    """The year to decide on."""
    return read_board(known.figures, known.beliefs)


def typed_beliefs(business: Business) -> dict[str, float]:
    """The figures she typed for the choices, without their prefix; the last of each counts."""
    rows = Belief.objects.filter(business=business, key__startswith=PREFIX).order_by("at", "id")
    last = {row.key: row for row in rows}
    return {
        key.removeprefix(PREFIX): float(row.value)
        for key, row in last.items()
        if row.dropped_at is None
    }


def last_ratings(business: Business) -> dict[str, Rating]:
    """Her last answers on each activity, by its key."""
    rows = Rating.objects.filter(business=business).select_related("activity")
    return {row.activity.key: row for row in rows.order_by("on", "id")}


def looked_at(first_on: dt.date | None, *, today: dt.date) -> Period | None:
    """The twelve months to look at: whole ones up to the last, else what there is."""
    if first_on is None or first_on > today:
        return None
    tomorrow = today + ONE_DAY
    last = today if tomorrow.day == 1 else today.replace(day=1) - ONE_DAY
    if last < first_on:
        return Period(first_on, today)
    after = last + ONE_DAY
    return Period(max(first_on, after.replace(year=after.year - 1)), last)


def _first_on(business: Business) -> dt.date | None:
    worked = TimeEntry.objects.of(business).exclude(nature=TimeEntry.Nature.BREAK)
    return worked.order_by("on").values_list("on", flat=True).first()


def _months(period: Period) -> float:
    """How many months a period is, the first and the last in part."""
    return sum(
        month.days / calendar.monthrange(month.first.year, month.first.month)[1]
        for month in period.months()
    )


def _year_ahead(
    business: Business, measured: queries.Measures, *, today: dt.date, mean: float
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Hours asked for and hours of hers in each of the twelve months to come."""
    firsts = _months_ahead(today)
    sold: dict[int, float] = {}
    hers: dict[int, float] = {}
    days_a_week = max(1, business.working_days.count("1"))
    day = float(business.week_cap_hours) / days_a_week
    for month in measured.by_month:
        first = month.period.first
        if first.day != 1 or month.period.last.month == (month.period.last + ONE_DAY).month:
            continue  # a part of a month says nothing of the whole
        sold[first.month] = month.sold / HOUR
        hers[first.month] = max(month.worked / HOUR, month.coverage.expected_days * day)
    capacity = tuple(
        hers[first.month] if first.month in hers else _open_days(business, first) * day
        for first in firsts
    )
    return season([first.month for first in firsts], sold, mean=mean), capacity


def _months_ahead(today: dt.date) -> list[dt.date]:
    months = [today.year * 12 + today.month + step for step in range(12)]
    return [dt.date(month // 12, month % 12 + 1, 1) for month in months]


def _open_days(business: Business, first: dt.date) -> int:
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    days = expected_days(
        Period(first, last), working_days=business.working_days, country=business.country, away=[]
    )
    return len(list(days))


def _habits(
    business: Business,
    measured: queries.Measures,
    activities: dict[str, Activity],
    ratings: dict[str, Rating],
    *,
    today: dt.date,
) -> tuple[Habit, ...]:
    """Each activity with its hours, whichever hat was on; the hidden ones are over."""
    keys = {activity.pk: key for key, activity in activities.items()}
    hours: dict[str, float] = defaultdict(float)
    sold: dict[str, float] = defaultdict(float)
    for part in measured.by_activity:
        key = keys.get(part.activity_id or 0, "")
        hours[key] += part.tally.worked / HOUR
        sold[key] += part.tally.sold / HOUR
    taken, helped = _taken(business, today), _helpers(business, today)
    return tuple(
        Habit(
            id=key,
            key=key,
            hat=activity.hat,
            hours=hours[key],
            sold_hours=min(hours[key], sold[key]),
            level=rating.level if rating else None,
            pleasure=rating.pleasure if rating else None,
            importance=rating.importance if rating else None,
            helper_month_euros=helped.get(key, 0.0),
            taken=frozenset(taken.get(key, ())) | ({Choice.DELEGATE} if key in helped else set()),
        )
        for key, activity in activities.items()
        if not activity.hidden_on or activity.hidden_on > today
        for rating in [ratings.get(key)]
    )


def _helpers(business: Business, today: dt.date) -> dict[str, float]:
    """What partners already cost a month, by activity."""
    rows = Partner.objects.filter(
        Q(until_on=None) | Q(until_on__gte=today),
        business=business,
        activity__isnull=False,
        from_on__lte=today,
    ).select_related("activity")
    found: dict[str, float] = defaultdict(float)
    for row in rows:
        assert row.activity is not None
        found[row.activity.key] += float((row.hourly_price or 0) * (row.month_hours or 0))
    return dict(found)


def _taken(business: Business, today: dt.date) -> dict[str, set[str]]:
    """The answers already in force, by activity: levers on, trainings and partners under way."""
    rows = Decision.objects.filter(
        Q(ended_on=None) | Q(ended_on__gt=today), business=business, activity__isnull=False
    ).select_related("activity")
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        assert row.activity is not None
        found[row.activity.key].add(row.lever or row.choice)
    return dict(found)
