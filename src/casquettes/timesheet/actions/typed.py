"""Noting time from a typed line, once however often it is sent."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from casquettes.engine.moments import HourMissing, moment_at
from casquettes.formats.typed_line import Kind, Understood
from casquettes.kernel.models import Activity, Business, User
from casquettes.timesheet.actions.entries import EntryDraft, EntryRefused, note_time, usual_nature
from casquettes.timesheet.models import TimeEntry

Nature = TimeEntry.Nature


@dataclass(frozen=True)
class Noted:
    """The entries of a line; `again`: they were there already, from the same sending."""

    entries: list[TimeEntry]
    again: bool = False

    @property
    def seconds(self) -> int:
        return sum(entry.seconds for entry in self.entries)


def note_line(
    business: Business,
    user: User | None,
    draft: EntryDraft,
    *,
    at: dt.datetime,
    once: str = "",
) -> Noted:
    """The entries written for a line; the same `once` sent twice with the same time writes once.

    Raises EntryRefused when this time cannot be noted.
    """
    sending = _sending(draft, once)
    if earlier := _earlier(business, sending):
        return earlier
    try:
        with transaction.atomic():
            entries = note_time(business, user, draft, at=at)
            entries[0].fingerprint = sending
            entries[0].save(update_fields=["fingerprint"])
    except IntegrityError:  # a double click: the other one was first
        return _earlier(business, sending) or Noted([], again=True)
    return Noted(entries)


def draft_of(
    business: Business,
    understood: Understood,
    activity: Activity | None,
    *,
    billable: bool | None = None,
) -> EntryDraft:
    """The time a complete line tells; `billable` None leaves it to the line and the activity.

    Raises EntryRefused when summer time skips its start or its end.
    """
    starts_at, seconds = _moment(business, understood)
    return EntryDraft(
        on=understood.on,
        starts_at=starts_at,
        seconds=seconds,
        hat=understood.hat or "",
        activity=activity,
        nature=nature_of(understood, activity, billable=billable),
        label=understood.label,
        note=understood.note,
    )


def nature_of(
    understood: Understood, activity: Activity | None, *, billable: bool | None = None
) -> str:
    """billed, unbilled or break: as she says, else as the line says, else as the activity is."""
    if understood.nature == Nature.BREAK:
        return Nature.BREAK
    if billable is not None:
        return Nature.BILLED if billable else Nature.UNBILLED
    return understood.nature or usual_nature(activity)


def _moment(business: Business, understood: Understood) -> tuple[dt.datetime | None, int]:
    """The start, and the seconds that really pass: a night of summer time is an hour shorter."""
    seconds = understood.seconds or 0
    if understood.starts is None:
        return None, seconds
    on, zone = understood.on, business.zone
    try:
        start = moment_at(on, understood.starts, zone)
        if understood.part(Kind.RANGE) is None:
            return start, seconds
        shown = dt.datetime.combine(on, understood.starts) + dt.timedelta(seconds=seconds)
        end = moment_at(shown.date(), shown.time(), zone)
    except HourMissing:
        text = _("This time does not exist that day: clocks jump over it for summer time.")
        raise EntryRefused(text, "starts_at") from None
    except OverflowError:
        raise EntryRefused(_("Give a day from 2000 on."), "on") from None
    return start, round((end - start).total_seconds())


def _sending(draft: EntryDraft, once: str) -> str:
    """What makes two sendings the same one; empty when nothing says so."""
    if not once:
        return ""
    told = [once, draft.on, draft.starts_at, draft.seconds, draft.hat, draft.nature]
    told += [draft.activity and draft.activity.pk, draft.label, draft.note]
    return "typed:" + hashlib.sha256(repr(told).encode()).hexdigest()[:58]


def _earlier(business: Business, sending: str) -> Noted | None:
    """What the same sending already wrote; what was taken back since may be noted again."""
    mine = TimeEntry.objects.filter(business=business, fingerprint=sending)
    entry = mine.first() if sending else None
    if entry is None:
        return None
    if entry.removed_at is None:
        return Noted([entry], again=True)
    mine.update(fingerprint="")
    return None
