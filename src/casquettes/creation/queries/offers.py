"""An offer as the engine prices it, and the catalogue of them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from casquettes.creation.models import Offer
from casquettes.engine.pricing import Travel, TravelKind

KINDS: dict[str, TravelKind] = {"band": "band", "km": "km", "time": "time"}


def travel_of(offer: Offer) -> Travel:
    """How an offer charges travel; read `travel_bands` with it when there are many."""
    return Travel(
        kind=KINDS.get(offer.travel, ""),
        free_km=Decimal(offer.free_km),
        price=offer.travel_price or Decimal(0),
        bands=tuple((Decimal(band.up_to_km), band.price) for band in offer.travel_bands.all()),
    )


def tiers_of(offer: Offer) -> tuple[tuple[int, int], ...]:
    """Its late-cancellation tiers: less than so many hours before, so many percent."""
    return tuple((tier.hours_before, tier.percent) for tier in offer.cancellation_tiers.all())


def usual_quantity(offer: Offer) -> Decimal:
    """What is sold at once, as long as nothing else is said: the minimum of hours, or one."""
    if offer.unit == Offer.Unit.HOUR and offer.minimum_hours:
        return offer.minimum_hours
    return Decimal(1)


def price_of(offer: Offer, *, on: dt.date, firm: bool = False) -> Decimal:
    """The price of one unit on a day; 0 for a free diagnosis or before the first price."""
    if offer.diagnosis == Offer.Diagnosis.FREE:
        return Decimal(0)
    return offer.price_on(on, firm=firm) or Decimal(0)
