"""The week as a whole: filling its gaps, and copying what was done the week before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from casquettes.engine.periods import Period
from casquettes.kernel.models import Activity, Business, User
from casquettes.timesheet.actions.entries import EntryDraft, EntryRefused, note_time
from casquettes.timesheet.actions.turns import one_at_a_time
from casquettes.timesheet.models import TimeEntry
from casquettes.timesheet.queries.pattern import copies


@dataclass(frozen=True)
class Told:
    """What a stretch of time was: an activity, only a hat, or neither for a break."""

    hat: str = ""
    activity: Activity | None = None

    @property
    def is_break(self) -> bool:
        return not self.hat and self.activity is None


@transaction.atomic
def fill_gap(
    business: Business,
    user: User,
    told: Told,
    *,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    at: dt.datetime,
) -> list[TimeEntry]:
    """Say what was done between two entries; refused when it has been said meanwhile."""
    one_at_a_time(business)
    if _is_noted(business, starts_at, ends_at):
        raise EntryRefused(_("This time has been noted in the meantime."))
    draft = EntryDraft(
        on=business.local_day(starts_at),
        starts_at=starts_at,
        seconds=round((ends_at - starts_at).total_seconds()),
        hat=told.hat,
        activity=told.activity,
        nature=TimeEntry.Nature.BREAK if told.is_break else None,
    )
    return note_time(business, user, draft, at=at)


@transaction.atomic
def copy_week(
    business: Business, user: User, *, ids: Collection[int], to: Period, at: dt.datetime
) -> list[TimeEntry]:
    """The chosen entries of the week before, seven days later.

    What is already there is not written twice, and what is still to come is left out.
    """
    one_at_a_time(business)
    chosen = [c for c in copies(business, to=to, at=at) if c.source.pk in ids and not c.why_not]
    today = business.local_day(at)
    return TimeEntry.objects.bulk_create(
        TimeEntry(
            business=business,
            user=user,
            on=copy.on,
            starts_at=copy.starts_at,
            seconds=copy.source.seconds,
            hat=copy.source.hat,
            activity_id=copy.source.activity_id,
            nature=copy.source.nature,
            sold_seconds=copy.source.sold_seconds,
            label=copy.source.label,
            note=copy.source.note,
            source=TimeEntry.Source.PATTERN,
            noted_on=today,
        )
        for copy in chosen
    )


def _is_noted(business: Business, starts_at: dt.datetime, ends_at: dt.datetime) -> bool:
    days = business.local_day(starts_at), business.local_day(ends_at)
    return any(
        entry.starts_at < ends_at and entry.ends_at > starts_at
        for entry in TimeEntry.objects.of(business).between(*days)
        if entry.starts_at is not None and entry.ends_at is not None
    )
