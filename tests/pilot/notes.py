"""Time of hers, noted for a test of the measure."""

import datetime as dt

from casquettes.kernel.models import Activity, Business
from casquettes.timesheet.models import TimeEntry

HOUR = 3600


def note(business: Business, on: dt.date, key: str | None, hours: float, **facts) -> TimeEntry:
    """One entry of hers, under the hat of its activity."""
    activity = Activity.objects.get(business=business, key=key) if key else None
    nature = facts.pop("nature", "billed" if facts.get("sold") else "unbilled")
    defaults = {
        "activity": activity,
        "hat": activity.hat if activity else "",
        "noted_on": on,
        "source": "typed",
        "sold_seconds": int(facts.pop("sold", 0) * HOUR),
    }
    return TimeEntry.objects.create(
        business=business,
        on=on,
        seconds=int(hours * HOUR),
        nature=nature,
        **(defaults | facts),
    )
