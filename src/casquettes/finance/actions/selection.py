"""Several invoices at once: paid today, and back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core import signing
from django.db import transaction
from django.urls import reverse

from casquettes.finance.actions.payments import (
    PaymentRefused,
    Received,
    note_payment,
    undo_payment,
)
from casquettes.finance.models import Invoice, Payment
from casquettes.kernel.models import Business

SALT = "finance.payments"
UNTIL = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Done:
    """The payments one act noted."""

    payments: tuple[Payment, ...]

    @property
    def count(self) -> int:
        return len(self.payments)

    @property
    def amount(self) -> Decimal:
        return sum((payment.amount for payment in self.payments), Decimal(0))

    @property
    def undo_url(self) -> str:
        """The address that strikes them out, good for a day."""
        seal = signing.dumps([p.pk for p in self.payments], salt=SALT, compress=True)
        return reverse("finance:undo_payments", args=[seal])


@transaction.atomic
def paid_today(business: Business, ids: Sequence[int], *, at: dt.datetime) -> Done:
    """What is due of each of these, noted as received today by transfer; others are left alone."""
    waiting = Invoice.objects.of(business).unpaid().filter(pk__in=ids, corrects=None)
    on = business.local_day(at)
    noted = (
        note_payment(invoice, Received(on, invoice.due), at=at).payment
        for invoice in waiting.select_related("business").order_by("issued_on", "rank")
        if invoice.due > 0
    )
    return Done(tuple(noted))


@transaction.atomic
def strike_out(business: Business, seal: str, *, at: dt.datetime) -> int:
    """How many payments of that act were struck out; none for a seal too old or altered."""
    try:
        ids = signing.loads(seal, salt=SALT, max_age=UNTIL)
    except signing.BadSignature:
        return 0
    struck = 0
    rows = Payment.objects.filter(business=business, pk__in=ids)
    for payment in rows.select_related("invoice__business"):
        try:
            undo_payment(payment, at=at)
        except PaymentRefused:
            continue
        struck += 1
    return struck
