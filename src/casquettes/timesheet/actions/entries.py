"""Noting time by hand, changing it, moving it, removing it: what may be written, and as what."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from casquettes.engine.periods import split_at_midnight
from casquettes.engine.share import Kind, kind_of
from casquettes.kernel.models import Activity, Business, User
from casquettes.production.models import Mission
from casquettes.timesheet.actions.undo import Step, step_of
from casquettes.timesheet.models import HATS, TimeEntry
from casquettes.timesheet.queries.missions import mission_named

LONGEST = 24 * 3600
MOST_SOLD = 99 * 3600
FIRST_DAY = dt.date(2000, 1, 1)
# Her clock and ours may differ a little, and « until now » is often rounded up.
TOLERANCE = dt.timedelta(minutes=15)
Nature = TimeEntry.Nature


@dataclass
class EntryRefused(Exception):
    """Time that cannot be noted: the sentence for her, and the field it is about."""

    message: str
    field: str = ""

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True)
class EntryDraft:
    """Time as she tells it; what is None follows from the activity."""

    on: dt.date
    starts_at: dt.datetime | None
    seconds: int
    hat: str = ""
    activity: Activity | None = None
    nature: str | None = None
    sold_seconds: int | None = None
    label: str = ""
    # What the label means, where that is known already; otherwise it is looked for.
    mission: Mission | None = None
    note: str = ""
    source: str = TimeEntry.Source.TYPED


@transaction.atomic
def note_time(
    business: Business, user: User | None, draft: EntryDraft, *, at: dt.datetime
) -> list[TimeEntry]:
    """The entries written for this time: one, or one per local day when it passes midnight."""
    rows = planned_rows(business, draft, at=at)
    noted_on = business.local_day(at)
    return TimeEntry.objects.bulk_create(
        TimeEntry(business=business, user=user, source=draft.source, noted_on=noted_on, **row)
        for row in rows
    )


def planned_rows(business: Business, draft: EntryDraft, *, at: dt.datetime) -> list[dict[str, Any]]:
    """What `note_time` would write, column by column; raises EntryRefused as it does."""
    _check_length(draft.seconds)
    _check_day(business, draft, at=at)
    activity = draft.activity
    if activity is not None and activity.business_id != business.pk:
        raise EntryRefused(_("Choose one of your activities."), "activity")
    if draft.hat not in ("", *HATS):
        raise EntryRefused(_("Choose one of the seven hats."), "hat")
    nature = draft.nature or usual_nature(activity)
    sold = draft.sold_seconds
    if sold is None:
        sold = usual_sold(activity, nature=nature, seconds=draft.seconds)
    _check_sold(nature, sold)
    facts = {
        "hat": activity.hat if activity else draft.hat,
        "activity": activity,
        "nature": nature,
        "label": draft.label.strip(),
        "mission": draft.mission or mission_named(business, draft.label, on=draft.on),
        "note": draft.note.strip(),
    }
    return _by_day(business, draft, sold, facts)


@transaction.atomic
def change_entry(entry: TimeEntry, draft: EntryDraft, *, at: dt.datetime) -> Step:
    """The entry as she now tells it; what passes midnight becomes a row of its own day."""
    entry = _still_there(entry)
    rows = planned_rows(entry.business, draft, at=at)
    before = step_of(before=[entry]).before
    for name, value in rows[0].items():
        setattr(entry, name, value)
    entry.mark = TimeEntry.Mark.NONE
    entry.save(update_fields=[*rows[0], "mark"])
    added = TimeEntry.objects.bulk_create(
        TimeEntry(
            business=entry.business,
            user_id=entry.user_id,
            source=entry.source,
            noted_on=entry.noted_on,
            batch_id=entry.batch_id,
            **row,
        )
        for row in rows[1:]
    )
    return Step(made=[row.pk for row in added], before=before)


def move_entry(
    entry: TimeEntry, *, on: dt.date, starts_at: dt.datetime | None, seconds: int, at: dt.datetime
) -> Step:
    """The entry on another day, at another time or of another length; all else stays.

    Sold time that was the whole duration follows it; any other is kept as it was.
    """
    draft = draft_of(entry)
    wholly_sold = entry.sold_seconds == entry.seconds
    sold = seconds if wholly_sold else entry.sold_seconds
    moved = replace(draft, on=on, starts_at=starts_at, seconds=seconds, sold_seconds=sold)
    return change_entry(entry, moved, at=at)


def mark_sold(entry: TimeEntry, *, sold_seconds: int, at: dt.datetime) -> Step:
    """The entry with the time its client pays for, whatever it lasted; 0 makes it unbilled."""
    nature = Nature.BILLED if sold_seconds else Nature.UNBILLED
    draft = replace(draft_of(entry), nature=nature, sold_seconds=sold_seconds)
    return change_entry(entry, draft, at=at)


@transaction.atomic
def remove_entry(entry: TimeEntry, *, at: dt.datetime) -> Step:
    """Put the entry aside; it can be restored."""
    entry = _still_there(entry)
    step = step_of(before=[entry])
    entry.removed_at = at
    entry.save(update_fields=["removed_at"])
    return step


def restore_entry(entry: TimeEntry) -> None:
    """Bring back an entry put aside."""
    entry.removed_at = None
    entry.save(update_fields=["removed_at"])


def draft_of(entry: TimeEntry) -> EntryDraft:
    """What the entry says, ready to be told otherwise."""
    return EntryDraft(
        on=entry.on,
        starts_at=entry.starts_at,
        seconds=entry.seconds,
        hat=entry.hat,
        activity=entry.activity,
        nature=entry.nature,
        sold_seconds=entry.sold_seconds,
        label=entry.label,
        mission=entry.mission,
        note=entry.note,
        source=entry.source,
    )


def usual_nature(activity: Activity | None) -> str:
    """Billed when the activity always is; otherwise not, until she says so."""
    billed = activity is not None and activity.nature == Activity.Nature.BILLED
    return Nature.BILLED if billed else Nature.UNBILLED


def usual_sold(activity: Activity | None, *, nature: str, seconds: int) -> int:
    """Billed time is sold as long as it lasts; travel, diagnosis, shopping are paid, not sold."""
    if nature != Nature.BILLED or (activity is not None and is_paid_not_sold(activity)):
        return 0
    return seconds


def is_paid_not_sold(activity: Activity) -> bool:
    """Paid around the work, without selling time: see docs/method/share.md."""
    kind = kind_of(activity.key, hat=activity.hat, usual_nature=activity.nature)
    return bool(kind & Kind.PAYABLE)


def _by_day(
    business: Business, draft: EntryDraft, sold: int, facts: dict[str, Any]
) -> list[dict[str, Any]]:
    """One row per local day; sold time goes to the first days, the last takes what is left."""
    stretches: list[tuple[dt.date, dt.datetime | None, int]]
    stretches = [(draft.on, None, draft.seconds)]
    if draft.starts_at is not None:
        end = draft.starts_at + dt.timedelta(seconds=draft.seconds)
        stretches = [*split_at_midnight(draft.starts_at, end, business.zone)]
    rows = []
    for rank, (on, starts_at, seconds) in enumerate(stretches, start=1):
        part = sold if rank == len(stretches) else min(sold, seconds)
        sold -= part
        times = {"on": on, "starts_at": starts_at, "seconds": seconds, "sold_seconds": part}
        rows.append(times | facts)
    return rows


def _check_length(seconds: float) -> None:
    example = _("Write a duration, for example 1:30.")
    if not math.isfinite(seconds):
        raise EntryRefused(example, "seconds")
    if seconds < 0:
        raise EntryRefused(_("A duration cannot be negative.") + " " + example, "seconds")
    if seconds < 1:
        raise EntryRefused(_("A duration of zero notes nothing.") + " " + example, "seconds")
    if seconds > LONGEST:
        long = _("An entry holds at most 24 hours. Note longer work day by day.")
        raise EntryRefused(long, "seconds")


def _check_day(business: Business, draft: EntryDraft, *, at: dt.datetime) -> None:
    today = business.local_day(at)
    start = draft.starts_at
    day = business.local_day(start) if start else draft.on
    if day < FIRST_DAY:
        raise EntryRefused(_("Give a day from 2000 on."), "on")
    if day > today:
        text = _("%(day)s has not come yet: only time already worked is noted.")
        raise EntryRefused(text % {"day": date_format(day, "j F Y")}, "on")
    if start is None:
        return
    if start > at + TOLERANCE:
        raise EntryRefused(_("This start is still to come."), "starts_at")
    if start + dt.timedelta(seconds=draft.seconds) > at + TOLERANCE:
        raise EntryRefused(
            _("This time ends in the future: give the time worked so far."), "seconds"
        )


def _check_sold(nature: str, sold: int) -> None:
    if sold < 0 or not math.isfinite(sold):
        raise EntryRefused(_("Write a sold time, for example 1:30, or nothing."), "sold_seconds")
    if sold > MOST_SOLD:
        raise EntryRefused(_("An entry sells at most 99 hours."), "sold_seconds")
    if sold and nature == Nature.BREAK:
        raise EntryRefused(_("A break is not sold: leave the sold time empty."), "sold_seconds")
    if sold and nature == Nature.UNBILLED:
        raise EntryRefused(_("Time that is sold is billed: choose « billed »."), "nature")


def _still_there(entry: TimeEntry) -> TimeEntry:
    """The row as it stands now, held until the end of the act."""
    locked = (
        TimeEntry.objects.of(entry.business)
        .filter(pk=entry.pk)
        .select_related("business")
        .select_for_update(of=("self",))
        .first()
    )
    if locked is None:
        raise EntryRefused(_("This time has been removed in the meantime."))
    return locked
