"""A quote as a document, and where it stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from casquettes.engine import documents
from casquettes.engine.documents import CENT, HUNDRED, Document, Line, Totals
from casquettes.kernel.models import Business
from casquettes.kernel.queries.contacts import party_of
from casquettes.kernel.queries.identity import identity_of, means_in, mentions_of
from casquettes.kernel.queries.identity import party_of as seller_in
from casquettes.sales.models import Quote, QuoteAnswer, QuoteLine
from casquettes.sales.queries.contracts import sale_of


class State(StrEnum):
    """Where a quote stands on a day; a fact of its dates, kept nowhere."""

    DRAFT = "draft"
    ISSUED = "issued"  # numbered and frozen, not sent yet
    SENT = "sent"
    OPENED = "opened"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    EXPIRED = "expired"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


# A client may still answer these.
WAITING = frozenset({State.ISSUED, State.SENT, State.OPENED})

# The sentence whose sum follows from the options taken.
DEPOSIT = "deposit"


@dataclass(frozen=True, slots=True)
class Offered:
    """An option of a quote: its row, and what it adds to what is paid."""

    pk: int
    line: Line
    amount: Decimal
    chosen: bool


def may_keep(quote: Quote, *, on: dt.date) -> bool:
    """Was the withdrawal noted by her, that very day? Then it may be a mistake."""
    if quote.withdrawn_on is None:
        return False
    rows = [row for row in quote.answers.all() if row.kind == QuoteAnswer.Kind.WITHDRAWN]
    return bool(rows) and rows[-1].by_hand and quote.business.local_day(rows[-1].at) == on


def state_of(quote: Quote, *, on: dt.date) -> State:
    """Where the quote stands on a day; read `replaced_by` with it when there are many."""
    for day, state in (
        (quote.withdrawn_on, State.WITHDRAWN),
        (quote.accepted_on, State.ACCEPTED),
        (quote.refused_on, State.REFUSED),
    ):
        if day is not None:
            return state
    if quote.issued_on is None:
        return State.DRAFT
    if newer_version(quote) is not None:
        return State.REPLACED
    if quote.valid_until is not None and on > quote.valid_until:
        return State.EXPIRED
    if quote.opened_at is not None:
        return State.OPENED
    return State.SENT if quote.sent_at is not None else State.ISSUED


def newer_version(quote: Quote) -> Quote | None:
    """The version that stands in its place, once that one was issued."""
    newer: Quote | None = getattr(quote, "replaced_by", None)
    if newer is None or newer.issued_on is None or newer.removed_at is not None:
        return None
    return newer


def document_of(quote: Quote, *, on: dt.date) -> Document:
    """What the client reads: the frozen document, or the draft as it would leave on that day."""
    if quote.frozen is not None:
        return documents.from_plain(quote.frozen)
    return drawn_up(quote, quote.lines.all(), on=on)


def drawn_up(quote: Quote, rows: Iterable[QuoteLine], *, on: dt.date) -> Document:
    """The quote in the words and figures of that day, of rows that need not be kept yet."""
    business = quote.business
    identity = identity_of(business)
    seller = seller_in(identity, on=on)
    owes_vat = identity.owes_vat(on)
    gross_entry = quote.gross_entry and owes_vat
    lines = tuple(line_of(row, owes_vat=owes_vat) for row in rows)
    totals = documents.total(lines, discount_rate=quote.discount_rate, gross_entry=gross_entry)
    payer = quote.payer
    document = Document(
        kind="quote",
        number=quote.number or "",
        version=quote.version,
        issued_on=quote.issued_on or on,
        seller=seller,
        buyer=party_of(payer or quote.client, None if payer else quote.place),
        beneficiary=party_of(quote.client, quote.place) if payer else None,
        lines=lines,
        totals=totals,
        valid_until=quote.valid_until or on + dt.timedelta(days=identity.quote_days),
        language=quote.language,
        currency=quote.currency,
        gross_entry=gross_entry,
        vat_franchise=not owes_vat,
        discount_rate=quote.discount_rate,
        title=quote.title,
        intro=quote.intro,
        limits=quote.limits,
        disposal=quote.disposal,
        conditions=quote.conditions,
        deposit=_deposit(quote, totals.gross),
        means=means_in(identity),
        colour=identity.colour,
        footer=identity.footer,
    )
    return replace(document, mentions=mentions_of(business, document, sale_of(quote, None)))


def agreed_document_of(quote: Quote, *, on: dt.date) -> Document:
    """The document with the options the client took among its lines, and its total so."""
    return document_with(quote, [row.pk for row in quote.lines.all() if row.chosen], on=on)


def document_with(quote: Quote, options: Collection[int], *, on: dt.date) -> Document:
    """The document with these options (ids of lines): its lines, total, deposit follow.

    Every sentence stays as it was frozen but the one that says the deposit.
    """
    document = document_of(quote, on=on)
    rows = list(quote.lines.all())
    lines = tuple(
        replace(line, is_option=row.is_option and row.pk not in options)
        for row, line in zip(rows, document.lines, strict=True)
    )
    totals = _totals(document, lines)
    counted = replace(document, lines=lines, totals=totals, deposit=_deposit(quote, totals.gross))
    said = mentions_of(quote.business, counted, sale_of(quote, None))
    deposit = [one for one in said if one.key == DEPOSIT]
    told = [deposit.pop() if one.key == DEPOSIT and deposit else one for one in counted.mentions]
    return replace(counted, mentions=tuple(told))


def options_of(quote: Quote, *, on: dt.date) -> list[Offered]:
    """The options of a quote; their amounts as the document counts prices, VAT included at the end.

    The amount is what the total to pay grows by when this option alone is taken.
    """
    document = document_of(quote, on=on)
    found = []
    for rank, row in enumerate(quote.lines.all()):
        if row.is_option:
            line = document.lines[rank]
            more = totals_with(quote, [row.pk], on=on).gross - document.totals.gross
            found.append(Offered(row.pk, line, more, row.chosen))
    return found


def totals_with(quote: Quote, options: Collection[int], *, on: dt.date) -> Totals:
    """What the quote comes to with these options (ids of lines) and no other."""
    document = document_of(quote, on=on)
    rows = list(quote.lines.all())
    lines = (
        replace(line, is_option=row.is_option and row.pk not in options)
        for row, line in zip(rows, document.lines, strict=True)
    )
    return _totals(document, lines)


def deposit_with(quote: Quote, options: Collection[int], *, on: dt.date) -> Decimal | None:
    """The deposit asked for when these options are taken; None when there is none."""
    return _deposit(quote, totals_with(quote, options, on=on).gross)


def line_of(row: QuoteLine, *, owes_vat: bool) -> Line:
    """A line as the document says it; an option that was taken is one no more."""
    return Line(
        description=row.description,
        quantity=row.quantity,
        unit=row.unit,
        unit_price=row.unit_price,
        discount_rate=row.discount_rate,
        vat_rate=row.vat_rate if owes_vat else None,
        nature="goods" if row.nature == QuoteLine.Nature.GOODS else "service",
        detail=row.detail,
        group=row.group,
        covers=row.covers,
        is_option=row.is_option and not row.chosen,
        sap=row.sap,
    )


def _totals(document: Document, lines: Iterable[Line]) -> Totals:
    return documents.total(
        lines, discount_rate=document.discount_rate, gross_entry=document.gross_entry
    )


def _deposit(quote: Quote, gross: Decimal) -> Decimal | None:
    """The deposit, never above what is to be paid."""
    value = quote.deposit_value
    if not quote.deposit or not value or gross <= 0:
        return None
    asked = gross * value / HUNDRED if quote.deposit == Quote.Deposit.RATE else value
    return min(asked.quantize(CENT, ROUND_HALF_UP), gross)


def reasons(business: Business) -> list[str]:
    """Why clients said no so far, the latest first; to choose from."""
    told = Quote.objects.of(business).exclude(refusal_reason="").order_by("-refused_on", "-id")
    return list(dict.fromkeys(told.values_list("refusal_reason", flat=True)[:30]))[:8]
