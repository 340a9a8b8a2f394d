"""Ceilings on a year's receipts that change what the law asks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from casquettes.engine.countries.dated import Figure

CeilingName = Literal["vat_franchise", "vat_tolerance", "regime"]


@dataclass(frozen=True, slots=True)
class Ceiling:
    """A ceiling in force on a day; `amount` is what counts this year, the first one in part."""

    name: CeilingName
    figure: Figure
    amount: Decimal
    # Days of the first year that count, out of those of the year; None in a whole year.
    part_of_year: tuple[int, int] | None = None


def in_part(figure: Figure, *, on: dt.date, started_on: dt.date | None) -> Decimal:
    """The figure, or in the year of start its part from the day she began."""
    days = first_year_days(on, started_on)
    if days is None:
        return figure.value
    return (figure.value * days[0] / days[1]).quantize(Decimal(1))


def first_year_days(on: dt.date, started_on: dt.date | None) -> tuple[int, int] | None:
    """(days from the start to the end of the year, days of the year) in the year of start."""
    if started_on is None or started_on.year != on.year or started_on > on:
        return None
    end = dt.date(on.year, 12, 31)
    return (end - started_on).days + 1, end.timetuple().tm_yday
