import datetime as dt

from casquettes.engine.periods import Period, month_of
from casquettes.engine.workdays import expected_days, public_holidays

D = dt.date
MAY = month_of(D(2026, 5, 1))


def test_may_in_france_has_four_public_holidays():
    assert [d.day for d in sorted(public_holidays("FR", 2026)) if d.month == 5] == [1, 8, 14, 25]


def test_her_weekdays_are_expected_but_for_public_holidays():
    expected = expected_days(MAY, working_days="1111100", country="FR")
    assert len(expected) == 21 - 4
    assert expected[0] == D(2026, 5, 4)
    assert all(day.weekday() < 5 for day in expected)


def test_a_week_of_wednesdays_and_saturdays():
    expected = expected_days(MAY, working_days="0010010", country="XX")
    assert [d.day for d in expected] == [2, 6, 9, 13, 16, 20, 23, 27, 30]


def test_days_away_are_not_expected():
    away = [Period(D(2026, 4, 20), D(2026, 5, 6)), Period(D(2026, 6, 1), D(2026, 6, 30))]
    expected = expected_days(MAY, working_days="1111100", country="FR", away=away)
    assert len(expected) == 17 - 3
    assert expected[0] == D(2026, 5, 7)


def test_an_unknown_country_has_no_public_holiday():
    assert public_holidays("XX", 2026) == frozenset()


def test_years_that_meet_each_know_their_holidays():
    days = expected_days(
        Period(D(2025, 12, 24), D(2026, 1, 2)), working_days="1111111", country="FR"
    )
    assert D(2025, 12, 25) not in days
    assert D(2026, 1, 1) not in days
    assert len(days) == 8
