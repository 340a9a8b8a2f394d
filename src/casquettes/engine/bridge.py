"""Why revenue moved between two periods: price, volume, mix; they add up to the cent.

See docs/method/bridge.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True)
class Sales:
    """Hours sold of one thing, and what they brought."""

    hours: Fraction
    revenue: Fraction

    @property
    def price(self) -> Fraction:
        """What an hour brought; 0 without hours."""
        return self.revenue / self.hours if self.hours else NOTHING


NO_SALES = Sales(NOTHING, NOTHING)


@dataclass(frozen=True, slots=True)
class Bridge:
    """From one revenue to the next: before + price + volume + mix + other = after."""

    before: Fraction
    price: Fraction
    volume: Fraction
    mix: Fraction
    other: Fraction
    after: Fraction


def bridge(
    before: Mapping[str, Sales],
    after: Mapping[str, Sales],
    *,
    totals: tuple[Fraction, Fraction],
) -> Bridge:
    """The bridge between two periods; `totals` are their whole revenues, other revenue included.

    Volume: more or fewer hours, at the mean price of before. Price: the hours of now, each thing
    at its new price rather than its old one. Mix: more of what is dearer or cheaper; what was not
    sold before stands there at its own price. Other: what is not paid by the hour.
    """
    names = list(dict.fromkeys([*before, *after]))
    was = {name: before.get(name, NO_SALES) for name in names}
    now = {name: after.get(name, NO_SALES) for name in names}
    hours = sum((sales.hours for sales in was.values()), NOTHING)
    hours_now = sum((sales.hours for sales in now.values()), NOTHING)
    sold = sum((sales.revenue for sales in was.values() if sales.hours), NOTHING)
    sold_now = sum((sales.revenue for sales in now.values() if sales.hours), NOTHING)
    price = sum(
        (now[n].hours * (now[n].price - was[n].price) for n in names if was[n].hours), NOTHING
    )
    volume = (hours_now - hours) * (sold / hours) if hours else sold_now
    return Bridge(
        before=totals[0],
        price=price,
        volume=volume,
        mix=sold_now - sold - price - volume,
        other=(totals[1] - sold_now) - (totals[0] - sold),
        after=totals[1],
    )
