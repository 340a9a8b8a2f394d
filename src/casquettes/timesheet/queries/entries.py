"""Finding time entries again."""

from __future__ import annotations

from casquettes.kernel.models import Business
from casquettes.timesheet.models import TimeEntry


def recent_labels(business: Business, *, most: int = 50) -> list[str]:
    """The clients and missions she named last, latest first, each once."""
    named = TimeEntry.objects.of(business).exclude(label="").order_by("-on", "-id")
    return list(dict.fromkeys(named.values_list("label", flat=True)[: most * 10]))[:most]
