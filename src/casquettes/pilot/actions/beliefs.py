"""Typing a figure in the place of a prior, and going back to the prior."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction

from casquettes.kernel.models import Business
from casquettes.pilot.models import Belief
from casquettes.pilot.queries.beliefs import typed


def believe(business: Business, key: str, value: Decimal, *, at: dt.datetime) -> Belief:
    """Keep a figure of hers from now on; the earlier ones stay, to be read."""
    return Belief.objects.create(business=business, key=key, value=value, at=at)


def drop_belief(business: Business, key: str, *, at: dt.datetime) -> None:
    """Go back to the prior, or to what is measured."""
    Belief.objects.filter(business=business, key=key, dropped_at=None).update(dropped_at=at)


@transaction.atomic
def settle(business: Business, told: Mapping[str, Decimal | None], *, at: dt.datetime) -> None:
    """Keep each figure that is new, drop each one given as None; the same again adds no row."""
    known = typed(business, told)
    for key, value in told.items():
        if value is None:
            drop_belief(business, key, at=at)
        elif key not in known or known[key].value != value:
            believe(business, key, value, at=at)
