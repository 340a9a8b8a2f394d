"""Money that is not hers to keep: paid too much, or asked for ahead of a contract taken back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, F, OuterRef, Q, Sum

from casquettes.finance.models import Invoice
from casquettes.kernel.models import Business

Kind = Invoice.Kind


@dataclass(frozen=True, slots=True)
class ToGiveBack:
    """An invoice, what of it goes back to who paid, and the day the contract was taken back."""

    invoice: Invoice
    amount: Decimal
    withdrawn_on: dt.date | None


def to_give_back(business: Business) -> list[ToGiveBack]:
    """What she owes to clients, oldest first; one question for one as for fifty."""
    billed_since = Invoice.objects.of(business).filter(quote=OuterRef("quote"), kind=Kind.BALANCE)
    taken_back = Q(kind=Kind.DEPOSIT, quote__withdrawn_on__isnull=False) & ~Exists(billed_since)
    rows = (
        Invoice.objects.of(business)
        .issued()
        .exclude(kind=Kind.CREDIT_NOTE)
        .filter(paid__gt=0)
        .filter(Q(paid__gt=F("gross")) | taken_back)
        .annotate(received=Sum("payments__amount"))
        .select_related("client", "payer", "quote")
        .defer("frozen", "quote__frozen")
        .order_by("issued_on", "rank")
    )
    found = (_owed(invoice) for invoice in rows)
    return [owed for owed in found if owed.amount > 0]


def _owed(invoice: Invoice) -> ToGiveBack:
    """What is above the invoice; of a contract taken back, all that came in."""
    withdrawn_on = invoice.quote.withdrawn_on if invoice.quote else None
    if invoice.due < 0:
        return ToGiveBack(invoice, -invoice.due, withdrawn_on)
    received: Decimal = getattr(invoice, "received", None) or Decimal(0)
    return ToGiveBack(invoice, received.quantize(Decimal("0.01")), withdrawn_on)
