"""Courses and helpers of hers, written down for a test."""

import datetime as dt
from decimal import Decimal

from casquettes.kernel.models import Activity, Business, Contact
from casquettes.office.models import Partner, Training

DAY = dt.date(2026, 3, 12)


def course(business: Business, **facts) -> Training:
    defaults = {
        "title": "Photos",
        "hat": "creation",
        "hours": Decimal(8),
        "price": Decimal(180),
        "planned_on": DAY,
    }
    return Training.objects.create(business=business, **(defaults | facts))


def helper(business: Business, name: str = "Moreau", **facts) -> Partner:
    """Claire helps with social networks, five hours a month at 32 €."""
    activity = Activity.objects.get(business=business, key="com_social")
    contact = Contact.objects.create(
        business=business, first_name="Claire", last_name=name, created_on=DAY
    )
    defaults = {
        "contact": contact,
        "hat": "sales",
        "activity": activity,
        "hourly_price": Decimal(32),
        "month_hours": Decimal(5),
        "from_on": DAY,
    }
    return Partner.objects.create(business=business, **(defaults | facts))
