"""Where an invoice stands on a day: a fact of its dates and amounts, kept nowhere."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum

from django.db.models import Case, CharField, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from casquettes.finance.models import Invoice, InvoiceQuerySet
from casquettes.finance.queries.settling import credited_of, with_credited


class State(StrEnum):
    """In the order they are looked for, drafts first: the first that holds is the state."""

    DRAFT = "draft"
    CREDITED = "credited"  # wholly given back by credit notes
    PAID = "paid"
    DISPUTED = "disputed"
    LATE = "late"
    PARTLY_PAID = "partly_paid"
    SENT = "sent"
    ISSUED = "issued"


STATE_NAMES = {
    State.DRAFT: _("draft"),
    State.CREDITED: _("given back"),
    State.PAID: _("paid"),
    State.DISPUTED: _("disputed"),
    State.LATE: _("late"),
    State.PARTLY_PAID: _("partly paid"),
    State.SENT: _("sent"),
    State.ISSUED: _("issued"),
}
NOT_A_CREDIT_NOTE = ~Q(kind=Invoice.Kind.CREDIT_NOTE)


def state_of(invoice: Invoice, *, on: dt.date) -> State:
    """Where the invoice stands on that day; reads `credited` where the row brings it along."""
    if invoice.issued_on is None:
        return State.DRAFT
    if invoice.kind == Invoice.Kind.CREDIT_NOTE:
        return State.SENT if invoice.sent_at else State.ISSUED
    credited: Decimal = getattr(invoice, "credited", None) or Decimal(0)
    if not hasattr(invoice, "credited"):
        credited = credited_of(invoice)
    if 0 < invoice.gross <= credited:
        return State.CREDITED
    if invoice.paid_on is not None:
        return State.PAID
    return _of_unpaid(invoice, on=on)


def _of_unpaid(invoice: Invoice, *, on: dt.date) -> State:
    if invoice.disputed_on is not None:
        return State.DISPUTED
    if invoice.due_on is not None and invoice.due_on < on:
        return State.LATE
    if invoice.paid > 0:
        return State.PARTLY_PAID
    return State.SENT if invoice.sent_at else State.ISSUED


def with_state(invoices: InvoiceQuerySet, *, on: dt.date) -> InvoiceQuerySet:
    """Each with `state` on that day, as `state_of` says it, and with `credited`."""
    return with_credited(invoices).annotate(
        state=Case(
            When(issued_on=None, then=Value(State.DRAFT)),
            When(
                NOT_A_CREDIT_NOTE & Q(gross__gt=0, credited__gte=F("gross")),
                then=Value(State.CREDITED),
            ),
            When(NOT_A_CREDIT_NOTE & Q(paid_on__isnull=False), then=Value(State.PAID)),
            When(NOT_A_CREDIT_NOTE & Q(disputed_on__isnull=False), then=Value(State.DISPUTED)),
            When(NOT_A_CREDIT_NOTE & Q(due_on__lt=on), then=Value(State.LATE)),
            When(NOT_A_CREDIT_NOTE & Q(paid__gt=0), then=Value(State.PARTLY_PAID)),
            When(sent_at__isnull=False, then=Value(State.SENT)),
            default=Value(State.ISSUED),
            output_field=CharField(),
        )
    )
