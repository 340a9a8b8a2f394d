"""A bilan offered at its moment, once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from casquettes.pilot.models import Alert, Bilan
from casquettes.pilot.queries.moments import invitation
from tests.cast import NOW
from tests.pilot.fears import TODAY, told, weeks_of

pytestmark = pytest.mark.django_db
IN_SEPTEMBER = dt.date(2026, 9, 7)


def stock(business, **facts) -> Bilan:
    days = {"first_on": dt.date(2025, 9, 1), "last_on": dt.date(2026, 8, 31)}
    defaults = {"moment": "rentree", "started_at": NOW, **days}
    return Bilan.objects.create(business=business, **(defaults | facts))


@pytest.fixture
def six_weeks(business):
    weeks_of(business, *[20] * 6)


def test_nothing_before_six_weeks_hold_time(business, now):
    weeks_of(business, *[20] * 5)
    assert invitation(business, today=IN_SEPTEMBER) is None


def test_after_the_summer_she_is_invited(business, six_weeks, in_english):
    found = invitation(business, today=IN_SEPTEMBER)
    assert (found.moment, found.key) == ("rentree", "bilan:rentree-2026")
    assert found.title == "After the summer: time to take stock"
    assert found.bilan is None


def test_an_open_bilan_is_taken_up_again_at_any_time(business, in_english):
    bilan = stock(business)
    found = invitation(business, today=TODAY)
    assert (found.bilan, found.key) == (bilan.pk, "")
    bilan.removed_at = NOW
    bilan.save()
    assert invitation(business, today=TODAY) is None


def test_a_bilan_of_this_summer_is_enough(business, six_weeks):
    stock(business, finished_at=dt.datetime(2026, 8, 20, tzinfo=dt.UTC))
    assert invitation(business, today=IN_SEPTEMBER) is None
    assert invitation(business, today=dt.date(2026, 12, 20)).moment == "new_year"


def test_three_weeks_above_the_cap_call_for_one(business, six_weeks, in_english):
    told(business, "over_cap")
    found = invitation(business, today=TODAY)
    assert (found.moment, found.key) == ("alert", "bilan:alert-over_cap-2026-03-11")
    assert found.sentence.startswith("Three weeks in a row went above your 38")
    told(business, "cash_under_30_days", facts={"value": 12.0})
    found = invitation(business, today=TODAY)
    assert found.sentence.startswith("Your cash lasts less than 30 days.")


def test_an_alert_that_is_over_calls_for_nothing(business, six_weeks):
    told(business, "over_cap", over_on=TODAY)
    assert invitation(business, today=TODAY) is None


def test_the_years_of_the_business_are_counted(business, six_weeks, in_english):
    business.started_on = dt.date(2023, 3, 20)
    assert invitation(business, today=TODAY).title == ("3 years of business: time to take stock")
    business.started_on = dt.date(2025, 3, 20)
    assert invitation(business, today=TODAY).title == "One year of business: time to take stock"


def test_it_is_put_away_once_and_can_come_back(business, anne, client_of, now, six_weeks):
    told(business, "over_cap")
    key = invitation(business, today=TODAY).key
    browser = client_of(anne)
    browser.post(reverse("pilot:decline_bilan"), {"key": "bilan:another"})
    assert invitation(business, today=TODAY) is not None
    for _twice in range(2):
        browser.post(reverse("pilot:decline_bilan"), {"key": key})
    assert invitation(business, today=TODAY) is None
    row = Alert.objects.get(key=key)
    browser.post(reverse("pilot:show_alert_again", args=[row.pk]))
    assert invitation(business, today=TODAY).key == key


def test_home_costs_five_questions_at_most(business, six_weeks, django_assert_max_num_queries):
    told(business, "over_cap")
    with django_assert_max_num_queries(5):
        assert invitation(business, today=TODAY)
