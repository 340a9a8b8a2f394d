"""What a country says of a small business: one interface, a pack per country, no `if country`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

from casquettes.engine.countries.ceilings import Ceiling
from casquettes.engine.countries.dated import Figure


@dataclass(frozen=True, slots=True)
class Household:
    """Who is taxed together, for an income tax on the household.

    `other_taxable` is the year's other taxable income, in the pack's currency.
    """

    adults: int = 1
    children: int = 0
    lone_parent: bool = False
    other_taxable: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Situation:
    """A business on a day, for a full year at the rates of that day.

    `receipts` is yearly, by activity line of the pack; `expenses` matters where the basis is net
    income; `reduced_since` is the start of a business that was granted the starters' reduction.
    """

    on: dt.date
    receipts: Mapping[str, Decimal]
    expenses: Decimal = Decimal(0)
    reduced_since: dt.date | None = None
    flat_income_tax: bool = False
    household: Household = field(default_factory=Household)
    region: str = ""
    # Yearly net income three years before, where contributions are provisional.
    reference_income: Decimal | None = None

    @property
    def turnover(self) -> Decimal:
        return sum(self.receipts.values(), Decimal(0))


@dataclass(frozen=True, slots=True)
class Levy:
    """One thing the law takes: yearly amount, and the figures it came from."""

    name: str  # contributions | training | chamber | flat_tax | income_tax | fund_fee
    line: str
    base: Decimal
    rate: Figure | None
    year: Decimal


@dataclass(frozen=True, slots=True)
class Assessment:
    """All that is taken in a year, line by line, and what is left."""

    situation: Situation
    levies: tuple[Levy, ...]
    taxable: Decimal
    household_tax: Decimal | None
    over_ceiling: bool

    def total(self, *names: str) -> Decimal:
        """Yearly sum of the levies of these names; of all of them without a name."""
        return sum(
            (levy.year for levy in self.levies if not names or levy.name in names), Decimal(0)
        )

    @property
    def contributions(self) -> Decimal:
        return self.total("contributions", "training", "chamber", "fund_fee")

    @property
    def income_tax(self) -> Decimal:
        return self.total("flat_tax", "income_tax")

    @property
    def net_before_tax(self) -> Decimal:
        """Receipts less contributions; expenses are hers to subtract."""
        return self.situation.turnover - self.contributions

    @property
    def net_after_tax(self) -> Decimal:
        return self.net_before_tax - self.income_tax

    @property
    def assumed(self) -> bool:
        """Does any figure rest on a law not known yet?"""
        return any(levy.rate is not None and levy.rate.assumed for levy in self.levies)


class Pack(Protocol):
    """A country's rules for one regime."""

    country: str
    currency: str
    lines: tuple[str, ...]
    # May she choose to declare and pay every month?
    by_month: bool

    def assess(self, situation: Situation) -> Assessment:
        """A full year at the rates of `situation.on`; raises `NotKnown` for a law not voted."""

    def line_for(self, activity_type: str) -> str:
        """The activity line a business of this type (liberal, services, goods) usually has."""

    def ceilings(
        self, line: str, *, on: dt.date, started_on: dt.date | None
    ) -> tuple[Ceiling, ...]:
        """The ceilings on a year's receipts; raises `NotKnown` before the first known."""

    def payable_on(
        self, month: dt.date, *, started_on: dt.date | None, monthly: bool = False
    ) -> dt.date:
        """The last day to pay what a month owes; `monthly` where the law lets her choose."""

    def sources(self) -> Mapping[str, Any]:
        """Where its figures come from, by key: title and address."""
