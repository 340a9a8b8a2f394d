"""The pages of missions and sessions, through the door she takes."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from casquettes.production.models import Mission, WorkSession
from casquettes.production.queries.sessions import WORDS, State
from casquettes.sales.actions.drafts import LineDraft
from tests.production.works import (
    TODAY,
    accepted_quote,
    client_named,
    done_session,
    mission_of,
    session_of,
)


@pytest.fixture
def browser(anne, client_of, now):
    return client_of(anne)


def url(name: str, *args: object, query: str = "") -> str:
    return reverse(f"production:{name}", args=args) + query


def test_an_accepted_quote_waits_for_its_mission_and_makes_it_in_one_tap(browser, business):
    lines = [LineDraft("Tri", Decimal(45), Decimal(12), unit="hour")]
    quote = accepted_quote(client_named(business), lines)
    page = browser.get(url("missions")).content.decode()
    assert "Cuisine et cellier" in page
    answer = browser.post(url("start_mission", quote.pk))
    mission = Mission.objects.of(business).get()
    assert answer.url == url("mission", mission.pk)
    browser.post(url("start_mission", quote.pk))
    assert Mission.objects.of(business).count() == 1
    shown = browser.get(answer.url).content.decode()
    assert "19 mars" in shown  # nothing is paid for seven days


def test_by_hand_a_name_hours_and_a_price_are_enough(browser, business):
    told = {"client": "Jeanne Martin", "terms": "hourly", "sold": "12", "price": "48,50"}
    answer = browser.post(url("new_mission"), told)
    mission = Mission.objects.of(business).get()
    assert answer.url == url("mission", mission.pk)
    assert (mission.title, mission.client.name) == ("Jeanne Martin", "Jeanne Martin")
    assert (mission.sold_minutes, mission.price) == (720, Decimal("48.50"))


def test_what_is_refused_keeps_what_was_typed_and_adds_no_contact(browser, business):
    told = {"client": "Jeanne Martin", "terms": "package", "title": "Grenier", "price": "cher"}
    answer = browser.post(url("new_mission"), told)
    assert answer.status_code == 422
    assert "Grenier" in answer.content.decode()
    answer = browser.post(url("new_mission"), {**told, "price": "480"})
    assert answer.status_code == 422
    assert not business.contacts.exists()


def test_planned_in_one_tap_done_in_another_and_taken_back(browser, business):
    mission = mission_of(client_named(business), planned_sessions=4)
    form = browser.get(url("new_session", mission.pk)).context["form"]
    told = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    told = {name: value for name, value in told.items() if value is not False}
    told["on"], told["starts_at"] = "2026-03-12", "09:30"
    told["planned"] = form["planned"].value()
    assert browser.post(url("new_session", mission.pk), told).status_code == 302
    session = WorkSession.objects.of(business).get()
    assert (session.on, session.planned_minutes) == (TODAY, 180)
    page = browser.post(url("finish_session", session.pk), follow=True)
    session.refresh_from_db()
    assert (session.sold_minutes, session.real_minutes) == (180, 180)
    undo = list(page.context["messages"])[-1].extra_tags
    browser.post(undo)
    session.refresh_from_db()
    assert session.done_on is None


def test_what_was_done_is_said_with_commas_hours_and_litres(browser, business):
    session = session_of(mission_of(client_named(business)), days=-1)
    told = {"real": "3,75", "sold": "3:30", "zone": "garage", "kept_litres": "558"}
    assert browser.post(url("done_session", session.pk), told).status_code == 302
    session.refresh_from_db()
    assert (session.real_minutes, session.sold_minutes, session.kept_litres) == (225, 210, 558)
    page = browser.get(url("mission", session.mission_id)).content.decode()
    assert "558" in page
    assert "15\u202fmin" in page  # more than sold
    assert browser.post(url("done_session", session.pk), {"real": ""}).status_code == 422


def test_moved_missed_cancelled_from_its_page(browser, business):
    mission = mission_of(client_named(business))
    first, second, third = (session_of(mission, days=n) for n in (0, -1, 3))
    page = browser.get(url("session", first.pk)).content.decode()
    assert url("move_session", first.pk) in page
    browser.post(url("move_session", first.pk), {"to": "2026-03-20", "late": "on"})
    browser.post(url("miss_session", second.pk), {"fee": "60,00"})
    browser.post(url("cancel_session", third.pk), {"fee": ""})
    for row in (first, second, third):
        row.refresh_from_db()
    assert (first.moved_on, first.moved_late, second.fee) == (TODAY, True, 60)
    assert (second.missed_on, third.cancelled_on) == (TODAY, TODAY)
    assert WorkSession.objects.of(business).filter(on=dt.date(2026, 3, 20)).count() == 1


def test_a_refusal_says_why(browser, business):
    mission = mission_of(client_named(business))
    done_session(mission, days=-1)
    page = browser.post(url("cancel_mission", mission.pk), follow=True)
    assert next(iter(page.context["messages"])).level_tag == "error"
    session = session_of(mission, days=4)
    page = browser.post(url("move_session", session.pk), {"to": "jamais"}, follow=True)
    assert next(iter(page.context["messages"])).level_tag == "error"


def test_filters_stand_in_the_address(browser, business):
    claire, rachel = client_named(business), client_named(business, "Rachel Humbert")
    open_one = mission_of(claire)
    over = mission_of(rachel, "Cave", ended_on=TODAY, terms="package")
    for query, expected in (
        ("", {open_one.pk}),
        ("?state=ended", {over.pk}),
        ("?state=all", {open_one.pk, over.pk}),
        ("?state=all&q=rachel", {over.pk}),
        ("?state=all&terms=package", {over.pk}),
        (f"?state=all&client={claire.pk}", {open_one.pk}),
        ("?state=nonsense&q=rachel", set()),
    ):
        lines = browser.get(url("missions", query=query)).context["lines"]
        assert {line.mission.pk for line in lines} == expected, query


@pytest.mark.parametrize("page", ["missions", "sessions"])
def test_lists_ask_the_same_number_of_questions_with_one_row_and_with_fifty(
    browser, business, page
):
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(url(page)).status_code == 200
        return len(asked)

    done_session(mission_of(client_named(business)), days=-2)
    one = questions()
    for number in range(49):
        done_session(mission_of(client_named(business, f"Client {number}")), days=-2)
    assert questions() == one


def test_taken_away_as_files(browser, business):
    mission = mission_of(client_named(business), "=1+1", quoted=Decimal(600))
    done_session(mission, days=-2)
    text = browser.get(url("export_missions")).content.decode("utf-8-sig")
    assert "'=1+1;Claire Moreau;" in text
    assert ";12,00;3,50;3,67;8,50;1;600,00" in text
    answer = browser.get(url("export_sessions", query="?as=xlsx"))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    row = [cell.value for cell in sheet[2]]
    with translation.override("fr"):
        said = str(WORDS[State.DONE])
    assert row[:5] == [dt.datetime(2026, 3, 10), "09:30", "=1+1", "Claire Moreau", said]
    assert row[6:10] == [3.5, 3.5, 3.67, 1]
