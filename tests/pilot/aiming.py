"""A goal and a direction of hers, written down for a test."""

import datetime as dt

from casquettes.kernel.models import Business
from casquettes.pilot.models import Direction, Goal

SET_ON = dt.date(2026, 1, 5)


def goal(business: Business, **facts) -> Goal:
    """Half of her hours sold, over the year."""
    defaults = {
        "measure": "billed_share",
        "start": 0.4,
        "target": 0.5,
        "first_on": dt.date(2026, 1, 1),
        "last_on": dt.date(2026, 12, 31),
        "set_on": SET_ON,
    }
    return Goal.objects.create(business=business, **(defaults | facts))


def page(business: Business) -> Direction:
    """Her direction of a day."""
    return Direction.objects.create(business=business, on=SET_ON, promise="Le calme")
