"""A form counts once, however often it is sent."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import QueryDict
from django.template import Context, Template
from django.utils import translation

from casquettes.kernel import tenancy
from casquettes.kernel.actions import forms_sent
from casquettes.kernel.actions.forms_sent import FormReused, fingerprint, once
from casquettes.kernel.models import SentForm
from tests.cast import NOW

KEY = "k" * 22


@pytest.fixture(autouse=True)
def in_english():
    """Refusals in the words of the source, whatever the catalogue says."""
    with translation.override("en"):
        yield


class Acts:
    """Counts how often it was done."""

    def __init__(self) -> None:
        self.done = 0

    def __call__(self) -> str:
        self.done += 1
        return f"/made/{self.done}/"


@pytest.mark.django_db
def test_the_same_form_sent_again_gets_the_first_answer_and_acts_no_more(business):
    act = Acts()
    answers = [
        once(business, key=KEY, body=QueryDict(body), at=NOW, act=act)
        for body in (
            "a=1&b=2&b=3",
            "b=2&b=3&a=1&csrfmiddlewaretoken=other",
            "a=1&b=2&b=3&form_key=" + KEY,
        )
    ]
    assert answers == ["/made/1/"] * 3
    assert act.done == 1


@pytest.mark.django_db
def test_the_same_key_with_another_body_is_refused_and_nothing_is_done(business):
    act = Acts()
    once(business, key=KEY, body={"a": "1"}, at=NOW, act=act)
    with pytest.raises(FormReused, match="already sent"):
        once(business, key=KEY, body={"a": "2"}, at=NOW, act=act)
    assert act.done == 1


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "short", "k" * 41, "k" * 21 + "\n", "é" * 22])
def test_a_form_without_a_key_of_ours_is_refused(business, key):
    with pytest.raises(FormReused, match="incomplete"):
        once(business, key=key, body={}, at=NOW, act=Acts())


@pytest.mark.django_db
def test_a_refused_act_leaves_the_form_free_to_be_corrected(business):
    def refuse() -> str:
        raise LookupError

    with pytest.raises(LookupError):
        once(business, key=KEY, body={"a": "1"}, at=NOW, act=refuse)
    assert once(business, key=KEY, body={"a": "2"}, at=NOW, act=Acts()) == "/made/1/"


@pytest.mark.django_db
def test_another_business_may_draw_the_same_key(business, other):
    once(business, key=KEY, body={"a": "1"}, at=NOW, act=Acts())
    with tenancy.entered(business_id=other.pk):
        assert once(other, key=KEY, body={"a": "2"}, at=NOW, act=Acts()) == "/made/1/"


@pytest.mark.django_db
def test_keys_are_forgotten_after_a_month(business):
    once(business, key=KEY, body={}, at=NOW - dt.timedelta(days=31), act=Acts())
    once(business, key="x" * 22, body={}, at=NOW, act=Acts())
    assert list(SentForm.objects.values_list("key", flat=True)) == ["x" * 22]


def test_a_file_counts_by_its_content_and_can_still_be_read():
    one, same, other = (SimpleUploadedFile("a.csv", text) for text in (b"1", b"1", b"2"))
    assert fingerprint({"file": one}) == fingerprint({"file": same})
    assert fingerprint({"file": one}) != fingerprint({"file": other})
    assert one.read() == b"1"


def test_a_page_draws_a_key_and_keeps_the_one_just_sent(rf):
    page = Template("{% load sent_once %}{% form_key %}")
    drawn = [page.render(Context({"request": rf.get("/")})) for _ in range(2)]
    assert drawn[0] != drawn[1]
    kept = page.render(Context({"request": rf.post("/", {"form_key": KEY})}))
    assert kept.strip() == f'<input type="hidden" name="form_key" value="{KEY}">'
    forged = page.render(Context({"request": rf.post("/", {"form_key": '"><b>'})}))
    assert "<b>" not in forged


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_double_click_acts_once(business):
    act, answers = Acts(), []
    barrier = threading.Barrier(2)

    def send() -> None:
        try:
            barrier.wait(10)
            with transaction.atomic():
                tenancy.enter(business_id=business.pk)
                answers.append(once(business, key=KEY, body={"a": "1"}, at=NOW, act=act))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert answers == ["/made/1/"] * 2
    assert act.done == 1
    assert dt.timedelta(days=30) == forms_sent.KEPT
