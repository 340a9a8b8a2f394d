"""Whose time a command writes, and how it tells what was noted."""

from __future__ import annotations

from typing import Any

from casquettes.kernel.models import Business, Membership, User
from casquettes.timesheet.models import TimeEntry


def owner_of(business: Business) -> User:
    """The first owner: on her own machine, commands are hers."""
    role = Membership.Role.OWNER
    memberships = business.memberships.select_related("user").filter(role=role)
    return memberships.order_by("id")[0].user


def entry_facts(entry: TimeEntry) -> dict[str, Any]:
    """An entry as JSON: seconds, ISO dates, local time with its offset."""
    starts_at = entry.starts_at
    return {
        "id": entry.pk,
        "on": entry.on.isoformat(),
        "starts_at": starts_at and starts_at.astimezone(entry.business.zone).isoformat(),
        "seconds": entry.seconds,
        "hat": entry.hat or None,
        "activity": entry.activity.key if entry.activity else None,
        "nature": str(entry.nature),
        "sold_seconds": entry.sold_seconds,
        "label": entry.label,
        "note": entry.note,
    }
