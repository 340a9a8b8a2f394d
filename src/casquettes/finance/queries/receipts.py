"""The receipts book: every payment by the day it came, as the law wants it read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet, Sum

from casquettes.finance.models import InvoiceLine, Payment
from casquettes.kernel.models import Business

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Receipt:
    """A line of the book."""

    payment: Payment
    number: str
    client: str
    nature: str
    is_cash: bool


@dataclass(frozen=True, slots=True)
class Quarter:
    """What came in a quarter of a year, cash apart."""

    year: int
    quarter: int
    amount: Decimal
    cash: Decimal


def receipts(business: Business, first: dt.date | None, last: dt.date | None) -> QuerySet[Payment]:
    """The payments between two days, in the order they came; counter-entries included."""
    rows = Payment.objects.filter(business=business)
    if first:
        rows = rows.filter(on__gte=first)
    if last:
        rows = rows.filter(on__lte=last)
    return rows.order_by("on", "id")


def shown(rows: QuerySet[Payment]) -> QuerySet[Payment]:
    """With what a line of the book names."""
    return rows.select_related("invoice__client", "invoice__payer").defer("invoice__frozen")


def lines_of(payments: Iterable[Payment]) -> list[Receipt]:
    """The payments as lines of the book, in one more question for what they paid."""
    told = list(payments)
    natures = _natures({payment.invoice_id for payment in told})
    return [
        Receipt(
            payment=payment,
            number=payment.invoice.number or "",
            client=(payment.invoice.payer or payment.invoice.client).name,
            nature=natures.get(payment.invoice_id, ""),
            is_cash=payment.method == Payment.Method.CASH,
        )
        for payment in told
    ]


def quarters(rows: QuerySet[Payment]) -> list[Quarter]:
    """What came in each quarter, latest first; other currencies than the business's are apart."""
    by_month = (
        rows.order_by()
        .values("on__year", "on__month", "method")
        .annotate(sum=Sum("amount"))
        .values_list("on__year", "on__month", "method", "sum")
    )
    sums: dict[tuple[int, int], list[Decimal]] = {}
    for year, month, method, amount in by_month:
        pair = sums.setdefault((year, (month + 2) // 3), [NOTHING, NOTHING])
        pair[0] += amount
        if method == Payment.Method.CASH:
            pair[1] += amount
    return [
        Quarter(year, quarter, *sums[year, quarter]) for year, quarter in sorted(sums, reverse=True)
    ]


def total(rows: QuerySet[Payment]) -> Decimal:
    """What these payments come to."""
    found: Decimal = rows.aggregate(sum=Sum("amount", default=NOTHING))["sum"]
    return found


def years(business: Business, *, today: dt.date) -> list[int]:
    """The years money came in, latest first; always this one."""
    days = Payment.objects.filter(business=business).order_by("on").values_list("on", flat=True)
    first = days.first()
    return list(range(today.year, (first.year if first else today.year) - 1, -1))


def _natures(invoices: set[int]) -> dict[int, str]:
    """Services, goods or both, as the lines of each invoice say."""
    names = dict(InvoiceLine.Nature.choices)
    found: dict[int, set[str]] = {}
    rows = InvoiceLine.objects.filter(invoice__in=invoices).order_by()
    for invoice, nature in rows.values_list("invoice", "nature").distinct():
        found.setdefault(invoice, set()).add(nature)
    return {
        invoice: ", ".join(str(names[nature]) for nature in sorted(natures, reverse=True))
        for invoice, natures in found.items()
    }
