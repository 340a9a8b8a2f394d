"""What a document says: parties, lines, totals, sentences."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

CENT = Decimal("0.01")
HUNDRED = Decimal(100)
Kind = Literal["quote", "session", "deposit", "progress", "balance", "credit_note"]
Nature = Literal["service", "goods"]


@dataclass(frozen=True, slots=True)
class Party:
    """Who sells, who is billed, or who is served, as printed and frozen."""

    name: str
    is_firm: bool = False
    street: str = ""
    street2: str = ""
    postcode: str = ""
    city: str = ""
    country: str = "FR"  # ISO 3166-1 alpha-2
    siren: str = ""
    siret: str = ""
    vat_number: str = ""
    register: str = ""
    email: str = ""
    phone: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line; `unit_price` is without VAT, or with it when the document says `gross_entry`."""

    description: str
    quantity: Decimal
    unit: str  # hour | session | half_day | day | package | fixed | person | item | km | ""
    unit_price: Decimal
    discount_rate: Decimal = Decimal(0)
    vat_rate: Decimal | None = None
    nature: Nature = "service"
    detail: str = ""
    group: str = ""
    covers: str = "service"
    is_option: bool = False
    # The deposit this negative line deducts: number and day of its invoice.
    deducts: str = ""
    deducts_on: dt.date | None = None
    served_on: dt.date | None = None
    sap: bool = False

    @property
    def amount(self) -> Decimal:
        """Quantity × price, less the line's discount, rounded once, half up."""
        full = self.quantity * self.unit_price * (HUNDRED - self.discount_rate) / HUNDRED
        return full.quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class VatShare:
    """What one rate of VAT takes: its base without VAT, and the VAT on it."""

    rate: Decimal | None
    base: Decimal
    vat: Decimal


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums at the foot of a document."""

    lines: Decimal  # sum of the lines, as typed (with VAT in gross entry)
    discount: Decimal  # positive; taken off `lines`
    shares: tuple[VatShare, ...]
    net: Decimal
    vat: Decimal
    gross: Decimal


@dataclass(frozen=True, slots=True)
class Mention:
    """A sentence the law or she wants on the paper; `key` says which."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Means:
    """How to pay."""

    iban: str = ""
    bic: str = ""
    holder: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document, ready to be printed; once issued it never changes."""

    kind: Kind
    number: str
    issued_on: dt.date
    seller: Party
    buyer: Party
    lines: tuple[Line, ...]
    totals: Totals
    version: int = 1
    beneficiary: Party | None = None
    delivery: Party | None = None
    due_on: dt.date | None = None
    valid_until: dt.date | None = None
    served_from: dt.date | None = None
    served_to: dt.date | None = None
    language: str = "fr"
    currency: str = "EUR"
    gross_entry: bool = False
    vat_franchise: bool = True
    discount_rate: Decimal = Decimal(0)
    title: str = ""
    intro: str = ""
    note: str = ""
    limits: str = ""
    disposal: str = ""
    conditions: str = ""
    deposit: Decimal | None = None  # asked by a quote
    payable_from: dt.date | None = None
    order_reference: str = ""
    corrects: str = ""  # number of the invoice a credit note corrects
    corrects_on: dt.date | None = None
    means: Means = Means()
    mentions: tuple[Mention, ...] = ()
    colour: str = ""
    footer: str = ""
    # What the VAT comes to in euros, for a document in another currency.
    vat_in_euros: Decimal | None = None
