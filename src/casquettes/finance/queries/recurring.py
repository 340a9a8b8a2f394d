"""Invoices that come back, as their page shows them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F

from casquettes.finance.models import RecurringInvoice
from casquettes.kernel.models import Business

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Plan:
    """A recurring invoice, what its lines come to, and whether its day has come."""

    recurring: RecurringInvoice
    amount: Decimal
    is_due: bool


def plans(business: Business, *, on: dt.date) -> list[Plan]:
    """Every plan, those that go on first."""
    rows = RecurringInvoice.objects.filter(business=business).select_related("client")
    rows = rows.order_by(F("stopped_on").asc(nulls_first=True), "next_on", "id")
    return [Plan(row, _amount(row), _is_due(row, on)) for row in rows]


def _amount(row: RecurringInvoice) -> Decimal:
    lines = (Decimal(one["quantity"]) * Decimal(one["unit_price"]) for one in row.lines)
    return sum(lines, NOTHING).quantize(Decimal("0.01"))


def _is_due(row: RecurringInvoice, on: dt.date) -> bool:
    over = row.last_on is not None and row.next_on > row.last_on
    return row.stopped_on is None and row.next_on <= on and not over
