"""Figures that are not measured: what she typed last, else a prior, and which of the two it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from casquettes.kernel.models import Business
from casquettes.pilot.models import Belief

Origin = Literal["prior", "typed"]


@dataclass(frozen=True, slots=True)
class Believed:
    """A figure and where it comes from; `on` is the day she typed it."""

    value: Decimal
    origin: Origin
    on: dt.date | None = None


def typed(business: Business, keys: Iterable[str]) -> dict[str, Believed]:
    """The figures she typed and has not dropped since, by key; the last one of a key counts."""
    rows = Belief.objects.filter(business=business, key__in=list(keys)).order_by("at", "id")
    last = {row.key: row for row in rows}
    return {
        key: Believed(row.value, "typed", business.local_day(row.at))
        for key, row in last.items()
        if row.dropped_at is None
    }


def believed(business: Business, priors: dict[str, Decimal]) -> dict[str, Believed]:
    """Each key of `priors` with what she typed of it, else with its prior."""
    hers = typed(business, priors)
    return {key: hers.get(key, Believed(value, "prior")) for key, value in priors.items()}
