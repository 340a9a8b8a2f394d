"""What follows an invoice: it is sent, disputed, settled; who is late is reminded."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from casquettes.finance.actions.drafts import InvoiceRefused, held
from casquettes.finance.models import Invoice, Reminder, ReminderPlan
from casquettes.kernel import journal
from casquettes.kernel.models import Business, Mail

DISPUTE, SETTLE = "dispute_invoice", "settle_dispute"


@transaction.atomic
def mark_sent(invoice: Invoice, *, at: dt.datetime) -> Invoice:
    """The invoice left for its client, by mail or by hand; the first time is kept."""
    invoice = _issued(invoice)
    if invoice.sent_at is None:
        invoice.sent_at = at
        invoice.save(update_fields=["sent_at"])
    return invoice


@transaction.atomic
def dispute(invoice: Invoice, *, note: str, at: dt.datetime) -> Invoice:
    """She and the client disagree: nothing is chased until it is settled."""
    invoice = _issued(invoice)
    if invoice.disputed_on is None:
        invoice.disputed_on = invoice.business.local_day(at)
        journal.record(invoice.business, DISPUTE, at=at, subject=invoice, payload=_named(invoice))
    invoice.dispute_note = note.strip()
    invoice.save(update_fields=["disputed_on", "dispute_note"])
    return invoice


@transaction.atomic
def settle(invoice: Invoice, *, at: dt.datetime) -> Invoice:
    """They agree again: what is late may be chased."""
    invoice = _issued(invoice)
    if invoice.disputed_on is not None:
        invoice.disputed_on = None
        invoice.save(update_fields=["disputed_on"])
        journal.record(invoice.business, SETTLE, at=at, subject=invoice, payload=_named(invoice))
    return invoice


@transaction.atomic
def note_reminder(
    invoice: Invoice, *, level: int, at: dt.datetime, mail: Mail | None = None
) -> Reminder:
    """A reminder that was written, at one of the three levels."""
    invoice = _issued(invoice)
    if invoice.disputed_on is not None:
        raise InvoiceRefused(_("You disagree about this invoice: nothing is chased meanwhile."))
    if invoice.paid_on is not None:
        raise InvoiceRefused(_("This invoice is paid: there is nothing to chase."))
    reminder = Reminder.objects.create(
        business=invoice.business, invoice=invoice, level=level, at=at, mail=mail
    )
    invoice.reminded_at = at
    invoice.save(update_fields=["reminded_at"])
    return reminder


def plan_of(business: Business) -> ReminderPlan:
    """When she writes to late payers; the usual plan while she has not said."""
    return ReminderPlan.objects.filter(business=business).first() or ReminderPlan(business=business)


def change_plan(business: Business, *, days: tuple[int, int, int], automatic: bool) -> ReminderPlan:
    """When she writes to late payers, in days after the due day, each later than the one before."""
    if not 0 < days[0] < days[1] < days[2]:
        text = _("Each reminder comes later than the one before it.")
        raise InvoiceRefused(text, "second_days" if days[1] <= days[0] else "third_days")
    plan, _made = ReminderPlan.objects.update_or_create(
        business=business,
        defaults={
            "first_days": days[0],
            "second_days": days[1],
            "third_days": days[2],
            "automatic": automatic,
        },
    )
    return plan


def _issued(invoice: Invoice) -> Invoice:
    invoice = held(invoice)
    if invoice.issued_on is None:
        raise InvoiceRefused(_("This is still a draft: issue it first."))
    return invoice


def _named(invoice: Invoice) -> dict[str, str | None]:
    return {"number": invoice.number}
