"""Her goals beside what her months say: what is within reach, how far she is, where it ends."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.urls import reverse

from casquettes.engine import goals as engine
from casquettes.engine.goals import Law, Outlook, parts_ahead
from casquettes.engine.periods import ONE_DAY, Period
from casquettes.kernel.models import Business
from casquettes.pilot.models import Goal
from casquettes.pilot.queries import goal_words as words
from casquettes.pilot.queries.goal_measures import Measure, Wanted, measures
from casquettes.pilot.queries.goal_readings import Readings, months_in
from casquettes.pilot.queries.goal_words import Why

AT_MOST = 3
ENOUGH_DAYS = 28
PLANNED = frozenset({"sold_hours", "revenue"})


@dataclass(frozen=True, slots=True)
class Feasible:
    """What one measure may become by the end of a period, from her own months.

    Values as they are kept (a share is a fraction of 1); `now` is her usual figure, over as long
    a time. `low` to `high`: it ends between them nine times in ten if nothing changes; None where
    `why` says why.
    """

    measure: str
    name: str
    unit: str
    now: float | None
    low: float | None
    high: float | None
    proposed: float | None
    now_said: str
    reach_said: str
    why: str


@dataclass(frozen=True, slots=True)
class Aimed:
    """What is said of a target before it is set: below her usual, within reach, or beyond."""

    outlook: Outlook | None
    chance: float | None
    sentence: str


@dataclass(frozen=True, slots=True)
class GoalSeen:
    """One goal as it stands today; values as they are kept, and each of them in words."""

    goal: Goal
    measure: Measure
    name: str
    value: float | None
    value_said: str
    start_said: str
    target_said: str
    progress: float | None
    elapsed: float
    low: float | None
    middle: float | None
    high: float | None
    likely: float | None
    chance: str
    projection: str
    sentence: str
    more: bool
    over: bool
    reached: bool | None
    url: str

    @property
    def is_total(self) -> bool:
        """Does it add up from nothing over its period?"""
        return self.measure.kind is engine.Kind.TOTAL


def period_of(goal: Goal) -> Period:
    """The days of a goal."""
    return Period(goal.first_on, goal.last_on)


def usual_period(today: dt.date) -> Period:
    """The period a goal has unless she says otherwise: a year from today."""
    day = 28 if (today.month, today.day) == (2, 29) else today.day
    return Period(today, today.replace(year=today.year + 1, day=day) - ONE_DAY)


def open_goals(business: Business) -> QuerySet[Goal]:
    """Goals neither closed nor left, the first to end first."""
    return Goal.objects.filter(business=business, dropped_on=None, closed_on=None)


def beside(business: Business, period: Period) -> QuerySet[Goal]:
    """Open goals with a day in this period: those that count among the three."""
    return open_goals(business).filter(first_on__lte=period.last, last_on__gte=period.first)


def past_goals(business: Business) -> QuerySet[Goal]:
    """Goals that are over, and those she left after the day they were set; latest first."""
    over = Q(closed_on__isnull=False) | Q(dropped_on__gt=F("set_on"))
    return Goal.objects.filter(business=business).filter(over).order_by("-last_on", "-id")


def goals(
    business: Business, *, today: dt.date, readings: Readings | None = None
) -> list[GoalSeen]:
    """Her open goals as they stand, the first to end first."""
    known = measures()
    rows = [goal for goal in open_goals(business) if goal.measure in known]
    if not rows:
        return []
    readings = readings or Readings(business, today=today)
    return [seen(goal, known[goal.measure], readings) for goal in rows]


def seen(goal: Goal, measure: Measure, readings: Readings) -> GoalSeen:
    """One goal today: its value, its progress, and where it ends."""
    today, period = readings.today, period_of(goal)
    currency = readings.business.currency
    value = goal.reached if goal.closed_on else lived(measure, period, readings)
    more = measure.more(goal.target, goal.start)
    over = goal.last_on < today
    law = None if over else law_of(measure, period, readings)
    done = _done(measure, goal, value, over=over, more=more)
    chance = None if law is None or done else engine.chance(law, goal.target, more=more)
    low, middle, high = _ends(law, measure)
    total = measure.kind is engine.Kind.TOTAL
    return GoalSeen(
        goal=goal,
        measure=measure,
        name=goal.title or str(measure.name),
        value=value,
        value_said=measure.said(value, currency),
        start_said=measure.said(goal.start, currency),
        target_said=measure.said(goal.target, currency),
        progress=engine.progress(0.0 if total else goal.start, value, goal.target),
        elapsed=engine.elapsed(period, today),
        low=low,
        middle=middle,
        high=high,
        likely=chance,
        chance=words.chance(chance),
        projection=words.projection(measure, (low, middle, high), currency),
        sentence=words.standing(
            words.Standing(measure, goal, value, over=over, done=done, why=_why(measure, readings)),
            foreseen=law is not None,
            today=today,
            planned=readings.days_off_planned if measure.key == "days_off" else 0,
        ),
        more=more,
        over=over,
        reached=done,
        url=reverse("pilot:goal", args=[goal.pk]),
    )


def feasible(
    business: Business,
    *,
    today: dt.date,
    period: Period | None = None,
    readings: Readings | None = None,
) -> list[Feasible]:
    """What each measure may become by the end of a period (a year from today unless said).

    Measures she has nothing of are left out.
    """
    period = period or usual_period(today)
    readings = readings or Readings(business, today=today)
    found = (_feasible(measure, period, readings) for measure in measures().values())
    return [each for each in found if each is not None]


def feasible_one(measure: Measure, period: Period, readings: Readings) -> Feasible:
    """The same for one measure, even where nothing of it is known yet."""
    now = usually(measure, period, readings)
    law = law_of(measure, period, readings)
    low, _middle, high = _ends(law, measure)
    proposed = None
    if law is not None and now is not None:
        # Of hours, fewer is what is asked for most.
        more = measure.wanted is Wanted.MORE
        target = engine.proposed(law, usually=now, more=more, step=measure.step)
        proposed = measure.within(target)
    currency = readings.business.currency
    return Feasible(
        measure=measure.key,
        name=str(measure.name),
        unit=measure.suffix(currency),
        now=now,
        low=low,
        high=high,
        proposed=proposed,
        now_said=measure.said(now, currency),
        reach_said=words.reach(measure, low, high, currency),
        why="" if law is not None else words.why(_why(measure, readings)),
    )


def aimed(measure: Measure, target: float, period: Period, readings: Readings) -> Aimed:
    """What may be said of a target she is about to set."""
    now = usually(measure, period, readings)
    law = law_of(measure, period, readings)
    if law is None or now is None:
        return Aimed(None, None, words.unknown(_why(measure, readings)))
    more = measure.more(target, now)
    outlook = engine.outlook(law, target, usually=now, more=more)
    chance = engine.chance(law, target, more=more)
    currency = readings.business.currency
    ends = tuple(measure.said(measure.within(each), currency) for each in engine.reach(law))
    told = words.outlook(outlook, chance, now=measure.said(now, currency), ends=ends)
    return Aimed(outlook, chance, told)


def usually(measure: Measure, period: Period, readings: Readings) -> float | None:
    """What she does now, said as the goal is: the last twelve months; a total over as long."""
    if measure.on_a_day:
        return readings.over(measure, period).value
    months = readings.months(measure)
    value = engine.usual(months)
    if value is None or measure.kind is not engine.Kind.TOTAL:
        return value
    # One month times twelve is no year.
    return value * months_in(period) if len(months) >= engine.ENOUGH_MONTHS else None


def law_of(measure: Measure, period: Period, readings: Readings) -> Law | None:
    """Where the measure ends, in chances: from the plan that is followed, else from her months."""
    if measure.on_a_day:
        return readings.cash_on(period.last)
    parts = parts_ahead(readings.today, period)
    so_far = readings.over(measure, period).so_far
    if measure.key in PLANNED and (ahead := readings.planned(tuple(parts))) is not None:
        whole = months_in(period)
        if measure.key == "revenue":
            return engine.drawn(so_far.top + each for each in ahead.turnover)
        return engine.drawn((so_far.top + each) / whole for each in ahead.sold_hours)
    months = readings.months(measure)
    season = engine.season_of(months) if measure.seasonal else engine.FLAT
    return engine.foresee(so_far, months, parts, kind=measure.kind, season=season)


def reached(goal: Goal, measure: Measure) -> bool | None:
    """Was a goal that is over reached? None where too little was noted to say."""
    if goal.closed_on is None or goal.reached is None:
        return None
    more = measure.more(goal.target, goal.start)
    return goal.reached >= goal.target if more else goal.reached <= goal.target


def lived(measure: Measure, period: Period, readings: Readings) -> float | None:
    """Its value since it was set; a share of a few days says nothing yet."""
    past = period.common(Period(dt.date.min, readings.today))
    early = past is None or past.days < ENOUGH_DAYS <= period.days
    if early and measure.kind is engine.Kind.RATIO and not measure.on_a_day:
        return None
    return readings.over(measure, period).value


def _feasible(measure: Measure, period: Period, readings: Readings) -> Feasible | None:
    found = feasible_one(measure, period, readings)
    empty = measure.hat and not any(month.top for month in readings.months(measure))
    return None if found.now is None or empty else found


def _ends(law: Law | None, measure: Measure) -> tuple[float | None, float | None, float | None]:
    """Where it ends: low, in the middle, high; kept to what can be."""
    if law is None:
        return None, None, None
    low, high = engine.reach(law)
    return measure.within(low), measure.within(law.value_at(0.5)), measure.within(high)


def _done(
    measure: Measure, goal: Goal, value: float | None, *, over: bool, more: bool
) -> bool | None:
    """Is it reached for good? A total stays; the rest is known once the period is over."""
    if value is None:
        return None
    at_target = value >= goal.target if more else value <= goal.target
    if over or goal.closed_on:
        return at_target
    return True if at_target and measure.kind is engine.Kind.TOTAL else None


def _why(measure: Measure, readings: Readings) -> Why:
    """Why nothing is foreseen of it."""
    if measure.on_a_day:
        return Why.NO_CASH if readings.runway is None else Why.NO_PLAN
    months = readings.months(measure)
    if len(months) < engine.ENOUGH_MONTHS:
        return Why.TOO_FEW
    return Why.NOTHING
