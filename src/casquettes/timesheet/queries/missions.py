"""The mission a label means: its title, or the name of its client, as she types them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q

from casquettes.formats.names import folded
from casquettes.kernel.models import Business
from casquettes.production.models import Mission
from casquettes.production.queries.missions import open_missions
from casquettes.timesheet.queries.entries import recent_labels

MOST_OFFERED = 100


def mission_named(business: Business, label: str, *, on: dt.date) -> Mission | None:
    """The mission a label means on a day; None when it is free text."""
    return among(missions_named(business, label), on=on)


def missions_named(business: Business, label: str) -> list[Mission]:
    """The missions a label means, by title or else by client, the latest first."""
    wanted = folded(label)
    if not wanted:
        return []
    near = Q(title__iexact=label.strip()) | Q(client__search_text__contains=wanted)
    rows = (
        Mission.objects.of(business)
        .filter(near | Q(title__icontains=label.strip()), cancelled_on__isnull=True)
        .select_related("client")
        .order_by("-signed_on", "-id")
    )
    by_title = [mission for mission in rows if folded(mission.title) == wanted]
    return by_title or [mission for mission in rows if folded(mission.client.name) == wanted]


def among(missions: Iterable[Mission], *, on: dt.date) -> Mission | None:
    """The first of these that was under way on a day."""
    return next((mission for mission in missions if _under_way(mission, on)), None)


def names_offered(business: Business, *, most: int = 50) -> list[str]:
    """What she may name: open missions, their clients, then what she named last; each once."""
    missions = list(open_missions(business)[:MOST_OFFERED])
    titles = [mission.title for mission in missions]
    clients = [mission.client.name for mission in missions]
    return list(dict.fromkeys([*titles, *clients, *recent_labels(business, most=most)]))


def _under_way(mission: Mission, on: dt.date) -> bool:
    if mission.ended_on is not None and on > mission.ended_on:
        return False
    begun = mission.signed_on or mission.starts_on
    return begun is None or on >= begun
