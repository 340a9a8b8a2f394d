"""When a bilan is offered: the seasons of the year, the business's own day, an alert.

Pure: the day is an argument. See docs/method/bilan.md.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from casquettes.engine.periods import Period

MomentName = Literal["rentree", "new_year", "anniversary", "alert"]

LEAST_WEEKS = 6
# A bilan says what it has to say for this long.
RESTS = dt.timedelta(days=60)
# One offer put away keeps the season quiet.
QUIET = dt.timedelta(days=30)
AROUND = dt.timedelta(days=15)


@dataclass(frozen=True, slots=True)
class Due:
    """A moment that is here: which, and the name under which it is offered once."""

    moment: MomentName
    key: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where she is: since when she works, the weeks that hold time, what was done and put away.

    `alerts` names the alerts that stand, with the day of each; `put_away` the offers put away.
    """

    started_on: dt.date | None
    weeks_noted: int
    last_bilan_on: dt.date | None = None
    alerts: Sequence[tuple[str, dt.date]] = ()
    put_away: Collection[tuple[str, dt.date]] = ()


def due(standing: Standing, *, today: dt.date) -> Due | None:
    """The moment a bilan is offered for today, an alert before a season; None most days."""
    if standing.weeks_noted < LEAST_WEEKS:
        return None
    if standing.last_bilan_on is not None and today - standing.last_bilan_on < RESTS:
        return None
    gone = {key for key, _on in standing.put_away}
    for name, on in standing.alerts:
        offered = Due("alert", f"bilan:alert-{name}-{on.isoformat()}")
        if offered.key not in gone:
            return offered
    if any(today - on < QUIET for _key, on in standing.put_away):
        return None
    here = (each for each in seasons(today, started_on=standing.started_on) if each.key not in gone)
    return next(here, None)


def seasons(today: dt.date, *, started_on: dt.date | None) -> Iterator[Due]:
    """The moments of the calendar that `today` falls in, a season before her own day."""
    if today in Period(dt.date(today.year, 8, 15), dt.date(today.year, 9, 30)):
        yield Due("rentree", f"bilan:rentree-{today.year}")
    if (today.month, today.day) >= (12, 15) or today.month == 1:
        year = today.year + (today.month == 12)
        yield Due("new_year", f"bilan:new_year-{year}")
    if started_on is not None:
        for year in (today.year - 1, today.year, today.year + 1):
            day = _anniversary(started_on, year)
            if year > started_on.year and abs(today - day) <= AROUND:
                yield Due("anniversary", f"bilan:anniversary-{year}")


def _anniversary(started_on: dt.date, year: int) -> dt.date:
    """The same day of another year; 28 February where that year has no 29th."""
    if (started_on.month, started_on.day) == (2, 29) and not calendar.isleap(year):
        return dt.date(year, 2, 28)
    return started_on.replace(year=year)
