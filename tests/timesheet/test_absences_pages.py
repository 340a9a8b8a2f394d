"""The page of days away: one act, refusals in words, and a way back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casquettes.kernel.models import Business, User
from casquettes.timesheet.models import Absence


@pytest.fixture
def page(anne: User, now: dt.datetime, client_of: Callable[[User], Client]) -> Client:
    anne.language = "en"
    anne.save()
    return client_of(anne)


def absence(business: Business, first: int, last: int) -> Absence:
    march = dt.date(2026, 3, 1)
    return Absence.objects.create(
        business=business,
        kind="leave",
        first_on=march.replace(day=first),
        last_on=march.replace(day=last),
    )


def kept(business: Business) -> list[tuple[int, int]]:
    rows = Absence.objects.filter(business=business, removed_at__isnull=True)
    return [(row.first_on.day, row.last_on.day) for row in rows]


def test_a_range_is_noted_in_one_act_and_taken_back(page: Client, business: Business) -> None:
    told = {"kind": "leave", "first_on": "2026-03-23", "last_on": "2026-03-27"}
    answer = page.post("/absences/", told, follow=True)
    assert kept(business) == [(23, 27)]
    [message] = answer.context["messages"]
    page.post(message.extra_tags)
    assert kept(business) == []


def test_one_day_needs_no_end(page: Client, business: Business) -> None:
    page.post("/absences/", {"kind": "illness", "first_on": "12/03/2026"})
    assert kept(business) == [(12, 12)]


def test_days_already_away_are_refused_and_what_was_typed_stays(
    page: Client, business: Business
) -> None:
    absence(business, 9, 13)
    told = {"kind": "leave", "first_on": "2026-03-13", "note": "with care"}
    answer = page.post("/absences/", told)
    assert answer.status_code == 422
    assert "already noted as leave" in answer.content.decode()
    assert "with care" in answer.content.decode()
    assert kept(business) == [(9, 13)]


def test_the_working_days_taken_are_counted(page: Client, business: Business) -> None:
    absence(business, 9, 15)
    [year] = page.get("/absences/").context["years"]
    assert (year.year, year.working_days) == (2026, 5)


def test_an_absence_is_changed_removed_and_brought_back(page: Client, business: Business) -> None:
    changed = absence(business, 9, 13)
    told = {"kind": "illness", "first_on": "2026-03-09", "last_on": "2026-03-10"}
    page.post(f"/absences/{changed.pk}/", told, follow=True)
    assert kept(business) == [(9, 10)]
    answer = page.post(f"/absences/{changed.pk}/remove/", follow=True)
    assert kept(business) == []
    [message] = answer.context["messages"]
    page.post(message.extra_tags)
    assert kept(business) == [(9, 10)]


def test_an_absence_whose_days_are_taken_stays_aside(page: Client, business: Business) -> None:
    aside = absence(business, 9, 13)
    page.post(f"/absences/{aside.pk}/remove/")
    absence(business, 10, 10)
    page.post(f"/absences/{aside.pk}/restore/")
    assert kept(business) == [(10, 10)]


def test_an_absence_of_another_business_is_not_found(
    page: Client, business: Business, bruno: User, client_of: Callable[[User], Client]
) -> None:
    hers, his = absence(business, 9, 13), client_of(bruno)
    assert his.get(f"/absences/{hers.pk}/").status_code == 404
    for act in ("", "remove/", "restore/"):
        assert his.post(f"/absences/{hers.pk}/{act}").status_code == 404
    assert kept(business) == [(9, 13)]


def test_twenty_absences_cost_as_many_queries_as_one(page: Client, business: Business) -> None:
    absence(business, 1, 1)
    with CaptureQueriesContext(connection) as one:
        page.get("/absences/")
    for day in range(2, 22):
        absence(business, day, day)
    with CaptureQueriesContext(connection) as many:
        page.get("/absences/")
    assert len(many) == len(one)
