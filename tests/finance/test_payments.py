"""Money received: part, all, too much, given back, undone."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest

from casquettes.finance.actions.following import dispute, mark_sent, settle
from casquettes.finance.actions.payments import PaymentRefused, undo_payment
from casquettes.finance.models import Invoice, Payment
from casquettes.finance.queries.states import State, state_of, with_state
from casquettes.kernel.models import JournalEntry
from tests.cast import NOW
from tests.finance import dealings
from tests.finance.dealings import TODAY, buyer, drafted, issued, line, paid

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
LATER = NOW + dt.timedelta(days=60)


def day(number: int) -> dt.date:
    return dt.date(2026, 3, number)


@pytest.fixture
def claire(business):
    dealings.identity(business)
    return buyer(business)


@pytest.fixture
def invoice(claire):
    return issued(claire, line("100"))


def again(invoice: Invoice) -> Invoice:
    return Invoice.objects.get(pk=invoice.pk)


def test_it_is_paid_on_the_day_of_the_payment_that_covered_it(invoice):
    paid(invoice, "60", on=day(10))
    assert (again(invoice).paid, again(invoice).paid_on) == (60, None)
    noted = paid(invoice, "40", on=day(9))
    assert (noted.invoice.paid, noted.invoice.paid_on, noted.too_much) == (100, day(10), 0)


def test_more_than_is_due_is_said_not_refused_and_may_be_given_back(invoice):
    noted = paid(invoice, "120", on=day(10))
    assert (noted.too_much, noted.invoice.due) == (20, -20)
    refunded = paid(invoice, "-20", on=day(11))
    assert (refunded.invoice.paid, refunded.invoice.paid_on) == (100, day(10))


def test_no_more_is_given_back_than_was_received(invoice):
    with pytest.raises(PaymentRefused, match="give back more"):
        paid(invoice, "-1")


@pytest.mark.parametrize(
    ("amount", "on", "field"),
    [
        ("0", TODAY, "amount"),
        ("1.001", TODAY, "amount"),
        ("NaN", TODAY, "amount"),
        ("1e999", TODAY, "amount"),
        ("10", TODAY + dt.timedelta(days=1), "on"),
        ("10", dt.date(1999, 12, 31), "on"),
    ],
)
def test_what_cannot_be_received_is_refused(invoice, amount, on, field):
    with pytest.raises(PaymentRefused) as refusal:
        paid(invoice, amount, on=on)
    assert refusal.value.field == field


def test_a_draft_is_not_paid(claire):
    with pytest.raises(PaymentRefused, match="Issue the invoice"):
        paid(drafted(claire), "10")


def test_a_mistake_is_undone_by_a_counter_entry_on_its_own_day_once(invoice):
    mistake = paid(invoice, "100", on=day(10)).payment
    undone = undo_payment(mistake, at=LATER)
    assert (undone.amount, undone.on, undone.undoes) == (-100, day(10), mistake)
    assert (again(invoice).paid, again(invoice).paid_on) == (0, None)
    with pytest.raises(PaymentRefused, match="already undone"):
        undo_payment(mistake, at=LATER)
    with pytest.raises(PaymentRefused, match="undoes another"):
        undo_payment(undone, at=LATER)
    paid(invoice, "100", on=day(12))
    assert again(invoice).paid_on == day(12)


def test_the_journal_counts_turnover_once_and_receipts_apart(invoice):
    paid(invoice, "60", reference="VIR CLAIRE MOREAU")
    paid(invoice, "40")
    entries = list(JournalEntry.objects.order_by("rank"))[-3:]
    assert [entry.verb for entry in entries] == ["issue_invoice", "note_payment", "note_payment"]
    assert [entry.amount for entry in entries] == [10000, None, None]
    assert entries[-1].perpetual_total == 10000
    told = [json.loads(entry.payload) for entry in entries[1:]]
    assert [one["received_total"] for one in told] == [6000, 10000]
    assert "MOREAU" not in entries[1].payload


def test_a_state_is_the_same_seen_from_the_row_and_from_the_list(claire, business):
    from casquettes.finance.actions.credit_notes import credit_all, credit_amount
    from casquettes.finance.actions.issuing import issue_invoice

    drafted(claire)
    mark_sent(issued(claire), at=NOW)
    paid(issued(claire), "10")
    paid(issued(claire), "48")
    dispute(issued(claire), note="Le ménage", at=NOW)
    issue_invoice(credit_all(issued(claire), at=NOW), at=NOW)
    part = issued(claire, line("0.8"))
    for amount in ("0.1", "0.7"):
        issue_invoice(credit_amount(part, Decimal(amount), at=NOW), at=NOW)
    issued(claire)
    issued(claire, line("0"))
    for on, late in ((TODAY, 0), (TODAY + dt.timedelta(days=31), 3)):
        rows = list(with_state(Invoice.objects.of(business), on=on))
        assert all(row.state == state_of(row, on=on) for row in rows)
        assert all(row.state == state_of(again(row), on=on) for row in rows)
        states = [row.state for row in rows]
        assert states.count(State.LATE) == late
        assert states.count(State.CREDITED) == 2
        assert set(states) >= {State.DRAFT, State.PAID, State.DISPUTED, State.ISSUED}


def test_a_dispute_is_opened_and_settled(invoice):
    dispute(invoice, note="Une heure de trop", at=NOW)
    assert again(invoice).disputed_on == TODAY
    settle(invoice, at=NOW)
    assert again(invoice).disputed_on is None
    verbs = JournalEntry.objects.order_by("rank").values_list("verb", flat=True)
    assert list(verbs)[-2:] == ["dispute_invoice", "settle_dispute"]


def test_payments_stay_as_they_were(invoice):
    from django.db import DatabaseError, transaction

    payment = paid(invoice, "10").payment
    with pytest.raises(DatabaseError), transaction.atomic():
        Payment.objects.filter(pk=payment.pk).update(amount=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        payment.delete()
