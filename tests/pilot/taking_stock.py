"""A bilan under way, and the one before it, made for a test."""

import datetime as dt

from casquettes.engine.periods import Period
from casquettes.kernel.models import Business
from casquettes.pilot.actions import bilan as actions
from casquettes.pilot.models import Bilan, BilanAnswer
from tests.cast import NOW

PERIOD = Period(dt.date(2025, 3, 13), dt.date(2026, 3, 12))


def bilan_of(business: Business, *, is_short: bool = False) -> Bilan:
    return actions.begin(business, moment="on_demand", is_short=is_short, period=PERIOD, at=NOW)


def bilan_of_last_year(business: Business, **said: dict) -> Bilan:
    """Closed in September, with these answers."""
    begun = dt.datetime(2025, 9, 7, 9, tzinfo=dt.UTC)
    bilan = Bilan.objects.create(
        business=business,
        moment="rentree",
        is_short=False,
        first_on=dt.date(2024, 9, 1),
        last_on=dt.date(2025, 8, 31),
        started_at=begun,
        finished_at=begun + dt.timedelta(hours=2),
    )
    for question, value in said.items():
        BilanAnswer.objects.create(
            business=business, bilan=bilan, question=question, value=value, saved_at=begun
        )
    return bilan
