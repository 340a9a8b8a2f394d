"""Which days are expected to hold time: her weekdays, less public holidays and days away.

See docs/method/workdays.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from functools import cache

from casquettes.engine.periods import Period


def expected_days(
    period: Period, *, working_days: str, country: str, away: Collection[Period] = ()
) -> list[dt.date]:
    """The days of `period` she is expected to work, in order.

    `working_days` says 1 or 0 for each weekday, Monday first ("1111100"); `country` is an
    ISO 3166 code whose national public holidays are left out; `away` her leave and illness.
    """
    days = [day for day in period if working_days[day.weekday()] == "1"]
    holidays = {
        holiday
        for year in range(period.first.year, period.last.year + 1)
        for holiday in public_holidays(country, year)
    }
    gone = {day for days_away in away for day in days_away.common(period) or ()}
    return [day for day in days if day not in holidays and day not in gone]


@cache
def public_holidays(country: str, year: int) -> frozenset[dt.date]:
    """The national public holidays of a country in a year; none for a country not known."""
    import holidays  # late: the list of the world's calendars is only read when needed

    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:
        return frozenset()
