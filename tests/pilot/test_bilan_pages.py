"""The pages of the guided bilan: begun, answered, put down, taken up again, closed."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casquettes.engine.bilan.script import questions
from casquettes.kernel import http
from casquettes.pilot.models import Bilan, BilanAnswer, Decision, Direction
from tests.cast import NOW
from tests.pilot.choosing import decided, worked, year_of_work
from tests.pilot.taking_stock import bilan_of, bilan_of_last_year

pytestmark = pytest.mark.django_db


@pytest.fixture
def hers(client_of, anne, now):
    anne.language = "en"
    anne.save()
    return client_of(anne)


@pytest.fixture
def bilan(business):
    return bilan_of(business, is_short=True)


def words(answer):
    return answer.content.decode()


def test_begun_in_one_click_with_what_is_known(hers, business):
    worked(business, "com_social")
    page = words(hers.get("/bilan/"))
    assert "About Tuesday 10 February 2026 to Thursday 12 March 2026" in page
    begun = hers.post("/bilan/", {"moment": "on_demand"})
    bilan = Bilan.objects.get()
    assert begun.headers["Location"] == f"/bilan/{bilan.pk}/q01/"
    assert bilan.is_short
    assert (bilan.first_on, bilan.last_on) == (dt.date(2026, 2, 10), dt.date(2026, 3, 12))


def test_the_moment_of_the_invitation_is_chosen_already(hers, business):
    assert '<option value="alert" selected>' in words(hers.get("/bilan/?moment=alert"))
    assert '<option value="on_demand" selected>' in words(hers.get("/bilan/?moment=easter"))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"moment": "easter"}, "Choose what this review is for."),
        ({"first_on": "hier"}, "Write a day of the calendar"),
        ({"first_on": "2026-03-10", "last_on": "2026-03-01"}, "Choose a day after the first one."),
        ({"last_on": "2026-03-20"}, "a review looks back"),
        ({"first_on": "2001-01-01"}, "Choose five years at most."),
    ],
)
def test_days_that_cannot_be_say_what_to_type(hers, business, typed, said):
    page = hers.post("/bilan/", {"moment": "on_demand", "is_short": "whole"} | typed)
    assert page.status_code == 422
    assert said in words(page)
    assert not Bilan.objects.exists()


def test_an_open_one_is_taken_up_where_she_left_it(hers, bilan, monkeypatch):
    hers.post(f"/bilan/{bilan.pk}/q09/", {"choice": "price", "text": "Les", "then": "save"})
    monkeypatch.setattr(http, "real_now", lambda: NOW + dt.timedelta(days=1))
    page = words(hers.get("/bilan/"))
    assert "Question 6 of 22, begun yesterday at 11:00\u00a0am." in page
    assert f'href="/bilan/{bilan.pk}/q09/"' in page
    again = hers.post("/bilan/", {"moment": "alert"})
    assert again.headers["Location"] == f"/bilan/{bilan.pk}/q09/"


@pytest.mark.parametrize(
    ("then", "goes"),
    [("next", "q29/"), ("later", "q29/"), ("back", "q23/"), ("stop", None)],
)
def test_whichever_way_she_leaves_it_is_kept(hers, bilan, then, goes):
    typed = {"text": "Un café avant la première séance", "then": then}
    sent = hers.post(f"/bilan/{bilan.pk}/q28/", typed)
    there = f"/bilan/{bilan.pk}/{goes}" if goes else "/bilan/"
    assert sent.headers["Location"] == there
    row = BilanAnswer.objects.get()
    assert row.value == {"text": "Un café avant la première séance"}
    assert (row.passed_at is not None) == (then == "later")


def test_leaving_without_a_word_writes_nothing(hers, bilan):
    hers.post(f"/bilan/{bilan.pk}/q28/", {"text": "", "then": "back"})
    assert not BilanAnswer.objects.exists()


def test_it_is_saved_while_she_types(hers, bilan):
    sent = hers.post(f"/bilan/{bilan.pk}/q28/", {"text": "Un ca", "then": "save", "seen": ""})
    assert sent.status_code == 200
    assert "saved at 11:00\u00a0am" in words(sent)
    assert "data-mark=" in words(sent)
    assert BilanAnswer.objects.get().value == {"text": "Un ca", "half": True}


def test_what_cannot_be_saved_yet_says_which(hers, bilan):
    sent = hers.post(f"/bilan/{bilan.pk}/q10/", {"amount": "beaucoup", "then": "save"})
    assert sent.status_code == 422
    assert "Write a sum, for example 48.90." in words(sent)


def test_two_windows_show_both_answers_and_cover_none(hers, bilan):
    url = f"/bilan/{bilan.pk}/q28/"
    hers.post(url, {"text": "La mer", "seen": ""})
    old = hers.post(url, {"text": "La montagne", "seen": "", "then": "save"})
    assert old.status_code == 409
    assert "La mer" in words(old)
    page = hers.post(url, {"text": "La montagne", "seen": ""})
    assert page.status_code == 409
    assert "La mer" in words(page)
    assert "La montagne</textarea>" in words(page)
    assert BilanAnswer.objects.get().value == {"text": "La mer"}
    seen = words(page).split('name="seen" value="')[1].split('"')[0]
    hers.post(url, {"text": "La montagne", "seen": seen})
    assert BilanAnswer.objects.get().value == {"text": "La montagne"}


@pytest.mark.parametrize("asked", questions(is_short=False), ids=lambda each: each.id)
def test_every_question_opens_and_may_be_passed_on_no_data_at_all(hers, business, asked):
    bilan = bilan_of(business)
    page = hers.get(f"/bilan/{bilan.pk}/{asked.id}/")
    assert page.status_code == 200
    assert "nan" not in words(page).lower().split()
    sent = hers.post(f"/bilan/{bilan.pk}/{asked.id}/", {"then": "later"})
    assert sent.status_code == 302


def test_the_short_one_asks_its_own_questions_only(hers, bilan):
    assert hers.get(f"/bilan/{bilan.pk}/q44/").status_code == 404
    assert hers.get(f"/bilan/{bilan.pk}/q99/").status_code == 404


def test_the_wish_is_priced_as_she_moves_it(hers, business):
    bilan = bilan_of(business)
    page = hers.get(f"/bilan/{bilan.pk}/wish/?income_month=1500&week_hours=35&weeks_off=5")
    assert "once a month of hours and receipts is noted" in words(page)


def test_the_close_says_what_is_left_and_needs_nothing(hers, business, bilan):
    hers.post(f"/bilan/{bilan.pk}/q28/", {"text": "La mer"})
    hers.post(f"/bilan/{bilan.pk}/q43/", {"task": "Appeler", "on": "2026-03-13", "then": "save"})
    page = words(hers.get(f"/bilan/{bilan.pk}/close/"))
    assert "2 answers out of 22" in page
    assert f"/bilan/{bilan.pk}/q01/" in page
    assert f"/bilan/{bilan.pk}/q28/" not in page
    hers.post(f"/bilan/{bilan.pk}/close/", {"direction": "yes"})
    bilan.refresh_from_db()
    assert bilan.finished_at == NOW
    assert "billed_share" in bilan.figures["measures"]
    assert Direction.objects.get().picture == "La mer"
    assert Decision.objects.get().title == "Appeler"
    assert "12 March 2026" in words(hers.get("/bilan/"))
    assert hers.get(f"/bilan/{bilan.pk}/q28/").status_code == 302
    assert hers.get(f"/bilan/{bilan.pk}/close/").status_code == 302


def test_her_direction_stays_when_she_unticks_it(hers, bilan):
    hers.post(f"/bilan/{bilan.pk}/q28/", {"text": "La mer"})
    hers.post(f"/bilan/{bilan.pk}/close/", {})
    assert not Direction.objects.exists()


def test_removed_it_comes_back_by_the_toast(hers, bilan):
    hers.post(f"/bilan/{bilan.pk}/q28/", {"text": "La mer"})
    hers.post(f"/bilan/{bilan.pk}/remove/")
    assert f"/bilan/{bilan.pk}/restore/" in words(hers.get("/bilan/"))
    assert hers.get(f"/bilan/{bilan.pk}/q28/").status_code == 404
    hers.post(f"/bilan/{bilan.pk}/restore/")
    assert "La mer" in words(hers.get(f"/bilan/{bilan.pk}/q28/"))


def asked_of(hers, url):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert hers.get(url).status_code == 200
    return len(asked)


def test_the_list_asks_as_much_for_one_bilan_as_for_ten(hers, business):
    bilan_of_last_year(business)
    one = asked_of(hers, "/bilan/")
    for _again in range(9):
        bilan_of_last_year(business)
    assert asked_of(hers, "/bilan/") == one


def test_a_question_asks_as_much_for_one_row_as_for_many(hers, business):
    year_of_work(business)
    old = dt.date(2025, 9, 7)
    decided(business, decided_on=old, starts_on=old)
    bilan = bilan_of(business)
    urls = [f"/bilan/{bilan.pk}/{name}/" for name in ("q01", "q02", "q16", "q18", "q21")]
    few = [asked_of(hers, url) for url in urls]
    for key in ("com_site", "cre_texte", "ges_admin"):
        decided(business, key, decided_on=old, starts_on=old)
    assert [asked_of(hers, url) for url in urls] == few
    assert max(few) < 60
