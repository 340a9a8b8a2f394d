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
    InvoiceDraft,
    InvoiceRefused,
    LineDraft,
    draft_invoice,
    usual_draft,
)
from casquettes.finance.actions.from_quotes import (
    BilledAlready,
    deductions,
    draft_from_quote,
    line_of_quote,
    refuse_second_balance,
    refuse_unaccepted,
)
from casquettes.finance.models import BilledTime, Invoice, InvoiceLine
from casquettes.finance.queries import billing
from casquettes.finance.queries.above import Above, above
from casquettes.finance.queries.billing import Billed
from casquettes.finance.queries.documents import charges_vat
from casquettes.finance.queries.parts import parts_of
from casquettes.finance.queries.settling import still_standing
from casquettes.kernel import journal
from casquettes.kernel.queries.identity import identity_of
from casquettes.logistics.models import Trip
from casquettes.production.models import Mission, WorkSession
from casquettes.sales.actions.from_offers import with_vat
from casquettes.sales.models import Covers
from casquettes.ui.wording import money

Kind = Invoice.Kind
THOUSANDTH = Decimal("0.001")
ONE, HUNDRED = Decimal(1), Decimal(100)
# What sessions bill as they are done, whatever the quote foresaw.
BY_SESSION = (Covers.SERVICE, Covers.TRAVEL, Covers.TRAVEL_TIME)


class NothingToBill(InvoiceRefused):
    """Everything done stands on an invoice already."""


class DepositAboveWork(InvoiceRefused):
    """What was asked for ahead is more than the work comes to: the difference is given back."""


@transaction.atomic
def draft_from_mission(
    mission: Mission,
    *,
    at: dt.datetime,
    sessions: Sequence[WorkSession] | None = None,
    kind: str = Kind.SESSION,
) -> Invoice:
    """The draft that bills a mission's sessions not billed yet, their travel and fees.

    `kind` is "session", "progress", or "balance", which adds what its quote sells besides hours
    and travel, and takes off its deposits; of a set price, it is that of its quote. A mission at a
    set price without a quote is billed whole, once. Raises NothingToBill, BilledAlready.
    """
    business = mission.business
    journal.hold(business)
    if kind == Kind.BALANCE and mission.quote is not None:
        if mission.terms != Mission.Terms.HOURLY:
            return draft_from_quote(mission.quote, kind=kind, at=at)
        refuse_unaccepted(mission.quote)
        refuse_second_balance(mission.quote)
    usual = _usual(mission, kind, on=business.local_day(at))
    with override(usual.language):
        lines = _lines_of(mission, _chosen(mission, sessions), usual)
        if kind == Kind.BALANCE:
            _refuse_above(mission, lines, at=at)
            lines += deductions(_billed_ahead(mission, on=business.local_day(at)))
    if not lines:
        raise NothingToBill(_("Nothing is left to bill on this mission."))
    draft = replace(
        usual,
        lines=lines,
        payer=mission.payer or usual.payer,
        place=mission.place,
        mission=mission,
        quote=mission.quote,
        title=mission.title,
    )
    return draft_invoice(business, draft, at=at)


def above_work(mission: Mission, *, at: dt.datetime) -> Above | None:
    """How far what was asked for ahead is above the work not billed yet; None where it is not.

    Nor where no balance may be drafted: at a set price, without a contract, or after a balance.
    """
    if mission.quote is None or mission.terms != Mission.Terms.HOURLY:
        return None
    try:
        refuse_unaccepted(mission.quote)
        refuse_second_balance(mission.quote)
    except InvoiceRefused:
        return None
    usual = _usual(mission, Kind.BALANCE, on=mission.business.local_day(at))
    return _above(mission, _lines_of(mission, _chosen(mission, None), usual), at=at)


def _above(mission: Mission, lines: Sequence[LineDraft], *, at: dt.datetime) -> Above | None:
    on = mission.business.local_day(at)
    owes_vat = charges_vat(identity_of(mission.business), on=on)
    return above(
        parts_of(lines, discount_rate=Decimal(0), owes_vat=owes_vat),
        _billed_ahead(mission, on=on),
        gross_entry=_usual(mission, Kind.BALANCE, on=on).gross_entry,
    )


def _refuse_above(mission: Mission, lines: Sequence[LineDraft], *, at: dt.datetime) -> None:
    found = _above(mission, lines, at=at)
    if found is not None:
        text = _("The deposit is %(sum)s above the work done: give the difference back.")
        raise DepositAboveWork(text % {"sum": money(found.gross, mission.business.currency)})


def _usual(mission: Mission, kind: str, *, on: dt.date) -> InvoiceDraft:
    """As she usually bills this client; a balance reads its prices as its quote does."""
    usual = replace(usual_draft(mission.business, mission.client, on=on), kind=kind)
    if kind != Kind.BALANCE or mission.quote is None:
        return usual
    owes_vat = charges_vat(identity_of(mission.business), on=on)
    return replace(usual, gross_entry=mission.quote.gross_entry and owes_vat)


