"""What a country wants on papers and of sales to consumers: one interface, no `if country`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from casquettes.engine.countries.dated import Figure
from casquettes.engine.documents import Document, Mention, Party


@dataclass(frozen=True, slots=True)
class Terms:
    """What she chose or has, that papers must repeat.

    `late_rate` is yearly, in percent; None: the rate of the law. The others are her own words.
    """

    late_rate: Decimal | None = None
    early_discount: str = ""
    vat_on_debits: bool = False
    mediator: str = ""
    insurance: str = ""
    sap_number: str = ""


@dataclass(frozen=True, slots=True)
class Sale:
    """How a contract comes about: at the client's home, through a page, begun at once."""

    off_premises: bool = False
    online: bool = False
    early_start: bool = False

    @property
    def at_a_distance(self) -> bool:
        """Does the client have days to change their mind?"""
        return self.off_premises or self.online


# A contract made in a shop or an office of hers.
IN_PERSON = Sale()


class Papers(Protocol):
    """A country's rules for what is written and printed."""

    @property
    def country(self) -> str:
        """ISO 3166-1 alpha-2."""

    def legal_name(self, person: str) -> str:
        """The name of someone in business under her own name, as it must be printed."""

    def lacks(self, seller: Party, *, owes_vat: bool) -> tuple[str, ...]:
        """The names of the fields of `Party` without which an invoice would not be lawful."""

    def mentions(
        self, document: Document, terms: Terms, sale: Sale = IN_PERSON
    ) -> tuple[Mention, ...]:
        """The sentences this paper must carry, in its language, in the order to print them."""

    def vat_rates(self, region: str, *, on: dt.date) -> tuple[Figure, ...]:
        """The rates of VAT of a region on a day, highest first; none: VAT is not applied."""

    def region_of(self, postcode: str) -> str:
        """The region of VAT an address lies in."""

    def late_rate(self, on: dt.date, *, hers: Decimal | None = None) -> Figure:
        """Yearly rate of late fees between professionals on a day. Raises `NotKnown`."""

    def recovery_fee(self, on: dt.date) -> Decimal:
        """What a professional who pays late owes at once, whatever the amount."""


class Consumers(Protocol):
    """A country's rules for sales to consumers away from a shop."""

    @property
    def country(self) -> str:
        """ISO 3166-1 alpha-2."""

    def payable_from(self, signed_on: dt.date, sale: Sale) -> dt.date:
        """The first day on which anything may be paid."""

    def withdrawal_until(
        self, concluded_on: dt.date, sale: Sale, *, notice_given: bool = True
    ) -> dt.date | None:
        """The last day on which a consumer may withdraw; None when they may not."""

    def needs_online_withdrawal(self, concluded_on: dt.date, sale: Sale) -> bool:
        """Must a page offer to withdraw, with a receipt?"""

    def due_on_withdrawal(
        self, price: Decimal, *, done: Decimal, whole: Decimal, sale: Sale
    ) -> Decimal:
        """What is owed for work begun before a withdrawal."""
