"""What a document means in EN 16931 and its French rules, whatever the syntax (CII or UBL).

Codes are those of the norm: BT-23 (how it is billed), notes by subject (BG-1), categories of VAT,
electronic addresses. Source: EN 16931-1, XP Z12-012 as its schematrons check it (version 1.4.0).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from casquettes.engine.documents import Document, Line, Parts, Party, shown
from casquettes.formats.elements import text

SPECIFICATION = "urn:cen.eu:en16931:2017"
INVOICE, DEPOSIT, CREDIT_NOTE = "380", "386", "381"
SIREN, SIRET, DIRECTORY, MAIL = "0002", "0009", "0225", "EM"
# BR-FR-12 wants an address of every buyer; this one says that there is none (RFC 2606).
NO_ADDRESS = "sans-adresse@example.invalid"
UNION = (
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MC MT NL PL PT RO SE SI SK"  # 2026
)
SENTENCES = {
    "fr": {
        "late_fees": "Sans objet : client consommateur.",
        "recovery_fee": "Sans objet : client consommateur.",
        "early_discount": "Pas d’escompte pour paiement anticipé.",
        "receipt": "Paiement à réception",
        "credit": "À déduire ou à rembourser",
        "discount": "Remise",
        "vat_franchise": "TVA non applicable, art. 293 B du CGI",
        "vat_elsewhere": "Exonéré de TVA",
        "reverse": "Autoliquidation",
        "within": "Livraison intracommunautaire exonérée",
        "export": "Exportation exonérée",
    },
    "en": {
        "late_fees": "Not applicable: the client is a consumer.",
        "recovery_fee": "Not applicable: the client is a consumer.",
        "early_discount": "No discount for early payment.",
        "receipt": "Payment on receipt",
        "credit": "To be deducted or paid back",
        "discount": "Discount",
        "vat_franchise": "VAT not applicable, article 293 B of the French tax code",
        "vat_elsewhere": "Exempt from VAT",
        "reverse": "Reverse charge",
        "within": "Exempt intra-Community supply",
        "export": "Exempt export",
    },
}


class NotToBeBilled(ValueError):
    """A quote bills nothing: it has no place in an invoice's syntax."""


class VatNotInEuros(ValueError):
    """VAT is charged in another currency, and nobody said what it is in euros."""


@dataclass(frozen=True, slots=True)
class Tax:
    """A category of VAT: its code, its rate, and why nothing is charged."""

    code: str  # S | E | AE | K | G
    rate: Decimal
    reason: str = ""
    reason_code: str = ""


@dataclass(frozen=True, slots=True)
class TaxShare:
    """What one category takes: BT-116 and BT-117."""

    tax: Tax
    base: Decimal
    vat: Decimal


@dataclass(frozen=True, slots=True)
class Reference:
    """An earlier invoice (BG-3)."""

    number: str
    day: str  # ISO; "" where unknown


def say(document: Document, key: str) -> str:
    """Her sentence of this name, else the usual one, in the language of the document."""
    for mention in document.mentions:
        if mention.key == key and mention.text.strip():
            return text(mention.text)
    return SENTENCES["en" if document.language.startswith("en") else "fr"][key]


def type_code(document: Document) -> str:
    """BT-3: invoice, deposit invoice or credit note; NotToBeBilled for a quote."""
    if document.kind == "quote":
        raise NotToBeBilled(document.number)
    return {"deposit": DEPOSIT, "credit_note": CREDIT_NOTE}.get(document.kind, INVOICE)


def process(document: Document) -> str:
    """BT-23: B goods, S services, M both; 4 once a deposit is deducted, 1 otherwise (BR-FR-08)."""
    natures = {line.nature for line in document.lines if not line.is_option and not line.deducts}
    letter = {frozenset({"goods"}): "B", frozenset({"service"}): "S"}.get(frozenset(natures), "M")
    after_deposit = any(line.deducts for line in document.lines)
    return letter + ("4" if after_deposit and type_code(document) == INVOICE else "1")


def notes(document: Document) -> list[tuple[str, str]]:
    """BG-1: subject and text; PMT, PMD and AAB are wanted of every invoice (BR-FR-05)."""
    found = [
        ("PMT", say(document, "recovery_fee")),
        ("PMD", say(document, "late_fees")),
        ("AAB", say(document, "early_discount")),
    ]
    if treatment := _treatment(document):
        found.append(("BAR", treatment))
    told = {"recovery_fee", "late_fees", "early_discount", "buyer_siren"}
    found += [("REG", text(one.text)) for one in document.mentions if one.key not in told]
    found.append(("AAI", text(document.note)))
    return [(subject, words) for subject, words in found if words]


