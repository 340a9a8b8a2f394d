"""France, micro-entrepreneur: the day what a month's receipts owe is declared and paid."""

from __future__ import annotations

import datetime as dt

from casquettes.engine.periods import ONE_DAY, month_of
from casquettes.engine.workdays import public_holidays

SATURDAY = 5
FIRST_MONTHS = 3  # a first monthly return also covers the three months after the start


def payable_on(month: dt.date, *, started_on: dt.date | None, monthly: bool) -> dt.date:
    """The last day to pay what the receipts of a month owe; the next working day where it is none.

    By the quarter unless `monthly`; the first return of a business covers more.
    """
    rank = _rank(month)
    begun = None if started_on is None else _rank(started_on)
    if monthly:
        last = rank
        if begun is not None and begun <= rank <= begun + FIRST_MONTHS:
            last = begun + FIRST_MONTHS
    else:
        last = rank - rank % 3 + 2
        if begun is not None and begun // 3 == rank // 3:
            last += 3
    return _working(month_of(_first(last + 1)).last)


def _working(day: dt.date) -> dt.date:
    while day.weekday() >= SATURDAY or day in public_holidays("FR", day.year):
        day += ONE_DAY
    return day


def _rank(day: dt.date) -> int:
    """Months since the beginning of the calendar; quarters begin at multiples of three."""
    return day.year * 12 + day.month - 1


def _first(rank: int) -> dt.date:
    return dt.date(rank // 12, rank % 12 + 1, 1)
