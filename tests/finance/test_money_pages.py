"""What is to be billed, one click from a draft; the receipts book, by quarter and by file."""

from __future__ import annotations

import csv
import datetime as dt
import html as htmls
import io
import secrets
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casquettes.finance.models import Invoice
from casquettes.finance.queries.waiting import PriceDue
from casquettes.kernel.models import Business, Contact, User
from casquettes.timesheet.models import TimeEntry
from tests import cast
from tests.finance import dealings

TO_BILL = "/finance/invoices/to-bill/"
BOOK = "/finance/receipts/"
TODAY = dt.date(2026, 3, 12)


@pytest.fixture
def page(
    anne: User, business: Business, now: dt.datetime, client_of: Callable[[User], Client]
) -> Client:
    anne.language = "en"
    anne.save()
    dealings.identity(business)
    return client_of(anne)


@pytest.fixture
def claire(business: Business) -> Contact:
    return dealings.buyer(business)


def form(**typed: Any) -> dict[str, Any]:
    return {"form_key": secrets.token_urlsafe(16), **typed}


def read(answer: Any) -> str:
    return htmls.unescape(answer.content.decode())


def worked(business: Business, *, label: str = "", **facts: Any) -> TimeEntry:
    told = {"on": TODAY, "seconds": 7200, "sold_seconds": 7200, "nature": "billed"} | facts
    return TimeEntry.objects.create(
        business=business, hat="production", source="typed", noted_on=TODAY, label=label, **told
    )


# --- to bill --------------------------------------------------------------------------------------


def test_sessions_done_wait_until_they_stand_on_a_draft(page: Client, claire: Contact) -> None:
    mission = dealings.mission(claire)
    dealings.session(mission, 3)
    dealings.session(mission, 5, minutes=120)
    [due] = page.get(TO_BILL).context["waiting"].sessions
    assert (due.mission, due.count, due.minutes) == (mission, 2, 330)
    sent = form()
    first = page.post(f"{TO_BILL}mission/{mission.pk}/", sent)
    second = page.post(f"{TO_BILL}mission/{mission.pk}/", sent)
    draft = Invoice.objects.get()
    assert first["Location"] == second["Location"] == f"/finance/invoices/{draft.pk}/edit/"
    assert page.get(TO_BILL).context["waiting"].count == 0
    refused = page.post(f"{TO_BILL}mission/{mission.pk}/", form(), follow=True)
    assert "Nothing is left to bill" in read(refused)


def test_a_set_price_agreed_without_a_quote_waits_once(page: Client, claire: Contact) -> None:
    mission = dealings.mission(claire, terms="fixed", price=Decimal(450))
    assert page.get(TO_BILL).context["waiting"].missions == [PriceDue(mission, Decimal(450))]
    page.post(f"{TO_BILL}mission/{mission.pk}/", form())
    assert Invoice.objects.get().gross == Decimal(450)
    assert page.get(TO_BILL).context["waiting"].missions == []


def test_the_deposit_of_an_accepted_quote_then_its_balance(page: Client, claire: Contact) -> None:
    quote = dealings.quote(claire, "600", deposit="rate", deposit_value=Decimal(30))
    [due] = page.get(TO_BILL).context["waiting"].quotes
    assert (due.left, due.wants_deposit, due.blocked_until) == (Decimal(600), True, None)
    page.post(f"{TO_BILL}quote/{quote.pk}/", form(kind="deposit"))
    deposit = Invoice.objects.get()
    assert (deposit.kind, deposit.gross) == ("deposit", Decimal(180))


def test_a_deposit_is_blocked_until_the_day_the_law_sets_and_says_why(
    page: Client, claire: Contact
) -> None:
    quote = dealings.quote(claire, "600", deposit="rate", deposit_value=Decimal(30))
    dealings.mission(claire, quote=quote, terms="fixed", payable_from=dt.date(2026, 3, 16))
    html = read(page.get(TO_BILL))
    assert "no money before Monday 16 March 2026" in html
    assert "the law gives them seven days" in html
    answer = page.post(f"{TO_BILL}quote/{quote.pk}/", form(kind="deposit"), follow=True)
    assert "the law forbids any payment before" in read(answer)
    assert not Invoice.objects.exists()


def test_time_sold_is_billed_with_its_mission_or_with_a_name_and_a_price(
    page: Client, business: Business, claire: Contact
) -> None:
    mission = dealings.mission(claire)
    worked(business, mission=mission)
    worked(business, label="Jeanne Petit")
    worked(business, label="Jeanne Petit", sold_seconds=0)
    worked(business, label="Old", on=dt.date(2025, 12, 1))
    time = page.get(TO_BILL).context["waiting"].time
    assert [(due.mission, due.label, due.seconds) for due in time] == [
        (mission, "", 7200),
        (None, "Jeanne Petit", 7200),
    ]
    numbers = [",".join(str(pk) for pk in due.entries) for due in time]
    page.post(f"{TO_BILL}time/", form(entries=numbers[0]))
    assert Invoice.objects.latest("pk").gross == Decimal(96)
    page.post(f"{TO_BILL}time/", form(entries=numbers[1], client="Jeanne Petit", price="55"))
    jeanne = Invoice.objects.latest("pk")
    assert (jeanne.client.name, jeanne.gross) == ("Jeanne Petit", Decimal(110))
    assert page.get(TO_BILL).context["waiting"].time == []


def test_a_session_of_the_day_speaks_for_its_time(
    page: Client, business: Business, claire: Contact
) -> None:
    mission = dealings.mission(claire)
    dealings.session(mission, 12)
    worked(business, mission=mission)
    waiting = page.get(TO_BILL).context["waiting"]
    assert (len(waiting.sessions), waiting.time) == (1, [])


