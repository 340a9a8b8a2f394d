"""Recurring dates, beside a second library, and rules that ask too much."""

from __future__ import annotations

import datetime as dt
from itertools import takewhile

import pytest
from dateutil.rrule import rrulestr
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from casquettes.formats.recurrence import (
    WEEKDAYS,
    Budget,
    NotARule,
    TooDense,
    dates,
    rule_of,
)

START = dt.datetime(2024, 1, 10, 9, 30)


def parts_of(text: str) -> dict[str, list[str]]:
    return {name: value.split(",") for name, value in (part.split("=") for part in text.split(";"))}


def spread(
    text: str,
    *,
    start: dt.datetime = START,
    days: int = 400,
    skip: int = 0,
    budget: int = 100_000,
) -> list[dt.datetime]:
    rule = rule_of(parts_of(text), None)
    after, before = start + dt.timedelta(days=skip), start + dt.timedelta(days=days)
    return list(dates(rule, start, after=after, before=before, budget=Budget(budget)))


@st.composite
def rules(draw: st.DrawFn) -> str:
    freq = draw(st.sampled_from(["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY"]))
    parts = [f"FREQ={freq}", f"INTERVAL={draw(st.sampled_from([1, 1, 2, 3, 7, 40]))}"]

    def sometimes(name: str, values: list[str], most: int = 3) -> bool:
        if draw(st.integers(0, 3)):
            return False
        chosen = draw(st.lists(st.sampled_from(values), min_size=1, max_size=most, unique=True))
        parts.append(f"{name}={','.join(chosen)}")
        return True

    sometimes("COUNT", ["1", "3", "40"], most=1)
    sometimes("WKST", list(WEEKDAYS), most=1)
    filtered = sometimes("BYMONTH", [str(month) for month in range(1, 13)])
    filtered |= sometimes("BYMONTHDAY", ["1", "15", "28", "29", "31", "-1", "-2", "-31"])
    # The other library takes "every Monday, first Tuesday" for both at once: one kind at a time.
    nth = draw(st.sampled_from(["", "1", "-1", "2", "5"])) if freq in {"MONTHLY", "YEARLY"} else ""
    filtered |= sometimes("BYDAY", [nth + day for day in WEEKDAYS])
    if freq == "YEARLY":
        numbered = any(part.startswith("BYDAY") for part in parts) and nth
        filtered |= sometimes("BYYEARDAY", ["1", "100", "-1", "366", "-366"])
        if not numbered:
            sometimes("BYWEEKNO", ["1", "20", "53", "-1"], most=1)
    if freq != "HOURLY":
        sometimes("BYHOUR", ["9", "14", "0", "23"])
    if freq == "HOURLY":
        sometimes("BYMINUTE", ["0", "15", "45"])
    if filtered and not any(part.startswith("BYWEEKNO") for part in parts):
        sometimes("BYSETPOS", ["1", "-1", "2"])
    return ";".join(parts)


@settings(max_examples=100, deadline=None)
@given(
    text=rules(),
    start=st.datetimes(dt.datetime(2015, 1, 1), dt.datetime(2024, 12, 28)).map(
        lambda moment: moment.replace(minute=30, second=0, microsecond=0)
    ),
    days=st.sampled_from([40, 400]),
    skip=st.sampled_from([0, 30]),
)
def test_dates_are_those_a_second_library_finds(
    text: str, start: dt.datetime, days: int, skip: int
) -> None:
    before = start + dt.timedelta(days=days)
    try:
        mine = spread(text, start=start, days=days, skip=skip, budget=8_000)
    except TooDense:
        assume(False)
        return
    assume(mine)  # the other library looks for a first date until the year 9999
    found = takewhile(lambda date: date < before, rrulestr(text, dtstart=start))
    theirs = []
    for date in found:
        if date >= start + dt.timedelta(days=skip):
            theirs.append(date)
        if len(theirs) == len(mine):
            break
    assert mine == theirs


@pytest.mark.parametrize(
    ("text", "first", "count"),
    [
        ("FREQ=WEEKLY;BYDAY=MO,WE;COUNT=3", dt.datetime(2024, 1, 10, 9, 30), 3),
        ("FREQ=MONTHLY;BYDAY=-1FR", dt.datetime(2024, 1, 26, 9, 30), 13),
        ("FREQ=YEARLY", dt.datetime(2024, 1, 10, 9, 30), 2),
        ("FREQ=YEARLY;BYMONTH=3", dt.datetime(2024, 3, 10, 9, 30), 1),
        ("FREQ=MONTHLY;BYMONTHDAY=31", dt.datetime(2024, 1, 31, 9, 30), 8),
        ("FREQ=DAILY;BYHOUR=8,20;BYSECOND=5", dt.datetime(2024, 1, 10, 20, 30, 5), 800),
        ("FREQ=SECONDLY;INTERVAL=3600;COUNT=5", dt.datetime(2024, 1, 10, 9, 30), 5),
        ("FREQ=SECONDLY;INTERVAL=60;BYMINUTE=0;COUNT=2", dt.datetime(2024, 1, 10, 10), 2),
        ("FREQ=SECONDLY;BYSECOND=0;COUNT=2", dt.datetime(2024, 1, 10, 9, 30), 2),
        ("FREQ=MONTHLY;BYDAY=MO,1TU;COUNT=4", dt.datetime(2024, 1, 15, 9, 30), 4),
        ("FREQ=MINUTELY;INTERVAL=30;BYSECOND=0,30;COUNT=4", dt.datetime(2024, 1, 10, 9, 30), 4),
        ("FREQ=HOURLY;INTERVAL=12;BYHOUR=9;COUNT=2", dt.datetime(2024, 1, 10, 9, 30), 2),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", None, 0),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=9", None, 0),
    ],
)  # fmt: skip
def test_known_rules_give_their_dates(text: str, first: dt.datetime | None, count: int) -> None:
    found = spread(text)
    assert (found[0] if found else None, len(found)) == (first, count)


def test_until_is_included() -> None:
    rule = rule_of({"FREQ": ["DAILY"]}, START + dt.timedelta(days=2))
    before = START + dt.timedelta(days=9)
    assert len(list(dates(rule, START, after=START, before=before, budget=Budget(99)))) == 3


@pytest.mark.parametrize(
    "text", ["FREQ=SECONDLY", "FREQ=SECONDLY;BYMONTH=12", "FREQ=MINUTELY;COUNT=999999"]
)
def test_a_rule_that_asks_too_much_is_refused_not_waited_for(text: str) -> None:
    with pytest.raises(TooDense):
        spread(text, budget=5_000)


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=OFTEN", "INTERVAL=2", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;COUNT=x",
        "FREQ=YEARLY;BYMONTH=13", "FREQ=WEEKLY;BYDAY=XX", "FREQ=WEEKLY;WKST=XX",
        "FREQ=YEARLY;BYWEEKNO=1;BYDAY=2MO", "FREQ=YEARLY;BYWEEKNO=1;BYSETPOS=1",
    ],
)  # fmt: skip
def test_what_is_no_rule_is_refused(text: str) -> None:
    with pytest.raises(NotARule):
        rule_of(parts_of(text), None)


def test_dates_far_away_end_with_the_calendar() -> None:
    start = dt.datetime(2190, 1, 31, 9)
    for freq in ("YEARLY", "MONTHLY", "WEEKLY", "DAILY"):
        rule = rule_of({"FREQ": [freq], "INTERVAL": ["100000"]}, None)
        before = dt.datetime(9999, 12, 31)
        assert len(list(dates(rule, start, after=start, before=before, budget=Budget(9_999)))) == 1
