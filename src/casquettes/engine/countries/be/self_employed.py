"""Belgium, self-employed: contributions on net income. See docs/method/countries.md.

A thin pack: it proves that a country whose levies rest on net income, provisional and with a
floor, fits the same interface. Income tax is not modelled.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from casquettes.engine.countries.ceilings import Ceiling
from casquettes.engine.countries.dated import Figure, in_force, known_until, law
from casquettes.engine.countries.pack import Assessment, Levy, Situation
from casquettes.engine.periods import month_of

CENT, HUNDRED, QUARTERS = Decimal("0.01"), Decimal(100), Decimal(4)
MAIN, COMPLEMENTARY = "main", "complementary"


class SelfEmployed:
    """The Belgian pack: brackets on net income, provisional on the income of three years before."""

    country = "BE"
    currency = "EUR"
    lines: tuple[str, ...] = (MAIN, COMPLEMENTARY)
    by_month = False

    def assess(self, situation: Situation) -> Assessment:
        """A full year, in four equal quarters rounded to the cent, the fund's fee included.

        With `reference_income` the year is provisional: it is paid on that income, brought to
        today's prices; without it, the year is settled on its own net income.
        """
        line = COMPLEMENTARY if COMPLEMENTARY in situation.receipts else MAIN
        profit = max(Decimal(0), situation.turnover - situation.expenses)
        base = _base(situation, profit, line)
        first = _figure("brackets", "first_pct", situation.on)
        quarter = _quarter(base, line, situation.on)
        fee_rate = _figure("fund", "fee_pct", situation.on)
        fee = (quarter * fee_rate.value / HUNDRED).quantize(CENT, ROUND_HALF_UP)
        contributions = Levy("contributions", line, base, first, quarter * QUARTERS)
        fund = Levy("fund_fee", line, contributions.year, fee_rate, fee * QUARTERS)
        taken = contributions.year + fund.year
        return Assessment(
            situation=situation,
            levies=(contributions, fund),
            taxable=max(Decimal(0), profit - taken),
            household_tax=None,
            over_ceiling=False,
        )

    def line_for(self, activity_type: str) -> str:  # noqa: ARG002 the same for all
        """Her main activity."""
        return MAIN

    def ceilings(
        self,
        line: str,  # noqa: ARG002 none is modelled
        *,
        on: dt.date,  # noqa: ARG002
        started_on: dt.date | None,  # noqa: ARG002
    ) -> tuple[Ceiling, ...]:
        """None is modelled."""
        return ()

    def payable_on(
        self,
        month: dt.date,
        *,
        started_on: dt.date | None,  # noqa: ARG002 the same from the first quarter on
        monthly: bool = False,  # noqa: ARG002 always by the quarter
    ) -> dt.date:
        """The last day of the quarter itself."""
        return month_of(month.replace(month=month.month + (-month.month) % 3, day=1)).last

    def sources(self) -> Mapping[str, Any]:
        """Pages the figures were read in."""
        sources: Mapping[str, Any] = law("be")["sources"]
        return sources


def _base(situation: Situation, profit: Decimal, line: str) -> Decimal:
    """The yearly income contributions rest on."""
    if situation.reference_income is not None:
        coefficient = _figure("provisional", "coefficient", situation.on)
        return (situation.reference_income * coefficient.value).quantize(CENT, ROUND_HALF_UP)
    return _net_of_contributions(profit, line, situation.on)


def _net_of_contributions(profit: Decimal, line: str, on: dt.date) -> Decimal:
    """The income that is left once contributions on it are deducted: what they rest on."""
    fee = 1 + _figure("fund", "fee_pct", on).value / HUNDRED
    low, high = Decimal(0), profit
    # Income left plus its contributions grows with income: halve until a cent decides.
    while high - low > CENT / 4:
        middle = (low + high) / 2
        if middle + _year(middle, line, on) * fee > profit:
            high = middle
        else:
            low = middle
    return low.quantize(CENT, ROUND_HALF_UP)


def _quarter(base: Decimal, line: str, on: dt.date) -> Decimal:
    return (_year(base, line, on) / QUARTERS).quantize(CENT, ROUND_HALF_UP)


def _year(base: Decimal, line: str, on: dt.date) -> Decimal:
    """Contributions of a year on this income, floor and ceiling included, not rounded."""
    if line == COMPLEMENTARY and base < _figure("complementary", "nothing_under", on).value:
        return Decimal(0)
    first_up_to = _figure("brackets", "first_up_to", on).value
    second_up_to = _figure("brackets", "second_up_to", on).value
    first = min(base, first_up_to) * _figure("brackets", "first_pct", on).value
    second = max(Decimal(0), min(base, second_up_to) - first_up_to)
    due = (first + second * _figure("brackets", "second_pct", on).value) / HUNDRED
    floor = _figure("main", "minimum_a_quarter", on).value * QUARTERS
    return due if line == COMPLEMENTARY else max(due, floor)


def _figure(table: str, name: str, day: dt.date) -> Figure:
    figures = law("be")
    return in_force(figures[table][name], day, known_until=known_until(figures))
