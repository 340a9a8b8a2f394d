"""One document of every kind she can issue, by name."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from casquettes.engine.documents import Document, Line, Means, Mention, Party
from tests.papers import (
    ATELIER,
    DUPONT,
    FRANCHISE,
    INES,
    LATE,
    LINES,
    WITH_VAT,
    credit,
    paper,
    taxed,
)

TWENTY, LOW = Decimal(20), Decimal("5.5")
HOURS = Line("Rangement", Decimal("3.5"), "hour", Decimal("55.55"), vat_rate=TWENTY)
BOXES = Line("Bacs", Decimal(6), "item", Decimal("8.90"), vat_rate=LOW, nature="goods")
DEPOSITS = (
    Line(
        "Acompte",
        Decimal(-1),
        "",
        Decimal(100),
        vat_rate=TWENTY,
        deducts="F-2026-0101",
        deducts_on=dt.date(2026, 10, 2),
    ),
    Line(
        "Second acompte",
        Decimal(1),
        "",
        Decimal("-50.50"),
        vat_rate=TWENTY,
        deducts="F-2026-0120",
        deducts_on=dt.date(2026, 11, 3),
    ),
)
BRUSSELS = Party(
    "Bureau Lambert SRL",
    is_firm=True,
    street="Rue Haute 1",
    postcode="1000",
    city="Bruxelles",
    country="BE",
    vat_number="BE0403170701",
)
GENEVA = Party(
    "Cabinet Favre SA",
    is_firm=True,
    street="Rue du Rhône 1",
    postcode="1204",
    city="Genève",
    country="CH",
)
REUNION = replace(WITH_VAT, postcode="97400", city="Saint-Denis")
WITHOUT = replace(HOURS, vat_rate=None)


def bills() -> dict[str, Document]:
    """By name, every document that is sent as an invoice."""
    firm = paper(buyer=ATELIER, mentions=(FRANCHISE, *LATE), order_reference="BC-7781")
    several = taxed([HOURS, BOXES])
    shown_with_vat = taxed([HOURS] * 7 + [BOXES] * 3, buyer=DUPONT, gross_entry=True)
    found = {
        "franchise, to a consumer": paper(),
        "franchise, to a consumer without an address": paper(buyer=Party("Mme Petit")),
        "franchise, to a firm": firm,
        "franchise, to a firm without SIREN": paper(
            buyer=replace(ATELIER, siren="", siret="", vat_number="")
        ),
        "VAT, to a firm": taxed([HOURS]),
        "VAT, to a consumer": taxed([HOURS], buyer=DUPONT, mentions=()),
        "several rates": several,
        "prices with VAT": shown_with_vat,
        "prices with VAT, less a discount": taxed(
            [HOURS, BOXES, BOXES], gross_entry=True, discount_rate=Decimal("7.5")
        ),
        "discounts on lines and on all": taxed(
            [replace(HOURS, discount_rate=Decimal(10)), BOXES], discount_rate=Decimal(5)
        ),
        "prices with VAT, discounts on lines": taxed(
            [replace(HOURS, discount_rate=Decimal(10)), BOXES], gross_entry=True
        ),
        "deposit": paper(
            [Line("Acompte de 30 %", Decimal(1), "fixed", Decimal(150), covers="deposit")],
            kind="deposit",
            due_on=dt.date(2026, 11, 19),
        ),
        "deposit with VAT": taxed(
            [Line("Acompte de 30 %", Decimal(1), "fixed", Decimal(150), vat_rate=TWENTY)],
            kind="deposit",
        ),
        "progress": taxed([HOURS, DEPOSITS[0]], kind="progress"),
        "balance": taxed([HOURS, BOXES, *DEPOSITS], kind="balance"),
        "balance of nothing": paper(
            [
                Line("Rangement", Decimal(1), "fixed", Decimal(100)),
                Line("Acompte", Decimal(-1), "", Decimal(100), deducts="F-2026-0101"),
            ],
            kind="balance",
        ),
        "balance in her favour": taxed(
            [replace(HOURS, quantity=Decimal(1)), *DEPOSITS], kind="balance"
        ),
        "overseas department": taxed(
            [replace(HOURS, vat_rate=Decimal("8.5")), replace(BOXES, vat_rate=Decimal("2.1"))],
            seller=REUNION,
        ),
        "where VAT does not apply": taxed(
            [WITHOUT],
            mentions=(Mention("vat_elsewhere", "TVA non applicable, art. 294 du CGI"), *LATE),
        ),
        "a line without VAT beside others": taxed(
            [HOURS, WITHOUT, replace(WITHOUT, vat_rate=Decimal(0))]
        ),
        "to a firm of the Union": taxed([WITHOUT], buyer=BRUSSELS),
        "goods to a firm of the Union": taxed([replace(WITHOUT, nature="goods")], buyer=BRUSSELS),
        "goods beyond the Union": taxed([replace(WITHOUT, nature="goods")], buyer=GENEVA),
        "in Swiss francs": paper(currency="CHF", buyer=GENEVA),
        "in Swiss francs with VAT": taxed(
            [HOURS], currency="CHF", buyer=GENEVA, vat_in_euros=Decimal("41.20")
        ),
        "nothing to pay": paper([Line("Visite", Decimal(1), "", Decimal(0))]),
        "99.999 hours and a negative line": paper(
            [
                Line("Rangement", Decimal("99.999"), "hour", Decimal("33.3333")),
                Line("Geste", Decimal(-2), "", Decimal(10), discount_rate=Decimal(10)),
            ]
        ),
        "an option left aside": paper(
            [*LINES, Line("Étiquettes", Decimal(1), "", Decimal(50), is_option=True)]
        ),
        "on debits, over a period, elsewhere": taxed(
            [HOURS],
            served_to=dt.date(2026, 11, 18),
            delivery=replace(DUPONT, name="Chez M. Moreau"),
            mentions=(*LATE, Mention("vat_debits", "Option pour les débits")),
        ),
        "in English, paid by a link": paper(
            language="en", means=Means(link="https://pay.example.org/x"), due_on=None, note="Thanks"
        ),
        "without means": paper(means=Means(), due_on=None, served_from=None),
        "goods": paper([replace(BOXES, vat_rate=None)], beneficiary=DUPONT, buyer=ATELIER),
        "a seller without SIRET": paper(seller=replace(INES, siret="12345678900011")),
    }
    return found | {
        "credit note": credit(paper()),
        "credit note with VAT": credit(several),
        "credit note of prices with VAT": credit(shown_with_vat),
        "partial credit note": credit(several, lines=[replace(HOURS, quantity=Decimal(1))]),
        "credit note of a balance": credit(found["balance"]),
        "credit note in Swiss francs": credit(found["in Swiss francs"]),
    }
