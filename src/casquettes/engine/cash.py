"""What is on the account, day by day ahead: a balance, and every movement that is known or likely.

Pure arithmetic; the rules that date and weigh the movements: docs/method/cash.md.
"""

from __future__ import annotations

import calendar
import datetime as dt
import statistics
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from casquettes.engine.periods import ONE_DAY, Period, month_of

Kind = Literal[
    "received", "spent", "invoice", "agreed", "quote", "planned", "usual", "pay", "levy"
]  # fmt: skip
CENT, NOTHING = Decimal("0.01"), Decimal(0)
# A late invoice is hoped for in a week; after three months of it, it is not counted on.
SOON, LOST = dt.timedelta(days=7), dt.timedelta(days=90)
# Outgoings of these days before the lowest point explain it.
LEADING_UP = dt.timedelta(days=10)


@dataclass(frozen=True, slots=True)
class Movement:
    """Money in (above zero) or out (below) on a day; `label` names it where something does."""

    on: dt.date
    amount: Decimal
    kind: Kind
    label: str = ""


@dataclass(frozen=True, slots=True)
class Balance:
    """What is on the account at the end of a day."""

    on: dt.date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Projection:
    """The account from the end of one day to the end of another.

    `start` + every movement = the last balance, exactly.
    """

    start: Balance
    movements: tuple[Movement, ...]
    days: tuple[Balance, ...]

    @property
    def end(self) -> Balance:
        return self.days[-1]

    @property
    def low(self) -> Balance:
        """The lowest balance, the first day it is reached."""
        return min(self.days, key=lambda day: (day.amount, day.on))

    @property
    def below_zero_on(self) -> dt.date | None:
        """The first day the account is in the red; None where it never is."""
        return next((day.on for day in self.days if day.amount < 0), None)

    def on(self, day: dt.date) -> Decimal:
        """The balance at the end of a day of the projection."""
        return self.days[(day - self.start.on).days].amount

    def totals(self) -> dict[Kind, tuple[Decimal, int]]:
        """Of each kind, what it adds up to and how many movements it has."""
        found: dict[Kind, tuple[Decimal, int]] = {}
        for movement in self.movements:
            amount, count = found.get(movement.kind, (NOTHING, 0))
            found[movement.kind] = amount + movement.amount, count + 1
        return found

    def without(self, kinds: Collection[Kind]) -> Projection:
        """The same account if nothing of these kinds came."""
        kept = [movement for movement in self.movements if movement.kind not in kinds]
        return project(self.start, kept, last=self.end.on)

    def since(self, day: dt.date) -> Projection:
        """The part of it that begins at the end of `day`."""
        rest = [movement for movement in self.movements if movement.on > day]
        return project(Balance(day, self.on(day)), rest, last=self.end.on)

    def leading_to_low(self, most: int = 2) -> list[Movement]:
        """The largest outgoings of the days that end on the lowest one; none if it is the first."""
        low = self.low
        out = [
            movement
            for movement in self.movements
            if movement.amount < 0 and low.on - LEADING_UP <= movement.on <= low.on
        ]
        return sorted(out, key=lambda movement: (movement.amount, movement.on))[:most]


def project(start: Balance, movements: Iterable[Movement], *, last: dt.date) -> Projection:
    """The account to the end of `last`; movements up to the first day, or later, are left out."""
    counted = sorted(
        (one for one in movements if start.on < one.on <= last and one.amount),
        key=lambda one: (one.on, one.kind, one.label, one.amount),
    )
    by_day: dict[dt.date, Decimal] = defaultdict(Decimal)
    for movement in counted:
        by_day[movement.on] += movement.amount
    amount, days = start.amount, []
    for day in Period(start.on, max(start.on, last)):
        amount += by_day.get(day, NOTHING)
        days.append(Balance(day, amount))
    return Projection(start, tuple(counted), tuple(days))


def expected_on(due_on: dt.date, *, wait: int, today: dt.date) -> dt.date | None:
    """When an open invoice is likely paid: her clients' usual days after it is due.

    One that should have come already is hoped for in a week; None once it is hopeless.
    """
    likely = due_on + dt.timedelta(days=wait)
    if likely > today:
        return likely
    return None if likely < today - LOST else today + SOON


def usual_wait(waits: Iterable[int]) -> int | None:
    """The middle of the days things took; None where none did."""
    known = sorted(waits)
    return round(statistics.median(known)) if known else None


def win_rate(won: int, answered: int) -> float | None:
    """How likely a quote is accepted, from those answered; None where none was.

    One of one is not certain: half a yes and half a no are added (Jeffreys).
    """
    return (won + 0.5) / (answered + 1) if answered else None


def repeats(
    next_on: dt.date, *, every_months: int, last: dt.date, until: dt.date | None = None
) -> Iterator[dt.date]:
    """The days of something that comes back every so many months, up to `last`."""
    end = min(last, until) if until else last
    turn, day = 0, next_on
    while day <= end:
        yield day
        turn += every_months
        day = _months_after(next_on, turn)


def month_ends(period: Period) -> Iterator[tuple[dt.date, Decimal]]:
    """The last days of months within the period, each with the part of the month it holds."""
    for part in period.months():
        whole = month_of(part.first)
        if part.last == whole.last:
            yield part.last, Decimal(part.days) / whole.days


def owed_by_day(
    owed: Mapping[dt.date, Decimal], payable_on: Callable[[dt.date], dt.date]
) -> dict[dt.date, Decimal]:
    """What months owe (by first of month), gathered by the day it is to be paid."""
    found: dict[dt.date, Decimal] = defaultdict(Decimal)
    for month, amount in owed.items():
        found[payable_on(month)] += amount
    return dict(found)


def cents(amount: Decimal) -> Decimal:
    """To the cent, half a cent up."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def _months_after(day: dt.date, months: int) -> dt.date:
    """The same day of the month, so many months later; the last one where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    length = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, length))


def horizon(today: dt.date, days: int = 90) -> dt.date:
    """The last day of a projection."""
    return today + days * ONE_DAY
