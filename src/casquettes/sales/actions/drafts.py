"""Writing a quote, from an offer or from nothing, until it leaves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from casquettes.creation.models import Offer
from casquettes.engine.documents import Document
from casquettes.kernel.models import Address, Business, Contact
from casquettes.sales.models import Covers, PricedLine, Quote, QuoteLine
from casquettes.sales.queries import quotes as queries

MOST_LINES = 300
MOST = Decimal(10) ** 8


@dataclass
class QuoteRefused(Exception):
    """What cannot be done with a quote: the sentence for her, and the field it is about."""

    message: str
    field: str = ""

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True)
class PricedDraft:
    """A line as she tells it, on a quote or an invoice."""

    description: str
    unit_price: Decimal
    quantity: Decimal = Decimal(1)
    unit: str = ""
    detail: str = ""
    group: str = ""
    discount_rate: Decimal = Decimal(0)
    vat_rate: Decimal = Decimal(0)
    covers: str = Covers.SERVICE
    nature: str = PricedLine.Nature.SERVICE
    sap: bool = False
    offer: Offer | None = None
    hours: Decimal | None = None


@dataclass(frozen=True)
class LineDraft(PricedDraft):
    """A line of a quote."""

    is_option: bool = False


@dataclass(frozen=True)
class QuoteDraft:
    """A quote as she tells it."""

    client: Contact
    title: str
    lines: Sequence[LineDraft] = ()
    payer: Contact | None = None
    place: Address | None = None
    language: str = "fr"
    # Of its prices; "": the client's, or else hers.
    currency: str = ""
    gross_entry: bool = False
    discount_rate: Decimal = Decimal(0)
    deposit: str = ""
    deposit_value: Decimal | None = None
    off_premises: bool = False
    valid_until: dt.date | None = None
    # intro, limits, disposal, conditions, note
    texts: dict[str, str] = field(default_factory=dict)


TEXTS = ("intro", "limits", "disposal", "conditions", "note")


@transaction.atomic
def draft_quote(business: Business, draft: QuoteDraft, *, at: dt.datetime) -> Quote:
    """A quote that nobody has seen yet, and its lines."""
    _check(business, draft)
    currency = draft.currency or draft.client.currency or business.currency
    quote = Quote(business=business, created_at=at, currency=currency, **_columns(draft))
    quote.save()
    _write_lines(quote, draft.lines)
    return count(quote, on=business.local_day(at))


@transaction.atomic
def change_draft(quote: Quote, draft: QuoteDraft, *, at: dt.datetime) -> Quote:
    """The quote as she now tells it; only as long as it was not issued."""
    quote = locked(quote)
    if quote.issued_on is not None:
        raise QuoteRefused(_("This quote has left: make a new version to change it."))
    if quote.replaces_id is not None and draft.client != quote.client:
        raise QuoteRefused(_("A new version is for the same client."), "client")
    _check(quote.business, draft)
    for name, value in _columns(draft).items():
        setattr(quote, name, value)
    quote.save()
    quote.lines.all().delete()
    _write_lines(quote, draft.lines)
    return count(quote, on=quote.business.local_day(at))


@transaction.atomic
def remove_draft(quote: Quote, *, at: dt.datetime) -> None:
    """Put a draft aside; it can be brought back. What was issued stays."""
    quote = locked(quote)
    if quote.issued_on is not None:
        raise QuoteRefused(_("A quote that was issued is kept: note why it was refused instead."))
    quote.removed_at = at
    quote.save(update_fields=["removed_at"])


def restore_draft(quote: Quote) -> None:
    """Bring back a draft put aside."""
    quote.removed_at = None
    quote.save(update_fields=["removed_at"])


def draft_of(quote: Quote) -> QuoteDraft:
    """What the quote says, ready to be told otherwise."""
    return QuoteDraft(
        client=quote.client,
        title=quote.title,
        lines=[line_draft_of(row) for row in quote.lines.all()],
        payer=quote.payer,
        place=quote.place,
        language=quote.language,
        currency=quote.currency,
        gross_entry=quote.gross_entry,
        discount_rate=quote.discount_rate,
        deposit=quote.deposit,
        deposit_value=quote.deposit_value,
        off_premises=quote.off_premises,
        valid_until=quote.valid_until,
        texts={name: getattr(quote, name) for name in TEXTS},
    )


def line_draft_of(row: QuoteLine) -> LineDraft:
    """What a line says, ready to be told otherwise."""
    return LineDraft(**{name: getattr(row, name) for name in LineDraft.__dataclass_fields__})


def duplicate(quote: Quote, *, at: dt.datetime) -> Quote:
    """Another quote that says the same, to be changed; a promise of its own."""
    draft = replace(draft_of(quote), valid_until=None)
    return draft_quote(quote.business, draft, at=at)


def previewed(quote: Quote, draft: QuoteDraft, *, on: dt.date) -> Document:
    """What the quote would read like if it said this; nothing is kept."""
    shown = Quote(
        business=quote.business,
        currency=quote.currency,
        version=quote.version,
        number=quote.number,
        **_columns(draft),
    )
    rows = [QuoteLine(**_line_columns(line)) for line in draft.lines]
    return queries.drawn_up(shown, rows, on=on)


def locked(quote: Quote) -> Quote:
    """The row as it stands now, held until the end of the act."""
    found = (
        Quote.objects.of(quote.business)
        .filter(pk=quote.pk)
        .select_related("business", "client", "payer", "place")
        .select_for_update(of=("self",))
        .first()
    )
    if found is None:
        raise QuoteRefused(_("This quote has been removed in the meantime."))
    return found


def count(quote: Quote, *, on: dt.date) -> Quote:
    """The quote with its totals as its lines now make them."""
    totals = queries.document_of(quote, on=on).totals
    quote.net, quote.vat, quote.gross = totals.net, totals.vat, totals.gross
    quote.save(update_fields=["net", "vat", "gross"])
    return quote


def _columns(draft: QuoteDraft) -> dict[str, Any]:
    told = {
        name: getattr(draft, name)
        for name in QuoteDraft.__dataclass_fields__
        if name not in ("lines", "texts", "currency")
    }
    told["title"] = draft.title.strip()
    return told | {name: draft.texts.get(name, "").strip() for name in TEXTS}


def _write_lines(quote: Quote, lines: Sequence[LineDraft]) -> None:
    QuoteLine.objects.bulk_create(
        QuoteLine(
            business=quote.business,
            quote=quote,
            position=position,
            **_line_columns(line),
        )
        for position, line in enumerate(lines)
    )


def _line_columns(line: LineDraft) -> dict[str, Any]:
    return {name: getattr(line, name) for name in LineDraft.__dataclass_fields__}


def _check(business: Business, draft: QuoteDraft) -> None:
    """Raises QuoteRefused for what no quote may say."""
    others = (
        (draft.client, "client", _("Choose one of your contacts.")),
        (draft.payer, "payer", _("Choose one of your contacts.")),
        (draft.place, "place", _("Choose one of this client’s addresses.")),
    )
    for row, name, text in others:
        if row is not None and row.business_id != business.pk:
            raise QuoteRefused(text, name)
    if draft.place is not None and draft.place.contact_id != draft.client.pk:
        raise QuoteRefused(_("Choose one of this client’s addresses."), "place")
    if not draft.title.strip():
        raise QuoteRefused(_("Give the quote a title: your client reads it first."), "title")
    if len(draft.lines) > MOST_LINES:
        raise QuoteRefused(_("A quote holds at most 300 lines."), "lines")
    if sum(abs(line.quantity * line.unit_price) for line in draft.lines) >= MOST:
        raise QuoteRefused(_("This total is too high: make two quotes."), "lines")
    if not 0 <= draft.discount_rate <= 100:
        raise QuoteRefused(_("A discount is between 0 and 100 percent."), "discount_rate")
    _check_deposit(draft)


def _check_deposit(draft: QuoteDraft) -> None:
    value = draft.deposit_value
    if not draft.deposit:
        return
    if value is None or value <= 0:
        raise QuoteRefused(_("Say how much the deposit is, for example 30."), "deposit_value")
    if draft.deposit == Quote.Deposit.RATE and value > 100:
        raise QuoteRefused(_("A deposit is at most 100 percent."), "deposit_value")
