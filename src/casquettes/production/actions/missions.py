"""Agreeing on a mission, from an accepted quote or by hand; ending it, and going on with it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from casquettes.creation.models import Offer
from casquettes.kernel.models import Address, Business, Contact
from casquettes.production.actions.undo import Step, step_of
from casquettes.production.models import Mission, WorkSession
from casquettes.production.queries.agreed import Agreed, agreed_by
from casquettes.sales.models import Quote

MOST_HOURS = 2000
FIRST_DAY = dt.date(2000, 1, 1)
LAST_DAY = dt.date(2100, 1, 1)


@dataclass
class MissionRefused(Exception):
    """What cannot be done with a mission: the sentence for her, and the field it is about."""

    message: str
    field: str = ""

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True)
class MissionDraft:
    """A mission as she tells it."""

    client: Contact
    title: str
    terms: str = Mission.Terms.HOURLY
    sold_minutes: int = 0
    planned_sessions: int = 0
    price: Decimal | None = None
    payer: Contact | None = None
    place: Address | None = None
    offer: Offer | None = None
    travel_paid: bool = False
    travel_fee: Decimal | None = None
    signed_on: dt.date | None = None
    starts_on: dt.date | None = None
    expires_on: dt.date | None = None
    note: str = ""


@transaction.atomic
def mission_from_quote(quote: Quote, *, at: dt.datetime) -> Mission:
    """The mission an accepted quote makes; the one it already made when asked twice."""
    quote = _locked_quote(quote)
    made = Mission.objects.of(quote.business).filter(quote=quote).first()
    if made is not None:
        return made
    if quote.accepted_on is None:
        raise MissionRefused(_("This quote is not accepted yet: note the client’s answer first."))
    if quote.withdrawn_on is not None:
        raise MissionRefused(_("The client took this acceptance back: there is no work to plan."))
    return Mission.objects.create(
        business=quote.business, created_at=at, **_columns_of(quote, agreed_by(quote))
    )


@transaction.atomic
def add_mission(business: Business, draft: MissionDraft, *, at: dt.datetime) -> Mission:
    """A mission agreed on without a quote of ours."""
    _check(business, draft)
    return Mission.objects.create(
        business=business,
        created_at=at,
        channel=draft.client.origin,
        **{**vars(draft), "title": draft.title.strip()},
    )


@transaction.atomic
def change_mission(mission: Mission, draft: MissionDraft) -> Mission:
    """The mission as she now tells it."""
    mission = locked(mission)
    _check(mission.business, draft)
    if mission.quote_id is not None and draft.client != mission.client:
        raise MissionRefused(_("This mission comes from a quote: its client stays."), "client")
    facts: dict[str, Any] = {**vars(draft), "title": draft.title.strip()}
    for name, value in facts.items():
        setattr(mission, name, value)
    mission.save(update_fields=list(facts))
    return mission


@transaction.atomic
def end_mission(mission: Mission, *, on: dt.date) -> Step:
    """The work is over; what was still planned is cancelled with it."""
    mission = locked(mission)
    _check_open(mission)
    last = mission.sessions.filter(done_on__isnull=False).order_by("-on").first()
    if last is not None and last.on > on:
        raise MissionRefused(_("A session was done after that day: give a later one."), "on")
    return _close(mission, "ended_on", on)


@transaction.atomic
def cancel_mission(mission: Mission, *, on: dt.date) -> Step:
    """The work will not take place; once a session was done, a mission ends instead."""
    mission = locked(mission)
    _check_open(mission)
    if mission.sessions.filter(done_on__isnull=False).exists():
        raise MissionRefused(_("Sessions were done: end the mission instead of cancelling it."))
    return _close(mission, "cancelled_on", on)


@transaction.atomic
def reopen_mission(mission: Mission) -> Step:
    """The mission goes on; sessions that were cancelled with it stay so until put back."""
    mission = locked(mission)
    if mission.ended_on is None and mission.cancelled_on is None:
        raise MissionRefused(_("This mission is already open."))
    step = step_of(missions=[mission])
    mission.ended_on = mission.cancelled_on = None
    mission.save(update_fields=["ended_on", "cancelled_on"])
    return step


@transaction.atomic
def remove_mission(mission: Mission) -> None:
    """Take away a mission made by mistake, before anything was done or noted for it."""
    mission = locked(mission)
    kept = _("Something was already noted for this mission: cancel or end it instead.")
    if mission.sessions.exists():
        raise MissionRefused(kept)
    try:
        mission.delete()
    except ProtectedError:
        raise MissionRefused(kept) from None


def locked(mission: Mission) -> Mission:
    """The row as it stands now, held until the end of the act."""
    found = (
        Mission.objects.of(mission.business)
        .filter(pk=mission.pk)
        .select_related("business", "client")
        .select_for_update(of=("self",))
        .first()
    )
    if found is None:
        raise MissionRefused(_("This mission has been removed in the meantime."))
    return found


def _locked_quote(quote: Quote) -> Quote:
    found = (
        Quote.objects.of(quote.business)
        .filter(pk=quote.pk)
        .select_related("business", "client", "payer")
        .select_for_update(of=("self",))
        .first()
    )
    if found is None:
        raise MissionRefused(_("This quote has been removed in the meantime."))
    return found


def _columns_of(quote: Quote, agreed: Agreed) -> dict[str, Any]:
    return {
        "client": quote.client,
        "payer": quote.payer,
        "place_id": quote.place_id,
        "quote": quote,
        "title": quote.title,
        "quoted": quote.net,
        "channel": quote.client.origin,
        "signed_on": quote.accepted_on,
        **vars(agreed),
    }


def _check_open(mission: Mission) -> None:
    if mission.ended_on is not None:
        raise MissionRefused(_("This mission has already ended."))
    if mission.cancelled_on is not None:
        raise MissionRefused(_("This mission was already cancelled."))


def _close(mission: Mission, column: str, on: dt.date) -> Step:
    if not FIRST_DAY <= on <= LAST_DAY:
        raise MissionRefused(_("Give a day from 2000 on."), "on")
    planned = list(WorkSession.objects.of(mission.business).filter(mission=mission).planned())
    step = step_of(missions=[mission], sessions=planned)
    setattr(mission, column, on)
    mission.save(update_fields=[column])
    for session in planned:
        session.cancelled_on = on
    WorkSession.objects.bulk_update(planned, ["cancelled_on"])
    return step


def _check(business: Business, draft: MissionDraft) -> None:
    """Raises MissionRefused for what no mission may say."""
    _check_hers(business, draft)
    if not draft.title.strip():
        raise MissionRefused(_("Give the mission a title, for example “Kitchen”."), "title")
    if draft.sold_minutes > MOST_HOURS * 60:
        raise MissionRefused(_("A mission sells at most 2,000 hours."), "sold_minutes")
    if draft.terms == Mission.Terms.PACKAGE and not draft.sold_minutes:
        raise MissionRefused(_("Say how many hours the package holds."), "sold_minutes")
    for name in ("price", "travel_fee"):
        if (getattr(draft, name) or 0) < 0:
            raise MissionRefused(_("A price is not below zero."), name)
    _check_days(draft)


def _check_hers(business: Business, draft: MissionDraft) -> None:
    for name in ("client", "payer", "place", "offer"):
        row = getattr(draft, name)
        if row is not None and row.business_id != business.pk:
            raise MissionRefused(_("Choose in the list."), name)
    if draft.place is not None and draft.place.contact_id != draft.client.pk:
        raise MissionRefused(_("Choose one of this client’s addresses."), "place")


def _check_days(draft: MissionDraft) -> None:
    for name in ("signed_on", "starts_on", "expires_on"):
        day = getattr(draft, name)
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            raise MissionRefused(_("Give a day from 2000 on."), name)
    first = draft.signed_on or draft.starts_on
    if draft.expires_on is not None and first is not None and draft.expires_on < first:
        raise MissionRefused(_("A package ends after it was signed."), "expires_on")
