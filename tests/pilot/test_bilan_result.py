"""A closed bilan as Anne reads it again: its page, its PDF, all of them side by side."""

from __future__ import annotations

import datetime as dt
import io
import re

import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casquettes.kernel.models import Contact
from casquettes.pilot.models import Bilan
from tests import cast
from tests.pilot import reviews, works

D = dt.date


@pytest.fixture
def get(anne, client_of, now):
    return client_of(anne).get


def result(bilan: Bilan) -> str:
    return reverse("pilot:bilan", args=[bilan.pk])


def test_the_result_says_figures_guesses_words_and_what_follows(get, business):
    page = get(result(reviews.followed(reviews.closed(business)))).content.decode()

    for said in ("32,5", "45", "canari-fierte", "canari-garde", "canari-decision", "canari-but"):
        assert said in page
    for said in ("canari-risque", "canari-promesse", "canari-tache", "canari-signe"):
        assert said in page


def test_no_column_of_a_waterfall_is_headed_by_nothing(get, business):
    page = get(f"/bilan/{reviews.followed(reviews.closed(business)).pk}/").content.decode()
    assert 'class="tbl falls"' in page
    assert re.findall(r"<th[^>]*></th>", page) == []


def test_the_letter_stays_sealed_until_the_next_bilan(get, business):
    first = reviews.closed(business)
    assert "canari-lettre" not in get(result(first)).content.decode()

    reviews.closed(business, D(2026, 3, 11), answers={}, guesses={})

    assert "canari-lettre" in get(result(first)).content.decode()


def test_what_was_seen_stays_when_rows_change(get, business):
    client = works.client_named(business, "Lemoine")
    figures = reviews.figures()
    figures["clients"] = [
        {"client": client.pk, "revenue": 900.0, "hours": 30.0, "missions": 1, "hourly": 30.0}
    ]
    bilan = reviews.closed(business, figures=figures, answers={})
    assert "Lemoine" in get(result(bilan)).content.decode()

    Contact.objects.filter(pk=client.pk).update(last_name="", erased_on=D(2026, 3, 11))
    business.target_share = 99
    business.save()
    page = get(result(bilan)).content.decode()

    assert "Lemoine" not in page
    assert "35" in page


def test_an_open_bilan_goes_on_where_it_was_left(get, business):
    bilan = reviews.closed(business, finished_at=None, answers={}, guesses={})

    assert get(result(bilan)).headers["Location"] == reverse(
        "pilot:bilan_question", args=[bilan.pk, "q01"]
    )
    assert get(reverse("pilot:bilan_pdf", args=[bilan.pk])).status_code == 302
    assert get(reverse("pilot:bilan_share", args=[bilan.pk])).status_code == 302


@pytest.mark.parametrize("figures", [{}, reviews.figures(share=None)], ids=["none", "no share"])
def test_a_bilan_without_figures_is_still_read(get, business, figures):
    bilan = reviews.closed(business, figures=figures, answers={}, guesses=reviews.GUESSES)

    page = get(result(bilan)).content.decode()
    assert "nan" not in page.lower().replace("finan", "")
    assert get(reverse("pilot:bilan_pdf", args=[bilan.pk])).content.startswith(b"%PDF")


def test_the_pdf_is_two_pages_titled_and_tagged(get, business):
    bilan = reviews.followed(reviews.closed(business))
    reviews.closed(business, D(2026, 3, 2))

    answer = get(reverse("pilot:bilan_pdf", args=[bilan.pk]))

    assert answer.headers["Content-Type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(answer.content)) as opened:
        assert len(opened.pages) == 2
        assert opened.open_metadata()["pdfuaid:part"] == "1"


def test_nothing_to_compare_is_said(get, business):
    assert get(reverse("pilot:bilan_years")).status_code == 200

    reviews.closed(business)

    page = get(reverse("pilot:bilan_years")).content.decode()
    assert '<svg class="ch"' not in page


def test_all_bilans_stand_side_by_side(get, business):
    old = reviews.closed(business, D(2025, 9, 1), figures=reviews.figures(share=0.229))
    reviews.followed(old)
    kept = {"q02": {"kept": {str(old.decisions.get().pk): "partly"}, "text": ""}}
    wheel = {"q18": {"hats": {"sales": {"pleasure": 4, "ease": 3, "importance": 5}}}}
    reviews.closed(business, answers=reviews.ANSWERS | kept | wheel)

    page = get(reverse("pilot:bilan_years")).content.decode()

    for said in ("22,9", "32,5", "canari-decision", "45"):
        assert said in page
    assert 'class="ring"' in page


def test_nine_bilans_are_read_in_as_many_queries_as_two(get, business):
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            get(reverse("pilot:bilan_years"))
        return len(asked)

    for year in (2017, 2018):
        reviews.closed(business, D(year, 9, 1))
    count()
    two = count()
    for year in range(2019, 2026):
        reviews.closed(business, D(year, 9, 1))

    assert count() == two


def test_another_business_has_its_own_bilans(bruno, client_of, business, now):
    bilan = reviews.closed(business)
    browser = client_of(bruno)

    for name in ("bilan", "bilan_pdf", "bilan_share"):
        assert browser.get(reverse(f"pilot:{name}", args=[bilan.pk])).status_code == 404


def test_an_accountant_reads_none(business, client_of, now):
    bilan = reviews.closed(business)

    browser = client_of(cast.member(business, "accountant"))

    assert browser.get(result(bilan)).status_code == 403
