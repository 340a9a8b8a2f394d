"""Her own figures as a case to decide on. See docs/method/choices.md, « From her figures »."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from casquettes.engine.choices.case import Candidate, Case, Choice, Option
from casquettes.engine.choices.priors import Beliefs, Lever, Nature, data, nature_of
from casquettes.engine.choices.year import lay_out

LEVELS = 5
COURSE_MONTHS = 2
NO_FLOOR = -1e18
Months = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Habit:
    """One activity as it is lived: hours over the time looked at, and her answers of 1 to 5.

    `sold_hours`: what of it clients paid for; `helper_month_euros`: what a specialist who has it
    already costs a month; `taken`: answers in force already, never offered again (a choice, or the
    id of a lever).
    """

    id: str
    key: str
    hat: str
    hours: float
    sold_hours: float = 0.0
    level: int | None = None
    pleasure: int | None = None
    importance: int | None = None
    helper_month_euros: float = 0.0
    taken: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured over `looked_at` months (a part of one counts), and what is to come.

    `demand` and `capacity` in hours, one a month to come; `margin` in € per sold hour; `fixed`
    and `pay` in € a month; `cash` None where she never said it; `age_months` of the business.
    """

    looked_at: float
    sold_hours: float
    habits: tuple[Habit, ...]
    demand: Months
    capacity: Months
    margin: float
    fixed: float = 0.0
    pay: float = 0.0
    cash: float | None = None
    age_months: float = 12.0


@dataclass(frozen=True, slots=True)
class Offered:
    """What an option is made of, to be said: the lever, hours and euros it asks once or a month."""

    choice: Choice
    lever: str = ""
    course_hours: float = 0.0
    course_euros: float = 0.0
    specialist_price: float = 0.0
    specialist_hours: float = 0.0  # a year
    demand_share: float = 0.0  # of demand, lost or won once it has come


@dataclass(frozen=True, slots=True)
class Board:
    """The case, and what stands behind each option of each activity (same order)."""

    case: Case
    habits: tuple[Habit, ...]
    offered: tuple[tuple[Offered, ...], ...]


def read_board(figures: Figures, beliefs: Beliefs) -> Board:
    """The year to decide on, from her figures and what is believed where they are silent."""
    lived = tuple(habit for habit in figures.habits if habit.hours > 0)
    desk = _Desk(figures, beliefs)
    rows = [desk.options(habit) for habit in lived]
    case = Case(
        months=desk.months,
        capacity=_capacity(figures, [row[0][1] for row in rows]),
        demand=tuple(d * (1 + beliefs.value("demand_room")) for d in figures.demand),
        margin=figures.margin,
        rest_value=beliefs.value("rest_value"),
        fixed=(figures.fixed,) * desk.months,
        pay=(figures.pay,) * desk.months,
        cash_start=figures.cash or 0.0,
        cash_floor=NO_FLOOR,
        budget=beliefs.value("budget"),
        max_changes=int(beliefs.value("max_changes")),
        quality_floors={},
        activities=tuple(
            Candidate(habit.id, habit.hat, tuple(option for _told, option in row))
            for habit, row in zip(lived, rows, strict=True)
        ),
    )
    case = replace(case, quality_floors=_floors(case))
    if figures.cash is not None:
        case = replace(case, cash_floor=min(0.0, _lowest_cash(case)))
    return Board(case, lived, tuple(tuple(told for told, _option in row) for row in rows))


def season(months: Iterable[int], lived: dict[int, float], *, mean: float) -> Months:
    """Hours a month to come: those of the same month lived, else the usual month of the season."""
    usual: Sequence[float] = data()["year"]["season"]
    middle = sum(usual) / len(usual)
    return tuple(
        lived[month] if month in lived else mean * usual[month - 1] / middle for month in months
    )


