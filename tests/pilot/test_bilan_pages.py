"""The pages of the guided bilan: begun, answered, put down, closed."""

import pytest

from casquettes.engine.bilan.script import questions
from casquettes.pilot.models import Bilan, BilanAnswer

pytestmark = pytest.mark.django_db


@pytest.fixture
def hers(client_of, anne, now):
    return client_of(anne)


def begun(hers, length="short"):
    hers.post("/bilan/", {"moment": "on_demand", "is_short": length})
    return Bilan.objects.get(finished_at=None)


def test_from_begin_to_close(hers, business):
    bilan = begun(hers)
    sent = hers.post(f"/bilan/{bilan.pk}/q28/", {"text": "Un café avant la première séance"})
    assert sent.headers["Location"] == f"/bilan/{bilan.pk}/q29/"
    assert BilanAnswer.objects.get().value == {"text": "Un café avant la première séance"}
    assert hers.get(f"/bilan/{bilan.pk}/q44/").status_code == 404
    hers.post(f"/bilan/{bilan.pk}/close/")
    bilan.refresh_from_db()
    assert bilan.finished_at is not None


@pytest.mark.parametrize("asked", questions(is_short=False), ids=lambda each: each.id)
def test_every_question_opens_on_no_data_at_all(hers, business, asked):
    bilan = begun(hers, "whole")
    page = hers.get(f"/bilan/{bilan.pk}/{asked.id}/")
    assert page.status_code == 200
    sent = hers.post(f"/bilan/{bilan.pk}/{asked.id}/", {"then": "later"})
    assert sent.status_code == 302
