"""Her days away, year by year, with the working days they take."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from casquettes.engine.periods import Period
from casquettes.engine.workdays import expected_days
from casquettes.kernel.models import Business
from casquettes.timesheet.models import Absence


@dataclass(frozen=True, slots=True)
class Away:
    """An absence and how many of her working days it takes."""

    absence: Absence
    working_days: int
    is_over: bool


@dataclass(frozen=True, slots=True)
class Year:
    """The absences that begin in a year, latest first."""

    year: int
    rows: list[Away]

    @property
    def working_days(self) -> int:
        return sum(row.working_days for row in self.rows)


def absences_of(business: Business) -> list[Absence]:
    """Every absence kept, latest first."""
    return list(Absence.objects.filter(business=business, removed_at__isnull=True))


def years_of(absences: Iterable[Absence], *, business: Business, today: dt.date) -> list[Year]:
    """The absences, latest first, by the year they begin in."""
    by_year = groupby(absences, key=lambda absence: absence.first_on.year)
    return [
        Year(year, [_away(absence, business, today) for absence in rows]) for year, rows in by_year
    ]


def _away(absence: Absence, business: Business, today: dt.date) -> Away:
    days = expected_days(
        Period(absence.first_on, absence.last_on),
        working_days=business.working_days,
        country=business.country,
    )
    return Away(absence, len(days), absence.last_on < today)
