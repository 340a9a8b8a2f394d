"""Quotes, invoices and credit notes as values: what is printed, frozen and sent.

Amounts are `Decimal` in the document's currency; rates are percentages as in law (20 means 20 %);
a `vat_rate` of None means that no VAT applies (franchise, exempt). The method is told in
docs/method/documents.md.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
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


def total(
    lines: Iterable[Line], *, discount_rate: Decimal = Decimal(0), gross_entry: bool = False
) -> Totals:
    """The totals of lines, options left out; VAT is rounded once per rate, on the sum.

    The discount is spread over the rates in proportion, each share rounded, so that it adds up.
    """
    by_rate: dict[Decimal | None, Decimal] = defaultdict(Decimal)
    for line in lines:
        if not line.is_option:
            by_rate[line.vat_rate] += line.amount
    whole = sum(by_rate.values(), Decimal(0))
    taken = {
        rate: (amount * discount_rate / HUNDRED).quantize(CENT, ROUND_HALF_UP)
        for rate, amount in by_rate.items()
    }
    shares = tuple(
        _share(rate, by_rate[rate] - taken[rate], gross_entry=gross_entry)
        for rate in sorted(by_rate, key=lambda rate: -1 if rate is None else rate)
    )
    net = sum((share.base for share in shares), Decimal(0))
    vat = sum((share.vat for share in shares), Decimal(0))
    return Totals(
        lines=whole,
        discount=sum(taken.values(), Decimal(0)),
        shares=shares,
        net=net,
        vat=vat,
        gross=net + vat,
    )


def _share(rate: Decimal | None, amount: Decimal, *, gross_entry: bool) -> VatShare:
    """The base and VAT of one rate, from its sum without VAT, or with it in gross entry."""
    if rate is None:
        return VatShare(None, amount, Decimal(0))
    if gross_entry:
        base = (amount * HUNDRED / (HUNDRED + rate)).quantize(CENT, ROUND_HALF_UP)
        return VatShare(rate, base, amount - base)
    return VatShare(rate, amount, (amount * rate / HUNDRED).quantize(CENT, ROUND_HALF_UP))
