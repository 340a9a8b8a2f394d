"""A wall clock and its moments, on the two odd days of the year and all others."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casquettes.engine.moments import HourMissing, comes_twice, moment_at

PARIS = ZoneInfo("Europe/Paris")
SPRING, AUTUMN = dt.date(2026, 3, 29), dt.date(2026, 10, 25)
ZONES = [PARIS, ZoneInfo("America/Martinique"), ZoneInfo("Australia/Lord_Howe"), ZoneInfo("UTC")]


def utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)  # type: ignore[arg-type]


def test_a_winter_morning_is_one_hour_ahead_of_utc() -> None:
    assert moment_at(dt.date(2026, 1, 5), dt.time(9), PARIS) == utc(2026, 1, 5, 8)


def test_half_past_two_never_comes_on_the_spring_day() -> None:
    with pytest.raises(HourMissing):
        moment_at(SPRING, dt.time(2, 30), PARIS)
    assert not comes_twice(SPRING, dt.time(2, 30), PARIS)


def test_the_edges_of_the_missing_hour_exist() -> None:
    assert moment_at(SPRING, dt.time(1, 59), PARIS) == utc(2026, 3, 29, 0, 59)
    assert moment_at(SPRING, dt.time(3), PARIS) == utc(2026, 3, 29, 1)


def test_half_past_two_comes_twice_on_the_autumn_day() -> None:
    assert comes_twice(AUTUMN, dt.time(2, 30), PARIS)
    assert moment_at(AUTUMN, dt.time(2, 30), PARIS) == utc(2026, 10, 25, 0, 30)
    assert moment_at(AUTUMN, dt.time(2, 30), PARIS, second=True) == utc(2026, 10, 25, 1, 30)


def test_an_ordinary_time_comes_once() -> None:
    assert not comes_twice(AUTUMN, dt.time(12), PARIS)


@given(
    day=st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31)),
    quarter=st.integers(0, 95),
    zone=st.sampled_from(ZONES),
)
def test_every_quarter_of_an_hour_agrees_with_a_search_of_the_day(
    day: dt.date, quarter: int, zone: ZoneInfo
) -> None:
    time = dt.time(quarter // 4, quarter % 4 * 15)
    shown = dt.datetime.combine(day, time)
    start = dt.datetime.combine(day, dt.time.min, dt.UTC) - dt.timedelta(hours=15)
    found = [
        moment
        for step in range(4 * 54)
        if (moment := start + dt.timedelta(minutes=15 * step)).astimezone(zone).replace(tzinfo=None)
        == shown
    ]
    if not found:
        with pytest.raises(HourMissing):
            moment_at(day, time, zone)
        return
    assert moment_at(day, time, zone) == found[0]
    assert moment_at(day, time, zone, second=True) == found[-1]
    assert comes_twice(day, time, zone) == (len(found) == 2)
