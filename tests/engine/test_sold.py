"""Sold minutes by the hour, in a package, for a result."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from casquettes.engine.sold import Served, Terms, sold_minutes

D = dt.date(2026, 3, 1)


def day(rank: int) -> dt.date:
    return D + dt.timedelta(days=rank)


def served(*minutes: int) -> list[Served]:
    return [Served(day(rank), each) for rank, each in enumerate(minutes)]


def told(terms: Terms, rows: list[Served]) -> list[tuple[int, int]]:
    return [((row.on - D).days, row.minutes) for row in sold_minutes(terms, rows)]


def test_by_the_hour_each_session_sells_what_it_says():
    assert told(Terms("hourly"), served(210, 0, 180)) == [(0, 210), (2, 180)]


def test_a_package_sells_until_its_hours_are_used_up():
    package = Terms("package", minutes=720)
    assert told(package, served(300, 300, 300)) == [(0, 300), (1, 300), (2, 120)]


def test_hours_left_in_a_package_are_sold_the_day_it_ends():
    package = Terms("package", minutes=720, over_on=day(30))
    assert told(package, served(300, 300)) == [(0, 300), (1, 300), (30, 120)]


def test_a_package_used_up_leaves_nothing_to_its_last_day():
    package = Terms("package", minutes=600, over_on=day(30))
    assert told(package, served(300, 300, 60)) == [(0, 300), (1, 300)]


def test_a_session_after_the_package_ended_sells_nothing():
    package = Terms("package", minutes=720, over_on=day(1))
    assert told(package, served(300, 0, 300)) == [(0, 300), (1, 420)]


def test_a_result_sells_its_reference_hours_as_sessions_are_done():
    result = Terms("fixed", minutes=500, planned=3)
    assert told(result, served(999, 1, 60)) == [(0, 166), (1, 167), (2, 167)]
    assert told(result, served(60)) == [(0, 166)]


def test_more_sessions_than_planned_sell_nothing_more():
    result = Terms("fixed", minutes=480, planned=2)
    assert told(result, served(240, 240, 240)) == [(0, 240), (1, 240)]


def test_a_result_delivered_early_sells_the_rest_that_day():
    result = Terms("fixed", minutes=480, planned=4, over_on=day(9))
    assert told(result, served(60)) == [(0, 120), (9, 360)]


def test_a_result_without_a_plan_is_sold_by_its_first_session():
    assert told(Terms("fixed", minutes=480), served(60, 60)) == [(0, 480)]


rows = st.lists(st.builds(Served, st.integers(0, 60).map(day), st.integers(0, 900)), max_size=12)


@given(
    rows,
    st.sampled_from(["package", "fixed"]),
    st.integers(0, 3000),
    st.integers(0, 8),
    st.one_of(st.none(), st.integers(0, 80).map(day)),
)
def test_never_more_than_was_sold_and_all_of_it_once_over(sessions, kind, minutes, planned, over):
    terms = Terms(kind, minutes=minutes, planned=planned, over_on=over)
    sold = sum(row.minutes for row in sold_minutes(terms, sessions))
    assert 0 <= sold <= minutes
    assert over is None or sold == minutes
    by_day = {row.on: 0 for row in sold_minutes(terms, sessions)}
    for row in sold_minutes(terms, list(reversed(sessions))):
        by_day[row.on] = by_day.get(row.on, 0) + row.minutes
    assert sum(by_day.values()) == sold
