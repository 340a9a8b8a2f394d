"""A document as a page shows it: every sentence and sum in words, in the document's language.

`printed(document)` feeds `ui/_paper.html`; it computes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from django.utils.translation import get_language, ngettext, override, pgettext
from django.utils.translation import gettext as _

from casquettes.engine.documents import Document, Line, Party
from casquettes.ui import wording

HYPHEN = "-\u2060"  # a number is not cut after its hyphen


@dataclass(frozen=True, slots=True)
class Row:
    """One line: texts ready to print."""

    description: str
    detail: str
    quantity: str
    unit_price: str
    rate: str
    amount: str


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under their title, when they have one."""

    title: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Sum:
    """A total and its name; one of them is what is due."""

    label: str
    amount: str
    is_grand: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A titled passage."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Printed:
    """A document in words."""

    language: str
    kind: str
    words: dict[str, str]  # headings
    name: str  # « Devis », « Facture d’acompte »
    number: str  # empty for a draft
    facts: list[str]
    seller: Party
    seller_lines: list[str]
    buyer: Party
    buyer_lines: list[str]
    about: list[Text]  # who is served and where, when
    title: str
    intro: str
    price_heading: str
    shows_rates: bool
    groups: list[Group]
    options: list[Row]
    sums: list[Sum]
    deposit: str
    texts: list[Text]
    due: str
    means: list[str]
    note: str
    mentions: list[str]
    footer: str


def printed(document: Document) -> Printed:
    """The document in words, in its own language."""
    with override(document.language):
        firm = [line for line in document.lines if not line.is_option]
        shows_rates = not document.vat_franchise
        return Printed(
            language=document.language,
            kind=document.kind,
            words=_words(),
            name=_name(document),
            number=document.number.replace("-", HYPHEN),
            facts=list(_facts(document)),
            seller=document.seller,
            seller_lines=list(_seller_lines(document.seller)),
            buyer=document.buyer,
            buyer_lines=list(_address(document.buyer)) + list(_identifiers(document.buyer)),
            about=list(_about(document)),
            title=document.title,
            intro=document.intro,
            price_heading=_price_heading(document),
            shows_rates=shows_rates,
            groups=[
                Group(title, [_row(line, document) for line in lines])
                for title, lines in groupby(firm, key=lambda line: line.group)
            ],
            options=[_row(line, document) for line in document.lines if line.is_option],
            sums=list(_sums(document)),
            deposit=_money(document.deposit, document) if document.deposit else "",
            texts=list(_texts(document)),
            due=_due(document),
            means=list(_means(document)),
            note=document.note,
            mentions=[mention.text for mention in document.mentions],
            footer=document.footer,
        )


def quantity_of(quantity: Decimal, unit: str) -> str:
    """A quantity with its unit: « 3,5 h », « 2 séances », « 12 »."""
    text = _exact(quantity)
    if unit == "hour":
        return f"{text}{wording.THIN}{pgettext('unit of time', 'h')}"
    if unit == "km":
        return f"{text}{wording.THIN}km"
    counted = _counted(int(quantity) if quantity == int(quantity) else int(quantity) + 1)
    return f"{text}{wording.FIXED}{counted[unit]}" if unit in counted else text


def long_date(on: dt.date) -> str:
    """A day in full without its weekday: « 1er mars 2026 »."""
    return wording.long_day(on).partition(" ")[2]


def _counted(count: int) -> dict[str, str]:
    return {
        "session": ngettext("session", "sessions", count),
        "half_day": ngettext("half-day", "half-days", count),
        "day": ngettext("day", "days", count),
        "package": ngettext("package", "packages", count),
        "person": ngettext("person", "persons", count),
    }


def _exact(value: Decimal, *, least: int = 0, most: int = 3) -> str:
    """A number to the last decimal that says something."""
    whole, _point, rest = f"{abs(value):,.{most}f}".partition(".")
    rest = rest.rstrip("0").ljust(least, "0")
    english = (get_language() or "fr").startswith("en")
    whole = whole if english else whole.replace(",", wording.THIN)
    sign = wording.MINUS if value < 0 else ""
    point = "." if english else ","
    return f"{sign}{whole}{point}{rest}" if rest else f"{sign}{whole}"


def _words() -> dict[str, str]:
    return {
        "to": pgettext("addressed", "To"),
        "lines": _("Lines"),
        "description": _("Description"),
        "quantity": _("Quantity"),
        "vat": _("VAT"),
        "amount": _("Amount"),
        "options": _("As an option, not in the total"),
        "totals": _("Totals"),
        "deposit": _("Deposit when you accept"),
    }


def _name(document: Document) -> str:
    return {
        "quote": _("Quote"),
        "deposit": _("Deposit invoice"),
        "progress": _("Progress invoice"),
        "balance": _("Balance invoice"),
        "session": _("Invoice"),
        "credit_note": _("Credit note"),
    }[document.kind]


