"""What an hour brings: gross per worked hour, the price realised, how long money takes to come.

Amounts are exact until they are said; the definitions are told in docs/method/rates.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from casquettes.engine.periods import Period


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """What an invoice asks for work, without VAT, and from which day to which it was served."""

    amount: Decimal
    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True)
class SoldWork:
    """One mission: its service lines, its sold minutes by day, its prices by the hour.

    `agreed` is the price of an hour as sold, for what is not invoiced yet; `list_rates` gives the
    list price of an hour on each day that was served.
    """

    lines: tuple[ServiceLine, ...]
    minutes: Mapping[dt.date, int]
    agreed: Decimal | None
    list_rates: Mapping[dt.date, Decimal]


@dataclass(frozen=True, slots=True)
class Waited:
    """Money that came on a day, or is still awaited on that day, for work served before."""

    amount: Decimal
    served_on: dt.date
    on: dt.date


def gross_hourly(revenue: Decimal, worked_seconds: int) -> float | None:
    """R / T, in currency per hour; None when nothing was worked."""
    if not worked_seconds:
        return None
    return float(Fraction(revenue) * 3600 / worked_seconds)


def price_realisation(missions: Iterable[SoldWork], period: Period) -> float | None:
    """R_S / (S × list rate) as a fraction; None when nothing with a list price was served."""
    served = at_list = Fraction(0)
    for mission in missions:
        served += served_revenue(mission, period)
        at_list += list_value(mission, period)
    return float(served / at_list) if at_list else None


def served_revenue(mission: SoldWork, period: Period) -> Fraction:
    """What the work served in the period is paid, without VAT.

    An amount for several days is spread over their sold minutes; minutes that no line covers yet
    count at the agreed price.
    """
    whole = sum((_part(line, mission, period) for line in mission.lines), Fraction(0))
    if mission.agreed is None:
        return whole
    waiting = sum(
        minutes
        for day, minutes in mission.minutes.items()
        if day in period and not any(line.first <= day <= line.last for line in mission.lines)
    )
    return whole + Fraction(mission.agreed) * waiting / 60


def days_to_be_paid(waited: Iterable[Waited]) -> float | None:
    """Days from the work to its money, weighted by amount; None without any amount."""
    weight = total = Fraction(0)
    for each in waited:
        weight += Fraction(each.amount) * (each.on - each.served_on).days
        total += Fraction(each.amount)
    return float(weight / total) if total else None


def _part(line: ServiceLine, mission: SoldWork, period: Period) -> Fraction:
    minutes = {d: m for d, m in mission.minutes.items() if line.first <= d <= line.last}
    whole = sum(minutes.values())
    if not whole:
        return Fraction(line.amount) if line.last in period else Fraction(0)
    served = sum(m for day, m in minutes.items() if day in period)
    return Fraction(line.amount) * served / whole


def list_value(mission: SoldWork, period: Period) -> Fraction:
    """What the work sold in the period would have brought at list prices."""
    return sum(
        (
            Fraction(mission.list_rates[day]) * minutes / 60
            for day, minutes in mission.minutes.items()
            if day in period and day in mission.list_rates
        ),
        Fraction(0),
    )
