"""What an offer comes to: a visit, its travel, a late cancellation.

Prices are `Decimal`, without VAT, in the business's currency; distances are kilometres one way and
travel is paid there and back. The method is told in docs/method/pricing.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import Literal

CENT = Decimal("0.01")
MINUTES = Decimal(60)
# An amount of travel time is charged by the quarter of an hour that has begun.
QUARTER = 15
TravelKind = Literal["", "band", "km", "time"]


@dataclass(frozen=True, slots=True)
class Travel:
    """How going to the client is paid: included, by distance band, per km or per hour."""

    kind: TravelKind = ""
    free_km: Decimal = Decimal(0)  # one way
    price: Decimal = Decimal(0)  # of a kilometre, or of an hour of travel
    bands: tuple[tuple[Decimal, Decimal], ...] = ()  # up to so many km one way: so much a visit


@dataclass(frozen=True, slots=True)
class Way:
    """How far a client is, one way; what is not known is None."""

    km: Decimal | None = None
    minutes: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Charge:
    """The travel of one visit, as a line of a quote says it: quantity × unit price."""

    quantity: Decimal
    unit: str  # "km", "hour", or "" for a whole visit
    unit_price: Decimal

    @property
    def amount(self) -> Decimal:
        """What one visit's travel costs, rounded once, half up."""
        return (self.quantity * self.unit_price).quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Visit:
    """What a visit comes to: hours paid, the work, the travel, both together."""

    hours: Decimal
    work: Decimal
    travel: Decimal
    total: Decimal


class TooFar(Exception):
    """No band reaches that far: the price of travel is to be agreed."""


class WayUnknown(Exception):
    """The distance, or the time of travel, is needed and was not told."""


def hours_paid(
    hours: Decimal, *, minimum: Decimal = Decimal(0), rounding_minutes: int = 0
) -> Decimal:
    """Hours the client pays for: rounded up to the next step, and never under the minimum."""
    if rounding_minutes:
        step = Decimal(rounding_minutes)
        steps = (hours * MINUTES / step).to_integral_value(ROUND_CEILING)
        hours = steps * step / MINUTES
    return max(hours, minimum)


def travel_charge(travel: Travel, way: Way) -> Charge | None:
    """The travel of one visit; None when it is included or near enough.

    Raises TooFar beyond the last band, WayUnknown when what it depends on is not known.
    """
    if travel.kind == "":
        return None
    if travel.kind == "time":
        return _by_time(travel, way)
    if way.km is None:
        raise WayUnknown
    return _by_band(travel, way.km) if travel.kind == "band" else _by_km(travel, way.km)


def cancellation_percent(tiers: Iterable[tuple[int, int]], *, hours_before: Decimal) -> int:
    """The percent due for a cancellation so many hours before: that of the nearest tier, or 0.

    A tier is (less than so many hours before, so many percent).
    """
    reached = [tier for tier in tiers if hours_before < tier[0]]
    return min(reached)[1] if reached else 0


def cancellation_fee(
    tiers: Iterable[tuple[int, int]], *, price: Decimal, hours_before: Decimal
) -> Decimal:
    """The fee for a cancellation so many hours before a visit of this price, half up."""
    percent = cancellation_percent(tiers, hours_before=hours_before)
    return (price * percent / 100).quantize(CENT, ROUND_HALF_UP)


def visit_price(work: Charge, travel: Charge | None) -> Visit:
    """A visit's price; `work` is hours × hourly price, or one unit at its price."""
    moved = travel.amount if travel else Decimal(0)
    hours = work.quantity if work.unit == "hour" else Decimal(0)
    return Visit(hours, work.amount, moved, work.amount + moved)


def visits_of(unit: str, *, quantity: Decimal, sessions: int | None) -> int:
    """How many visits a quantity stands for, so that travel is paid for each.

    Sessions, half-days and days are one visit each; packages and results as many as they plan;
    hours, persons and items come in one.
    """
    if unit in ("session", "half_day", "day"):
        return max(1, int(quantity.to_integral_value(ROUND_CEILING)))
    if unit in ("package", "fixed") and sessions:
        return max(1, int((quantity * sessions).to_integral_value(ROUND_CEILING)))
    return 1


def _by_band(travel: Travel, km: Decimal) -> Charge | None:
    reaching = sorted(band for band in travel.bands if km <= band[0])
    if not reaching:
        raise TooFar
    price = reaching[0][1]
    return Charge(Decimal(1), "", price) if price else None


def _by_km(travel: Travel, km: Decimal) -> Charge | None:
    beyond = km - travel.free_km
    return Charge(2 * beyond, "km", travel.price) if beyond > 0 else None


def _by_time(travel: Travel, way: Way) -> Charge | None:
    """Travel time there and back, by the quarter of an hour; within the free distance, nothing."""
    if way.km is not None and travel.free_km and way.km <= travel.free_km:
        return None
    if way.minutes is None:
        raise WayUnknown
    hours = hours_paid(2 * way.minutes / MINUTES, rounding_minutes=QUARTER)
    return Charge(hours, "hour", travel.price) if hours else None