def _facts(document: Document) -> Iterator[str]:
    """What stands under the number: dates and references."""
    if document.version > 1:
        yield _("Version %(version)s") % {"version": document.version}
    day = long_date(document.issued_on)
    city = document.seller.city
    yield _("%(city)s, %(day)s") % {"city": city, "day": day} if city else day
    if document.kind == "quote" and document.valid_until:
        yield _("Stands until %(day)s") % {"day": long_date(document.valid_until)}
    if document.corrects:
        number = document.corrects.replace("-", HYPHEN)
        if document.corrects_on:
            facts = {"number": number, "day": long_date(document.corrects_on)}
            yield _("Corrects invoice %(number)s of %(day)s") % facts
        else:
            yield _("Corrects invoice %(number)s") % {"number": number}
    if document.order_reference:
        yield _("Your reference: %(reference)s") % {"reference": document.order_reference}


def _seller_lines(seller: Party) -> Iterator[str]:
    yield from _address(seller)
    yield from _identifiers(seller)
    if seller.register:
        yield seller.register
    reach = [part for part in (seller.phone, seller.email, seller.website) if part]
    yield from reach


def _address(party: Party) -> Iterator[str]:
    yield from (part for part in (party.street, party.street2) if part)
    city = " ".join(part for part in (party.postcode, party.city) if part)
    if city:
        yield city
    if party.country and party.country != "FR" and city:
        yield party.country


def _identifiers(party: Party) -> Iterator[str]:
    if party.siret:
        yield f"SIRET {_spaced(party.siret)}"
    elif party.siren:
        yield f"SIREN {_spaced(party.siren)}"
    if party.vat_number:
        yield _("VAT number %(number)s") % {"number": party.vat_number}


def _spaced(digits: str) -> str:
    groups = [digits[i : i + 3] for i in (0, 3, 6)] + [digits[9:]]
    return wording.FIXED.join(group for group in groups if group)


def _about(document: Document) -> Iterator[Text]:
    for title, party in (
        (_("For"), document.beneficiary),
        (_("Delivered to"), document.delivery),
    ):
        if party is not None:
            yield Text(title, "\n".join([party.name, *_address(party)]))
    if document.served_from is not None:
        first, last = document.served_from, document.served_to or document.served_from
        if first == last:
            served = long_date(first)
        else:
            facts = {"first": long_date(first), "last": long_date(last)}
            served = _("from %(first)s to %(last)s") % facts
        yield Text(_("Done"), served)


def _price_heading(document: Document) -> str:
    if document.vat_franchise:
        return _("Unit price")
    return _("Unit price with VAT") if document.gross_entry else _("Unit price without VAT")


def _row(line: Line, document: Document) -> Row:
    description = line.description
    if line.discount_rate:
        taken = _("Discount of %(rate)s") % {"rate": _rate(line.discount_rate)}
        detail = "\n".join(part for part in (line.detail, taken) if part)
    else:
        detail = line.detail
    return Row(
        description=description,
        detail=detail,
        quantity=quantity_of(line.quantity, line.unit),
        unit_price=_unit_price(line.unit_price, document),
        rate="" if line.vat_rate is None else _rate(line.vat_rate),
        amount=_money(line.amount, document),
    )


def _unit_price(price: Decimal, document: Document) -> str:
    if price == 0:
        return pgettext("price", "free")
    if price == price.quantize(Decimal("0.01")):
        return _money(price, document)
    cents = wording.amount(price, document.currency)
    return _money(price, document).replace(cents, _exact(price, least=2, most=4))


def _sums(document: Document) -> Iterator[Sum]:
    totals = document.totals
    if totals.discount:
        yield Sum(_("Sum of the lines"), _money(totals.lines, document))
        rate = _("Discount of %(rate)s") % {"rate": _rate(document.discount_rate)}
        yield Sum(rate, _money(-totals.discount, document))
    if not document.vat_franchise:
        yield Sum(_("Total without VAT"), _money(totals.net, document))
        for share in totals.shares:
            if share.rate is not None:
                facts = {"rate": _rate(share.rate), "base": _money(share.base, document)}
                yield Sum(_("VAT at %(rate)s of %(base)s") % facts, _money(share.vat, document))
    yield Sum(_grand(document), _money(totals.gross, document), is_grand=True)


def _grand(document: Document) -> str:
    if document.kind == "quote":
        return _("Total") if document.vat_franchise else _("Total with VAT")
    if document.kind == "credit_note":
        return _("In your favour")
    return _("To pay")


def _texts(document: Document) -> Iterator[Text]:
    for title, text in (
        (_("What is not included"), document.limits),
        (_("Who takes things away"), document.disposal),
        (_("Conditions"), document.conditions),
    ):
        if text:
            yield Text(title, text)


def _due(document: Document) -> str:
    if document.kind in ("quote", "credit_note") or document.due_on is None:
        return ""
    return _("To pay before %(day)s") % {"day": long_date(document.due_on)}


def _means(document: Document) -> Iterator[str]:
    means = document.means
    if document.kind in ("quote", "credit_note"):
        return
    if means.iban:
        groups = [means.iban[i : i + 4] for i in range(0, len(means.iban), 4)]
        yield "IBAN " + wording.FIXED.join(groups)
        if means.bic:
            yield f"BIC {means.bic}"
        yield _("Reference: %(number)s") % {"number": document.number.replace("-", HYPHEN)}
    if means.link:
        yield means.link


def _rate(rate: Decimal) -> str:
    return wording.number(float(rate)) + wording.percent_sign()


def _money(value: Decimal, document: Document) -> str:
    return wording.money(value, document.currency)