def tax_of(document: Document, rate: Decimal | None) -> Tax:
    """The category of VAT of the lines of a rate, None and 0 being no VAT."""
    if rate:
        return Tax("S", rate)
    nothing = Decimal(0)
    if document.vat_franchise:
        return Tax("E", nothing, say(document, "vat_franchise"), "VATEX-FR-FRANCHISE")
    buyer, seller = document.buyer, document.seller
    goods = all(line.nature == "goods" for line in document.lines if line.vat_rate == rate)
    abroad = buyer.country != seller.country
    if abroad and buyer.vat_number and seller.vat_number and buyer.country in UNION.split():
        if goods:
            return Tax("K", nothing, say(document, "within"), "VATEX-EU-IC")
        return Tax("AE", nothing, say(document, "reverse"), "VATEX-EU-AE")
    if abroad and goods and seller.vat_number and buyer.country not in UNION.split():
        return Tax("G", nothing, say(document, "export"), "VATEX-EU-G")
    return Tax("E", nothing, say(document, "vat_elsewhere"))


def tax_shares(document: Document, parts: Parts) -> list[TaxShare]:
    """BG-23: base and VAT of each category and rate, each once (BR-S-01, BR-E-01)."""
    found: dict[Tax, TaxShare] = {}
    for share in parts.totals.shares:
        tax = tax_of(document, share.rate)
        before = found.get(tax, TaxShare(tax, Decimal(0), Decimal(0)))
        found[tax] = TaxShare(tax, before.base + share.base, before.vat + share.vat)
    return list(found.values())


def references(document: Document) -> list[Reference]:
    """BG-3: the invoice a credit note corrects, the deposits a balance deducts, each once."""
    known = [(document.corrects, document.corrects_on)]
    known += [(line.deducts, line.deducts_on) for line in document.lines]
    found = {number: day for number, day in known if number}
    return [
        Reference(text(number), day.isoformat() if day else "") for number, day in found.items()
    ]


def siren_of(party: Party) -> str:
    """Nine digits, from the SIRET where only that is known; "" otherwise."""
    for number in (party.siren, party.siret):
        bare = "".join(number.split())
        if re.fullmatch(r"\d{9}(\d{5})?", bare):
            return bare[:9]
    return ""


def siret_of(party: Party) -> str:
    """Fourteen digits that begin with the SIREN (BR-FR-09), or ""."""
    bare = "".join(party.siret.split())
    return bare if re.fullmatch(r"\d{14}", bare) and bare[:9] == siren_of(party) else ""


def address_of(party: Party) -> tuple[str, str]:
    """BT-34 and BT-49, scheme and address: the French directory for firms, else e-mail."""
    if party.is_firm and party.country == "FR" and (siren := siren_of(party)):
        return DIRECTORY, siren
    return MAIL, text(party.email) or NO_ADDRESS


def vat_in_euros(document: Document) -> Decimal:
    """BT-111: VAT is owed in euros, whatever the currency (BR-53, BR-FR-CO-12)."""
    read = shown(document)
    if read.vat_in_euros is None:
        if read.totals.vat:
            raise VatNotInEuros(document.number)
        return Decimal(0)
    return read.vat_in_euros


def plain(value: Decimal) -> str:
    """A figure without exponent nor useless zeros."""
    figure = f"{value:f}"
    figure = figure.rstrip("0").rstrip(".") if "." in figure else figure
    return "0" if figure == "-0" else figure


def cents(value: Decimal) -> str:
    """An amount with two decimals."""
    return f"{value + 0:.2f}"


def service_days(document: Document) -> tuple[str, str]:
    """BT-73 and BT-74 as ISO days, the same when it was one day; "" where nothing is known."""
    start = document.served_from or document.served_to
    end = document.served_to or document.served_from
    return (start.isoformat(), end.isoformat()) if start and end else ("", "")


def place_of(document: Document) -> Party | None:
    """BG-13: where it was delivered, when that is said; goods to the Union say it (BR-IC-12)."""
    within = any(tax_of(document, line.vat_rate).code == "K" for line in document.lines)
    return document.delivery or document.beneficiary or (document.buyer if within else None)


def name_of(line: Line) -> str:
    """BT-153, which may not be empty."""
    return text(line.description) or "-"


def _treatment(document: Document) -> str:
    """BAR: between firms of France, with a firm abroad, or with a consumer."""
    buyer = document.buyer
    if buyer.is_firm:
        if buyer.country != "FR":
            return "B2BINT"
        return "B2B" if siren_of(buyer) else ""
    return "B2C" if buyer.country == "FR" else "B2CINT"
