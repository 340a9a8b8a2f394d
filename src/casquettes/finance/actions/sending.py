"""An invoice, a credit note or a reminder leaves as a letter, word for word as she read it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction

from casquettes.finance.actions.following import mark_sent, note_reminder
from casquettes.finance.models import Invoice, Reminder
from casquettes.formats.paper.wording import wording
from casquettes.kernel.actions.mail import File, Letter, send, write
from casquettes.kernel.models import Mail
from casquettes.ui.wording import money

Kind = Invoice.Kind
TEMPLATES = {Kind.CREDIT_NOTE: "credit_note", Kind.DEPOSIT: "deposit"}


def invoice_letter(invoice: Invoice, *, files: tuple[File, ...], link: str = "") -> Letter:
    """The letter that takes an issued invoice or credit note to who is billed."""
    template = TEMPLATES.get(Kind(invoice.kind), "invoice")
    return _letter(invoice, template, files, {"link": link})


def reminder_letter(
    invoice: Invoice,
    *,
    level: int,
    on: dt.date,
    files: tuple[File, ...],
    late_fees: Decimal = Decimal(0),
) -> Letter:
    """The letter that asks for what is late, in the tone of its level."""
    late = (on - invoice.due_on).days if invoice.due_on else 0
    more = {
        "days_late": str(late),
        "late_fees": money(late_fees, invoice.currency, invoice.language) if late_fees else "",
        "amount": money(invoice.due, invoice.currency, invoice.language),
        "link": "",
    }
    return _letter(invoice, f"reminder_{level}", files, more)


@transaction.atomic
def send_invoice(invoice: Invoice, letter: Letter, *, at: dt.datetime) -> Mail:
    """The letter on its way, and the invoice sent. Raises LetterRefused, InvoiceRefused."""
    mark_sent(invoice, at=at)
    return send(invoice.business, letter, at=at)


@transaction.atomic
def send_reminder(invoice: Invoice, letter: Letter, *, level: int, at: dt.datetime) -> Reminder:
    """The letter on its way, and the reminder noted. Raises LetterRefused, InvoiceRefused."""
    mail = send(invoice.business, letter, at=at)
    return note_reminder(invoice, level=level, at=at, mail=mail)


def _letter(
    invoice: Invoice, template: str, files: tuple[File, ...], more: dict[str, str]
) -> Letter:
    language = invoice.language
    say = wording(language)
    corrected = invoice.corrects
    variables = {
        "number": invoice.number or "",
        "date": say.day(invoice.issued_on) if invoice.issued_on else "",
        "due": say.day(invoice.due_on) if invoice.due_on else "",
        "amount": money(abs(invoice.gross), invoice.currency, language),
        "object": invoice.title,
        "invoice": (corrected.number or "") if corrected else "",
    }
    return write(
        invoice.business,
        template=template,
        to=invoice.payer or invoice.client,
        variables=variables | more,
        files=files,
        subject_of=invoice,
    )