@dataclass(frozen=True, slots=True)
class _Desk:
    """What every option of this year is made with."""

    figures: Figures
    beliefs: Beliefs

    @property
    def months(self) -> int:
        return len(self.figures.demand)

    def options(self, habit: Habit) -> list[tuple[Offered, Option]]:
        """Today's way first, then each other answer the activity allows."""
        nature = nature_of(habit.key)
        keep = self._keep(habit, nature)
        found = [(Offered(Choice.KEEP), keep)]
        if nature.sold:
            return found
        found += [
            self._reduce(keep, lever)
            for lever in self.beliefs.levers_for(habit.key)
            if lever.id not in habit.taken
        ]
        if Choice.LEARN in nature.options and Choice.LEARN not in habit.taken:
            found.append(self._learn(habit, nature, keep))
        if self.beliefs.protected(habit.key):
            return found
        if Choice.DELEGATE in nature.options and Choice.DELEGATE not in habit.taken:
            found.append(self._delegate(habit, nature, keep))
        if nature.droppable:
            found.append(self._drop(habit, keep))
        return found

    def _keep(self, habit: Habit, nature: Nature) -> Option:
        month = max(0.0, habit.hours - habit.sold_hours) / self.figures.looked_at
        follows = (nature.per_sale or nature.sold) and self.figures.sold_hours > 0
        each = month * self.figures.looked_at / self.figures.sold_hours if follows else 0.0
        background = 0.0 if follows else month
        mean = sum(self.figures.capacity) / self.months or 1.0
        feelings = data()["feelings"]["dislike"]
        return Option(
            choice=Choice.KEEP,
            hours=tuple(background * hours / mean for hours in self.figures.capacity),
            hours_per_sold=(each,) * self.months,
            euros=(habit.helper_month_euros,) * self.months,
            demand_effect=(0.0,) * self.months,
            quality=habit.level / LEVELS if habit.level else data()["quality"]["keep"],
            dislike=float(feelings[habit.pleasure - 1]) if habit.pleasure else 0.0,
        )

    def _reduce(self, keep: Option, lever: Lever) -> tuple[Offered, Option]:
        alike = [h for h in self.figures.habits if h.key in lever.activities and h.hours > 0]
        part = 1 / len(alike)  # a lever for several activities costs once for all of them
        told = Offered(
            Choice.REDUCE,
            lever=lever.id,
            course_euros=lever.euros * part,
            demand_share=lever.demand * part,
        )
        euros = (lever.euros * part, *(0.0,) * (self.months - 1))
        return told, replace(
            keep,
            choice=Choice.REDUCE,
            hours=_times(keep.hours, lever.factor),
            hours_per_sold=_times(keep.hours_per_sold, lever.factor),
            euros=_plus(keep.euros, euros),
            demand_effect=self._ramp(told.demand_share),
            quality=_moved(keep.quality, Choice.REDUCE),
        )

    def _learn(self, habit: Habit, nature: Nature, keep: Option) -> tuple[Offered, Option]:
        told = Offered(
            Choice.LEARN,
            course_hours=self.beliefs.of_activity("training_hours", habit.key, otherwise=habit.hat),
            course_euros=self.beliefs.of_activity("training_euros", habit.key, otherwise=habit.hat),
            demand_share=self._demand(habit) * data()["demand_gained"]["learn"],
        )
        factors = self._curve(nature)
        course = _spread(told.course_hours, self.months)
        return told, replace(
            keep,
            choice=Choice.LEARN,
            hours=_plus(_each(keep.hours, factors), course),
            hours_per_sold=_each(keep.hours_per_sold, factors),
            euros=_plus(keep.euros, _spread(told.course_euros, self.months)),
            demand_effect=self._ramp(told.demand_share),
            quality=_moved(keep.quality, Choice.LEARN),
        )

    def _curve(self, nature: Nature) -> Months:
        """Time of an hour once the course is over: its gain, then Wright's law."""
        done = max(1.0, nature.units_per_month * max(1.0, self.figures.age_months))
        slope = math.log2(nature.wright_rate) * self.beliefs.value("wright_factor")
        gain = self.beliefs.value("course_gain")
        return tuple(
            1.0
            if month < COURSE_MONTHS
            else gain * ((done + nature.units_per_month * month) / done) ** slope
            for month in range(self.months)
        )

    def _delegate(self, habit: Habit, nature: Nature, keep: Option) -> tuple[Offered, Option]:
        price = self.beliefs.of_activity("specialist_price", habit.key, otherwise=habit.hat)
        sold = np.minimum(self.figures.demand, self.figures.capacity)
        mean = float(sold.mean())
        done = np.array(keep.hours) + np.array(keep.hours_per_sold) * sold
        his = done * self.beliefs.value("specialist_hours")
        told = Offered(
            Choice.DELEGATE,
            specialist_price=price,
            specialist_hours=float(his.sum()),
            demand_share=self._demand(habit) * data()["demand_gained"]["delegate"],
        )
        per_sold = keep.hours_per_sold[0]
        left = max(
            per_sold * nature.supervision, min(per_sold, nature.practice_hours / (mean or 1.0))
        )
        stays = tuple(
            max(hours * nature.supervision, min(hours, nature.practice_hours))
            for hours in keep.hours
        )
        return told, replace(
            keep,
            choice=Choice.DELEGATE,
            hours=_plus(stays, _spread(nature.handover_hours, self.months)),
            hours_per_sold=(left,) * self.months,
            euros=tuple(float(hours) * price for hours in his),
            demand_effect=self._ramp(told.demand_share),
            quality=data()["quality"]["delegate"],
        )

    def _drop(self, habit: Habit, keep: Option) -> tuple[Offered, Option]:
        told = Offered(Choice.DROP, demand_share=-self._demand(habit))
        nothing = (0.0,) * self.months
        return told, replace(
            keep,
            choice=Choice.DROP,
            hours=nothing,
            hours_per_sold=nothing,
            euros=nothing,
            demand_effect=self._ramp(told.demand_share),
            quality=0.0,
        )

    def _demand(self, habit: Habit) -> float:
        """The share of demand that rests on the activity: hers as typed, else by importance."""
        key = f"demand_lost.{habit.key}"
        if key in self.beliefs.typed or habit.importance is None:
            return self.beliefs.value(key)
        weights: Sequence[float] = data()["feelings"]["importance"]
        return self.beliefs.value(key) * weights[habit.importance - 1]

    def _ramp(self, share: float) -> Months:
        whole = data()["year"]["ramp_months"]
        return tuple(share * min(1.0, (month + 1) / whole) for month in range(self.months))


