"""Typing a figure in the place of a prior, and going back to the prior."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from casquettes.kernel.models import Business
from casquettes.pilot.models import Belief


def believe(business: Business, key: str, value: Decimal, *, at: dt.datetime) -> Belief:
    """Keep a figure of hers from now on; the earlier ones stay, to be read."""
    return Belief.objects.create(business=business, key=key, value=value, at=at)


def drop_belief(business: Business, key: str, *, at: dt.datetime) -> None:
    """Go back to the prior, or to what is measured."""
    Belief.objects.filter(business=business, key=key, dropped_at=None).update(dropped_at=at)
