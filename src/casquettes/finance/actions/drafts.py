"""Drafts of invoices: written from nothing, changed, put aside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from casquettes.finance.models import BilledTime, Invoice, InvoiceLine, RecurringInvoice
from casquettes.finance.queries import documents
from casquettes.finance.queries.documents import charges_vat
from casquettes.kernel import journal
from casquettes.kernel.models import Address, Business, Contact
from casquettes.kernel.queries.identity import identity_of
from casquettes.production.models import Mission, WorkSession
from casquettes.sales.actions.drafts import PricedDraft
from casquettes.sales.models import Quote
from casquettes.timesheet.models import TimeEntry

MOST_LINES = 2000
MOST = Decimal(10) ** 8
Kind = Invoice.Kind


@dataclass
class InvoiceRefused(Exception):
    """What cannot be done with an invoice: the sentence for her, and the field it is about."""

    message: str
    field: str = ""

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True)
class LineDraft(PricedDraft):
    """A line of an invoice; what is taken off has a negative quantity or price."""

    # What it bills, or takes off: so that nothing is billed twice.
    session: WorkSession | None = None
    deducts: Invoice | None = None
    entries: Sequence[TimeEntry] = ()


@dataclass(frozen=True)
class InvoiceDraft:
    """An invoice as she tells it."""

    client: Contact
    lines: Sequence[LineDraft] = ()
    kind: str = Kind.SESSION
    payer: Contact | None = None
    place: Address | None = None
    mission: Mission | None = None
    quote: Quote | None = None
    corrects: Invoice | None = None
    recurring: RecurringInvoice | None = None
    title: str = ""
    note: str = ""
    order_reference: str = ""
    # Empty: the client's, else that of the business.
    language: str = ""
    currency: str = ""
    gross_entry: bool = False
    discount_rate: Decimal = Decimal(0)
    served_from: dt.date | None = None
    served_to: dt.date | None = None
    payment_days: int | None = None


def usual_draft(business: Business, client: Contact, *, on: dt.date) -> InvoiceDraft:
    """An invoice for this client as she usually makes them, without lines yet."""
    return InvoiceDraft(
        client=client,
        payer=client.payer,
        language=client.language or business.locale,
        currency=client.currency or business.currency,
        # A consumer reads prices with VAT.
        gross_entry=charges_vat(identity_of(business), on=on) and not client.is_firm,
    )


@transaction.atomic
def draft_invoice(business: Business, draft: InvoiceDraft, *, at: dt.datetime) -> Invoice:
    """An invoice that nobody has seen yet, with its lines; free to change until it is issued."""
    _check(business, draft)
    rows = _rows(business, draft)
    amounts = _amounts(business, draft, rows, on=business.local_day(at))
    columns = _columns(draft) | amounts
    invoice = Invoice.objects.create(business=business, created_at=at, **columns)
    _write_lines(invoice, rows, draft.lines)
    return invoice


@transaction.atomic
def change_draft(invoice: Invoice, draft: InvoiceDraft, *, at: dt.datetime) -> Invoice:
    """The draft as she now tells it. Raises InvoiceRefused once it is issued."""
    invoice = held(invoice)
    _refuse_issued(invoice, _("An issued invoice does not change: correct it by a credit note."))
    _check(invoice.business, draft)
    rows = _rows(invoice.business, draft)
    on = invoice.business.local_day(at)
    columns = _columns(draft) | _amounts(invoice.business, draft, rows, on=on)
    for name, value in columns.items():
        setattr(invoice, name, value)
    invoice.save(update_fields=list(columns))
    invoice.lines.all().delete()
    _write_lines(invoice, rows, draft.lines)
    return invoice


@transaction.atomic
def remove_draft(invoice: Invoice, *, at: dt.datetime) -> Invoice:
    """Put a draft aside: what it would have billed can be billed again. Issued ones stay."""
    invoice = held(invoice)
    _refuse_issued(invoice, _("An issued invoice is kept: correct it by a credit note."))
    invoice.removed_at = at
    invoice.save(update_fields=["removed_at"])
    return invoice


def restore_draft(invoice: Invoice) -> None:
    """Bring back a draft put aside; issuing it still checks that nothing is billed twice."""
    invoice.removed_at = None
    invoice.save(update_fields=["removed_at"])


def draft_of(invoice: Invoice) -> InvoiceDraft:
    """What the invoice says, ready to be told otherwise."""
    told = {
        each.name: getattr(invoice, each.name)
        for each in fields(InvoiceDraft)
        if each.name != "lines"
    }
    rows = invoice.lines.select_related("offer", "session", "deducts").prefetch_related(
        "entries__entry"
    )
    return InvoiceDraft(lines=[line_draft_of(row) for row in rows], **told)


def line_draft_of(row: InvoiceLine) -> LineDraft:
    """What a line says, ready to be told otherwise."""
    told = {
        each.name: getattr(row, each.name) for each in fields(LineDraft) if each.name != "entries"
    }
    return LineDraft(entries=[billed.entry for billed in row.entries.all()], **told)


def duplicate(invoice: Invoice, *, at: dt.datetime) -> Invoice:
    """A new draft for the same client that says the same; nothing it billed is billed again."""
    lines = [
        LineDraft(**{**vars(line), "session": None, "entries": ()})
        for line in draft_of(invoice).lines
        if line.deducts is None
    ]
    draft = InvoiceDraft(
        client=invoice.client,
        lines=lines,
        payer=invoice.payer,
        place=invoice.place,
        mission=invoice.mission,
        title=invoice.title,
        note=invoice.note,
        language=invoice.language,
        currency=invoice.currency,
        gross_entry=invoice.gross_entry,
        discount_rate=invoice.discount_rate,
        payment_days=invoice.payment_days,
    )
    return draft_invoice(invoice.business, draft, at=at)


def held(invoice: Invoice) -> Invoice:
    """The row as it stands now; nobody else writes in this business until the act has ended."""
    business = invoice.business
    journal.hold(business)
    rows = Invoice.objects.of(business).select_related("client").order_by()
    found = rows.filter(pk=invoice.pk).first()
    if found is None:
        raise InvoiceRefused(_("This invoice has been removed in the meantime."))
    found.business = found.client.business = business
    return found


def _refuse_issued(invoice: Invoice, message: str) -> None:
    if invoice.issued_on is not None:
        raise InvoiceRefused(message)


def _columns(draft: InvoiceDraft) -> dict[str, Any]:
    told = {each.name: getattr(draft, each.name) for each in fields(draft) if each.name != "lines"}
    business = draft.client.business
    told["title"] = draft.title.strip()
    told["note"] = draft.note.strip()
    told["order_reference"] = draft.order_reference.strip()
    told["language"] = draft.language or draft.client.language or business.locale
    told["currency"] = draft.currency or draft.client.currency or business.currency
    return told


def _rows(business: Business, draft: InvoiceDraft) -> list[InvoiceLine]:
    return [
        InvoiceLine(business=business, position=position, **_signed(line))
        for position, line in enumerate(draft.lines)
    ]


def _amounts(
    business: Business, draft: InvoiceDraft, rows: Sequence[InvoiceLine], *, on: dt.date
) -> dict[str, Decimal]:
    """What the draft comes to by the rates of that day."""
    totals = documents.totals_of(
        rows,
        discount_rate=draft.discount_rate,
        gross_entry=draft.gross_entry,
        owes_vat=charges_vat(identity_of(business), on=on),
    )
    if abs(totals.gross) >= MOST:
        raise InvoiceRefused(_("This total is too high: make two invoices."), "lines")
    return {"net": totals.net, "vat": totals.vat, "gross": totals.gross}


def _write_lines(invoice: Invoice, rows: list[InvoiceLine], lines: Sequence[LineDraft]) -> None:
    for row in rows:
        row.invoice = invoice
    InvoiceLine.objects.bulk_create(rows)
    BilledTime.objects.bulk_create(
        BilledTime(business=invoice.business, line=row, entry=entry)
        for row, line in zip(rows, lines, strict=True)
        for entry in line.entries
    )


def _check(business: Business, draft: InvoiceDraft) -> None:
    """Raises InvoiceRefused for what no draft may say."""
    mine = _("Choose one of your contacts.")
    others = (
        (draft.client, "client", mine),
        (draft.payer, "payer", mine),
        (draft.place, "place", _("Choose one of this client’s addresses.")),
        (draft.mission, "mission", _("Choose one of your missions.")),
        (draft.quote, "quote", _("Choose one of your quotes.")),
    )
    for row, name, text in others:
        if row is not None and row.business_id != business.pk:
            raise InvoiceRefused(text, name)
    _check_client(draft)
    if not 0 <= draft.discount_rate <= 100:
        raise InvoiceRefused(_("A discount is between 0 and 100 percent."), "discount_rate")
    if draft.served_from and draft.served_to and draft.served_to < draft.served_from:
        raise InvoiceRefused(_("The work ends before it begins."), "served_to")
    if len(draft.lines) > MOST_LINES:
        raise InvoiceRefused(_("An invoice holds at most 2,000 lines."), "lines")
    for rank, line in enumerate(draft.lines):
        _check_line(line, rank)


def _check_client(draft: InvoiceDraft) -> None:
    """The place, the mission and what the invoice follows are those of the client."""
    for row in (draft.quote, draft.corrects):
        if row is not None and row.client_id != draft.client.pk:
            text = _("This follows a paper made for %(name)s: the client stays.")
            raise InvoiceRefused(text % {"name": row.client.name}, "client")
    if draft.place is not None and draft.place.contact_id != draft.client.pk:
        raise InvoiceRefused(_("Choose one of this client’s addresses."), "place")
    if draft.mission is not None and draft.mission.client_id != draft.client.pk:
        raise InvoiceRefused(_("This mission is for another client."), "mission")


def _check_line(line: LineDraft, rank: int) -> None:
    """Raises InvoiceRefused, naming the field of that line: `lines-0-quantity`."""
    if not 0 <= line.discount_rate <= 100:
        text = _("A discount is between 0 and 100 percent.")
        raise InvoiceRefused(text, f"lines-{rank}-discount_rate")
    if not 0 <= line.vat_rate < 100:
        text = _("Write a VAT rate in percent, for example 20.")
        raise InvoiceRefused(text, f"lines-{rank}-vat_rate")
    if not line.quantity.is_finite() or abs(line.quantity) >= MOST:
        raise InvoiceRefused(_("This quantity is too large."), f"lines-{rank}-quantity")
    price = abs(line.unit_price)
    if not price.is_finite() or max(price, price * abs(line.quantity)) >= MOST:
        raise InvoiceRefused(_("This price is too high."), f"lines-{rank}-unit_price")


def _signed(line: LineDraft) -> dict[str, Any]:
    """The columns of a line; what is taken off has a negative quantity, never a negative price."""
    told = {each.name: getattr(line, each.name) for each in fields(line) if each.name != "entries"}
    if line.unit_price < 0:
        told["quantity"], told["unit_price"] = -line.quantity, -line.unit_price
    return told