def _moved(quality: float, choice: Choice) -> float:
    """Her own quality after a change: as far from hers as the prior is from the usual one."""
    usual = data()["quality"]
    return float(min(1.0, max(0.0, quality + usual[choice] - usual["keep"])))


def _capacity(figures: Figures, today: Iterable[Option]) -> Months:
    """Her hours a month; never fewer than what she does already."""
    done = [sum(hours) for hours in zip(*(option.hours for option in today), strict=True)]
    return tuple(max(pair) for pair in zip(figures.capacity, done or figures.capacity, strict=True))


def _floors(case: Case) -> dict[str, float]:
    """The floor of each hat; where today is under it already, no worse than today."""
    year = lay_out(case)
    sold = year.sold(year.sums_of(()))[0]
    hours: dict[str, float] = defaultdict(float)
    good: dict[str, float] = defaultdict(float)
    for activity in case.activities:
        option = activity.options[0]
        own = float((np.array(option.hours) + np.array(option.hours_per_sold) * sold).sum())
        hours[activity.hat] += own
        good[activity.hat] += own * option.quality
    floor = data()["quality"]["floor"]
    return {hat: min(floor, good[hat] / own if own else floor) for hat, own in hours.items()}


def _lowest_cash(case: Case) -> float:
    """The lowest point of her cash this year if nothing changes."""
    year = lay_out(case)
    sums = year.sums_of(())
    gain = case.margin * year.sold(sums)[0] - np.array(case.fixed) - np.array(case.pay)
    return float((case.cash_start + (gain - sums[0, 2]).cumsum()).min())


def _spread(total: float, months: int) -> Months:
    """Over the first months: a course, a handover."""
    first = min(COURSE_MONTHS, months)
    return (total / first,) * first + (0.0,) * (months - first)


def _times(values: Months, factor: float) -> Months:
    return tuple(value * factor for value in values)


def _each(values: Months, factors: Months) -> Months:
    return tuple(value * factor for value, factor in zip(values, factors, strict=True))


def _plus(values: Months, more: Months) -> Months:
    return tuple(value + other for value, other in zip(values, more, strict=True))
