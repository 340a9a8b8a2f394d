"""Recurring dates of calendars (RFC 5545, RRULE), worked out inside a window and within a budget.

A rule may ask for a date every second for ever, or for one that never comes: each day or step
looked at is paid from the budget, and a rule that asks too much is refused, not waited for.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product, takewhile

STEPS = {
    "SECONDLY": dt.timedelta(seconds=1),
    "MINUTELY": dt.timedelta(minutes=1),
    "HOURLY": dt.timedelta(hours=1),
}
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MAX_LIST = 400


class TooDense(ValueError):
    """The rule asks for more dates, or more looking, than the budget allows."""


class NotARule(ValueError):
    """The text is no rule of recurrence this module knows."""


@dataclass
class Budget:
    """How many days or steps may still be looked at."""

    left: int

    def spend(self, count: int = 1) -> None:
        self.left -= count
        if self.left < 0:
            raise TooDense


@dataclass(frozen=True, slots=True)
class Rule:
    """An RRULE; an empty tuple is a part not given; `until` is naive, in the zone of the start."""

    freq: str
    interval: int = 1
    count: int | None = None
    until: dt.datetime | None = None
    weeks_begin: int = 0
    months: tuple[int, ...] = ()
    week_numbers: tuple[int, ...] = ()
    year_days: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    weekdays: tuple[tuple[int, int], ...] = ()  # (which one, 0 for every; 0 Monday to 6)
    hours: tuple[int, ...] = ()
    minutes: tuple[int, ...] = ()
    seconds: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()


def rule_of(parts: dict[str, list[str]], until: dt.datetime | None) -> Rule:
    """The rule of its parts in capitals ("BYDAY" → ["MO", "-1FR"]). Raises NotARule."""
    freq = parts.get("FREQ", [""])[0].upper()
    if freq not in {*STEPS, "DAILY", "WEEKLY", "MONTHLY", "YEARLY"}:
        raise NotARule(freq)
    try:
        rule = Rule(
            freq=freq,
            interval=int(parts.get("INTERVAL", ["1"])[0]),
            count=int(parts["COUNT"][0]) if "COUNT" in parts else None,
            until=until,
            weeks_begin=WEEKDAYS.index(parts.get("WKST", ["MO"])[0].upper()),
            months=_numbers(parts, "BYMONTH", 12),
            week_numbers=_numbers(parts, "BYWEEKNO", 53),
            year_days=_numbers(parts, "BYYEARDAY", 366),
            month_days=_numbers(parts, "BYMONTHDAY", 31),
            weekdays=tuple(_weekday(text) for text in parts.get("BYDAY", [])[:MAX_LIST]),
            hours=_numbers(parts, "BYHOUR", 23),
            minutes=_numbers(parts, "BYMINUTE", 59),
            seconds=_numbers(parts, "BYSECOND", 59),
            positions=_numbers(parts, "BYSETPOS", 366),
        )
    except (ValueError, IndexError) as error:
        raise NotARule(str(error)) from error
    if not 1 <= rule.interval <= 100_000:
        raise NotARule("INTERVAL")
    if rule.week_numbers and (rule.positions or any(which for which, _day in rule.weekdays)):
        raise NotARule("BYWEEKNO")
    return rule


def _numbers(parts: dict[str, list[str]], name: str, largest: int) -> tuple[int, ...]:
    numbers = tuple(sorted({int(text) for text in parts.get(name, [])[:MAX_LIST]}))
    if any(abs(number) > largest for number in numbers):
        raise ValueError(name)
    return numbers


def _weekday(text: str) -> tuple[int, int]:
    return int(text[:-2] or 0), WEEKDAYS.index(text[-2:].upper())


def dates(
    rule: Rule, start: dt.datetime, *, after: dt.datetime, before: dt.datetime, budget: Budget
) -> Iterator[dt.datetime]:
    """The dates of the rule in [after, before), naive, in order; `start` anchors it.

    Raises TooDense once the budget is spent.
    """
    end = before if rule.until is None else min(before, rule.until + dt.timedelta(seconds=1))
    # Without COUNT nothing needs counting before the window: begin where it begins.
    origin = start if rule.count is not None else max(start, after)
    found = 0
    for candidates in _periods(rule, start, origin, end, budget):
        for date in candidates:
            if date < start:
                continue
            found += 1
            if date >= end or (rule.count is not None and found > rule.count):
                return
            if date >= after:
                budget.spend()
                yield date


def _periods(
    rule: Rule, start: dt.datetime, origin: dt.datetime, end: dt.datetime, budget: Budget
) -> Iterator[list[dt.datetime]]:
    """The dates of each period (year, month, week, day, step) from the one that holds `origin`."""
    if rule.freq in STEPS:
        yield from _steps(rule, start, origin, end, budget)
        return
    fits = _day_filter(rule, start)
    times = _times(rule, start)
    for days in _day_sets(rule, start, origin, end):
        budget.spend(len(days))
        chosen = [day for day in days if fits(day)]
        budget.spend(len(chosen) * len(times))
        moments = [dt.datetime.combine(day, time) for day in chosen for time in times]
        yield _positions(rule, moments)


def _steps(
    rule: Rule, start: dt.datetime, origin: dt.datetime, end: dt.datetime, budget: Budget
) -> Iterator[list[dt.datetime]]:
    step = STEPS[rule.freq] * rule.interval
    fits = _day_filter(rule, start)
    date = start + max(0, (origin - start) // step) * step
    while _unit(date, rule) < end:
        budget.spend()
        right = (
            fits(date.date())
            and (not rule.hours or date.hour in rule.hours)
            and (not rule.minutes or date.minute in rule.minutes or rule.freq == "HOURLY")
            and (not rule.seconds or date.second in rule.seconds or rule.freq != "SECONDLY")
        )
        if right:
            minutes = rule.minutes if rule.freq == "HOURLY" and rule.minutes else (date.minute,)
            expands = rule.freq != "SECONDLY" and rule.seconds
            seconds = rule.seconds if expands else (date.second,)
            budget.spend(len(minutes) * len(seconds))
            moments = [date.replace(minute=m, second=s) for m, s in product(minutes, seconds)]
            yield _positions(rule, moments)
        date += step


def _unit(date: dt.datetime, rule: Rule) -> dt.datetime:
    """Where the hour or minute of a step begins: its parts may be earlier than the step."""
    if rule.freq == "HOURLY":
        return date.replace(minute=0, second=0)
    return date.replace(second=0) if rule.freq == "MINUTELY" else date


def _times(rule: Rule, start: dt.datetime) -> list[dt.time]:
    hours = rule.hours or (start.hour,)
    minutes = rule.minutes or (start.minute,)
    seconds = rule.seconds or (start.second,)
    return [dt.time(h, m, s) for h, m, s in product(hours, minutes, seconds)]


def _positions(rule: Rule, moments: list[dt.datetime]) -> list[dt.datetime]:
    if not rule.positions:
        return moments
    size = len(moments)
    places = {p - 1 if p > 0 else size + p for p in rule.positions}
    return [moments[place] for place in sorted(places) if 0 <= place < size]


# --- the days of a period -----------------------------------------------------------------------


def _day_sets(
    rule: Rule, start: dt.datetime, origin: dt.datetime, end: dt.datetime
) -> Iterator[list[dt.date]]:
    """The days of every period that begins before `end`."""
    first, last = start.date(), min(end, dt.datetime(2199, 12, 31)).date()
    if rule.freq == "YEARLY":
        ranks = _ranks(origin.year - first.year, rule.interval)
        sets = (_year(first.year + rank) for rank in ranks)
    elif rule.freq == "MONTHLY":
        begun = first.year * 12 + first.month - 1
        ranks = _ranks(origin.year * 12 + origin.month - 1 - begun, rule.interval)
        sets = (_month(*divmod(begun + rank, 12)) for rank in ranks)
    else:
        length = 7 if rule.freq == "WEEKLY" else 1
        back = (first.weekday() - rule.weeks_begin) % 7 if length == 7 else 0
        begun = first.toordinal() - back
        ranks = _ranks((origin.date().toordinal() - begun) // length, rule.interval)
        # The week of the start begins with the start: positions count from there.
        weeks = (_run(begun + rank * length, length) for rank in ranks)
        sets = ([day for day in days if day >= first] for days in weeks)
    yield from takewhile(lambda days: days[0] <= last, sets)


def _ranks(first: int, interval: int) -> Iterator[int]:
    """The multiples of the interval from the last one not after `first`."""
    rank = max(0, first) // interval * interval
    while True:
        yield rank
        rank += interval


def _year(year: int) -> list[dt.date]:
    year = min(year, dt.MAXYEAR)
    return _run(dt.date(year, 1, 1).toordinal(), 366 if calendar.isleap(year) else 365)


def _month(year: int, month: int) -> list[dt.date]:
    year = min(year, dt.MAXYEAR)
    length = calendar.monthrange(year, month + 1)[1]
    return _run(dt.date(year, month + 1, 1).toordinal(), length)


def _run(ordinal: int, length: int) -> list[dt.date]:
    last = dt.date.max.toordinal() - length
    ordinal = min(max(1, ordinal), last)
    return [dt.date.fromordinal(ordinal + rank) for rank in range(length)]


# --- which days fit -----------------------------------------------------------------------------


def _day_filter(rule: Rule, start: dt.datetime) -> Callable[[dt.date], bool]:
    rule = _with_defaults(rule, start)
    tests: list[Callable[[dt.date], bool]] = []
    if rule.months:
        tests.append(lambda day: day.month in rule.months)
    if rule.month_days:
        tests.append(lambda day: _either_end(day.day, _days_in_month(day), rule.month_days))
    if rule.year_days:
        tests.append(lambda day: _either_end(_year_day(day), _days_in_year(day), rule.year_days))
    if rule.week_numbers:
        tests.append(lambda day: _either_end(*_week_number(day, rule), rule.week_numbers))
    if rule.weekdays:
        in_month = rule.freq == "MONTHLY" or bool(rule.months)
        tests.append(lambda day: _weekday_fits(day, rule, in_month=in_month))
    return lambda day: all(test(day) for test in tests)


def _with_defaults(rule: Rule, start: dt.datetime) -> Rule:
    """What a rule leaves unsaid comes from its start."""
    if rule.month_days or rule.year_days or rule.week_numbers or rule.weekdays:
        return rule
    parts = {name: getattr(rule, name) for name in Rule.__slots__}
    if rule.freq == "YEARLY":
        parts["months"] = rule.months or (start.month,)
    if rule.freq in {"YEARLY", "MONTHLY"}:
        parts["month_days"] = (start.day,)
    if rule.freq == "WEEKLY":
        parts["weekdays"] = ((0, start.weekday()),)
    return Rule(**parts)


def _either_end(rank: int, size: int, wanted: tuple[int, ...]) -> bool:
    """Is the rank wanted, counted from the beginning or (negative) from the end?"""
    return rank in wanted or rank - size - 1 in wanted


def _days_in_month(day: dt.date) -> int:
    return calendar.monthrange(day.year, day.month)[1]


def _year_day(day: dt.date) -> int:
    return day.timetuple().tm_yday


def _days_in_year(day: dt.date) -> int:
    return 366 if calendar.isleap(day.year) else 365


def _week_number(day: dt.date, rule: Rule) -> tuple[int, int]:
    """The number of the day's week and of the weeks of its year: four days make a first week."""
    monday = day - dt.timedelta(days=(day.weekday() - rule.weeks_begin) % 7)
    year = (monday + dt.timedelta(days=3)).year
    first, following = _first_week(year, rule.weeks_begin), _first_week(year + 1, rule.weeks_begin)
    return (monday - first).days // 7 + 1, (following - first).days // 7


def _first_week(year: int, weeks_begin: int) -> dt.date:
    fourth = dt.date(year, 1, 4)
    return fourth - dt.timedelta(days=(fourth.weekday() - weeks_begin) % 7)


def _weekday_fits(day: dt.date, rule: Rule, *, in_month: bool) -> bool:
    rank, size = (day.day, _days_in_month(day))
    if not in_month:
        rank, size = _year_day(day), _days_in_year(day)
    counted = rule.freq in {"MONTHLY", "YEARLY"}
    for which, weekday in rule.weekdays:
        if weekday != day.weekday():
            continue
        if not which or not counted:
            return True
        if which in {(rank - 1) // 7 + 1, -((size - rank) // 7 + 1)}:
            return True
    return False
