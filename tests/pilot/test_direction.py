"""Her direction: one page, a version a day, the old ones to be read."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casquettes.kernel import tenancy
from casquettes.pilot.actions.direction import write
from casquettes.pilot.models import Bilan, Direction
from casquettes.pilot.queries.direction import current, versions
from tests.cast import NOW

TODAY = dt.date(2026, 3, 12)
LAST_YEAR = dt.date(2025, 9, 3)


def written(business, on=TODAY, **texts):
    said = {"clients": "Les familles", "promise": "Le calme", "refusals": "", "picture": ""}
    bilan = texts.pop("bilan", None)
    return write(business, on=on, bilan=bilan, **(said | texts))


def test_the_same_day_is_written_again_in_its_place(business):
    written(business)
    page = written(business, promise="Le calme, et qu’il dure ")
    assert Direction.objects.get() == page
    assert page.promise == "Le calme, et qu’il dure"


def test_another_day_makes_another_version_and_the_old_one_stays(business):
    written(business, LAST_YEAR)
    written(business, promise="L’ordre", refusals="Les dimanches")
    now, before = versions(business)
    assert current(business) == now.direction
    assert now.changed == ("promise", "refusals")
    assert (now.is_first, before.is_first) == (False, True)
    assert before.direction.promise == "Le calme"


def test_the_same_words_another_day_make_no_version(business):
    first = written(business, LAST_YEAR)
    assert written(business) == first
    assert Direction.objects.count() == 1


def test_a_page_written_in_a_bilan_stays_of_it(business):
    bilan = Bilan.objects.create(
        business=business, moment="rentree", first_on=TODAY, last_on=TODAY, started_at=NOW
    )
    written(business, bilan=bilan)
    assert written(business, promise="L’ordre").bilan == bilan


def test_without_a_page_there_is_none(business):
    assert current(business) is None
    assert versions(business) == []


class TestThePages:
    @pytest.fixture
    def hers(self, anne, business, now, client_of, in_english):
        anne.language = "en"
        anne.save()
        return client_of(anne)

    def test_nothing_written_leads_to_writing(self, hers):
        assert "Write my page" in hers.get(reverse("pilot:direction")).content.decode()

    def test_it_is_written_read_and_read_as_it_was(self, hers, business):
        old = written(business, LAST_YEAR)
        told = {"clients": "Les familles", "promise": "<b>L’ordre</b>", "picture": "À 16 h"}
        page = hers.post(reverse("pilot:write_direction"), told, follow=True).content.decode()
        assert "&lt;b&gt;L’ordre&lt;/b&gt;" in page
        assert "changed: what you promise, the good day in a year" in page
        was = hers.get(reverse("pilot:direction_on", args=[old.pk])).content.decode()
        assert "As it read from Wednesday 3 September 2025 to Thursday 12 March 2026." in was
        assert "Le calme" in was

    def test_what_is_typed_is_kept_as_she_rests(self, hers):
        place = reverse("pilot:write_direction")
        nothing = hers.post(place, {"act": "rest", "promise": "  "})
        assert nothing.status_code == 200
        assert not Direction.objects.exists()
        saved = hers.post(place, {"act": "rest", "promise": "Le ca"})
        assert "saved at 11:00" in saved.content.decode()
        assert Direction.objects.get().promise == "Le ca"

    def test_too_long_is_said_and_not_lost(self, hers):
        place = reverse("pilot:write_direction")
        told = {"promise": "x" * 4001, "clients": "Les familles"}
        answer = hers.post(place, told)
        assert answer.status_code == 422
        assert "Shorten it" in answer.content.decode()
        assert "Les familles" in answer.content.decode()
        assert hers.post(place, {**told, "act": "rest"}).status_code == 422
        assert not Direction.objects.exists()

    def test_another_s_page_does_not_exist(self, hers, other):
        with tenancy.entered(business_id=other.pk):
            theirs = written(other)
        assert hers.get(reverse("pilot:direction_on", args=[theirs.pk])).status_code == 404

    def test_fifty_versions_ask_no_more_than_two(self, hers, business):
        for day in range(2):
            written(business, LAST_YEAR + dt.timedelta(days=day), promise=str(day))
        with CaptureQueriesContext(connection) as two:
            hers.get(reverse("pilot:direction"))
        for day in range(2, 50):
            written(business, LAST_YEAR + dt.timedelta(days=day), promise=str(day))
        with CaptureQueriesContext(connection) as fifty:
            hers.get(reverse("pilot:direction"))
        assert len(fifty) == len(two)
