"""What an offer comes to, in sentences: read before a client does."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from casquettes.creation.models import Offer
from casquettes.creation.queries.offers import OfferDraft, told_travel
from casquettes.engine.pricing import (
    CENT,
    Charge,
    TooFar,
    Way,
    WayUnknown,
    cancellation_fee,
    hours_paid,
    travel_charge,
    visit_price,
)
from casquettes.ui import wording

Unit, Diagnosis, Travel = Offer.Unit, Offer.Diagnosis, Offer.Travel
USUAL_HOURS = Decimal(3)
SHORT_VISIT = Decimal("1.1")
# Someone a little farther than what is included, at an ordinary pace there.
BEYOND_KM = 10
FAR_KM = 25
FAR_MINUTES = Decimal(30)


def sentences(draft: OfferDraft, *, currency: str = "EUR") -> list[str]:
    """What the offer comes to: a visit, its travel, a late cancellation; the first says most."""
    return [*_work(draft, currency), *_travel(draft, currency), *_cancellation(draft, currency)]


def _work(draft: OfferDraft, currency: str) -> Iterator[str]:
    if draft.diagnosis == Diagnosis.FREE:
        yield _("Nothing is paid for this visit.")
        return
    price = wording.money(draft.price, currency)
    if draft.unit == Unit.HOUR:
        yield from _by_hour(draft, currency)
    elif draft.hours:
        facts = {
            "price": price,
            "time": _time(draft.hours),
            "hourly": wording.money(_cents(draft.price / draft.hours), currency),
        }
        yield _("%(price)s for %(time)s: %(hourly)s an hour.") % facts
    if draft.unit == Unit.PACKAGE and draft.valid_months:
        text = _("To be used within %(months)s months of the signature.")
        yield text % {"months": draft.valid_months}
    if draft.diagnosis == Diagnosis.DEDUCTIBLE:
        yield _("%(price)s on the day, taken off the quote they sign.") % {"price": price}
    if draft.firm_price is not None:
        firm = wording.money(draft.firm_price, currency)
        yield _("For a firm: %(price)s.") % {"price": firm}


def _by_hour(draft: OfferDraft, currency: str) -> Iterator[str]:
    hours = _usual_hours(draft)
    total = wording.money(_cents(hours * draft.price), currency)
    yield _("A visit of %(time)s: %(price)s.") % {"time": _time(hours), "price": total}
    asked = SHORT_VISIT
    paid = _paid(draft, asked)
    if paid != asked:
        facts = {
            "time": _time(asked),
            "paid": _time(paid),
            "price": wording.money(_cents(paid * draft.price), currency),
        }
        yield _("A visit of %(time)s counts as %(paid)s: %(price)s.") % facts


def _travel(draft: OfferDraft, currency: str) -> Iterator[str]:
    if not draft.travel:
        return
    way = _example_way(draft)
    try:
        charge = travel_charge(told_travel(draft), way)
    except (TooFar, WayUnknown):
        return
    facts = {"km": way.km, "price": _added(draft, charge, currency)}
    yield _("For someone %(km)s km away, travel there and back: %(price)s.") % facts
    if draft.travel == Travel.BAND:
        last = max(km for km, _price in draft.bands)
        yield _("Beyond %(km)s km, travel is to be agreed.") % {"km": last}


def _added(draft: OfferDraft, charge: Charge | None, currency: str) -> str:
    """The travel, and what the visit comes to with it."""
    if charge is None:
        return _("included")
    hours = _usual_hours(draft)
    by_hour = draft.unit == Unit.HOUR
    work = Charge(hours if by_hour else Decimal(1), "hour" if by_hour else "", draft.price)
    if draft.unit in (Unit.PACKAGE, Unit.FIXED, Unit.PERSON, Unit.ITEM):
        return wording.money(charge.amount, currency)
    facts = {
        "travel": wording.money(charge.amount, currency),
        "total": wording.money(visit_price(work, charge).total, currency),
    }
    return _("%(travel)s, %(total)s in all") % facts


def _cancellation(draft: OfferDraft, currency: str) -> Iterator[str]:
    visit = draft.price
    if draft.unit == Unit.HOUR:
        visit = _usual_hours(draft) * draft.price
    elif draft.unit in (Unit.PACKAGE, Unit.FIXED):
        visit = draft.price / (draft.sessions or 1)
    for hours, percent in sorted(draft.tiers, reverse=True):
        fee = cancellation_fee(draft.tiers, price=visit, hours_before=Decimal(hours - 1))
        facts = {"hours": hours, "percent": _percent(percent), "fee": wording.money(fee, currency)}
        yield _("Cancelled less than %(hours)s h before: %(percent)s, %(fee)s.") % facts


def _example_way(draft: OfferDraft) -> Way:
    if draft.travel == Travel.BAND:
        return Way(km=Decimal(max((km for km, _price in draft.bands), default=0)))
    km = draft.free_km + BEYOND_KM if draft.free_km else FAR_KM
    return Way(km=Decimal(km), minutes=FAR_MINUTES)


def _usual_hours(draft: OfferDraft) -> Decimal:
    return _paid(draft, max(USUAL_HOURS, draft.minimum_hours or USUAL_HOURS))


def _paid(draft: OfferDraft, hours: Decimal) -> Decimal:
    minimum = draft.minimum_hours or Decimal(0)
    return hours_paid(hours, minimum=minimum, rounding_minutes=draft.rounding_minutes)


def _time(hours: Decimal) -> str:
    return wording.hours(float(hours) * 3600)


def _percent(percent: int) -> str:
    return f"{percent}{wording.percent_sign()}"


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)
