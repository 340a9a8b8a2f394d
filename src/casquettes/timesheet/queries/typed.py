"""What a typed line means to her: her activities, the clients she named, her day."""

from __future__ import annotations

import datetime as dt

from casquettes.engine.hats import Hat
from casquettes.formats.typed_line import KnownActivity, Understood, parse
from casquettes.kernel.models import Activity, Business
from casquettes.timesheet.queries.missions import names_offered

MOST_LABELS = 200


def understand(
    business: Business, line: str, *, at: dt.datetime, language: str
) -> tuple[Understood, Activity | None]:
    """The line read with her own words, on the day and at the hour she lives; its activity."""
    shown = list(Activity.objects.of(business).shown())
    local = at.astimezone(business.zone)
    understood = parse(
        line,
        today=local.date(),
        activities=[known(activity) for activity in shown],
        labels=names_offered(business, most=MOST_LABELS),
        language=language,
        now=local.time(),
    )
    key = understood.activity and understood.activity.key
    return understood, next((activity for activity in shown if activity.key == key), None)


def known(activity: Activity) -> KnownActivity:
    """An activity under every name it has, hers first."""
    names = [activity.name, activity.name_fr, activity.name_en]
    return KnownActivity(
        key=activity.key,
        hat=Hat(activity.hat),
        names=tuple(dict.fromkeys(name for name in names if name)),
        nature=activity.nature,
    )
