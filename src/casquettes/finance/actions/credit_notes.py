"""Correcting an issued invoice: all of it, some lines, or an amount, never more than is left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from casquettes.engine.documents import CENT
from casquettes.finance.actions.drafts import (
    InvoiceDraft,
    InvoiceRefused,
    LineDraft,
    change_draft,
    draft_invoice,
    draft_of,
    held,
)
from casquettes.finance.models import Invoice, InvoiceLine
from casquettes.finance.queries import settling
from casquettes.finance.queries.parts import Part, parts_of, spread
from casquettes.ui.wording import money

Kind = Invoice.Kind


class CreditRefused(InvoiceRefused):
    """A credit note that cannot be made, or that would give back more than was billed."""


@transaction.atomic
def credit_all(invoice: Invoice, *, at: dt.datetime) -> Invoice:
    """The draft of a credit note for all that is left of an invoice."""
    invoice = _creditable(invoice)
    left = settling.creditable_of(invoice)
    if left != invoice.gross:
        return credit_amount(invoice, left, at=at)
    return _draft(invoice, list(draft_of(invoice).lines), at=at)


@transaction.atomic
def credit_lines(invoice: Invoice, lines: Collection[InvoiceLine], *, at: dt.datetime) -> Invoice:
    """The draft of a credit note for some lines of an invoice, as they stand on it."""
    invoice = _creditable(invoice)
    chosen = {line.pk for line in lines}
    rows = invoice.lines.all()
    kept = [
        draft for row, draft in zip(rows, draft_of(invoice).lines, strict=True) if row.pk in chosen
    ]
    if not kept or len(kept) != len(chosen):
        raise CreditRefused(_("Choose the lines to give back."), "lines")
    return _draft(invoice, kept, at=at)


@transaction.atomic
def credit_amount(invoice: Invoice, amount: Decimal, *, at: dt.datetime) -> Invoice:
    """The draft of a credit note for an amount, VAT included, spread over what was billed."""
    invoice = _creditable(invoice)
    left = settling.creditable_of(invoice)
    if not amount.is_finite() or amount <= 0 or amount != amount.quantize(CENT):
        raise CreditRefused(_("Write the amount to give back, for example 50."), "amount")
    if amount > left:
        raise _too_much(left)
    parts = parts_of(invoice.lines.all(), discount_rate=invoice.discount_rate, owes_vat=True)
    given = spread(parts, amount, of=invoice.gross, gross_entry=invoice.gross_entry)
    with override(invoice.language):
        text = _("Price reduction on invoice %(number)s") % {"number": invoice.number}
    return _draft(invoice, _lines_of(given, text), at=at, discount_rate=Decimal(0))


@transaction.atomic
def credit_parts(
    deposit: Invoice, parts: Sequence[Part], *, gross_entry: bool, at: dt.datetime
) -> Invoice:
    """The draft of a credit note for what was asked for ahead and not worked for, rate by rate."""
    deposit = _creditable(deposit)
    with override(deposit.language):
        text = _("Given back on %(number)s: less work than foreseen")
        lines = _lines_of(parts, text % {"number": deposit.number})
    note = _draft(deposit, lines, at=at, discount_rate=Decimal(0))
    if note.gross_entry != gross_entry:
        note = change_draft(note, replace(draft_of(note), gross_entry=gross_entry), at=at)
    return note


def refuse_above_what_is_left(note: Invoice) -> None:
    """Raises CreditRefused when issuing this credit note would give back more than was billed."""
    assert note.corrects is not None
    left = settling.creditable_of(note.corrects)
    if -note.gross > left:
        raise _too_much(left)


def _creditable(invoice: Invoice) -> Invoice:
    invoice = held(invoice)
    if invoice.issued_on is None:
        raise CreditRefused(_("This is still a draft: change it as it is."))
    if invoice.kind == Kind.CREDIT_NOTE:
        raise CreditRefused(_("A credit note is not corrected by another: make an invoice."))
    if settling.creditable_of(invoice) <= 0:
        raise CreditRefused(_("All of this invoice was already given back."))
    return invoice


def _lines_of(parts: Iterable[Part], text: str) -> list[LineDraft]:
    return [
        LineDraft(
            description=text,
            unit_price=part.amount,
            vat_rate=part.vat_rate,
            covers=part.covers,
            nature=part.nature,
            sap=part.sap,
        )
        for part in parts
    ]


def _draft(
    invoice: Invoice,
    lines: list[LineDraft],
    *,
    at: dt.datetime,
    discount_rate: Decimal | None = None,
) -> Invoice:
    """A credit note that says the same as the invoice, the other way round."""
    draft = InvoiceDraft(
        client=invoice.client,
        kind=Kind.CREDIT_NOTE,
        lines=[replace(line, quantity=-line.quantity, entries=()) for line in lines],
        payer=invoice.payer,
        place=invoice.place,
        mission=invoice.mission,
        quote=invoice.quote,
        corrects=invoice,
        title=invoice.title,
        order_reference=invoice.order_reference,
        language=invoice.language,
        currency=invoice.currency,
        gross_entry=invoice.gross_entry,
        discount_rate=invoice.discount_rate if discount_rate is None else discount_rate,
        served_from=invoice.served_from,
        served_to=invoice.served_to,
    )
    note = draft_invoice(invoice.business, draft, at=at)
    refuse_above_what_is_left(note)
    return note


def _too_much(left: Decimal) -> CreditRefused:
    text = _("Only %(left)s are left to give back on this invoice.")
    return CreditRefused(text % {"left": money(left)}, "amount")
