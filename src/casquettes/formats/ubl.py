"""UBL 2.1: the same invoice as Factur-X says, in the other syntax of EN 16931."""

from __future__ import annotations

from decimal import Decimal

from casquettes.engine.documents import (
    Document,
    LinePart,
    Parts,
    Party,
    parts,
    unit_code,
)
from casquettes.formats import en16931 as norm
from casquettes.formats.elements import Node, write

COMPONENTS = "urn:oasis:names:specification:ubl:schema:xsd:Common"
ROOT = "urn:oasis:names:specification:ubl:schema:xsd"
SEPA_TRANSFER, TRANSFER, ONLINE = "58", "30", "68"
DISCOUNT = "95"
ON_DEBITS = "3"  # BT-8 in UBL: VAT is due with the invoice


def ubl(document: Document) -> bytes:
    """An Invoice, or a CreditNote with positive amounts.

    Raises DoesNotAddUp when its totals are not those of its lines.
    """
    return write(*_tree(document))


def _tree(document: Document) -> tuple[Node, dict[str | None, str]]:
    sums = parts(document)
    kind = "CreditNote" if document.kind == "credit_note" else "Invoice"
    _start, end = norm.service_days(document)
    root = (
        kind,
        *_head(document, kind),
        ("cac:AccountingSupplierParty", _party(document.seller, is_seller=True)),
        ("cac:AccountingCustomerParty", _party(document.buyer, is_seller=False)),
        _delivery(document, end),
        _means(document),
        _terms(document),
        [
            _allowance(
                document,
                document.discount_rate,
                part.base,
                part.amount,
                _category("cac:TaxCategory", norm.tax_of(document, part.rate)),
            )
            for part in sums.discounts
        ],
        _tax_total(document, sums),
        _vat_in_euros(document) if document.currency != "EUR" else None,
        _monetary_total(document, sums),
        [_line(document, rank, part) for rank, part in enumerate(sums.lines, 1)],
    )
    namespaces: dict[str | None, str] = {
        None: f"{ROOT}:{kind}-2",
        "cac": f"{COMPONENTS}AggregateComponents-2",
        "cbc": f"{COMPONENTS}BasicComponents-2",
    }
    return root, namespaces


def _head(document: Document, kind: str) -> tuple[Node, ...]:
    """What it is, when, in which currency, and what it refers to."""
    due = document.due_on.isoformat() if document.due_on and kind == "Invoice" else ""
    start, end = norm.service_days(document)
    lasts = start != end
    return (
        ("cbc:CustomizationID", norm.SPECIFICATION),
        ("cbc:ProfileID", norm.process(document)),
        ("cbc:ID", document.number),
        ("cbc:IssueDate", document.issued_on.isoformat()),
        ("cbc:DueDate", due),
        (f"cbc:{kind}TypeCode", norm.type_code(document)),
        *(("cbc:Note", f"#{subject}#{words}") for subject, words in norm.notes(document)),
        ("cbc:DocumentCurrencyCode", document.currency),
        ("cbc:TaxCurrencyCode", "EUR" if document.currency != "EUR" else ""),
        (
            "cac:InvoicePeriod",
            ("cbc:StartDate", start if lasts else ""),
            ("cbc:EndDate", end if lasts else ""),
            ("cbc:DescriptionCode", ON_DEBITS if _on_debits(document) else ""),
        ),
        ("cac:OrderReference", ("cbc:ID", document.order_reference)),
        *(_earlier(reference) for reference in norm.references(document)),
    )


def _earlier(reference: norm.Reference) -> Node:
    return (
        "cac:BillingReference",
        (
            "cac:InvoiceDocumentReference",
            ("cbc:ID", reference.number),
            ("cbc:IssueDate", reference.day),
        ),
    )


def _on_debits(document: Document) -> bool:
    return any(mention.key == "vat_debits" for mention in document.mentions)


def _party(party: Party, *, is_seller: bool) -> Node:
    siren, siret = norm.siren_of(party), norm.siret_of(party)
    scheme, address = norm.address_of(party)
    vat = "".join(party.vat_number.split())
    return (
        "cac:Party",
        ("cbc:EndpointID", {"schemeID": scheme}, address),
        ("cac:PartyIdentification", ("cbc:ID", {"schemeID": norm.SIRET}, siret)),
        ("cac:PostalAddress", *_address(party)),
        _registration(vat, "VAT"),
        # Without a VAT number, who sells is known to the tax office by her SIREN (BT-32, BR-E-02).
        _registration("" if vat or not is_seller else siren, "LOC"),
        (
            "cac:PartyLegalEntity",
            ("cbc:RegistrationName", party.name),
            ("cbc:CompanyID", {"schemeID": norm.SIREN}, siren),
            ("cbc:CompanyLegalForm", party.register if is_seller else ""),
        ),
        (
            "cac:Contact",
            ("cbc:Name", party.name if is_seller else ""),
            ("cbc:Telephone", party.phone if is_seller else ""),
            ("cbc:ElectronicMail", party.email if is_seller else ""),
        ),
    )


def _registration(number: str, scheme: str) -> Node | None:
    if not number:
        return None
    return (
        "cac:PartyTaxScheme",
        ("cbc:CompanyID", number),
        ("cac:TaxScheme", ("cbc:ID", scheme)),
    )


