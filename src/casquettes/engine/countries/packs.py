"""Which pack speaks for a country; a country without one gets papers that claim no law."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from casquettes.engine.countries.dated import Figure, NotKnown
from casquettes.engine.countries.fr.consumer import FrenchConsumers
from casquettes.engine.countries.fr.papers import FrenchPapers
from casquettes.engine.countries.paper import IN_PERSON, Consumers, Papers, Sale, Terms
from casquettes.engine.documents import Document, Mention, Party

REQUIRED_ANYWHERE = ("name", "street", "city")


@dataclass(frozen=True, slots=True)
class UnknownPapers:
    """Papers of a country whose law is not in the house: her own words, and nothing claimed."""

    country: str

    def legal_name(self, person: str) -> str:
        """The name as she gave it."""
        return person

    def lacks(self, seller: Party, *, owes_vat: bool) -> tuple[str, ...]:
        """Who and where she is; her VAT number when she owes VAT."""
        required = (*REQUIRED_ANYWHERE, "vat_number") if owes_vat else REQUIRED_ANYWHERE
        return tuple(name for name in required if not getattr(seller, name))

    def mentions(
        self,
        document: Document,  # noqa: ARG002 nothing is known of it
        terms: Terms,
        sale: Sale = IN_PERSON,  # noqa: ARG002
    ) -> tuple[Mention, ...]:
        """What she typed herself."""
        own = {
            "early_discount": terms.early_discount,
            "mediator": terms.mediator,
            "insurance": terms.insurance,
        }
        return tuple(Mention(key, text) for key, text in own.items() if text)

    def vat_rates(self, region: str, *, on: dt.date) -> tuple[Figure, ...]:
        """Not known. Raises `NotKnown`."""
        raise NotKnown(f"no rates of VAT for {self.country} {region} on {on.isoformat()}")

    def region_of(self, postcode: str) -> str:  # noqa: ARG002
        """One region."""
        return ""

    def late_rate(self, on: dt.date, *, hers: Decimal | None = None) -> Figure:
        """Her own rate. Raises `NotKnown` without one."""
        if hers is None:
            raise NotKnown(f"no rate of late fees for {self.country} on {on.isoformat()}")
        return Figure(hers, on, (), "open", assumed=False)

    def recovery_fee(self, on: dt.date) -> Decimal:  # noqa: ARG002
        """None is claimed."""
        return Decimal(0)


@dataclass(frozen=True, slots=True)
class UnknownConsumers:
    """Sales to consumers where the law is not in the house."""

    country: str

    def payable_from(self, signed_on: dt.date, sale: Sale) -> dt.date:  # noqa: ARG002
        """At once."""
        return signed_on

    def withdrawal_until(
        self,
        concluded_on: dt.date,  # noqa: ARG002
        sale: Sale,  # noqa: ARG002
        *,
        notice_given: bool = True,  # noqa: ARG002
    ) -> dt.date | None:
        """Nothing is claimed."""
        return None

    def needs_online_withdrawal(self, concluded_on: dt.date, sale: Sale) -> bool:  # noqa: ARG002
        """Nothing is claimed."""
        return False

    def due_on_withdrawal(
        self,
        price: Decimal,  # noqa: ARG002
        *,
        done: Decimal,  # noqa: ARG002
        whole: Decimal,  # noqa: ARG002
        sale: Sale,  # noqa: ARG002
    ) -> Decimal:
        """Nothing is claimed."""
        return Decimal(0)


PAPERS: dict[str, Papers] = {"FR": FrenchPapers()}
CONSUMERS: dict[str, Consumers] = {"FR": FrenchConsumers()}


def papers_of(country: str) -> Papers:
    """The rules of papers in a country (ISO 3166-1 alpha-2)."""
    return PAPERS.get(country) or UnknownPapers(country)


def consumers_of(country: str) -> Consumers:
    """The rules of sales to consumers in a country (ISO 3166-1 alpha-2)."""
    return CONSUMERS.get(country) or UnknownConsumers(country)
