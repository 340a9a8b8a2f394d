"""What a professional who pays late owes: yearly rates that change each half-year.

The method is told in docs/method/late_fees.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from casquettes.engine.documents import CENT, HUNDRED

DAYS_OF_A_YEAR = 365


@dataclass(frozen=True, slots=True)
class Segment:
    """Late days of one half-year, both ends counted, and the fees for them."""

    first: dt.date
    last: dt.date
    rate: Decimal  # yearly, in percent
    amount: Decimal  # to the cent

    @property
    def days(self) -> int:
        """How many late days it has."""
        return (self.last - self.first).days + 1


def late_fees(
    amount: Decimal,
    *,
    due_on: dt.date,
    paid_on: dt.date,
    rate_of: Callable[[dt.date], Decimal],
) -> list[Segment]:
    """The fees on a sum paid (or still owed) on `paid_on`, half-year by half-year.

    Late from the day after `due_on` to `paid_on`; simple interest, actual days over 365, each
    half-year rounded to the cent. `rate_of` gives the yearly percentage of the half-year of a day
    and may raise `NotKnown`. Nothing for a sum that is not positive or not late.
    """
    segments = []
    first = due_on + dt.timedelta(days=1)
    while amount > 0 and first <= paid_on:
        last = min(_end_of_half_year(first), paid_on)
        rate = rate_of(first)
        days = (last - first).days + 1
        fees = (amount * rate * days / (HUNDRED * DAYS_OF_A_YEAR)).quantize(CENT, ROUND_HALF_UP)
        segments.append(Segment(first, last, rate, fees))
        first = last + dt.timedelta(days=1)
    return segments


def owed(segments: Iterable[Segment], *, fixed_fee: Decimal = Decimal(0)) -> Decimal:
    """All the fees, and the fixed fee of whoever paid late at all."""
    segments = list(segments)
    fees = sum((segment.amount for segment in segments), Decimal(0))
    return fees + fixed_fee if segments else Decimal(0)


def _end_of_half_year(day: dt.date) -> dt.date:
    return dt.date(day.year, 6, 30) if day.month <= 6 else dt.date(day.year, 12, 31)