def _address(party: Party) -> tuple[Node, ...]:
    return (
        ("cbc:StreetName", party.street),
        ("cbc:AdditionalStreetName", party.street2),
        ("cbc:CityName", party.city),
        ("cbc:PostalZone", party.postcode),
        ("cac:Country", ("cbc:IdentificationCode", party.country)),
    )


def _delivery(document: Document, day: str) -> Node:
    place = norm.place_of(document)
    where = ("cac:DeliveryLocation", ("cac:Address", *_address(place))) if place else None
    who = ("cac:DeliveryParty", ("cac:PartyName", ("cbc:Name", place.name))) if place else None
    return ("cac:Delivery", ("cbc:ActualDeliveryDate", day), where, who)


def _means(document: Document) -> Node | None:
    means = document.means
    if not means.iban and not means.link:
        return None
    transfer = SEPA_TRANSFER if document.currency == "EUR" else TRANSFER
    iban = "".join(means.iban.split())
    return (
        "cac:PaymentMeans",
        ("cbc:PaymentMeansCode", transfer if iban else ONLINE),
        ("cbc:PaymentID", document.number),
        (
            "cac:PayeeFinancialAccount",
            ("cbc:ID", iban),
            ("cbc:Name", means.holder if iban else ""),
            (
                "cac:FinancialInstitutionBranch",
                ("cbc:ID", "".join(means.bic.split()) if iban else ""),
            ),
        ),
    )


def _terms(document: Document) -> Node | None:
    if document.kind == "credit_note":
        return ("cac:PaymentTerms", ("cbc:Note", norm.say(document, "credit")))
    if document.due_on:
        return None
    return ("cac:PaymentTerms", ("cbc:Note", norm.say(document, "receipt")))


def _allowance(
    document: Document,
    percent: Decimal,
    base: Decimal,
    amount: Decimal,
    category: Node | None = None,
) -> Node:
    """BG-20 for the document, with the category it is taken off, BG-27 for a line."""
    return (
        "cac:AllowanceCharge",
        ("cbc:ChargeIndicator", "false"),
        ("cbc:AllowanceChargeReasonCode", DISCOUNT),
        ("cbc:AllowanceChargeReason", norm.say(document, "discount")),
        ("cbc:MultiplierFactorNumeric", norm.plain(percent)),
        _amount("Amount", amount, document.currency),
        _amount("BaseAmount", base, document.currency),
        category,
    )


def _category(name: str, tax: norm.Tax, *, with_reason: bool = False) -> Node:
    return (
        name,
        ("cbc:ID", tax.code),
        ("cbc:Percent", norm.plain(tax.rate)),
        ("cbc:TaxExemptionReasonCode", tax.reason_code if with_reason else ""),
        ("cbc:TaxExemptionReason", tax.reason if with_reason else ""),
        ("cac:TaxScheme", ("cbc:ID", "VAT")),
    )


def _tax_total(document: Document, sums: Parts) -> Node:
    currency = document.currency
    return (
        "cac:TaxTotal",
        _amount("TaxAmount", sums.totals.vat, currency),
        [
            (
                "cac:TaxSubtotal",
                _amount("TaxableAmount", share.base, currency),
                _amount("TaxAmount", share.vat, currency),
                _category("cac:TaxCategory", share.tax, with_reason=True),
            )
            for share in norm.tax_shares(document, sums)
        ],
    )


def _vat_in_euros(document: Document) -> Node:
    return ("cac:TaxTotal", _amount("TaxAmount", norm.vat_in_euros(document), "EUR"))


def _monetary_total(document: Document, sums: Parts) -> Node:
    totals, currency = sums.totals, document.currency
    return (
        "cac:LegalMonetaryTotal",
        _amount("LineExtensionAmount", sums.whole, currency),
        _amount("TaxExclusiveAmount", totals.net, currency),
        _amount("TaxInclusiveAmount", totals.gross, currency),
        _amount("AllowanceTotalAmount", sums.discount, currency) if sums.discounts else None,
        _amount("PayableAmount", totals.gross, currency),
    )


def _line(document: Document, rank: int, part: LinePart) -> Node:
    line, currency = part.line, document.currency
    served = line.served_on.isoformat() if line.served_on else ""
    is_credit = document.kind == "credit_note"
    quantity = {"unitCode": unit_code(line.unit)}
    return (
        "cac:CreditNoteLine" if is_credit else "cac:InvoiceLine",
        ("cbc:ID", str(rank)),
        (
            "cbc:CreditedQuantity" if is_credit else "cbc:InvoicedQuantity",
            quantity,
            norm.plain(part.quantity),
        ),
        _amount("LineExtensionAmount", part.net, currency),
        ("cac:InvoicePeriod", ("cbc:StartDate", served), ("cbc:EndDate", served)),
        _allowance(document, line.discount_rate, part.full, part.discount)
        if part.discount
        else None,
        (
            "cac:Item",
            ("cbc:Description", line.detail),
            ("cbc:Name", norm.name_of(line)),
            _category("cac:ClassifiedTaxCategory", norm.tax_of(document, line.vat_rate)),
        ),
        (
            "cac:Price",
            ("cbc:PriceAmount", {"currencyID": currency}, norm.plain(part.price)),
        ),
    )


def _amount(name: str, value: Decimal, currency: str) -> Node:
    return (f"cbc:{name}", {"currencyID": currency}, norm.cents(value))
