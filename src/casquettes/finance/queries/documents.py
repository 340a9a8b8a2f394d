"""An invoice or a credit note as a document: frozen once issued, drawn up anew while a draft."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from casquettes.engine import documents
from casquettes.engine.countries.dated import NotKnown
from casquettes.engine.countries.packs import papers_of
from casquettes.engine.documents import Document, Line, Party, Totals
from casquettes.finance.models import Invoice, InvoiceLine
from casquettes.kernel.models import Identity
from casquettes.kernel.queries import identity as identities
from casquettes.kernel.queries.contacts import party_of


def document_of(invoice: Invoice, *, on: dt.date) -> Document:
    """What the client reads: the frozen document, or the draft as it would leave on that day."""
    if invoice.frozen is not None:
        return documents.from_plain(invoice.frozen)
    return drawn_up(invoice, identities.identity_of(invoice.business), on=on)


def drawn_up(invoice: Invoice, identity: Identity, *, on: dt.date) -> Document:
    """The invoice in the words and figures of that day; a credit note is negative, as in the books.

    With the sentences the law of her country wants on it.
    """
    document = _without_mentions(invoice, identity, on=on)
    papers = papers_of(invoice.business.country)
    mentions = papers.mentions(document, identities.terms_in(identity))
    return replace(document, mentions=mentions)


def charges_vat(identity: Identity, *, on: dt.date) -> bool:
    """Does a rate of VAT stand on her lines that day? Not under the franchise, nor in Guyane."""
    if not identity.owes_vat(on):
        return False
    rates = allowed_rates(identity, on=on)
    return rates is None or bool(rates)


def allowed_rates(identity: Identity, *, on: dt.date) -> frozenset[Decimal] | None:
    """The rates of VAT of where she is on that day; None where the law is not known here."""
    papers = papers_of(identity.business.country)
    try:
        found = papers.vat_rates(papers.region_of(identity.postcode), on=on)
    except NotKnown:
        return None
    return frozenset(figure.value for figure in found)


def _without_mentions(invoice: Invoice, identity: Identity, *, on: dt.date) -> Document:
    owes_vat = charges_vat(identity, on=on)
    gross_entry = invoice.gross_entry and owes_vat
    lines = tuple(line_of(row, owes_vat=owes_vat) for row in invoice.lines.all())
    served = served_days(invoice, lines)
    corrected = invoice.corrects
    return Document(
        kind=invoice.kind,  # type: ignore[arg-type] # the same words
        number=invoice.number or "",
        issued_on=on,
        seller=identities.party_of(identity, on=on),
        buyer=party_of(invoice.payer or invoice.client),
        beneficiary=party_of(invoice.client, invoice.place) if invoice.payer else None,
        delivery=_delivery(invoice),
        lines=lines,
        totals=documents.total(lines, discount_rate=invoice.discount_rate, gross_entry=gross_entry),
        due_on=None if corrected else due_day(invoice, identity, on=on),
        served_from=served[0],
        served_to=served[1],
        language=invoice.language,
        currency=invoice.currency,
        gross_entry=gross_entry,
        vat_franchise=not identity.owes_vat(on),
        discount_rate=invoice.discount_rate,
        title=invoice.title,
        note=invoice.note,
        order_reference=invoice.order_reference,
        corrects=(corrected.number or "") if corrected else "",
        corrects_on=corrected.issued_on if corrected else None,
        means=identities.means_in(identity),
        colour=identity.colour,
        footer=identity.footer,
    )


def totals_of(
    rows: Iterable[InvoiceLine], *, discount_rate: Decimal, gross_entry: bool, owes_vat: bool
) -> Totals:
    """What lines come to, before there is a document."""
    return documents.total(
        (line_of(row, owes_vat=owes_vat) for row in rows),
        discount_rate=discount_rate,
        gross_entry=gross_entry and owes_vat,
    )


def line_of(row: InvoiceLine, *, owes_vat: bool) -> Line:
    """A line as the document says it."""
    return Line(
        description=row.description,
        quantity=row.quantity,
        unit=row.unit,
        unit_price=row.unit_price,
        discount_rate=row.discount_rate,
        vat_rate=row.vat_rate if owes_vat else None,
        nature="goods" if row.nature == InvoiceLine.Nature.GOODS else "service",
        detail=row.detail,
        group=row.group,
        covers=row.covers,
        deducts=(row.deducts.number or "") if row.deducts else "",
        deducts_on=row.deducts.issued_on if row.deducts else None,
        served_on=row.session.on if row.session else None,
        sap=row.sap,
    )


def amounts_of(document: Document) -> dict[str, Decimal]:
    """What the document adds to turnover: less than nothing for a credit note."""
    totals = document.totals
    return {"net": totals.net, "vat": totals.vat, "gross": totals.gross}


def due_day(invoice: Invoice, identity: Identity, *, on: dt.date) -> dt.date:
    """The last day to pay an invoice issued on that day."""
    days = invoice.payment_days
    return on + dt.timedelta(days=identity.payment_days if days is None else days)


def served_days(invoice: Invoice, lines: tuple[Line, ...]) -> tuple[dt.date | None, dt.date | None]:
    """From when to when the work was done: as she said, else by the sessions billed."""
    days = [line.served_on for line in lines if line.served_on]
    first = invoice.served_from or (min(days) if days else None)
    last = invoice.served_to or (max(days) if days else None)
    return first or last, last or first


def _delivery(invoice: Invoice) -> Party | None:
    """Where the work was done, when nobody else on the document says it."""
    if invoice.payer is not None or invoice.place is None:
        return None
    at_home = invoice.client.addresses.all()[:1]
    if at_home and at_home[0].pk == invoice.place_id:
        return None
    return party_of(invoice.client, invoice.place)
