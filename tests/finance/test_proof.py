"""Whatever another hand changes in invoices and payments, `verify` names it."""

from __future__ import annotations

import json

import pytest

from casquettes.config.commands import journal as command
from casquettes.finance.actions.credit_notes import credit_all
from casquettes.finance.actions.files import file_of
from casquettes.finance.actions.issuing import issue_invoice
from casquettes.finance.models import Invoice, InvoiceLine
from casquettes.finance.queries.proof import Flaw, Why, first_flaw
from casquettes.kernel.models import JournalEntry, NumberSeries
from tests.cast import NOW
from tests.finance import dealings
from tests.finance.dealings import buyer, issued, line, paid
from tests.kernel.tampering import another_hand

pytestmark = pytest.mark.django_db


@pytest.fixture
def books(business):
    """Three invoices, one paid, one given back."""
    dealings.identity(business)
    claire = buyer(business)
    first = issued(claire, line("100"))
    paid(first, "100")
    issued(claire, line("48", "3.5"), line("12"))
    issue_invoice(credit_all(issued(claire), at=NOW), at=NOW)
    return business


def by_hand(statement: str, *values: object) -> None:
    with another_hand() as cursor:
        cursor.execute(statement, list(values))


def test_books_that_nobody_touched_are_whole(books):
    file_of(Invoice.objects.get(number="F2026-001"), "ubl", at=NOW)
    assert first_flaw(books) is None


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("net", 1),
        ("vat", 1),
        ("gross", 1),
        ("issued_on", "2026-03-11"),
        ("due_on", "2027-01-01"),
        ("kind", "deposit"),
        ("year", 2025),
        ("rank", 99),
        ("sha256", "0" * 64),
        ("frozen", "{}"),
        ("currency", "CHF"),
    ],
)
def test_an_altered_column_is_named(books, column, value):
    by_hand(f"update finance_invoice set {column} = %s where number = 'F2026-002'", value)
    told = first_flaw(books)
    assert (told.why, told.number) == (Why.ALTERED, "F2026-002")


def test_another_name_in_the_frozen_text_is_seen(books):
    frozen = Invoice.objects.get(number="F2026-002").frozen
    frozen["buyer"]["name"] = "Mallory"
    by_hand("update finance_invoice set frozen = %s where number = 'F2026-002'", json.dumps(frozen))
    assert first_flaw(books).why is Why.ALTERED


@pytest.mark.parametrize(
    ("column", "value"),
    [("unit_price", 1), ("quantity", 9), ("description", "Autre"), ("nature", "goods")],
)
def test_altered_lines_are_named(books, column, value):
    pk = InvoiceLine.objects.filter(invoice__number="F2026-002").first().pk
    by_hand(f"update finance_invoiceline set {column} = %s where id = %s", value, pk)
    told = first_flaw(books)
    assert (told.why, told.number) == (Why.LINES, "F2026-002")


def test_another_number_is_seen(books):
    by_hand("update finance_invoice set number = 'F2026-777' where number = 'F2026-002'")
    assert first_flaw(books).why is Why.UNKNOWN


def test_an_invoice_that_is_gone_is_named(books):
    pk = Invoice.objects.get(number="F2026-002").pk
    by_hand("delete from finance_invoiceline where invoice_id = %s", pk)
    by_hand("delete from finance_invoice where id = %s", pk)
    assert first_flaw(books) == Flaw(Why.GONE, "F2026-002", rank_of("F2026-002"))


@pytest.mark.parametrize(
    "statement",
    [
        "update finance_payment set amount = 1",
        "update finance_payment set method = 'cash'",
        "update finance_payment set on_ = '2026-01-01'",
        "delete from finance_payment",
        "update finance_invoice set paid = 1 where number = 'F2026-001'",
    ],
)
def test_altered_payments_are_named(books, statement):
    by_hand(statement.replace("on_", '"on"'))
    told = first_flaw(books)
    assert (told.why, told.number) == (Why.PAYMENTS, "F2026-001")


def test_an_altered_file_is_named(books):
    file_of(Invoice.objects.get(number="F2026-001"), "ubl", at=NOW)
    by_hand("update finance_invoicefile set content = %s", b"other")
    assert first_flaw(books).why is Why.FILE


def test_a_rank_that_was_jumped_is_named(books):
    from casquettes.kernel import numbering

    claire = Invoice.objects.first().client
    numbering.count_up_to(books, NumberSeries.Kind.INVOICE, year=2026, rank=8)
    issued(claire)
    assert (first_flaw(books).why, first_flaw(books).number) == (Why.GAP, "F2026-009")


def test_every_flaw_has_a_sentence():
    assert set(command.FLAWS) == {str(why) for why in Why}


def rank_of(number: str) -> int:
    entries = JournalEntry.objects.filter(verb="issue_invoice")
    return next(one.rank for one in entries if json.loads(one.payload)["number"] == number)
