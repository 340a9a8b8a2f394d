"""What the law takes of receipts, month by month through a country's pack, line by line.

See docs/method/levies.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from casquettes.engine.countries.dated import Figure, NotKnown
from casquettes.engine.countries.pack import Assessment, Household, Pack, Situation
from casquettes.engine.periods import ONE_DAY, Period

NOTHING, TWELVE = Decimal(0), Decimal(12)
ON_INCOME = ("flat_tax", "income_tax")


@dataclass(frozen=True, slots=True)
class Rules:
    """How she is levied: her line of the pack, reductions and options; household if she told."""

    line: str
    reduced_since: dt.date | None = None
    flat_tax: bool = False
    household: Household | None = None
    region: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One levy at one rate over some months: `first` and `last` are the first of a month."""

    name: str
    line: str
    first: dt.date
    last: dt.date
    base: Decimal
    rate: Figure | None
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Taken:
    """What is taken of a period; `unknown` lists months whose law is not in the house."""

    lines: tuple[Line, ...]
    unknown: tuple[dt.date, ...]
    # Is what the income tax takes counted (flat tax, or household told and scale known)?
    income_tax_known: bool

    @property
    def levies(self) -> Decimal:
        """Contributions and what goes with them, income tax apart."""
        return sum((x.amount for x in self.lines if x.name not in ON_INCOME), NOTHING)

    @property
    def income_tax(self) -> Decimal:
        """What is known of the income tax of the activity."""
        return sum((x.amount for x in self.lines if x.name in ON_INCOME), NOTHING)

    @property
    def assumed(self) -> bool:
        """Does a rate rest on a law not known yet?"""
        return any(x.rate is not None and x.rate.assumed for x in self.lines)


def taken(
    pack: Pack,
    rules: Rules,
    receipts: Mapping[dt.date, Decimal],
    *,
    expenses: Mapping[dt.date, Decimal],
) -> Taken:
    """What the law takes of receipts and expenses given by first of month."""
    found: list[Line] = []
    unknown = []
    for month in sorted({*receipts, *expenses}):
        got, spent = receipts.get(month, NOTHING), expenses.get(month, NOTHING)
        try:
            found += _of_month(pack, rules, month, max(NOTHING, got), spent)
        except NotKnown:
            unknown.append(month)
    known = rules.flat_tax
    if rules.household is not None and not rules.flat_tax:
        known = _add_household_tax(pack, rules, receipts, found)
    return Taken(tuple(_gathered(found)), tuple(unknown), known)


def _of_month(
    pack: Pack, rules: Rules, month: dt.date, receipts: Decimal, expenses: Decimal
) -> list[Line]:
    assessed = pack.assess(
        Situation(
            on=month,
            receipts={rules.line: receipts * TWELVE},
            expenses=expenses * TWELVE,
            reduced_since=rules.reduced_since,
            # With the flat tax no household is asked for; without it, its line is left out.
            flat_income_tax=True,
            region=rules.region,
        )
    )
    return [
        Line(x.name, x.line, month, month, x.base / TWELVE, x.rate, x.year / TWELVE)
        for x in assessed.levies
        if x.name != "flat_tax" or rules.flat_tax
    ]


def _add_household_tax(
    pack: Pack, rules: Rules, receipts: Mapping[dt.date, Decimal], found: list[Line]
) -> bool:
    """The activity's part of the household's tax, a calendar year after the other."""
    for year in sorted({month.year for month in receipts}):
        months = sorted(month for month in receipts if month.year == year)
        got = sum((receipts[month] for month in months), NOTHING)
        part = Decimal(len(months)) / TWELVE
        try:
            assessed = _year(pack, rules, months[-1], got / part)
        except NotKnown:
            return False
        amount = assessed.income_tax * part
        found.append(
            Line("income_tax", "", months[0], months[-1], assessed.taxable * part, None, amount)
        )
    return True


def _year(pack: Pack, rules: Rules, on: dt.date, receipts: Decimal) -> Assessment:
    return pack.assess(
        Situation(
            on=on,
            receipts={rules.line: receipts},
            reduced_since=rules.reduced_since,
            household=rules.household or Household(),
            region=rules.region,
        )
    )


def _gathered(lines: list[Line]) -> list[Line]:
    """Months at the same rate as one line, in order of name then day."""
    gathered: list[Line] = []
    for line in sorted(lines, key=lambda x: (x.name in ON_INCOME, x.name, x.line, x.first)):
        last = gathered[-1] if gathered else None
        if last and (last.name, last.line, last.rate) == (line.name, line.line, line.rate):
            gathered[-1] = Line(
                last.name,
                last.line,
                last.first,
                line.last,
                last.base + line.base,
                last.rate,
                last.amount + line.amount,
            )
        else:
            gathered.append(line)
    return gathered


@dataclass(frozen=True, slots=True)
class Crossing:
    """A ceiling on a year's receipts: when it was crossed, or would be at the present pace."""

    crossed_on: dt.date | None
    expected_on: dt.date | None


def crossing(
    by_day: Mapping[dt.date, Decimal], ceiling: Decimal, *, today: dt.date, pace: Decimal
) -> Crossing:
    """When the receipts of the year of `today` pass `ceiling`; `pace` is money a day to come."""
    year = Period(dt.date(today.year, 1, 1), dt.date(today.year, 12, 31))
    got = NOTHING
    for day in sorted(day for day in by_day if day in year):
        got += by_day[day]
        if got > ceiling:
            return Crossing(day, None)
    if pace <= 0:
        return Crossing(None, None)
    days = int((ceiling - got) / pace) + 1
    left = (year.last - today).days
    return Crossing(None, today + ONE_DAY * days if days <= left else None)
