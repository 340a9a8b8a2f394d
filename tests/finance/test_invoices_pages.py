"""The list of invoices: counted, found, summed, taken away; several changed at once."""

from __future__ import annotations

import csv
import datetime as dt
import io
import secrets
import zipfile
from collections.abc import Callable
from decimal import Decimal

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casquettes.finance.actions.following import mark_sent
from casquettes.finance.models import Payment
from casquettes.kernel.actions.contacts import refresh_search
from casquettes.kernel.models import Business, Contact, User
from tests import cast
from tests.finance import dealings

PAGE = "/finance/invoices/"
LONG_AGO = cast.NOW - dt.timedelta(days=60)


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
    claire = dealings.buyer(business)
    refresh_search(claire)
    return claire


def shown(page: Client, query: str = "") -> list[str]:
    rows = page.get(f"{PAGE}?{query}").context["rows"]
    return [row.invoice.number or "draft" for row in rows]


def test_the_head_says_what_is_to_come_and_what_is_late(page: Client, claire: Contact) -> None:
    dealings.issued(claire, dealings.line("100"), at=LONG_AGO)
    dealings.issued(claire, dealings.line("40"))
    html = page.get(PAGE).content.decode()
    assert "<strong>€140.00</strong> to be received" in html
    assert "<strong>€100.00</strong> late from one client." in html


def test_each_tab_holds_what_its_count_says(page: Client, claire: Contact) -> None:
    dealings.issued(claire, at=LONG_AGO)
    paid = dealings.issued(claire, at=LONG_AGO)
    dealings.paid(paid, "48")
    mark_sent(dealings.issued(claire), at=cast.NOW)
    dealings.drafted(claire)
    counts = {state: count for state, _name, count in page.get(PAGE).context["tabs"]}
    assert counts == {"": 4, "drafts": 1, "to_send": 1, "waiting": 1, "late": 1, "paid": 1}
    for state, count in counts.items():
        assert len(shown(page, f"state={state}")) == count
    assert shown(page)[0] == "draft"


def test_a_row_says_where_it_stands(page: Client, claire: Contact) -> None:
    late = dealings.issued(claire, at=LONG_AGO)
    said = {row.invoice.pk: row.state for row in page.get(PAGE).context["rows"]}
    assert (said[late.pk].look, said[late.pk].words) == ("bad", "30 days late")
    dealings.paid(late, "40")
    dealings.paid(late, "18")
    said = {row.invoice.pk: row.state for row in page.get(PAGE).context["rows"]}
    assert said[late.pk].words == "€10.00 paid too much"


def test_it_is_found_by_number_by_client_without_accents_or_by_amount(
    page: Client, business: Business, claire: Contact
) -> None:
    first = dealings.issued(claire, dealings.line("1240.50"))
    other = dealings.buyer(business, firm="Crémerie Élan")
    refresh_search(other)
    second = dealings.issued(other, title="Réserve")
    assert shown(page, "q=elan") == [second.number]
    assert shown(page, f"q={first.number}") == [first.number]
    assert shown(page, "q=1240,50") == [first.number]
    assert shown(page, "q=Réserve") == [second.number]
    assert shown(page, "q=nobody") == []
    assert shown(page, f"client={claire.pk}") == [first.number]
    assert shown(page, "period=2025") == []
    assert shown(page, "kind=deposit&period=x&client=9999999&state=odd") == []


def test_the_foot_sums_what_is_found(page: Client, claire: Contact) -> None:
    dealings.issued(claire, dealings.line("100"), at=LONG_AGO)
    dealings.paid(dealings.issued(claire, dealings.line("40")), "40")
    [euros] = page.get(PAGE).context["sums"].by_currency
    assert (euros.gross, euros.due) == (Decimal(140), Decimal(100))
    [late] = page.get(f"{PAGE}?state=late").context["sums"].by_currency
    assert late.gross == Decimal(100)


def test_one_invoice_and_fifty_ask_as_much_of_the_database(page: Client, claire: Contact) -> None:
    dealings.issued(claire)
    page.get(PAGE)
    with CaptureQueriesContext(connection) as one:
        page.get(PAGE)
    for _each in range(49):
        dealings.issued(claire)
    with CaptureQueriesContext(connection) as fifty:
        page.get(PAGE)
    assert len(fifty) == len(one)


