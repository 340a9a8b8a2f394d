"""Noting a trip, changing it, putting it aside and bringing it back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from casquettes.kernel.models import Business
from casquettes.logistics.models import Trip
from casquettes.logistics.queries.trips import last_to
from casquettes.production.models import Mission

FIRST_DAY = dt.date(2000, 1, 1)
MOST_KM = Decimal(5000)
MOST_MINUTES = 24 * 60


@dataclass
class TripRefused(Exception):
    """A trip that cannot be noted: the sentence for her, and the field it is about."""

    message: str
    field: str = ""

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True)
class TripDraft:
    """A trip as she tells it; what is None follows from the last one of the same mission."""

    on: dt.date
    mission: Mission | None = None
    km: Decimal | None = None
    minutes: int | None = None
    purpose: str = ""
    start: str = ""
    destination: str = ""
    paid: bool | None = None
    note: str = ""


@transaction.atomic
def note_trip(business: Business, draft: TripDraft, *, today: dt.date) -> Trip:
    """The trip, written; kilometres, minutes and places left out are those of the last one."""
    draft = as_before(business, draft)
    return Trip.objects.create(business=business, **_checked(business, draft, today=today))


@transaction.atomic
def change_trip(trip: Trip, draft: TripDraft, *, today: dt.date) -> Trip:
    """The trip as she now tells it."""
    trip = _still_there(trip)
    facts = _checked(trip.business, draft, today=today)
    for name, value in facts.items():
        setattr(trip, name, value)
    trip.save(update_fields=list(facts))
    return trip


@transaction.atomic
def remove_trip(trip: Trip, *, at: dt.datetime) -> Trip:
    """The trip, put aside; it can be brought back."""
    trip = _still_there(trip)
    trip.removed_at = at
    trip.save(update_fields=["removed_at"])
    return trip


def restore_trip(trip: Trip) -> None:
    """Bring back a trip that was put aside."""
    trip.removed_at = None
    trip.save(update_fields=["removed_at"])


def as_before(business: Business, draft: TripDraft) -> TripDraft:
    """The draft with what it leaves out taken from the last trip of its mission."""
    if draft.mission is None:
        return draft
    last = last_to(business, draft.mission)
    filled = replace(draft, paid=draft.mission.travel_paid if draft.paid is None else draft.paid)
    if last is None:
        return filled
    return replace(
        filled,
        km=last.km if draft.km is None else draft.km,
        minutes=last.minutes if draft.minutes is None else draft.minutes,
        purpose=draft.purpose or last.purpose,
        start=draft.start or last.start,
        destination=draft.destination or last.destination,
    )


def _checked(business: Business, draft: TripDraft, *, today: dt.date) -> dict[str, Any]:
    """The columns of a trip. Raises TripRefused for what no trip may say."""
    if draft.mission is not None and draft.mission.business_id != business.pk:
        raise TripRefused(_("Choose one of your missions."), "mission")
    if draft.on < FIRST_DAY:
        raise TripRefused(_("Give a day from 2000 on."), "on")
    if draft.on > today:
        raise TripRefused(_("This day is still to come: only trips made are noted."), "on")
    if draft.km is None:
        raise TripRefused(_("Write the kilometres, for example 12.5."), "km")
    if not 0 <= draft.km <= MOST_KM:
        raise TripRefused(_("A trip has 0 to 5,000 kilometres."), "km")
    if not 0 <= (draft.minutes or 0) <= MOST_MINUTES:
        raise TripRefused(_("A trip lasts at most a day."), "minutes")
    return {
        "on": draft.on,
        "mission": draft.mission,
        "km": draft.km,
        "minutes": draft.minutes or 0,
        "purpose": draft.purpose.strip(),
        "start": draft.start.strip(),
        "destination": draft.destination.strip(),
        "paid": bool(draft.paid),
        "note": draft.note.strip(),
    }


def _still_there(trip: Trip) -> Trip:
    """The row as it stands now, held until the end of the act."""
    rows = Trip.objects.of(trip.business).filter(pk=trip.pk).select_related("business")
    locked = rows.select_for_update(of=("self",)).first()
    if locked is None:
        raise TripRefused(_("This trip has been removed in the meantime."))
    return locked
