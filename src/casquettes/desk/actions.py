"""First run: what she says of herself, once."""

from __future__ import annotations

import datetime as dt

from casquettes.kernel.models import Business


def describe_week(business: Business, *, working_days: str) -> None:
    """Keep her week, with the other answers of the second step."""
    business.working_days = working_days
    business.save()


def finish_welcome(business: Business, *, at: dt.datetime) -> None:
    """The first run is over, or skipped: home no longer asks."""
    if business.onboarded_at is None:
        business.onboarded_at = at
        business.save(update_fields=["onboarded_at"])
