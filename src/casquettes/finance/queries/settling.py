"""What is paid of an invoice, by money and by credit notes, and the day that covered it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from django.db.models import DecimalField, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, Round

from casquettes.finance.models import Invoice, InvoiceQuerySet
from casquettes.kernel.models import Business

NOTHING = Decimal(0)
Movement = tuple[dt.date, Decimal]
MONEY = DecimalField(max_digits=12, decimal_places=2)


def movements_of(invoice: Invoice) -> list[Movement]:
    """What was set against the invoice, by day; a payment that was undone counts for nothing."""
    payments = invoice.payments.filter(undoes=None, undone_by=None).values_list("on", "amount")
    notes = credit_notes_of(invoice).values_list("issued_on", "gross")
    given_back = [(on, -gross) for on, gross in notes if on is not None]
    return sorted([*payments, *given_back], key=lambda one: one[0])


def covered_on(movements: Iterable[Movement], gross: Decimal) -> dt.date | None:
    """The day from which all was paid, and has been since; None while something is due."""
    paid, since = NOTHING, None
    for on, amount in movements:
        paid += amount
        if paid < gross:
            since = None
        elif since is None:
            since = on
    return since


def credit_notes_of(invoice: Invoice) -> QuerySet[Invoice]:
    """The credit notes issued for it."""
    return Invoice.objects.filter(corrects=invoice, issued_on__isnull=False)


def credited_of(invoice: Invoice) -> Decimal:
    """How much of it was given back by credit notes, VAT included."""
    told = credit_notes_of(invoice).aggregate(total=Sum("gross"))["total"]
    return -(told or NOTHING)


def creditable_of(invoice: Invoice) -> Decimal:
    """How much may still be given back by a credit note, VAT included."""
    return invoice.gross - credited_of(invoice)


def with_credited(invoices: InvoiceQuerySet) -> InvoiceQuerySet:
    """Each with `credited`: how much was given back by credit notes, VAT included."""
    notes = (
        Invoice.objects.filter(corrects=OuterRef("pk"), issued_on__isnull=False)
        .order_by()
        .values("corrects")
        .annotate(total=Sum("gross"))
        .values("total")
    )
    return invoices.annotate(
        # SQLite adds fractions: rounded, so that a sum equals what it adds up to.
        credited=Round(
            Coalesce(-Subquery(notes, output_field=MONEY), NOTHING, output_field=MONEY),
            precision=2,
            output_field=MONEY,
        )
    )


def still_standing(invoices: InvoiceQuerySet) -> InvoiceQuerySet:
    """Those, drafts included, that bill something: not a credit note, not wholly credited."""
    bills = with_credited(invoices).exclude(kind=Invoice.Kind.CREDIT_NOTE)
    return bills.exclude(Q(gross__gt=0) & Q(credited__gte=F("gross")))


def standing_of(business: Business) -> InvoiceQuerySet:
    """Those of a business, as `still_standing`; the few wholly credited are read first.

    Put inside a larger question, it weighs nothing.
    """
    given: dict[int | None, Decimal] = {}
    notes = Invoice.objects.filter(business=business, corrects__gross__gt=0)
    for pk, gross, billed in (
        notes.filter(issued_on__isnull=False)
        .order_by()
        .values_list("corrects", "gross", "corrects__gross")
    ):
        given[pk] = given.get(pk, billed) + gross
    over = [pk for pk, left in given.items() if pk is not None and left <= 0]
    bills = Invoice.objects.of(business).exclude(kind=Invoice.Kind.CREDIT_NOTE)
    return bills.exclude(pk__in=over) if over else bills
