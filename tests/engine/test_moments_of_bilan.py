"""When a bilan is offered, once a moment."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casquettes.engine.bilan.moments import Due, Standing, due, seasons

D = dt.date
ANNE = Standing(started_on=D(2023, 5, 20), weeks_noted=6)
RENTREE = Due("rentree", "bilan:rentree-2026")
CASH = ("cash_under_30_days", D(2026, 6, 1))
OF_CASH = Due("alert", "bilan:alert-cash_under_30_days-2026-06-01")


@pytest.mark.parametrize(
    ("today", "found"),
    [
        (D(2026, 8, 14), []),
        (D(2026, 8, 15), ["bilan:rentree-2026"]),
        (D(2026, 9, 30), ["bilan:rentree-2026"]),
        (D(2026, 10, 1), []),
        (D(2026, 12, 14), []),
        (D(2026, 12, 15), ["bilan:new_year-2027"]),
        (D(2027, 1, 31), ["bilan:new_year-2027"]),
        (D(2027, 2, 1), []),
        (D(2026, 5, 4), []),
        (D(2026, 5, 5), ["bilan:anniversary-2026"]),
        (D(2026, 6, 4), ["bilan:anniversary-2026"]),
        (D(2026, 6, 5), []),
        (D(2023, 5, 25), []),  # the start itself
        (D(2024, 5, 6), ["bilan:anniversary-2024"]),  # the first one
    ],
)
def test_the_moments_of_the_calendar(today, found):
    assert [each.key for each in seasons(today, started_on=ANNE.started_on)] == found


def test_an_anniversary_at_the_turn_of_the_year_keeps_its_name_on_both_sides():
    for today in (D(2026, 12, 30), D(2027, 1, 10)):
        keys = [each.key for each in seasons(today, started_on=D(2020, 1, 5))]
        assert keys == ["bilan:new_year-2027", "bilan:anniversary-2027"]
    later = seasons(D(2027, 1, 8), started_on=D(2020, 12, 28))
    assert [each.key for each in later] == ["bilan:new_year-2027", "bilan:anniversary-2026"]


def test_a_business_of_29_february_has_a_day_every_year():
    for year, day in ((2025, 28), (2028, 29)):
        start = D(year, 2, day) - dt.timedelta(days=15)
        assert [d.key for d in seasons(start, started_on=D(2024, 2, 29))] == [
            f"bilan:anniversary-{year}"
        ]
        assert not list(seasons(start - dt.timedelta(days=1), started_on=D(2024, 2, 29)))


def test_without_a_start_the_seasons_are_left():
    assert [each.moment for each in seasons(D(2026, 9, 1), started_on=None)] == ["rentree"]


def test_nothing_is_offered_before_six_weeks_hold_time():
    assert due(replace(ANNE, weeks_noted=5), today=D(2026, 9, 1)) is None
    assert due(ANNE, today=D(2026, 9, 1)) == RENTREE


def test_nothing_is_offered_for_sixty_days_after_a_bilan():
    last = D(2026, 7, 10)
    standing = replace(ANNE, last_bilan_on=last, alerts=[("over_cap", D(2026, 9, 1))])
    assert due(standing, today=last + dt.timedelta(days=59)) is None
    found = due(standing, today=last + dt.timedelta(days=60))
    assert found == Due("alert", "bilan:alert-over_cap-2026-09-01")


def test_an_alert_comes_before_a_season():
    both = replace(ANNE, alerts=[CASH])
    assert due(both, today=D(2026, 9, 1)) == OF_CASH
    assert due(replace(both, put_away=[(OF_CASH.key, D(2026, 6, 2))]), today=D(2026, 9, 1)) == (
        RENTREE
    )


def test_a_moment_put_away_stays_away():
    away = replace(ANNE, put_away=[(RENTREE.key, D(2026, 8, 16))])
    assert due(away, today=D(2026, 8, 17)) is None
    assert due(away, today=D(2026, 9, 29)) is None


def test_one_offer_put_away_keeps_the_seasons_quiet_and_not_the_alerts():
    away = replace(
        ANNE, started_on=D(2020, 9, 20), put_away=[("bilan:rentree-2026", D(2026, 9, 10))]
    )
    assert due(away, today=D(2026, 9, 25)) is None
    assert due(replace(away, alerts=[CASH]), today=D(2026, 9, 25)) == OF_CASH


def test_most_days_nothing_is_offered():
    assert due(ANNE, today=D(2026, 3, 12)) is None


@given(st.dates(D(2024, 6, 10), D(2100, 1, 1)), st.dates(D(2000, 1, 1), D(2024, 5, 1)))
def test_what_is_put_away_is_never_offered_again(today, started_on):
    standing = Standing(started_on=started_on, weeks_noted=9)
    found = due(standing, today=today)
    if found is not None:
        assert len(found.key) <= 60
        away = replace(standing, put_away=[(found.key, today - dt.timedelta(days=40))])
        assert due(away, today=today) != found