def _lines_of(mission: Mission, due: Iterable[WorkSession], usual: InvoiceDraft) -> list[LineDraft]:
    """What these sessions bill, and with a balance what else the quote sells."""
    lines = _mission_lines(mission, due)
    if usual.gross_entry:
        lines = [_with_vat(line) for line in lines]
    if usual.kind == Kind.BALANCE:
        lines += _rest_of_quote(mission, gross_entry=usual.gross_entry)
    return lines


def refuse_work_billed_twice(invoice: Invoice) -> None:
    """Raises BilledAlready when a session or an entry of this draft stands on an issued invoice."""
    _refuse_after_the_whole(invoice)
    rows = InvoiceLine.objects.filter(invoice=invoice).values_list("session", "entries__entry")
    sessions = {session for session, _entry in rows} - {None}
    entries = {entry for _session, entry in rows} - {None}
    if not sessions and not entries:
        return
    others = still_standing(Invoice.objects.of(invoice.business).issued()).exclude(pk=invoice.pk)
    by_session = Q(pk__in=InvoiceLine.objects.filter(session__in=sessions).values("invoice"))
    billed = BilledTime.objects.filter(entry__in=entries)
    other = others.filter(by_session | Q(pk__in=billed.values("line__invoice"))).first()
    if other is not None:
        text = _("Part of this work was already billed on %(number)s: take its lines away.")
        raise BilledAlready(text % {"number": other.number}, "lines")


def _refuse_after_the_whole(invoice: Invoice) -> None:
    """Its hours were billed with the whole quote since the draft was made."""
    quote = invoice.quote_id or (invoice.mission.quote_id if invoice.mission else None)
    if quote is None:
        return
    lines = InvoiceLine.objects.filter(invoice=invoice).exclude(covers=Covers.FEE)
    if not lines.filter(Q(session__isnull=False) | Q(entries__isnull=False)).exists():
        return
    whole = billing.whole_balances(invoice.business).filter(quote=quote).first()
    if whole is not None:
        text = _("%(number)s already bills the whole quote: take the lines of sessions away.")
        raise BilledAlready(text % {"number": whole.number}, "lines")


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
    if not by_hour and mission.quote is None:
        left = billing.left_of_prices(mission.business, [mission])[mission.pk]
        lines += [_whole(mission, left)] if left else []
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


def _whole(mission: Mission, left: Decimal) -> LineDraft:
    """The set price, or what is left of it with as much of its hours."""
    price = mission.price or left
    text = mission.title if left == price else _("%(title)s, the rest") % {"title": mission.title}
    hours = Decimal(mission.sold_minutes) / 60 * left / price
    return replace(
        _line(mission, text),
        unit=Offer.Unit.PACKAGE if mission.terms == Mission.Terms.PACKAGE else Offer.Unit.FIXED,
        unit_price=left,
        hours=hours.quantize(Decimal("0.01")) or None,
    )


def _travel(mission: Mission, session: WorkSession, trips: Sequence[Trip]) -> list[LineDraft]:
    """The travel of a session: the flat price agreed, else as the offer charges its trips."""
    if not mission.travel_paid or session.remote or _is_sold_whole(mission):
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


def _is_sold_whole(mission: Mission) -> bool:
    """A set price of a quote: its balance bills every line, travel with the rest."""
    return mission.quote_id is not None and mission.terms != Mission.Terms.HOURLY


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


def _rest_of_quote(mission: Mission, *, gross_entry: bool) -> list[LineDraft]:
    """What the quote sells besides hours and travel (goods, a discount) and is billed nowhere."""
    quote = mission.quote
    if quote is None or mission.terms != Mission.Terms.HOURLY:
        return []
    billed = billing.billed_besides_hours(quote)
    lines = [
        replace(line_of_quote(row), discount_rate=_both(row.discount_rate, quote.discount_rate))
        for row in billing.agreed_lines(quote)
        if row.covers not in BY_SESSION and (row.covers, row.description) not in billed
    ]
    return [_with_vat(line) for line in lines] if gross_entry and not quote.gross_entry else lines


def _both(first: Decimal, then: Decimal) -> Decimal:
    """Two discounts one after the other, as one, in percent."""
    kept = (HUNDRED - first) * (HUNDRED - then) / HUNDRED
    return (HUNDRED - kept).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _billed_ahead(mission: Mission, *, on: dt.date) -> list[Billed]:
    """What was billed ahead of the quote; sessions billed one by one stay as they were billed."""
    if mission.quote is None:
        return []
    owes_vat = charges_vat(identity_of(mission.business), on=on)
    return [
        one
        for one in billing.billed_of(mission.quote, owes_vat=owes_vat)
        if not any(row.session_id for row in one.invoice.lines.all())
    ]
