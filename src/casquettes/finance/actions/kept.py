"""A draft kept while it is typed: one form makes one draft, however often it is sent."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.urls import resolve, reverse
from django.utils.translation import gettext as _

from casquettes.finance.actions.drafts import (
    InvoiceDraft,
    InvoiceRefused,
    change_draft,
    draft_invoice,
)
from casquettes.finance.models import Invoice
from casquettes.kernel.actions.forms_sent import once
from casquettes.kernel.models import Business

# What a form that makes an invoice is known by: its key alone, for it is sent again and again.
SAME = {"form": "invoice"}


@transaction.atomic
def keep_draft(business: Business, draft: InvoiceDraft, *, key: str, at: dt.datetime) -> Invoice:
    """The draft of this form as it now stands: made the first time, changed from then on."""
    made: list[Invoice] = []

    def make() -> str:
        made.append(draft_invoice(business, draft, at=at))
        return reverse("finance:edit_invoice", args=[made[0].pk])

    led = once(business, key=key, body=SAME, at=at, act=make)
    if made:
        return made[0]
    pk = resolve(led).kwargs["pk"]
    known = Invoice.objects.of(business).filter(pk=pk).first()
    if known is None:
        raise InvoiceRefused(_("This draft was removed in the meantime: start a new one."))
    return change_draft(known, draft, at=at)
