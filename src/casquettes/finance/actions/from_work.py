"""From work done to a draft: sessions of a mission, their travel, what is owed for missed ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from casquettes.creation.models import Offer
from casquettes.creation.queries.offers import travel_of
from casquettes.engine.pricing import TooFar, Way, WayUnknown, travel_charge
from casquettes.finance.actions.drafts import (
    InvoiceRefused,
    LineDraft,
    draft_invoice,
    usual_draft,
)
from casquettes.finance.actions.from_quotes import BilledAlready, deductions
from casquettes.finance.models import BilledTime, Invoice, InvoiceLine
from casquettes.finance.queries import billing
from casquettes.finance.queries.documents import charges_vat
from casquettes.finance.queries.settling import still_standing
from casquettes.kernel import journal
from casquettes.kernel.queries.identity import identity_of
from casquettes.logistics.models import Trip
from casquettes.production.models import Mission, WorkSession
from casquettes.sales.actions.from_offers import with_vat
from casquettes.sales.models import Covers

Kind = Invoice.Kind
THOUSANDTH = Decimal("0.001")
ONE = Decimal(1)


class NothingToBill(InvoiceRefused):
    """Everything done stands on an invoice already."""


@transaction.atomic
def draft_from_mission(
    mission: Mission,
    *,
    at: dt.datetime,
    sessions: Sequence[WorkSession] | None = None,
    kind: str = Kind.SESSION,
) -> Invoice:
    """The draft that bills a mission's sessions not billed yet, their travel and fees.

    `kind` is "session", "progress", or "balance", which takes off the deposits of its quote. A
    mission at a set price without a quote is billed whole, once. Raises NothingToBill.
    """
    business = mission.business
    journal.hold(business)
    on = business.local_day(at)
    due = _chosen(mission, sessions)
    usual = usual_draft(business, mission.client, on=on)
    with override(usual.language):
        lines = _mission_lines(mission, due)
        if usual.gross_entry:
            lines = [_with_vat(line) for line in lines]
        if kind == Kind.BALANCE:
            lines += _deposits_taken_off(mission, on=on)
    if not lines:
        raise NothingToBill(_("Nothing is left to bill on this mission."))
    draft = replace(
        usual,
        kind=kind,
        lines=lines,
        payer=mission.payer or usual.payer,
        place=mission.place,
        mission=mission,
        quote=mission.quote,
        title=mission.title,
    )
    return draft_invoice(business, draft, at=at)


def refuse_work_billed_twice(invoice: Invoice) -> None:
    """Raises BilledAlready when a session or an entry of this draft stands on an issued invoice."""
    rows = InvoiceLine.objects.filter(invoice=invoice).values_list("session", "entries__entry")
    sessions = {session for session, _entry in rows if session is not None}
    entries = {entry for _session, entry in rows if entry is not None}
    if not sessions and not entries:
        return
    others = still_standing(Invoice.objects.of(invoice.business).issued()).exclude(pk=invoice.pk)
    by_session = Q(pk__in=InvoiceLine.objects.filter(session__in=sessions).values("invoice"))
    billed = BilledTime.objects.filter(entry__in=entries)
    other = others.filter(by_session | Q(pk__in=billed.values("line__invoice"))).first()
    if other is not None:
        text = _("Part of this work was already billed on %(number)s: take its lines away.")
        raise BilledAlready(text % {"number": other.number}, "lines")


def _chosen(mission: Mission, sessions: Sequence[WorkSession] | None) -> list[WorkSession]:
    due = billing.unbilled_sessions(mission)
    if sessions is None:
        return due
    wanted = {session.pk for session in sessions}
    kept = [session for session in due if session.pk in wanted]
    if len(kept) != len(wanted):
        text = _("One of these sessions is not done, or was billed already.")
        raise BilledAlready(text, "sessions")
    return kept


def _mission_lines(mission: Mission, due: Iterable[WorkSession]) -> list[LineDraft]:
    by_hour = mission.terms == Mission.Terms.HOURLY
    lines = []
    if not by_hour and mission.quote is None and not billing.is_billed(mission):
        lines.append(_whole(mission))
    trips = _paid_trips(mission)
    for session in due:
        if session.done_on is not None and by_hour:
            lines.append(_worked(mission, session))
        if session.done_on is not None:
            lines += _travel(mission, session, trips.get(session.on, []))
        if session.fee:
            lines.append(_fee(mission, session))
    return lines


def _worked(mission: Mission, session: WorkSession) -> LineDraft:
    hours = Decimal(session.sold_minutes * session.persons) / 60
    text = _("Session of %(day)s") % {"day": date_format(session.on, "j F Y")}
    return replace(
        _line(mission, text),
        quantity=hours.quantize(THOUSANDTH, ROUND_HALF_UP),
        unit=Offer.Unit.HOUR,
        unit_price=_hourly(mission),
        detail=session.zone,
        session=session,
    )


def _whole(mission: Mission) -> LineDraft:
    return replace(
        _line(mission, mission.title),
        unit=Offer.Unit.PACKAGE if mission.terms == Mission.Terms.PACKAGE else Offer.Unit.FIXED,
        unit_price=mission.price or Decimal(0),
        hours=(Decimal(mission.sold_minutes) / 60).quantize(Decimal("0.01")) or None,
    )


def _travel(mission: Mission, session: WorkSession, trips: Sequence[Trip]) -> list[LineDraft]:
    """The travel of a session: the flat price agreed, else as the offer charges its trips."""
    if not mission.travel_paid or session.remote:
        return []
    text = _("Travel, %(day)s") % {"day": date_format(session.on, "j F Y")}
    line = replace(_line(mission, text), covers=Covers.TRAVEL, session=session, offer=None)
    if mission.travel_fee is not None:
        return [replace(line, unit_price=mission.travel_fee)] if mission.travel_fee else []
    if mission.offer is None or not trips:
        return []
    way = Way(
        km=sum((trip.km for trip in trips), Decimal(0)) / 2,
        minutes=Decimal(sum(trip.minutes for trip in trips)) / 2,
    )
    try:
        charge = travel_charge(travel_of(mission.offer), way)
    except (TooFar, WayUnknown):
        return []
    if charge is None:
        return []
    by_time = charge.unit == "hour"
    return [
        replace(
            line,
            quantity=charge.quantity.quantize(THOUSANDTH, ROUND_HALF_UP),
            unit=charge.unit,
            unit_price=charge.unit_price,
            covers=Covers.TRAVEL_TIME if by_time else Covers.TRAVEL,
        )
    ]


def _fee(mission: Mission, session: WorkSession) -> LineDraft:
    text = _("Late cancellation, session of %(day)s")
    if session.missed_on is not None:
        text = _("Nobody there, session of %(day)s")
    return replace(
        _line(mission, text % {"day": date_format(session.on, "j F Y")}),
        unit_price=session.fee or Decimal(0),
        covers=Covers.FEE,
        session=session,
        offer=None,
    )


def _line(mission: Mission, description: str) -> LineDraft:
    """A line with what the mission's offer says of rates and nature."""
    offer = mission.offer
    if offer is None:
        default = Offer._meta.get_field("vat_rate").default  # noqa: SLF001 Django's own name
        return LineDraft(description, Decimal(0), vat_rate=Decimal(default))
    return LineDraft(
        description,
        Decimal(0),
        vat_rate=offer.vat_rate,
        nature=offer.nature,
        sap=offer.sap,
        offer=offer,
    )


def _hourly(mission: Mission) -> Decimal:
    if mission.price is None:
        raise InvoiceRefused(_("Write the price of an hour on the mission first."), "price")
    return mission.price


def _with_vat(line: LineDraft) -> LineDraft:
    return replace(line, unit_price=with_vat(line.unit_price, line.vat_rate))


def _paid_trips(mission: Mission) -> dict[dt.date, list[Trip]]:
    trips: dict[dt.date, list[Trip]] = {}
    for trip in Trip.objects.of(mission.business).filter(mission=mission, paid=True):
        trips.setdefault(trip.on, []).append(trip)
    return trips


def _deposits_taken_off(mission: Mission, *, on: dt.date) -> list[LineDraft]:
    """What was billed ahead of the quote; sessions billed one by one stay as they were billed."""
    if mission.quote is None:
        return []
    owes_vat = charges_vat(identity_of(mission.business), on=on)
    ahead = [
        one
        for one in billing.billed_of(mission.quote, owes_vat=owes_vat)
        if not any(row.session_id for row in one.invoice.lines.all())
    ]
    return deductions(ahead)
