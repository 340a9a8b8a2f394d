"""What the example's owner told of herself: how she is taxed, what she wants to earn, her cash."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from casquettes.desk.demo import story
from casquettes.kernel.models import Business
from casquettes.pilot.actions.beliefs import believe
from casquettes.pilot.queries import kept

# The flat tax since her start; 18 000 € a year to live on; the balance of the eve of her day.
FIRST = {kept.REDUCED: Decimal(1), kept.FLAT_TAX: Decimal(1)}
LATEST = {kept.PAY: Decimal(1500), kept.CASH: Decimal(6200)}


def keep(business: Business) -> None:
    """Write them down, each on the day she said it."""
    for day, told in ((story.FIRST_DAY, FIRST), (story.LOAD_DAY, LATEST)):
        at = dt.datetime.combine(day, dt.time(7), dt.UTC)
        for key, value in told.items():
            believe(business, key, value, at=at)
