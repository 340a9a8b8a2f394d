"""Her activities, where changing one also concerns the time already noted on it."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass

from django.core import signing
from django.db import transaction

from casquettes.engine.hats import Hat
from casquettes.kernel import actions
from casquettes.kernel.models import Activity, Business
from casquettes.timesheet.models import RunningClock, TimeEntry

SALT = "casquettes.activity-before"


@dataclass(frozen=True)
class Before:
    """An activity as it was before a change; `added`: it did not exist."""

    pk: int
    name: str
    nature: str
    hat: str
    position: int
    hidden_on: str | None
    added: bool = False

    @classmethod
    def of(cls, activity: Activity, *, added: bool = False) -> Before:
        hidden = activity.hidden_on
        return cls(
            pk=activity.pk,
            name=activity.name,
            nature=activity.nature,
            hat=activity.hat,
            position=activity.position,
            hidden_on=hidden.isoformat() if hidden else None,
            added=added,
        )

    def sealed(self) -> str:
        """As one word of an address, which nobody can alter."""
        return signing.dumps(asdict(self), salt=SALT)

    @classmethod
    def opened(cls, seal: str) -> Before | None:
        """What was sealed, or None when the word is not ours."""
        try:
            return cls(**signing.loads(seal, salt=SALT))
        except signing.BadSignature:
            return None


@transaction.atomic
def change_activity(activity: Activity, *, name: str, hat: Hat, nature: str) -> int:
    """Rename, move and set the nature in one act; returns how many entries moved along.

    Raises ActivityRefused when the name is empty or taken under that hat.
    """
    moved = _move(activity, hat) if hat != activity.hat else 0
    if name != activity.label:
        actions.rename_activity(activity, name=name)
    else:
        actions.free_name(activity, name)
    actions.change_nature(activity, nature=nature)
    return moved


@transaction.atomic
def restore_activity(business: Business, before: Before) -> Activity | None:
    """Take a change back; an activity just added goes away, unless it has been used since."""
    activity = Activity.objects.of(business).filter(pk=before.pk).first()
    if activity is None:
        return None
    if before.added:
        return _forget(activity)
    if before.hat != activity.hat:
        _move(activity, Hat(before.hat))
    activity.name, activity.nature = before.name, before.nature
    activity.position = before.position
    activity.hidden_on = dt.date.fromisoformat(before.hidden_on) if before.hidden_on else None
    activity.save()
    return activity


def _move(activity: Activity, hat: Hat) -> int:
    """Under another hat, last of its row, with all the time noted on it."""
    activity.hat = hat
    actions.place_last(activity)
    activity.save(update_fields=["hat", "position"])
    RunningClock.objects.filter(business=activity.business, activity=activity).update(hat=hat)
    return TimeEntry.objects.filter(business=activity.business, activity=activity).update(hat=hat)


def _forget(activity: Activity) -> Activity | None:
    used = activity.time_entries.exists() or RunningClock.objects.filter(activity=activity).exists()
    if used:
        return activity
    activity.delete()
    return None