@pytest.mark.parametrize("entries", ["", "x,y", "999999", "9" * 30])
def test_time_that_is_not_hers_is_refused(page: Client, entries: str) -> None:
    answer = page.post(f"{TO_BILL}time/", form(entries=entries), follow=True)
    assert answer.redirect_chain
    assert not Invoice.objects.exists()


def test_one_thing_to_bill_and_many_ask_as_much_of_the_database(
    page: Client, business: Business, claire: Contact
) -> None:
    def more() -> None:
        mission = dealings.mission(claire)
        dealings.session(mission, 3)
        dealings.mission(claire, terms="fixed", price=Decimal(90))
        dealings.quote(claire, "600")
        worked(business, mission=dealings.mission(claire))

    more()
    page.get(TO_BILL)
    with CaptureQueriesContext(connection) as one:
        page.get(TO_BILL)
    for _each in range(12):
        more()
    with CaptureQueriesContext(connection) as many:
        page.get(TO_BILL)
    assert len(many) == len(one)


def test_one_client_alone(page: Client, business: Business, claire: Contact) -> None:
    other = dealings.buyer(business, firm="Cabinet Roche")
    dealings.mission(other, terms="fixed", price=Decimal(90))
    assert page.get(f"{TO_BILL}?client={claire.pk}").context["waiting"].count == 0
    assert page.get(f"{TO_BILL}?client={other.pk}").context["waiting"].count == 1
    editor = page.get(f"/finance/invoices/new/?client={other.pk}")
    assert "Something is still to be billed to Cabinet Roche." in read(editor)


# --- the receipts book ----------------------------------------------------------------------------


def test_the_book_follows_the_days_of_payment_with_cash_apart(
    page: Client, business: Business, claire: Contact
) -> None:
    first = dealings.issued(claire, dealings.line("100"))
    second = dealings.issued(dealings.buyer(business, firm="Cabinet Roche"), dealings.line("40"))
    dealings.paid(first, "60", on=dt.date(2026, 3, 10))
    dealings.paid(second, "40", on=dt.date(2026, 1, 5), method="cash")
    context = page.get(BOOK).context
    told = [(line.number, line.client, line.payment.amount) for line in context["lines"]]
    assert told == [
        (second.number, "Cabinet Roche", Decimal(40)),
        (first.number, "Claire Moreau", Decimal(60)),
    ]
    [quarter] = context["quarters"]
    assert (quarter.year, quarter.quarter) == (2026, 1)
    assert (quarter.amount, quarter.cash) == (Decimal(100), Decimal(40))


def test_another_currency_is_never_added_to_hers(
    page: Client, business: Business, claire: Contact
) -> None:
    dealings.paid(dealings.issued(claire, dealings.line("60")), "60")
    abroad = dealings.buyer(business, firm="Atelier Rossi", currency="CHF")
    dealings.paid(dealings.issued(abroad, dealings.line("100")), "100")
    answer = page.get(BOOK)
    [quarter] = answer.context["quarters"]
    assert (quarter.amount, answer.context["total"]) == (60, 60)
    assert list(answer.context["others"]) == [("CHF", Decimal(100))]
    assert "CHF</dt>" in read(answer)


def test_a_line_struck_out_stays_in_the_book(page: Client, claire: Contact) -> None:
    payment = dealings.paid(dealings.issued(claire), "48").payment
    page.post(f"/finance/payments/{payment.pk}/undo/")
    html = read(page.get(BOOK))
    assert "strikes out a line noted by mistake" in html
    assert page.get(BOOK).context["total"] == 0


def test_the_book_is_taken_away_as_the_law_lists_it(page: Client, business: Business) -> None:
    invoice = dealings.issued(
        dealings.buyer(business, firm="=cmd()"), dealings.line("48", nature="goods")
    )
    dealings.paid(invoice, "48", method="cash", reference="n° 12")
    [row] = csv.DictReader(io.StringIO(page.get(f"{BOOK}export/?as=plain").content.decode()))
    assert row == {
        "Received": "2026-03-12",
        "Document": invoice.number,
        "Client": "'=cmd()",
        "Nature": "goods",
        "By": "cash",
        "Reference": "n° 12",
        "Cash": "yes",
        "Currency": "EUR",
        "Amount": "48.00",
    }


def test_a_period_without_receipts_is_said(page: Client) -> None:
    assert "The book fills itself" in read(page.get(BOOK))
    assert "Nothing was received in this period." in read(page.get(f"{BOOK}?period=2019-T2"))
    assert page.get(f"{BOOK}?period=all").status_code == 200


def test_one_receipt_and_fifty_ask_as_much_of_the_database(page: Client, claire: Contact) -> None:
    dealings.paid(dealings.issued(claire), "48")
    page.get(BOOK)
    with CaptureQueriesContext(connection) as one:
        page.get(BOOK)
    for _each in range(49):
        dealings.paid(dealings.issued(claire), "48")
    with CaptureQueriesContext(connection) as fifty:
        page.get(BOOK)
    assert len(fifty) == len(one)


def test_the_accountant_reads_the_book(
    business: Business, claire: Contact, now: dt.datetime, client_of: Callable[[User], Client]
) -> None:
    dealings.identity(business)
    dealings.paid(dealings.issued(claire), "48")
    reader = client_of(cast.member(business, "accountant"))
    assert reader.get(BOOK).status_code == 200
    assert reader.get(f"{BOOK}export/?as=xlsx").status_code == 200
    assert reader.get(TO_BILL).status_code == 403
