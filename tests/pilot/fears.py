"""Risks of hers and alerts that stand, written down for a test."""

import datetime as dt
from decimal import Decimal

from casquettes.kernel.models import Business
from casquettes.pilot.actions.beliefs import believe
from casquettes.pilot.models import Alert, Risk
from casquettes.pilot.queries import kept
from tests.cast import NOW
from tests.pilot.notes import note

TODAY = dt.date(2026, 3, 12)
DAY = dt.date(2026, 3, 11)


def feared(business: Business, cause: str = "Personne ne demande", **facts) -> Risk:
    """A risk of yesterday, likely and serious."""
    defaults = {"likelihood": 4, "severity": 4, "noted_on": DAY}
    return Risk.objects.create(business=business, cause=cause, **(defaults | facts))


def told(business: Business, key: str = "over_cap", on: dt.date = DAY, **facts) -> Alert:
    """An alert that stands."""
    kept_facts = facts.pop("facts", {"value": 3.0, "threshold": 3.0, "cap": 38.0})
    return Alert.objects.create(business=business, key=key, on=on, facts=kept_facts, **facts)


def weeks_of(business: Business, *hours: float, until: dt.date = dt.date(2026, 3, 2)) -> None:
    """One entry a day from Monday on, ten hours at most; the last week begins on `until`."""
    for rank, week in enumerate(reversed(hours)):
        monday = until - dt.timedelta(days=7 * rank)
        for day in range(7):
            part = min(10.0, week - 10 * day)
            if part > 0:
                note(business, monday + dt.timedelta(days=day), "ges_admin", part)


def holds(business: Business, cash: str, at: dt.datetime = NOW) -> None:
    """What is on her account, typed that day."""
    believe(business, kept.CASH, Decimal(cash), at=at)
