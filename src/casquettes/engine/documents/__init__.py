"""Quotes, invoices and credit notes as values: what is printed, frozen and sent.

Amounts are `Decimal` in the document's currency; rates are percentages as in law (20 means 20 %);
a `vat_rate` of None means that no VAT applies (franchise, exempt). The method is told in
docs/method/documents.md.
"""

from casquettes.engine.documents.breakdown import DoesNotAddUp, LinePart, Parts, RatePart, parts
from casquettes.engine.documents.plain import (
    NotADocument,
    canonical,
    from_plain,
    sha256,
    to_plain,
)
from casquettes.engine.documents.totals import shown, total, total_of, turned
from casquettes.engine.documents.units import unit_code
from casquettes.engine.documents.values import (
    CENT,
    HUNDRED,
    Document,
    Kind,
    Line,
    Means,
    Mention,
    Nature,
    Party,
    Totals,
    VatShare,
)

__all__ = [
    "CENT",
    "HUNDRED",
    "Document",
    "DoesNotAddUp",
    "Kind",
    "Line",
    "LinePart",
    "Means",
    "Mention",
    "Nature",
    "NotADocument",
    "Parts",
    "Party",
    "RatePart",
    "Totals",
    "VatShare",
    "canonical",
    "from_plain",
    "parts",
    "sha256",
    "shown",
    "to_plain",
    "total",
    "total_of",
    "turned",
    "unit_code",
]
