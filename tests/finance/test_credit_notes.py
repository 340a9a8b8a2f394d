"""An issued invoice is corrected by credit notes, which never give back more than was billed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casquettes.engine import documents as engine
from casquettes.finance.actions.credit_notes import (
    CreditRefused,
    credit_all,
    credit_amount,
    credit_lines,
)
from casquettes.finance.actions.issuing import issue_invoice
from casquettes.finance.models import Invoice
from casquettes.finance.queries.settling import creditable_of
from casquettes.kernel.models import JournalEntry
from tests.cast import NOW
from tests.finance import dealings
from tests.finance.dealings import TODAY, buyer, drafted, issued, line, paid

pytestmark = pytest.mark.django_db


@pytest.fixture
def claire(business):
    dealings.identity(business)
    return buyer(business)


def given_back(invoice: Invoice, amount: str) -> Invoice:
    return issue_invoice(credit_amount(invoice, Decimal(amount), at=NOW), at=NOW)


def test_a_credit_note_for_all_says_the_same_the_other_way_and_is_numbered_too(claire):
    invoice = issued(claire, line("48", "3.5"), line("12"))
    note = issue_invoice(credit_all(invoice, at=NOW), at=NOW)
    assert (note.number, note.kind, note.gross) == ("F2026-002", "credit_note", -180)
    assert [(one.quantity, one.unit_price) for one in note.lines.all()] == [
        (Decimal("-3.5"), 48),
        (-1, 12),
    ]
    document = engine.from_plain(note.frozen)
    assert (document.corrects, document.corrects_on) == ("F2026-001", TODAY)
    assert engine.shown(document).totals.gross == 180


def test_it_is_set_against_its_invoice_which_waits_for_that_much_less(claire):
    invoice = issued(claire, line("100"))
    given_back(invoice, "30")
    invoice.refresh_from_db()
    assert (invoice.paid, invoice.paid_on, invoice.due) == (30, None, 70)
    assert paid(invoice, "70").invoice.paid_on == TODAY
    given_back(invoice, "70")
    invoice.refresh_from_db()
    assert invoice.due == -70  # to be given back
    assert paid(invoice, "-70").invoice.due == 0


def test_the_perpetual_total_goes_down(claire):
    given_back(issued(claire, line("100")), "30")
    assert JournalEntry.objects.last().perpetual_total == 7000


def test_never_more_than_is_left(claire):
    invoice = issued(claire, line("100"))
    given_back(invoice, "60")
    with pytest.raises(CreditRefused, match=r"40[.,]00"):
        credit_amount(invoice, Decimal("40.01"), at=NOW)
    rest = credit_all(invoice, at=NOW)
    again = credit_all(invoice, at=NOW)
    assert issue_invoice(rest, at=NOW).gross == -40
    with pytest.raises(CreditRefused, match="left to give back"):
        issue_invoice(again, at=NOW)
    with pytest.raises(CreditRefused, match="already given back"):
        credit_all(invoice, at=NOW)


def test_some_lines_may_be_given_back(claire):
    invoice = issued(claire, line("48", "3.5"), line("12"))
    note = credit_lines(invoice, invoice.lines.all()[1:], at=NOW)
    assert note.gross == -12
    with pytest.raises(CreditRefused, match="Choose the lines"):
        credit_lines(invoice, [], at=NOW)


def test_drafts_and_credit_notes_are_not_credited(claire):
    with pytest.raises(CreditRefused, match="still a draft"):
        credit_all(drafted(claire), at=NOW)
    note = issue_invoice(credit_all(issued(claire), at=NOW), at=NOW)
    with pytest.raises(CreditRefused, match="make an invoice"):
        credit_all(note, at=NOW)


prices = st.decimals("0.01", "999.99", places=2)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    billed=st.lists(st.tuples(prices, st.sampled_from(["0", "5.5", "10", "20"])), min_size=1),
    wanted=st.lists(prices, max_size=4),
    gross_entry=st.booleans(),
    discount=st.sampled_from(["0", "5", "33.33"]),
)
def test_whatever_is_given_back_the_sum_never_exceeds_the_invoice(
    vat_client, billed, wanted, gross_entry, discount
):
    lines = [line(str(price), vat_rate=Decimal(rate)) for price, rate in billed]
    invoice = issued(vat_client, *lines, gross_entry=gross_entry, discount_rate=Decimal(discount))
    for amount in wanted:
        left = creditable_of(invoice)
        if amount > left:
            with pytest.raises(CreditRefused):
                credit_amount(invoice, amount, at=NOW)
        else:
            note = given_back(invoice, str(amount))
            assert amount - Decimal("0.10") < -note.gross <= amount
    assert 0 <= creditable_of(invoice) <= invoice.gross


@pytest.fixture
def vat_client(business):
    import datetime as dt

    dealings.identity(business, vat_since=dt.date(2026, 1, 1), vat_number="FR40732829320")
    return buyer(business)
