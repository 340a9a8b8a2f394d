"""What money does by itself, a few times a day, and only as far as she said so."""

from __future__ import annotations

import datetime as dt

from casquettes.finance.actions.files import file_name, file_of
from casquettes.finance.actions.following import plan_of
from casquettes.finance.actions.recurring import make_due
from casquettes.finance.actions.sending import reminder_letter, send_reminder
from casquettes.finance.models import InvoiceFile
from casquettes.finance.queries.reminders import due_reminders
from casquettes.kernel.actions.mail import File
from casquettes.kernel.models import Business
from casquettes.kernel.queries import mail as mails


def make_recurring(business: Business, *, at: dt.datetime) -> None:
    """Make the drafts of recurring invoices whose day has come; she issues them herself."""
    make_due(business, on=business.local_day(at), at=at)


def remind_late(business: Business, *, at: dt.datetime) -> None:
    """Write to late payers, if she asked for it and her mail server was proved.

    Only where the invoice itself left: what never did waits for her on the first page.
    """
    if not plan_of(business).automatic or not mails.leaves(business):
        return
    on = business.local_day(at)
    for proposal in due_reminders(business, on=on):
        invoice = proposal.invoice
        if not proposal.delivered or not mails.address_of(invoice.payer or invoice.client):
            continue
        made = file_of(invoice, InvoiceFile.Kind.PDF, at=at)
        paper = File(file_name(invoice, made.kind), "application/pdf", bytes(made.content))
        letter = reminder_letter(invoice, level=proposal.level, on=on, files=(paper,))
        send_reminder(invoice, letter, level=proposal.level, at=at)
