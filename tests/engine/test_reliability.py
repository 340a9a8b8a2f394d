import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casquettes.engine.reliability import Coverage, NotedTime, Verdict, coverage

D = dt.date
HOUR = 3600


def covered(days: int, of: int) -> Coverage:
    return Coverage(days, of, worked=days * HOUR, reconstructed=0)


def test_half_of_the_expected_days_is_too_little_to_show():
    assert covered(59, of=100).verdict is Verdict.TOO_LITTLE
    assert covered(60, of=100).verdict is Verdict.FRAGILE
    assert covered(84, of=100).verdict is Verdict.FRAGILE
    assert covered(85, of=100).verdict is Verdict.GOOD


def test_thresholds_are_exact():
    # 3/5 and 17/20 are not exact in floats; the days are compared as integers.
    assert covered(3, of=5).verdict is Verdict.FRAGILE
    assert covered(17, of=20).verdict is Verdict.GOOD


def test_without_any_day_there_is_nothing_to_judge():
    nothing = Coverage(0, 0, worked=0, reconstructed=0)
    assert nothing.share is None
    assert nothing.verdict is Verdict.TOO_LITTLE
    assert nothing.reconstructed_share is None
    assert nothing.days_to_show == 1


def test_time_noted_where_none_was_expected_misses_nothing():
    sunday = Coverage(0, 0, worked=HOUR, reconstructed=0)
    assert sunday.share == 1
    assert sunday.verdict is Verdict.GOOD
    assert sunday.days_to_show == 0


@pytest.mark.parametrize(("days", "of", "more"), [(0, 5, 8), (2, 10, 10), (6, 10, 0), (1, 2, 1)])
def test_how_many_days_before_figures_are_shown(days, of, more):
    assert covered(days, of).days_to_show == more


@given(st.integers(0, 200), st.integers(1, 200))
def test_that_many_days_are_enough_and_one_less_is_not(days, of):
    some = covered(min(days, of), of)
    more = some.days_to_show
    after = covered(some.covered_days + more, of + more)
    assert after.verdict is not Verdict.TOO_LITTLE
    if more:
        one_less = covered(some.covered_days + more - 1, of + more - 1)
        assert one_less.verdict is Verdict.TOO_LITTLE


def test_days_not_noted_give_an_interval_instead_of_a_point():
    # κ = 4/5: the missing fifth of the time may hold nothing sold.
    some = covered(4, of=5)
    assert some.share_interval(12 * HOUR, 32 * HOUR) == (0.3, 0.375)
    assert some.hours_interval(32 * HOUR) == (32.0, 40.0)


@pytest.mark.parametrize("some", [covered(5, of=5), covered(0, of=5), covered(0, of=0)])
def test_no_interval_when_all_is_covered_or_nothing(some):
    assert some.share_interval(HOUR, 2 * HOUR) is None
    assert some.hours_interval(2 * HOUR) is None


def test_no_interval_without_worked_time():
    assert covered(4, of=5).share_interval(0, 0) is None
    assert covered(4, of=5).hours_interval(0) is None


@given(st.integers(1, 99), st.integers(0, 10**6), st.integers(1, 10**6))
def test_the_interval_is_the_definition(days, part, worked):
    low, high = covered(days, of=100).share_interval(part, worked)
    kappa = Fraction(days, 100)
    assert low == pytest.approx(float(part / (worked / kappa)), rel=1e-15)
    assert high == part / worked


WEEK = [D(2026, 3, 9) + dt.timedelta(days=n) for n in range(5)]


def noted(day: int, seconds: int = HOUR, later: int = 0) -> NotedTime:
    on = D(2026, 3, day)
    return NotedTime(on, on + dt.timedelta(days=later), seconds)


def test_days_with_time_cover_the_expected_ones():
    some = coverage(WEEK, [noted(9), noted(9), noted(11)], today=D(2026, 3, 14))
    assert (some.covered_days, some.expected_days) == (2, 5)
    assert some.worked == 3 * HOUR


def test_a_sunday_covers_no_expected_day():
    some = coverage(WEEK, [noted(8)], today=D(2026, 3, 14))
    assert (some.covered_days, some.expected_days) == (0, 5)
    assert some.worked == HOUR


def test_today_is_expected_once_it_holds_time():
    thursday = D(2026, 3, 12)
    assert coverage(WEEK, [noted(9)], today=thursday).expected_days == 3
    assert coverage(WEEK, [noted(9), noted(12)], today=thursday).expected_days == 4


def test_an_entry_without_duration_covers_nothing():
    assert coverage(WEEK, [noted(9, seconds=0)], today=D(2026, 3, 14)).covered_days == 0


def test_time_written_down_more_than_two_days_later_is_reconstructed():
    rows = [noted(9, later=2), noted(10, later=3), noted(11, later=-1)]
    some = coverage(WEEK, rows, today=D(2026, 3, 14))
    assert some.reconstructed == HOUR
    assert some.reconstructed_share == 1 / 3
