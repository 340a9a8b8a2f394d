"""The pages of the guided bilan: begun, answered, put down, closed."""

import pytest

from casquettes.pilot.models import Bilan, BilanAnswer

pytestmark = pytest.mark.django_db


@pytest.fixture
def hers(client_of, anne, now):
    return client_of(anne)


def test_from_begin_to_close(hers, business):
    begun = hers.post("/bilan/", {"moment": "on_demand", "is_short": "short"})
    bilan = Bilan.objects.get()
    assert begun.headers["Location"] == f"/bilan/{bilan.pk}/q01/"
    for id in ("q01", "q38", "q44"):
        page = hers.get(f"/bilan/{bilan.pk}/{id}/")
        assert page.status_code == (404 if id == "q44" else 200), id
    sent = hers.post(f"/bilan/{bilan.pk}/q28/", {"text": "Un café avant la première séance"})
    assert sent.headers["Location"] == f"/bilan/{bilan.pk}/q29/"
    assert BilanAnswer.objects.get().value == {"text": "Un café avant la première séance"}
    hers.post(f"/bilan/{bilan.pk}/close/")
    bilan.refresh_from_db()
    assert bilan.finished_at is not None
