"""Trainings and partners: plain lists to add to, change and end."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casquettes.office.models import Partner, Training
from tests.office.learned import DAY, course, helper

KEY = "k" * 22


@pytest.fixture
def hers(client_of, anne, business, now):
    anne.language = "en"
    anne.save()
    return client_of(anne)


def text_of(answer):
    return " ".join(answer.content.decode().replace("\u202f", " ").split())


def test_empty_lists_say_what_will_be_there(hers):
    assert "Nothing to learn planned" in text_of(hers.get("/office/trainings/"))
    assert "You do everything yourself" in text_of(hers.get("/office/partners/"))


def test_a_training_is_planned_once_then_changed_to_done(hers, business):
    sent = {"title": "Photos", "hat": "creation", "hours": "8", "price": "180,50", "form_key": KEY}
    hers.post("/office/trainings/new/", sent)
    hers.post("/office/trainings/new/", sent)
    made = Training.objects.get(business=business)
    assert (made.title, made.hours, str(made.price)) == ("Photos", 8, "180.50")
    sent |= {"started_on": "2026-03-01", "done_on": "2026-03-10"}
    hers.post(f"/office/trainings/{made.pk}/", sent)
    made.refresh_from_db()
    assert made.done_on == dt.date(2026, 3, 10)
    assert "Done or given up" in text_of(hers.get("/office/trainings/"))


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"title": ""}, "Write what it is about"),
        ({"hours": "beaucoup"}, "Write a number"),
        ({"started_on": "2026-03-10", "done_on": "2026-03-01"}, "It cannot end before it begins."),
        ({"done_on": "2027-03-01"}, "This day is still to come"),
        ({"activity": "999999"}, "Choose in the list."),
    ],
)
def test_a_training_that_cannot_be_is_refused_and_stays_typed(hers, facts, said):
    sent = {"title": "Photos", "hat": "creation", "note": "le soir", "form_key": KEY, **facts}
    answer = hers.post("/office/trainings/new/", sent)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert "le soir" in text_of(answer)
    assert not Training.objects.exists()


def test_a_training_is_given_up_and_taken_up_again(hers, business):
    made = course(business)
    hers.post(f"/office/trainings/{made.pk}/give-up/")
    made.refresh_from_db()
    assert made.given_up_on == DAY
    hers.post(f"/office/trainings/{made.pk}/take-up/")
    made.refresh_from_db()
    assert made.given_up_on is None


def test_a_partner_is_added_by_name_once_then_changed(hers, business):
    sent = {"contact": "Claire Moreau", "hat": "sales", "hourly_price": "32", "form_key": KEY}
    hers.post("/office/partners/new/", sent)
    hers.post("/office/partners/new/", sent)
    made = Partner.objects.get(business=business)
    assert str(made.contact) == "Claire Moreau"
    hers.post(f"/office/partners/{made.pk}/", {**sent, "hourly_price": "35,50"})
    made.refresh_from_db()
    assert str(made.hourly_price) == "35.50"


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"contact": ""}, "Write a name"),
        ({"hourly_price": "-3"}, "greater than or equal to 0"),
        ({"from_on": "2026-03-10", "until_on": "2026-03-01"}, "It cannot end before it begins."),
    ],
)
def test_a_partner_that_cannot_be_is_refused(hers, facts, said):
    sent = {"contact": "Claire Moreau", "hat": "sales", "form_key": KEY, **facts}
    answer = hers.post("/office/partners/new/", sent)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not Partner.objects.exists()


def test_a_partner_ends_today_and_may_go_on(hers, business):
    made = helper(business)
    hers.post(f"/office/partners/{made.pk}/end/")
    made.refresh_from_db()
    assert made.until_on == DAY
    hers.post(f"/office/partners/{made.pk}/go-on/")
    made.refresh_from_db()
    assert made.until_on is None


def test_the_lists_ask_as_much_with_one_as_with_fifty(hers, business):
    def asked(page):
        with CaptureQueriesContext(connection) as queries:
            hers.get(page)
        return len(queries)

    helper(business)
    course(business)
    pages = ("/office/partners/", "/office/trainings/")
    one = [asked(page) for page in pages]
    for number in range(49):
        helper(business, f"Moreau {number}")
        course(business)
    assert [asked(page) for page in pages] == one
