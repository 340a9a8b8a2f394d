"""Her direction on one page: written again, it is another version of the day; old ones stay."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from casquettes.kernel.models import Business
from casquettes.pilot.models import Bilan, Direction
from casquettes.pilot.queries.direction import PARTS


@transaction.atomic
def write(
    business: Business,
    *,
    on: dt.date,
    clients: str,
    promise: str,
    refusals: str,
    picture: str,
    bilan: Bilan | None = None,
) -> Direction:
    """Keep the page as it reads on this day; the same words again make no new version."""
    Business.objects.select_for_update().get(pk=business.pk)
    texts = {
        name: text.strip().replace("\r\n", "\n")
        for name, text in zip(PARTS, (clients, promise, refusals, picture), strict=True)
    }
    last = Direction.objects.filter(business=business, on__lte=on).first()
    if last is not None and last.on != on and all(getattr(last, n) == texts[n] for n in PARTS):
        return last
    facts = {**texts, **({"bilan": bilan} if bilan else {})}
    row, _made = Direction.objects.update_or_create(business=business, on=on, defaults=facts)
    return row