def test_a_name_made_of_code_prints_as_typed(page: Client, business: Business) -> None:
    name = "{{7*7}}<script>alert(1)</script> #panic()"
    dealings.issued(dealings.buyer(business, firm=name), title="${1+1}")
    html = page.get(PAGE).content.decode()
    assert "{{7*7}}&lt;script&gt;alert(1)&lt;/script&gt; #panic()" in html
    assert "${1+1}" in html


def test_before_the_first_invoice_the_page_says_what_to_do(page: Client) -> None:
    html = page.get(PAGE).content.decode()
    assert "Your invoices will be here" in html
    assert html.count("btn go") == 1


def test_the_files_hold_numbers_and_no_formula(page: Client, business: Business) -> None:
    dealings.issued(dealings.buyer(business, firm="=SUM(A1)"), dealings.line("1240.50"))
    plain = page.get(f"{PAGE}export/?as=plain").content.decode()
    [row] = csv.DictReader(io.StringIO(plain))
    assert (row["Client"], row["Total"], row["Issued"]) == ("'=SUM(A1)", "1240.50", "2026-03-12")
    book = openpyxl.load_workbook(io.BytesIO(page.get(f"{PAGE}export/?as=xlsx").content))
    assert {"=SUM(A1)", 1240.5} <= {cell.value for cell in book.active[2]}


# --- several at once ------------------------------------------------------------------------------


def ticked(act: str, *invoices: object) -> dict[str, object]:
    ids = [invoice.pk for invoice in invoices]  # type: ignore[attr-defined]
    return {"form_key": secrets.token_urlsafe(16), "act": act, "ids": ids}


def test_the_ticked_ones_are_paid_today_and_the_toast_takes_it_back(
    page: Client, claire: Contact
) -> None:
    one, two, draft = dealings.issued(claire), dealings.issued(claire), dealings.drafted(claire)
    form = ticked("pay", one, two, draft)
    answer = page.post(f"{PAGE}several/", form, follow=True)
    page.post(f"{PAGE}several/", form)
    assert "2 invoices paid today: €96.00." in answer.content.decode()
    assert Payment.objects.count() == 2
    [message] = answer.context["messages"]
    page.post(message.extra_tags)
    for invoice in (one, two):
        invoice.refresh_from_db()
        assert (invoice.paid, invoice.paid_on) == (Decimal(0), None)


def test_their_pdfs_come_in_one_archive(page: Client, claire: Contact) -> None:
    one, two = dealings.issued(claire), dealings.issued(claire)
    answer = page.post(f"{PAGE}several/", ticked("pdf", one, two))
    names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    assert names == [f"{two.number}.pdf", f"{one.number}.pdf"]


def test_the_ticked_ones_are_taken_to_their_reminders(page: Client, claire: Contact) -> None:
    late = dealings.issued(claire, at=LONG_AGO)
    answer = page.post(f"{PAGE}several/", ticked("remind", late))
    assert answer["Location"] == f"/finance/reminders/?ids={late.pk}"


def test_nothing_ticked_is_said(page: Client, claire: Contact) -> None:
    dealings.issued(claire)
    answer = page.post(f"{PAGE}several/", ticked("pay"), follow=True)
    assert "Tick at least one row." in answer.content.decode()


def test_the_accountant_reads_the_list_and_changes_nothing(
    page: Client, business: Business, claire: Contact, client_of: Callable[[User], Client]
) -> None:
    invoice = dealings.issued(claire)
    reader = client_of(cast.member(business, "accountant"))
    html = reader.get(PAGE).content.decode()
    assert invoice.number in html
    assert "/finance/invoices/new/" not in html
    assert reader.get(f"{PAGE}{invoice.pk}/").status_code == 200
    assert reader.get(f"{PAGE}{invoice.pk}/files/pdf/").status_code == 200
    assert reader.post(f"{PAGE}several/", ticked("pay", invoice)).status_code == 403
