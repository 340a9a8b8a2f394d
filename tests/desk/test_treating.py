"""What waits for her on the first page, each thing one click from done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from casquettes.desk.treating import to_treat
from casquettes.finance.actions.following import mark_sent
from casquettes.finance.models import Invoice
from casquettes.kernel.models import Business, User
from tests.cast import NOW
from tests.finance import dealings
from tests.pilot.works import client_named, draft_for, mission_for, pay, seal, session_on

TODAY = NOW.date()
Browser = Callable[[User], Client]


def late_invoice(business: Business, name: str, *, rank: int) -> Invoice:
    mission = mission_for(business, client_named(business, name), price=Decimal(50))
    invoice = draft_for(mission, "540", due_on=dt.date(2026, 2, 1))
    return seal(invoice, dt.date(2026, 1, 10), rank=rank)


def test_nothing_waits_at_first(business: Business) -> None:
    assert to_treat(business, today=TODAY) == []


def test_a_late_invoice_comes_first_and_opens_its_reminder(business: Business) -> None:
    invoice = mark_sent(late_invoice(business, "Roche", rank=1), at=NOW)
    petit = client_named(business, "Petit", follow_up_on=TODAY)
    first, second = to_treat(business, today=TODAY)
    assert (first.late, first.href) == (True, f"/finance/invoices/{invoice.pk}/remind/")
    assert first.title.startswith("Roche, ")
    assert second.href == f"/contacts/{petit.pk}/"


def test_a_late_invoice_that_never_left_is_to_be_sent_first(business: Business) -> None:
    invoice = late_invoice(business, "Roche", rank=1)
    (thing,) = to_treat(business, today=TODAY)
    assert (thing.late, thing.href) == (True, f"/finance/invoices/{invoice.pk}/send/")


def test_a_session_done_is_billed_in_one_click(
    business: Business, anne: User, client_of: Browser, now: dt.datetime
) -> None:
    mission = mission_for(business, client_named(business, "Roche"), price=Decimal(50))
    session_on(mission, dt.date(2026, 3, 10), 3.5)
    (thing,) = to_treat(business, today=TODAY)
    assert thing.post == f"/finance/invoices/to-bill/mission/{mission.pk}/"
    page = client_of(anne).get("/").content.decode()
    assert f'action="{thing.post}"' in page


def test_a_session_whose_day_has_passed_asks_whether_it_took_place(business: Business) -> None:
    mission = mission_for(business, client_named(business, "Roche"))
    session = session_on(mission, dt.date(2026, 3, 10), 3, done_on=None)
    session_on(mission, TODAY, 3, done_on=None)
    (thing,) = to_treat(business, today=TODAY)
    assert thing.href == f"/production/sessions/{session.pk}/"


def test_a_long_list_of_a_kind_ends_in_one_line(business: Business) -> None:
    for rank in range(1, 8):
        client_named(business, f"Client {rank}", follow_up_on=TODAY)
    things = to_treat(business, today=TODAY)
    assert len(things) == 4
    assert things[-1].href == "/contacts/"


def test_as_many_questions_for_one_as_for_fifty(business: Business) -> None:
    late_invoice(business, "Roche", rank=1)
    client_named(business, "Ami", follow_up_on=TODAY)
    with CaptureQueriesContext(connection) as few:
        to_treat(business, today=TODAY)
    for rank in range(2, 20):
        late_invoice(business, f"Client {rank}", rank=rank)
        client_named(business, f"Ami {rank}", follow_up_on=TODAY)
    with CaptureQueriesContext(connection) as many:
        to_treat(business, today=TODAY)
    assert len(many) == len(few)


def test_what_was_paid_too_much_is_to_give_back(business: Business) -> None:
    invoice = late_invoice(business, "Roche", rank=1)
    invoice.paid, invoice.paid_on = Decimal(600), TODAY
    invoice.save()
    (thing,) = to_treat(business, today=TODAY)
    assert thing.href == f"/finance/invoices/{invoice.pk}/"
    assert "60,00" in thing.title
    assert "Roche" in thing.title


def deposit_of_a_contract_taken_back(business: Business) -> Invoice:
    told = {"withdrawn_on": dt.date(2026, 3, 3), "accepted_on": dt.date(2026, 2, 25)}
    quote = dealings.quote(client_named(business, "Roche"), "600", **told)
    mission = mission_for(business, quote.client, cancelled_on=TODAY)
    deposit = draft_for(mission, "180", kind="deposit", quote=quote, due_on=TODAY, paid=180)
    return seal(deposit, dt.date(2026, 3, 1), rank=1)


def test_the_deposit_of_a_contract_taken_back_is_to_give_back(business: Business) -> None:
    deposit = deposit_of_a_contract_taken_back(business)
    assert to_treat(business, today=TODAY) == []
    pay(deposit, dt.date(2026, 3, 2), "180")
    (thing,) = to_treat(business, today=TODAY)
    assert thing.href == f"/finance/invoices/{deposit.pk}/"
    assert "180,00" in thing.title
    assert "3 mars" in thing.detail


def test_once_given_back_it_is_silent(business: Business) -> None:
    deposit = deposit_of_a_contract_taken_back(business)
    pay(deposit, dt.date(2026, 3, 2), "180")
    pay(deposit, dt.date(2026, 3, 5), "-180")
    assert to_treat(business, today=TODAY) == []


def test_every_button_of_the_list_is_a_verb(business: Business) -> None:
    mission = mission_for(business, client_named(business, "Roche"), price=Decimal(50))
    quote = dealings.quote(mission.client, "600")
    mission.quote = quote
    mission.save()
    deposit = draft_for(mission, "180", kind="deposit", quote=quote, due_on=TODAY)
    seal(deposit, dt.date(2026, 3, 1), rank=1)
    session_on(mission, dt.date(2026, 3, 10), 3.5)
    with translation.override("en"):
        acts = [thing.act for thing in to_treat(business, today=TODAY)]
    assert acts == ["Bill the balance"]
