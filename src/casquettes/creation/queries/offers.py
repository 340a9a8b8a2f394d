"""What an offer says, as the engine prices it, and the catalogue of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from casquettes.creation.models import Offer, OfferPrice, OfferQuerySet
from casquettes.engine.pricing import Travel, TravelKind
from casquettes.kernel.models import Business

COLUMNS = (
    "name", "description", "hours", "sessions", "valid_months", "diagnosis", "minimum_hours",
    "rounding_minutes", "nature", "sap", "vat_rate", "travel", "free_km", "travel_price",
)  # fmt: skip


KINDS: dict[str, TravelKind] = {"band": "band", "km": "km", "time": "time"}


@dataclass(frozen=True)
class OfferDraft:
    """An offer as she tells it."""

    name: str
    unit: str
    price: Decimal
    firm_price: Decimal | None = None
    # From when this price is asked; None: from today.
    price_from: dt.date | None = None
    description: str = ""
    hours: Decimal | None = None
    sessions: int | None = None
    valid_months: int | None = None
    diagnosis: str = ""
    minimum_hours: Decimal | None = None
    rounding_minutes: int = 0
    nature: str = Offer.Nature.SERVICE
    sap: bool = False
    vat_rate: Decimal = Decimal(20)
    travel: str = ""
    free_km: int = 0
    travel_price: Decimal | None = None
    # Up to so many kilometres one way: so much a visit.
    bands: Sequence[tuple[int, Decimal]] = ()
    # Less than so many hours before: so many percent.
    tiers: Sequence[tuple[int, int]] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """An offer of the catalogue, its price of the day and what is to come."""

    offer: Offer
    price: Decimal | None
    firm_price: Decimal | None
    next_price: OfferPrice | None

    @property
    def seconds(self) -> float | None:
        """How long one unit lasts."""
        return None if self.offer.hours is None else float(self.offer.hours) * 3600


def catalogue(business: Business, *, on: dt.date) -> list[Listed]:
    """The offers she sells, in her order, each with its price of the day."""
    return [_listed(offer, on) for offer in _whole(business).shown()]


def put_aside(business: Business, *, on: dt.date) -> list[Listed]:
    """The offers she no longer sells, the last put aside first."""
    aside = _whole(business).filter(archived_on__isnull=False).order_by("-archived_on", "-id")
    return [_listed(offer, on) for offer in aside]


def _whole(business: Business) -> OfferQuerySet:
    related = ("prices", "travel_bands", "cancellation_tiers")
    return Offer.objects.of(business).prefetch_related(*related)


def _listed(offer: Offer, on: dt.date) -> Listed:
    prices = sorted(offer.prices.all(), key=lambda price: price.from_on)
    now = next((price for price in reversed(prices) if price.from_on <= on), None)
    return Listed(
        offer=offer,
        price=now.price if now else None,
        firm_price=now.firm_price if now else None,
        next_price=next((price for price in prices if price.from_on > on), None),
    )


def draft_of(offer: Offer, *, on: dt.date) -> OfferDraft:
    """What the offer says on a day, ready to be told otherwise."""
    now = price_at(offer, on) or offer.prices.order_by("from_on").first()
    return OfferDraft(
        unit=offer.unit,
        price=now.price if now else Decimal(0),
        firm_price=now.firm_price if now else None,
        bands=[(band.up_to_km, band.price) for band in offer.travel_bands.all()],
        tiers=[(tier.hours_before, tier.percent) for tier in offer.cancellation_tiers.all()],
        **{name: getattr(offer, name) for name in COLUMNS},
    )


def price_at(offer: Offer, day: dt.date) -> OfferPrice | None:
    """The price that stands on a day; None before the first."""
    return offer.prices.filter(from_on__lte=day).order_by("-from_on").first()


def told_travel(draft: OfferDraft) -> Travel:
    """How a draft charges travel."""
    return Travel(
        kind=KINDS.get(draft.travel, ""),
        free_km=Decimal(draft.free_km),
        price=draft.travel_price or Decimal(0),
        bands=tuple((Decimal(km), price) for km, price in draft.bands),
    )


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
