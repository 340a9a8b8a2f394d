"""Money received or given back: noted once, undone by a counter-entry, never changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from casquettes.engine.documents import CENT
from casquettes.finance.actions.drafts import InvoiceRefused, held
from casquettes.finance.models import Invoice, Payment
from casquettes.finance.queries import settling
from casquettes.kernel import journal

PAY, REFUND, UNDO = "note_payment", "note_refund", "undo_payment"
FIRST_DAY = dt.date(2000, 1, 1)
MOST = Decimal(10) ** 8


class PaymentRefused(InvoiceRefused):
    """A payment that cannot be noted, or undone."""


@dataclass(frozen=True, slots=True)
class Received:
    """Money as she tells it; a negative amount was given back."""

    on: dt.date
    amount: Decimal
    method: str = Payment.Method.TRANSFER
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Noted:
    """The payment, the invoice as it stands now, and what was received above what was due."""

    payment: Payment
    invoice: Invoice
    too_much: Decimal


@transaction.atomic
def note_payment(invoice: Invoice, received: Received, *, at: dt.datetime) -> Noted:
    """Money written down for an issued invoice; more than is due is said, not refused."""
    invoice = held(invoice)
    _check(invoice, received, at=at)
    payment = Payment.objects.create(
        business=invoice.business,
        invoice=invoice,
        on=received.on,
        amount=received.amount,
        method=received.method,
        reference=received.reference.strip(),
        noted_at=at,
    )
    settle_up(invoice)
    _record(PAY if received.amount > 0 else REFUND, payment, at=at)
    return Noted(payment, invoice, max(-invoice.due, Decimal(0)))


@transaction.atomic
def undo_payment(payment: Payment, *, at: dt.datetime) -> Payment:
    """The counter-entry of a payment noted by mistake, on the same day of the receipts book."""
    invoice = held(payment.invoice)
    if payment.undoes_id is not None:
        raise PaymentRefused(_("This line already undoes another: note the payment again."))
    if Payment.objects.filter(undoes=payment).exists():
        raise PaymentRefused(_("This payment was already undone."))
    undone = Payment.objects.create(
        business=invoice.business,
        invoice=invoice,
        on=payment.on,
        amount=-payment.amount,
        method=payment.method,
        reference=payment.reference,
        undoes=payment,
        noted_at=at,
    )
    settle_up(invoice)
    _record(UNDO, undone, at=at)
    return undone


def settle_up(invoice: Invoice) -> None:
    """What is paid of it, and since when, as its payments and credit notes now make it."""
    movements = settling.movements_of(invoice)
    invoice.paid = sum((amount for _on, amount in movements), Decimal(0))
    invoice.paid_on = settling.covered_on(movements, invoice.gross)
    invoice.save(update_fields=["paid", "paid_on"])


def facts_of(payment: Payment) -> dict[str, Any]:
    """What the journal keeps of a payment; `reference` tells nothing that was typed."""
    return {
        "number": payment.invoice.number,
        "on": payment.on.isoformat(),
        "amount": journal.cents(payment.amount),
        "currency": payment.invoice.currency,
        "method": payment.method,
        "reference": journal.digest_of(payment.reference) if payment.reference else "",
        "noted_at": payment.noted_at.astimezone(dt.UTC).isoformat(),
    }


def _record(verb: str, payment: Payment, *, at: dt.datetime) -> None:
    """Receipts have a perpetual total of their own: that of the journal counts turnover."""
    business = payment.business
    mine = Payment.objects.filter(business=business, invoice__currency=business.currency)
    received = mine.aggregate(total=Sum("amount"))["total"] or Decimal(0)
    payload = facts_of(payment) | {"received_total": journal.cents(received)}
    journal.record(business, verb, at=at, subject=payment, payload=payload)


def _check(invoice: Invoice, received: Received, *, at: dt.datetime) -> None:
    if invoice.issued_on is None:
        raise PaymentRefused(_("Issue the invoice before noting what was paid."))
    if invoice.corrects_id is not None:
        text = _("A credit note is set against its invoice: note the refund there.")
        raise PaymentRefused(text)
    if received.method not in Payment.Method.values:
        raise PaymentRefused(_("Choose how it was paid."), "method")
    _check_day(received.on, today=invoice.business.local_day(at))
    _check_amount(invoice, received.amount)


def _check_amount(invoice: Invoice, amount: Decimal) -> None:
    if not amount.is_finite() or amount == 0 or abs(amount) >= MOST:
        raise PaymentRefused(_("Write the amount received, for example 240."), "amount")
    if amount != amount.quantize(CENT):
        raise PaymentRefused(_("An amount has at most two decimals."), "amount")
    if amount < 0 and -amount > _in_hand(invoice):
        text = _("You cannot give back more than you received for this invoice.")
        raise PaymentRefused(text, "amount")


def _check_day(on: dt.date, *, today: dt.date) -> None:
    if on > today:
        text = _("%(day)s has not come yet: note a payment once it is there.")
        raise PaymentRefused(text % {"day": date_format(on, "j F Y")}, "on")
    if on < FIRST_DAY:
        raise PaymentRefused(_("Give a day from 2000 on."), "on")


def _in_hand(invoice: Invoice) -> Decimal:
    """What was received for it so far, less what was given back."""
    return invoice.payments.aggregate(total=Sum("amount"))["total"] or Decimal(0)
