"""Money that is not hers to keep: paid too much, or asked for ahead of a contract taken back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, F, OuterRef, Q, Sum

from casquettes.finance.models import Invoice, InvoiceQuerySet, Payment
from casquettes.kernel.models import Business

Kind = Invoice.Kind
NOTHING, CENT = Decimal(0), Decimal("0.01")


@dataclass(frozen=True, slots=True)
class ToGiveBack:
    """An invoice, what of it goes back to who paid, and the day the contract was taken back."""

    invoice: Invoice
    amount: Decimal
    withdrawn_on: dt.date | None


def perhaps_to_give_back(business: Business) -> InvoiceQuerySet:
    """Invoices paid too much, and deposits of contracts taken back."""
    billed_since = Invoice.objects.of(business).filter(quote=OuterRef("quote"), kind=Kind.BALANCE)
    taken_back = Q(kind=Kind.DEPOSIT, quote__withdrawn_on__isnull=False) & ~Exists(billed_since)
    rows = Invoice.objects.of(business).issued().exclude(kind=Kind.CREDIT_NOTE)
    return rows.filter(paid__gt=0).filter(Q(paid__gt=F("gross")) | taken_back)


def to_give_back(business: Business) -> list[ToGiveBack]:
    """What she owes to clients, oldest first; as many questions for one as for fifty."""
    rows = list(
        perhaps_to_give_back(business)
        .select_related("client", "payer")
        .annotate(withdrawn_on=F("quote__withdrawn_on"))
        .defer("frozen")
        .order_by("issued_on", "rank")
    )
    came = _received([row for row in rows if row.due >= 0])
    found = (
        ToGiveBack(
            row,
            came.get(row.pk, NOTHING) if row.due >= 0 else -row.due,
            getattr(row, "withdrawn_on", None),
        )
        for row in rows
    )
    return [owed for owed in found if owed.amount > 0]


def _received(invoices: list[Invoice]) -> dict[int, Decimal]:
    """Of contracts taken back, all that came in and was not given back since."""
    if not invoices:
        return {}
    rows = Payment.objects.filter(invoice__in=invoices).order_by()
    sums = rows.values_list("invoice").annotate(Sum("amount"))
    return {pk: amount.quantize(CENT) for pk, amount in sums}
