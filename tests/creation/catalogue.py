"""Offers for tests: Anne's hour, her package, and whatever a test adds."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from casquettes.creation.actions.offers import add_offer
from casquettes.creation.models import Offer
from casquettes.creation.queries.offers import OfferDraft
from casquettes.kernel.models import Business

SOLD_SINCE = dt.date(2026, 1, 1)
WRITTEN_AT = dt.datetime(2026, 1, 1, 9, tzinfo=dt.UTC)


def offer(business: Business, **facts: Any) -> Offer:
    """An offer sold since the first of January 2026; by the hour, at 50 €, unless said."""
    told = {"name": "Séance de rangement", "unit": "hour", "price": Decimal(50), **facts}
    draft = OfferDraft(**{"price_from": SOLD_SINCE, **told})
    return add_offer(business, draft, at=WRITTEN_AT)


def hour(business: Business) -> Offer:
    """By the hour: two at least, by quarters, 0.55 € a kilometre beyond 15."""
    return offer(
        business,
        minimum_hours=Decimal(2),
        rounding_minutes=15,
        travel="km",
        travel_price=Decimal("0.55"),
        free_km=15,
        tiers=[(48, 30), (24, 50)],
    )


def package(business: Business) -> Offer:
    """Twelve hours in four sessions, for 560 €."""
    return offer(
        business,
        name="Forfait 12 heures",
        unit="package",
        price=Decimal(560),
        hours=Decimal(12),
        sessions=4,
        valid_months=6,
    )
