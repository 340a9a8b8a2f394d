"""Did an invoice reach its client? As far as anything here tells."""

from __future__ import annotations

from django.db.models import Exists, ExpressionWrapper, OuterRef, Q
from django.db.models.fields import BooleanField

from casquettes.finance.models import InvoiceQuerySet, Transmission
from casquettes.kernel.models import Mail

# The kinds of letters that carry an invoice for the first time.
CARRIERS = ("invoice", "deposit")


def with_delivered(invoices: InvoiceQuerySet) -> InvoiceQuerySet:
    """Each with `delivered`: noted as sent and by no letter that failed, handed over, or reminded.

    A letter still in the outbox has told nobody anything; one she gave by hand before has.
    """
    letters = Mail.objects.filter(
        business=OuterRef("business"),
        subject_kind="finance.invoice",
        subject_id=OuterRef("pk"),
        template__in=CARRIERS,
    ).order_by()
    stuck = letters.filter(sent_at=None, created_at__lte=OuterRef("sent_at"))
    left = letters.filter(sent_at__isnull=False)
    handed = Transmission.objects.filter(invoice=OuterRef("pk"), refused_at=None).order_by()
    noted = Q(sent_at__isnull=False) & (~Exists(stuck) | Exists(left))
    return invoices.annotate(
        delivered=ExpressionWrapper(
            noted | Q(reminded_at__isnull=False) | Exists(handed), output_field=BooleanField()
        )
    )
