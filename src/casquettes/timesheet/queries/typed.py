"""What a typed line means to her: her activities, the clients she named, her day."""

from __future__ import annotations

import datetime as dt

from casquettes.engine.hats import Hat
from casquettes.formats.typed_line import KnownActivity, Understood, parse
from casquettes.kernel.models import Activity, Business
from casquettes.timesheet.queries.entries import recent_labels

MOST_LABELS = 200


def understand(business: Business, line: str, *, at: dt.datetime, language: str) -> Understood:
    """The line read with her own words, on the day and at the hour she lives."""
    local = at.astimezone(business.zone)
    return parse(
        line,
        today=local.date(),
        activities=known_activities(business),
        labels=recent_labels(business, most=MOST_LABELS),
        language=language,
        now=local.time(),
    )


def known_activities(business: Business) -> list[KnownActivity]:
    """Her shown activities under every name they have, hers first."""
    return [
        KnownActivity(
            key=activity.key,
            hat=Hat(activity.hat),
            names=tuple(
                dict.fromkeys(
                    name for name in (activity.name, activity.name_fr, activity.name_en) if name
                )
            ),
            nature=activity.nature,
        )
        for activity in Activity.objects.of(business).shown()
    ]
