"""Trips: noted as last time, summed by month, put aside and brought back."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse

from casquettes.logistics.actions import trips
from casquettes.logistics.actions.trips import TripDraft, TripRefused
from casquettes.logistics.models import Trip
from casquettes.logistics.queries import trips as queries
from tests.production.works import TODAY, client_named, mission_of


@pytest.fixture
def mission(business):
    return mission_of(client_named(business), travel_paid=True)


@pytest.fixture
def browser(anne, client_of, now):
    return client_of(anne)


def noted(business, **facts) -> Trip:
    return trips.note_trip(business, TripDraft(**{"on": TODAY, **facts}), today=TODAY)


def test_the_second_trip_of_a_mission_is_as_the_first(business, mission):
    noted(business, mission=mission, km=Decimal("12.5"), minutes=35, destination="Rezé")
    again = noted(business, mission=mission)
    assert (again.km, again.minutes, again.destination) == (Decimal("12.5"), 35, "Rezé")
    assert again.paid


def test_what_she_says_wins_over_last_time(business, mission):
    noted(business, mission=mission, km=Decimal(12), minutes=35)
    again = noted(business, mission=mission, km=Decimal(14), minutes=0, paid=False)
    assert (again.km, again.minutes, again.paid) == (14, 0, False)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({}, "km"),
        ({"km": Decimal(-1)}, "km"),
        ({"km": Decimal(5001)}, "km"),
        ({"km": Decimal(1), "minutes": 1441}, "minutes"),
        ({"km": Decimal(1), "on": TODAY + dt.timedelta(days=1)}, "on"),
        ({"km": Decimal(1), "on": dt.date(1999, 12, 31)}, "on"),
    ],
)
def test_what_no_trip_may_say(business, facts, field):
    with pytest.raises(TripRefused) as refused:
        noted(business, **facts)
    assert refused.value.field == field


def test_months_and_what_is_paid_for(business, mission):
    noted(business, mission=mission, km=Decimal("10.5"), minutes=20)
    noted(business, km=Decimal(7), minutes=15, purpose="courses")
    noted(business, km=Decimal(30), minutes=50, on=dt.date(2026, 2, 3))
    rows = queries.found(business, queries.Wanted())
    assert queries.sums(rows) == queries.Sums(3, Decimal("47.5"), Decimal("10.5"), 85)
    assert [
        (month.code, month.km, month.paid_km, month.minutes) for month in queries.months(rows)
    ] == [
        ("2026-03", Decimal("17.5"), Decimal("10.5"), 35),
        ("2026-02", Decimal(30), Decimal(0), 50),
    ]


def test_one_line_is_enough_for_a_way_already_made(browser, business, mission):
    noted(business, mission=mission, km=Decimal(12), minutes=35, on=TODAY - dt.timedelta(days=7))
    answer = browser.post(
        reverse("logistics:new_trip"),
        {"on": "2026-03-12", "mission": mission.pk, "km": "", "minutes": ""},
    )
    assert answer.status_code == 302
    made = Trip.objects.of(business).order_by("-pk")[0]
    assert (made.km, made.minutes, made.paid) == (12, 35, True)


def test_a_comma_is_welcome_and_nothing_typed_is_lost(browser, business):
    told = {"on": "12/03/2026", "km": "12,5", "minutes": "1 h 05", "purpose": "Visite"}
    url = reverse("logistics:new_trip")
    refused = browser.post(url, {**told, "km": "loin"})
    assert refused.status_code == 422
    assert "Visite" in refused.content.decode()
    assert browser.post(url, told).status_code == 302
    made = Trip.objects.of(business).get()
    assert (made.km, made.minutes) == (Decimal("12.5"), 65)


def test_removed_by_mistake_it_comes_back(browser, business):
    made = noted(business, km=Decimal(3))
    page = browser.post(reverse("logistics:remove_trip", args=[made.pk]), follow=True)
    assert not Trip.objects.of(business).exists()
    undo = reverse("logistics:restore_trip", args=[made.pk])
    assert undo in page.content.decode()
    browser.post(undo)
    assert Trip.objects.of(business).count() == 1


def test_the_list_asks_the_same_number_of_questions_with_one_row_and_with_fifty(
    browser, business, mission, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def questions() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert browser.get(reverse("logistics:trips")).status_code == 200
        return len(asked)

    noted(business, mission=mission, km=Decimal(3))
    one = questions()
    for _ in range(49):
        noted(business, mission=mission_of(mission.client), km=Decimal(3))
    assert questions() == one


def test_taken_away_as_a_workbook_and_never_a_formula(browser, business, mission):
    noted(business, mission=mission, km=Decimal("12.5"), minutes=35, purpose="=1+1")
    answer = browser.get(reverse("logistics:export_trips") + "?as=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    row = [cell.value for cell in sheet[2]]
    assert row[:4] == [dt.datetime(2026, 3, 12), "Cuisine", "Claire Moreau", "=1+1"]
    assert (row[6], row[7]) == (12.5, 35)
    text = browser.get(reverse("logistics:export_trips")).content.decode("utf-8-sig")
    assert ";'=1+1;" in text
    assert ";12,5;35;" in text


def test_the_filters_stand_in_the_address(browser, business, mission):
    noted(business, mission=mission, km=Decimal(12))
    noted(business, km=Decimal(7), purpose="courses", on=dt.date(2026, 2, 3))
    for query, expected in (
        ("?month=2026-02", ["courses"]),
        ("?paid=yes", ["Cuisine"]),
        (f"?mission={mission.pk}", ["Cuisine"]),
        ("?q=moreau", ["Cuisine"]),
        ("?from=2026-03-01&to=2026-03-31", ["Cuisine"]),
    ):
        page = browser.get(reverse("logistics:trips") + query).context["page"]
        assert [row.purpose or row.mission.title for row in page] == expected
