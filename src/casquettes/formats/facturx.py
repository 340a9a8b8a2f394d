"""Factur-X: the invoice as UN/CEFACT CII (profile EN 16931), and the PDF that carries it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from casquettes.engine.documents import Document, LinePart, Parts, Party, parts, unit_code
from casquettes.formats import en16931 as norm
from casquettes.formats import paper
from casquettes.formats.elements import Node, write
from casquettes.formats.paper.metadata import with_facturx

NAMESPACES: dict[str | None, str] = {
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "qdt": "urn:un:unece:uncefact:data:standard:QualifiedDataType:100",
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
}
SEPA_TRANSFER, TRANSFER, ONLINE = "58", "30", "68"
DISCOUNT = "95"
ON_DEBITS = "5"  # BT-8: VAT is due with the invoice, not with the payment


def hybrid(document: Document, logo: bytes | None = None) -> bytes:
    """The Factur-X PDF: what is printed, with the CII in it."""
    return with_facturx(paper.pdf(document, logo=logo, xml=cii(document)))


def cii(document: Document) -> bytes:
    """The invoice or credit note as CII, amounts positive as the norm wants of type 381.

    Raises DoesNotAddUp when its totals are not those of its lines.
    """
    sums = parts(document)
    return write(
        (
            "rsm:CrossIndustryInvoice",
            _context(document),
            _header(document),
            (
                "rsm:SupplyChainTradeTransaction",
                [_line(document, rank, part) for rank, part in enumerate(sums.lines, 1)],
                _agreement(document),
                _delivery(document),
                _settlement(document, sums),
            ),
        ),
        NAMESPACES,
    )


def _context(document: Document) -> Node:
    return (
        "rsm:ExchangedDocumentContext",
        (
            "ram:BusinessProcessSpecifiedDocumentContextParameter",
            ("ram:ID", norm.process(document)),
        ),
        ("ram:GuidelineSpecifiedDocumentContextParameter", ("ram:ID", norm.SPECIFICATION)),
    )


def _header(document: Document) -> Node:
    return (
        "rsm:ExchangedDocument",
        ("ram:ID", document.number),
        ("ram:TypeCode", norm.type_code(document)),
        ("ram:IssueDateTime", _day(document.issued_on)),
        [
            ("ram:IncludedNote", ("ram:Content", words), ("ram:SubjectCode", subject))
            for subject, words in norm.notes(document)
        ],
    )


def _line(document: Document, rank: int, part: LinePart) -> Node:
    line = part.line
    served = line.served_on
    return (
        "ram:IncludedSupplyChainTradeLineItem",
        ("ram:AssociatedDocumentLineDocument", ("ram:LineID", str(rank))),
        (
            "ram:SpecifiedTradeProduct",
            ("ram:Name", norm.name_of(line)),
            ("ram:Description", line.detail),
        ),
        (
            "ram:SpecifiedLineTradeAgreement",
            ("ram:NetPriceProductTradePrice", ("ram:ChargeAmount", norm.plain(part.price))),
        ),
        (
            "ram:SpecifiedLineTradeDelivery",
            ("ram:BilledQuantity", {"unitCode": unit_code(line.unit)}, norm.plain(part.quantity)),
        ),
        (
            "ram:SpecifiedLineTradeSettlement",
            _category("ram:ApplicableTradeTax", norm.tax_of(document, line.vat_rate)),
            _period(served, served),
            _discount(document, line.discount_rate, part.full, part.discount)
            if part.discount
            else None,
            (
                "ram:SpecifiedTradeSettlementLineMonetarySummation",
                ("ram:LineTotalAmount", norm.cents(part.net)),
            ),
        ),
    )


def _agreement(document: Document) -> Node:
    return (
        "ram:ApplicableHeaderTradeAgreement",
        _party("ram:SellerTradeParty", document.seller, with_contact=True),
        _party("ram:BuyerTradeParty", document.buyer),
        ("ram:BuyerOrderReferencedDocument", ("ram:IssuerAssignedID", document.order_reference)),
    )


def _party(name: str, party: Party, *, with_contact: bool = False) -> Node:
    siren, siret = norm.siren_of(party), norm.siret_of(party)
    scheme, address = norm.address_of(party)
    vat = "".join(party.vat_number.split())
    return (
        name,
        ("ram:GlobalID", {"schemeID": norm.SIRET}, siret),
        ("ram:Name", party.name),
        ("ram:Description", party.register),
        ("ram:SpecifiedLegalOrganization", ("ram:ID", {"schemeID": norm.SIREN}, siren)),
        _contact(party) if with_contact else None,
        _address(party),
        ("ram:URIUniversalCommunication", ("ram:URIID", {"schemeID": scheme}, address)),
        ("ram:SpecifiedTaxRegistration", ("ram:ID", {"schemeID": "VA"}, vat)),
        # Without a VAT number, who sells is known to the tax office by her SIREN (BT-32, BR-E-02).
        (
            "ram:SpecifiedTaxRegistration",
            ("ram:ID", {"schemeID": "FC"}, "" if vat or not with_contact else siren),
        ),
    )


def _contact(party: Party) -> Node:
    return (
        "ram:DefinedTradeContact",
        ("ram:PersonName", party.name),
        ("ram:TelephoneUniversalCommunication", ("ram:CompleteNumber", party.phone)),
        ("ram:EmailURIUniversalCommunication", ("ram:URIID", party.email)),
    )


def _address(party: Party) -> Node:
    return (
        "ram:PostalTradeAddress",
        ("ram:PostcodeCode", party.postcode),
        ("ram:LineOne", party.street),
        ("ram:LineTwo", party.street2),
        ("ram:CityName", party.city),
        ("ram:CountryID", party.country),
    )


def _delivery(document: Document) -> Node:
    _start, end = norm.service_days(document)
    # CII wants the element, and nothing empty: without a day, the place is the buyer's.
    place = norm.place_of(document) or (None if end else document.buyer)
    return (
        "ram:ApplicableHeaderTradeDelivery",
        ("ram:ShipToTradeParty", ("ram:Name", place.name), _address(place)) if place else None,
        (
            "ram:ActualDeliverySupplyChainEvent",
            ("ram:OccurrenceDateTime", _day(date.fromisoformat(end)) if end else None),
        ),
    )


def _settlement(document: Document, sums: Parts) -> Node:
    start, end = norm.service_days(document)
    period = None
    if start != end:
        period = _period(date.fromisoformat(start), date.fromisoformat(end))
    foreign = document.currency != "EUR"
    return (
        "ram:ApplicableHeaderTradeSettlement",
        ("ram:PaymentReference", document.number),
        ("ram:TaxCurrencyCode", "EUR" if foreign else ""),
        ("ram:InvoiceCurrencyCode", document.currency),
        _means(document),
        [_tax(document, share) for share in norm.tax_shares(document, sums)],
        period,
        [
            _discount(
                document,
                document.discount_rate,
                part.base,
                part.amount,
                _category("ram:CategoryTradeTax", norm.tax_of(document, part.rate)),
            )
            for part in sums.discounts
        ],
        _terms(document),
        _summation(document, sums),
        [
            (
                "ram:InvoiceReferencedDocument",
                ("ram:IssuerAssignedID", earlier.number),
                (
                    "ram:FormattedIssueDateTime",
                    _day(date.fromisoformat(earlier.day), "qdt") if earlier.day else None,
                ),
            )
            for earlier in norm.references(document)
        ],
    )


def _means(document: Document) -> Node | None:
    means = document.means
    if not means.iban and not means.link:
        return None
    sepa = SEPA_TRANSFER if document.currency == "EUR" else TRANSFER
    return (
        "ram:SpecifiedTradeSettlementPaymentMeans",
        ("ram:TypeCode", sepa if means.iban else ONLINE),
        ("ram:Information", means.link),
        (
            "ram:PayeePartyCreditorFinancialAccount",
            ("ram:IBANID", _bare(means.iban)),
            ("ram:AccountName", means.holder if means.iban else ""),
        ),
        (
            "ram:PayeeSpecifiedCreditorFinancialInstitution",
            ("ram:BICID", _bare(means.bic) if means.iban else ""),
        ),
    )


def _tax(document: Document, share: norm.TaxShare) -> Node:
    tax = share.tax
    debits = any(mention.key == "vat_debits" for mention in document.mentions)
    return (
        "ram:ApplicableTradeTax",
        ("ram:CalculatedAmount", norm.cents(share.vat)),
        ("ram:TypeCode", "VAT"),
        ("ram:ExemptionReason", tax.reason),
        ("ram:BasisAmount", norm.cents(share.base)),
        ("ram:CategoryCode", tax.code),
        ("ram:ExemptionReasonCode", tax.reason_code),
        ("ram:DueDateTypeCode", ON_DEBITS if debits and tax.code == "S" else ""),
        ("ram:RateApplicablePercent", norm.plain(tax.rate)),
    )


def _category(name: str, tax: norm.Tax) -> Node:
    return (
        name,
        ("ram:TypeCode", "VAT"),
        ("ram:CategoryCode", tax.code),
        ("ram:RateApplicablePercent", norm.plain(tax.rate)),
    )


def _discount(
    document: Document,
    percent: Decimal,
    base: Decimal,
    amount: Decimal,
    category: Node | None = None,
) -> Node:
    """BG-20 for the document, with the category it is taken off, BG-27 for a line."""
    return (
        "ram:SpecifiedTradeAllowanceCharge",
        ("ram:ChargeIndicator", ("udt:Indicator", "false")),
        ("ram:CalculationPercent", norm.plain(percent)),
        ("ram:BasisAmount", norm.cents(base)),
        ("ram:ActualAmount", norm.cents(amount)),
        ("ram:ReasonCode", DISCOUNT),
        ("ram:Reason", norm.say(document, "discount")),
        category,
    )


def _terms(document: Document) -> Node:
    due = document.due_on
    words = "credit" if document.kind == "credit_note" else "receipt"
    return (
        "ram:SpecifiedTradePaymentTerms",
        ("ram:Description", "" if due else norm.say(document, words)),
        ("ram:DueDateDateTime", _day(due) if due else None),
    )


def _summation(document: Document, sums: Parts) -> Node:
    totals = sums.totals
    currency = {"currencyID": document.currency}
    foreign = document.currency != "EUR"
    return (
        "ram:SpecifiedTradeSettlementHeaderMonetarySummation",
        ("ram:LineTotalAmount", norm.cents(sums.whole)),
        ("ram:AllowanceTotalAmount", norm.cents(sums.discount) if sums.discounts else ""),
        ("ram:TaxBasisTotalAmount", norm.cents(totals.net)),
        ("ram:TaxTotalAmount", currency, norm.cents(totals.vat)),
        (
            "ram:TaxTotalAmount",
            {"currencyID": "EUR"},
            norm.cents(norm.vat_in_euros(document)) if foreign else "",
        ),
        ("ram:GrandTotalAmount", norm.cents(totals.gross)),
        ("ram:DuePayableAmount", norm.cents(totals.gross)),
    )


def _period(start: date | None, end: date | None) -> Node:
    return (
        "ram:BillingSpecifiedPeriod",
        ("ram:StartDateTime", _day(start) if start else None),
        ("ram:EndDateTime", _day(end) if end else None),
    )


def _day(day: date, prefix: str = "udt") -> Node:
    return (f"{prefix}:DateTimeString", {"format": "102"}, f"{day:%Y%m%d}")


def _bare(code: str) -> str:
    return "".join(code.split())
