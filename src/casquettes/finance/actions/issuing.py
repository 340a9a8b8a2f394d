"""A draft leaves: numbered, dated, frozen and written in the journal, all of it or nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.db.models import Max

from casquettes.engine import documents as engine
from casquettes.engine.documents import Document
from casquettes.finance.actions.credit_notes import refuse_above_what_is_left
from casquettes.finance.actions.drafts import InvoiceRefused, held
from casquettes.finance.actions.from_quotes import refuse_billed_twice, refuse_early_deposit
from casquettes.finance.actions.from_work import refuse_work_billed_twice
from casquettes.finance.actions.payments import settle_up
from casquettes.finance.models import Invoice, InvoiceLine
from casquettes.finance.queries import documents
from casquettes.finance.queries.readiness import Lack, lacks_of
from casquettes.kernel import journal
from casquettes.kernel.models import Identity, NumberSeries
from casquettes.kernel.numbering import Numbered, next_number, series_of
from casquettes.kernel.queries.identity import identity_of

ISSUE = "issue_invoice"
Kind = Invoice.Kind


@dataclass
class InvoiceNotReady(InvoiceRefused):
    """The draft cannot leave yet: the first thing it lacks, and all of them."""

    lacks: tuple[Lack, ...] = ()


class IdentityIncomplete(InvoiceNotReady):
    """What the law wants to read of her is not written yet: her own settings mend it."""


@transaction.atomic
def issue_invoice(invoice: Invoice, *, at: dt.datetime) -> Invoice:
    """The invoice or credit note with its number, frozen for ever; issued already, as it is.

    Raises InvoiceNotReady (IdentityIncomplete for her own facts), and takes no number then.
    """
    invoice = held(invoice)
    if invoice.issued_on is not None:
        return invoice
    identity = _identity_of(invoice)
    on = _day_of_issue(invoice, at=at)
    document = documents.drawn_up(invoice, identity, on=on)
    _refuse_unready(lacks_of(invoice, document, identity))
    _refuse_unlawful(invoice, identity, on=on)
    numbered = next_number(invoice.business, series_kind(invoice), on=on)
    _freeze(invoice, replace(document, number=numbered.number), numbered)
    _record(invoice, at=at)
    if invoice.corrects is not None:
        settle_up(invoice.corrects)
    return invoice


def lacks(invoice: Invoice, *, on: dt.date) -> list[Lack]:
    """What the draft still lacks to be issued on that day, for its page."""
    identity = _identity_of(invoice)
    return lacks_of(invoice, documents.drawn_up(invoice, identity, on=on), identity)


def _identity_of(invoice: Invoice) -> Identity:
    identity = identity_of(invoice.business)
    identity.business = invoice.business
    return identity


def _refuse_unready(found: list[Lack]) -> None:
    """Raises InvoiceNotReady, naming the first thing that lacks."""
    if not found:
        return
    first = found[0]
    error = IdentityIncomplete if first.place == "identity" else InvoiceNotReady
    raise error(first.message, first.field, tuple(found))


def series_kind(invoice: Invoice) -> str:
    """Which series numbers it."""
    is_credit = invoice.kind == Kind.CREDIT_NOTE
    return NumberSeries.Kind.CREDIT_NOTE if is_credit else NumberSeries.Kind.INVOICE


def _refuse_unlawful(invoice: Invoice, identity: Identity, *, on: dt.date) -> None:
    """Raises what forbids it: a deposit too early, the same twice, too much given back."""
    if invoice.corrects_id is not None:
        refuse_above_what_is_left(invoice)
        return
    if invoice.kind == Kind.DEPOSIT and invoice.quote is not None:
        refuse_early_deposit(invoice.quote, on=on)
    refuse_billed_twice(invoice, owes_vat=documents.charges_vat(identity, on=on))
    refuse_work_billed_twice(invoice)


def _day_of_issue(invoice: Invoice, *, at: dt.datetime) -> dt.date:
    """Her day, but never before the last document: numbers and days go the same way."""
    issued = Invoice.objects.of(invoice.business).issued()
    last = issued.aggregate(last=Max("issued_on"))["last"]
    today = invoice.business.local_day(at)
    return max(today, last) if last else today


def _freeze(invoice: Invoice, document: Document, numbered: Numbered) -> None:
    if all(line.vat_rate is None for line in document.lines):
        # No rate applies, whatever the offer says.
        InvoiceLine.objects.filter(invoice=invoice).exclude(vat_rate=0).update(vat_rate=0)
    on = document.issued_on
    told: dict[str, Any] = {
        "number": numbered.number,
        "year": numbered.year,
        "rank": numbered.rank,
        "issued_on": on,
        "due_on": document.due_on,
        "served_from": document.served_from,
        "served_to": document.served_to,
        "gross_entry": document.gross_entry,
        "frozen": engine.to_plain(document),
        "sha256": engine.sha256(document),
        **documents.amounts_of(document),
    }
    if invoice.corrects_id is not None or not document.totals.gross:
        # Nothing to wait for: a credit note is set against its invoice at once.
        told |= {"paid": told["gross"], "paid_on": on}
    for name, value in told.items():
        setattr(invoice, name, value)
    invoice.save(update_fields=list(told))


def _record(invoice: Invoice, *, at: dt.datetime) -> None:
    journal.record(
        invoice.business,
        ISSUE,
        at=at,
        subject=invoice,
        payload=facts_of(invoice),
        amount=invoice.gross if invoice.currency == invoice.business.currency else None,
    )


def facts_of(invoice: Invoice) -> dict[str, Any]:
    """What the journal keeps of an issued document; `client` tells nobody's name."""
    return {
        "number": invoice.number,
        "kind": invoice.kind,
        "series": _series_of(invoice),
        "year": invoice.year,
        "rank": invoice.rank,
        "issued_on": _day(invoice.issued_on),
        "due_on": _day(invoice.due_on),
        "currency": invoice.currency,
        "net": journal.cents(invoice.net),
        "vat": journal.cents(invoice.vat),
        "gross": journal.cents(invoice.gross),
        "sha256": invoice.sha256,
        "client": journal.digest_of(f"contact {invoice.client_id}"),
    }


def _series_of(invoice: Invoice) -> str:
    """Credit notes are numbered with the invoices unless she sets them apart."""
    kind = series_kind(invoice)
    is_credit = kind == NumberSeries.Kind.CREDIT_NOTE
    return series_of(invoice.business, kind).kind if is_credit else kind


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
