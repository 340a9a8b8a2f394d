"""What she does to several entries at once; each act can be taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection

from django.db import transaction

from casquettes.kernel.models import Activity, Business
from casquettes.timesheet.actions.entries import usual_nature, usual_sold
from casquettes.timesheet.actions.undo import Step, step_of
from casquettes.timesheet.models import TimeEntry
from casquettes.timesheet.queries.missions import among, missions_named

Nature = TimeEntry.Nature
Change = Callable[[TimeEntry], None]
CHANGED = ["hat", "activity", "nature", "sold_seconds", "label", "mission"]


def give_activity(business: Business, ids: Collection[int], activity: Activity) -> Step:
    """Put the entries under this activity and its hat.

    What followed from the former activity, billed or not, sold or not, follows from the new one;
    what she decided herself, or a file said, stays.
    """
    return _change(business, ids, lambda entry: _put_under(entry, activity))


def give_hat(business: Business, ids: Collection[int], hat: str) -> Step:
    """Put the entries under a hat; an activity of another hat is left behind."""

    def wear(entry: TimeEntry) -> None:
        entry.hat = hat
        if entry.activity is not None and entry.activity.hat != hat:
            entry.activity = None
        if entry.nature == Nature.BREAK:
            entry.nature = Nature.UNBILLED

    return _change(business, ids, wear)


def rename(business: Business, ids: Collection[int], label: str) -> Step:
    """Give the entries this client or mission; none when empty."""

    missions = missions_named(business, label)

    def name(entry: TimeEntry) -> None:
        entry.label = label.strip()
        entry.mission = among(missions, on=entry.on)

    return _change(business, ids, name)


def mark_billed(business: Business, ids: Collection[int]) -> Step:
    """Bill the entries: sold as long as they lasted; what was already billed stays as it was."""

    def bill(entry: TimeEntry) -> None:
        if entry.nature == Nature.BILLED:
            return
        entry.nature = Nature.BILLED
        entry.sold_seconds = usual_sold(entry.activity, nature=entry.nature, seconds=entry.seconds)

    return _change(business, ids, bill)


def mark_unbilled(business: Business, ids: Collection[int]) -> Step:
    """No client pays for these entries."""

    def give_away(entry: TimeEntry) -> None:
        entry.nature, entry.sold_seconds = Nature.UNBILLED, 0

    return _change(business, ids, give_away)


def make_break(business: Business, ids: Collection[int]) -> Step:
    """This time was no work: a break, under no hat."""

    def rest(entry: TimeEntry) -> None:
        entry.hat, entry.activity = "", None
        entry.nature, entry.sold_seconds = Nature.BREAK, 0

    return _change(business, ids, rest)


@transaction.atomic
def remove(business: Business, ids: Collection[int], *, at: dt.datetime) -> Step:
    """Put the entries aside; they can be brought back."""
    entries = _held(business, ids)
    step = step_of(before=entries)
    TimeEntry.objects.filter(pk__in=[entry.pk for entry in entries]).update(removed_at=at)
    return step


@transaction.atomic
def _change(business: Business, ids: Collection[int], change: Change) -> Step:
    entries = _held(business, ids)
    step = step_of(before=entries)
    for entry in entries:
        change(entry)
    TimeEntry.objects.bulk_update(entries, CHANGED)
    return step


def _held(business: Business, ids: Collection[int]) -> list[TimeEntry]:
    return list(
        TimeEntry.objects.of(business)
        .filter(pk__in=ids)
        .select_related("activity")
        .select_for_update(of=("self",))
    )


def _put_under(entry: TimeEntry, activity: Activity) -> None:
    followed = entry.nature == usual_nature(entry.activity) and entry.sold_seconds == usual_sold(
        entry.activity, nature=entry.nature, seconds=entry.seconds
    )
    said_by_file = entry.source == TimeEntry.Source.IMPORT and entry.nature != Nature.BREAK
    entry.activity, entry.hat = activity, activity.hat
    if entry.nature == Nature.BREAK or (followed and not said_by_file):
        entry.nature = usual_nature(activity)
        entry.sold_seconds = usual_sold(activity, nature=entry.nature, seconds=entry.seconds)
