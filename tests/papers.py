"""Documents of Inès Delorme for the tests of engine and formats: every kind she can issue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from casquettes.engine.documents import Document, Line, Means, Mention, Party, total, turned

ISSUED = dt.date(2026, 11, 19)
INES = Party(
    name="Inès Delorme EI",
    is_firm=True,
    street="14 rue des Tanneurs",
    postcode="44000",
    city="Nantes",
    siren="732829320",
    siret="73282932000074",
    email="ines@example.org",
    phone="06 12 34 56 78",
    website="https://ines.example.org",
)
WITH_VAT = replace(INES, vat_number="FR44732829320")
DUPONT = Party(
    name="M. et Mme Dupont",
    street="8 allée des Saules",
    postcode="44400",
    city="Rezé",
    email="dupont@example.org",
)
ATELIER = Party(
    name="Atelier Moreau SARL",
    is_firm=True,
    street="3 quai de la Fosse",
    postcode="44000",
    city="Nantes",
    siren="552100554",
    siret="55210055400013",
    vat_number="FR08552100554",
    email="compta@example.org",
)
IBAN = Means(iban="FR7630006000011234567890189", bic="AGRIFRPP", holder="Inès Delorme")
FRANCHISE = Mention("vat_franchise", "TVA non applicable, art. 293 B du CGI.")
LATE = (
    Mention("late_fees", "En cas de retard, pénalités au taux de 12,40 % par an."),
    Mention("recovery_fee", "Indemnité forfaitaire pour frais de recouvrement\u202f: 40\u202f€."),
    Mention("early_discount", "Pas d’escompte pour paiement anticipé."),
)
LINES = (
    Line(
        "Accompagnement au rangement",
        Decimal("3.5"),
        "hour",
        Decimal(55),
        detail="12 novembre, 14 h 00 à 17 h 30",
        served_on=dt.date(2026, 11, 12),
    ),
    Line(
        "Bacs de rangement 45 L avec couvercle", Decimal(6), "item", Decimal("8.90"), nature="goods"
    ),
    Line(
        "Dépôt des dons chez Emmaüs", Decimal(1), "", Decimal(0), detail="11 sacs, bon de don remis"
    ),
)


def paper(lines: Sequence[Line] = LINES, **changes: Any) -> Document:
    """An invoice of Inès to the Duponts, under the franchise, unless `changes` say otherwise."""
    facts: dict[str, Any] = {
        "kind": "session",
        "number": "F-2026-0143",
        "issued_on": ISSUED,
        "seller": INES,
        "buyer": DUPONT,
        "served_from": dt.date(2026, 11, 12),
        "due_on": dt.date(2026, 12, 19),
        "title": "Garage, séance du 12 novembre",
        "means": IBAN,
        "mentions": (FRANCHISE,),
        **changes,
    }
    totals = total(
        lines,
        discount_rate=facts.get("discount_rate", Decimal(0)),
        gross_entry=facts.get("gross_entry", False),
    )
    return Document(lines=tuple(lines), totals=totals, **facts)


def taxed(lines: Sequence[Line], **changes: Any) -> Document:
    """The same with VAT, to a firm, unless `changes` say otherwise."""
    usual = {
        "seller": WITH_VAT,
        "buyer": ATELIER,
        "vat_franchise": False,
        "mentions": LATE,
    }
    return paper(lines, **{**usual, **changes})


def credit(document: Document, number: str = "A-2026-0007", **changes: Any) -> Document:
    """The whole document taken back."""
    lines = changes.pop("lines", document.lines)
    facts = {
        "kind": "credit_note",
        "number": number,
        "corrects": document.number,
        "corrects_on": document.issued_on,
        "due_on": None,
        "lines": turned(lines),
        **changes,
    }
    there = replace(document, **facts)
    gross_entry = there.gross_entry
    sums = total(there.lines, discount_rate=there.discount_rate, gross_entry=gross_entry)
    return replace(there, totals=sums)
