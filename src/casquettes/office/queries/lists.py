"""Her trainings and her partners: those under way first, those that are over after."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet

from casquettes.kernel.models import Business
from casquettes.office.models import Partner, Training


def trainings(business: Business) -> tuple[list[Training], list[Training]]:
    """To come or under way, then done or given up."""
    rows = Training.objects.filter(business=business).select_related("activity")
    over = [row for row in rows if row.done_on or row.given_up_on]
    return [row for row in rows if row not in over], over


def partners(business: Business, *, today: dt.date) -> tuple[list[Partner], list[Partner]]:
    """Working with her now or soon, then no more."""
    rows: QuerySet[Partner] = Partner.objects.filter(business=business)
    rows = rows.select_related("contact", "activity")
    over = Q(until_on__lt=today)
    return list(rows.exclude(over)), list(rows.filter(over))
