"""From an offer to a quote that is ready to leave: what she already said is filled in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import override

from casquettes.creation.models import Offer
from casquettes.creation.queries.offers import price_of, travel_of
from casquettes.engine.pricing import (
    TooFar,
    Way,
    WayUnknown,
    hours_paid,
    travel_charge,
    visits_of,
)
from casquettes.kernel.models import Business, Contact
from casquettes.kernel.queries.identity import identity_of
from casquettes.sales.actions.drafts import LineDraft, QuoteDraft, QuoteRefused, draft_quote
from casquettes.sales.models import Covers, Quote

# A usual deposit is asked for from this total on; below, most people pay at the end.
DEPOSIT_FROM = Decimal(300)
PRICE_STEP = Decimal("0.0001")
UNKNOWN = Way()
REUSED = ("limits", "disposal", "conditions")


@dataclass(frozen=True)
class Asked:
    """What is wanted of an offer: how many of its unit, and how far the client is, one way."""

    quantity: Decimal
    way: Way = UNKNOWN


def draft_from_offer(offer: Offer, client: Contact, asked: Asked, *, at: dt.datetime) -> Quote:
    """A quote for this client, ready to leave: price of the day, travel, texts of her last one."""
    business = offer.business
    on = business.local_day(at)
    if client.business_id != business.pk:
        raise QuoteRefused(_("Choose one of your contacts."), "client")
    if asked.quantity <= 0:
        raise QuoteRefused(_("Say how many, for example 3.5."), "quantity")
    with override(client.language or business.locale):
        lines = lines_from(offer, asked, on=on, firm=client.is_firm)
    usual = usual_draft(business, client, on=on, total=_sum(lines))
    draft = QuoteDraft(
        **{**vars(usual), "title": offer.name, "lines": _as_entered(lines, gross=usual.gross_entry)}
    )
    return draft_quote(business, draft, at=at)


def usual_draft(
    business: Business, client: Contact, *, on: dt.date, total: Decimal = Decimal(0)
) -> QuoteDraft:
    """A quote for this client as she usually makes them, without lines or title yet."""
    identity = identity_of(business)
    asks = total >= DEPOSIT_FROM and identity.deposit_rate > 0
    return QuoteDraft(
        client=client,
        title="",
        payer=client.payer,
        place=client.addresses.first(),
        language=client.language or business.locale,
        # A consumer reads prices with VAT.
        gross_entry=identity.owes_vat(on) and not client.is_firm,
        deposit=Quote.Deposit.RATE if asks else Quote.Deposit.NONE,
        deposit_value=identity.deposit_rate if asks else None,
        texts=last_texts(business),
    )


def last_texts(business: Business) -> dict[str, str]:
    """Limits, who takes things away, conditions: as her last quote said them."""
    last = Quote.objects.of(business).exclude(limits="", disposal="", conditions="").first()
    return {name: getattr(last, name) for name in REUSED} if last else {}


def lines_from(
    offer: Offer, asked: Asked, *, on: dt.date, firm: bool = False, is_option: bool = False
) -> list[LineDraft]:
    """The line of an offer, and that of its travel when it is paid; prices without VAT."""
    line = _work_line(offer, asked.quantity, on=on, firm=firm, is_option=is_option)
    visits = visits_of(offer.unit, quantity=line.quantity, sessions=offer.sessions)
    travel = travel_line(offer, asked.way, visits=visits)
    return [line, travel] if travel and not is_option else [line]


def entered_lines(
    offer: Offer, asked: Asked, *, on: dt.date, firm: bool, gross: bool
) -> list[LineDraft]:
    """The lines of an offer with their prices as a quote enters them, VAT included or not."""
    return _as_entered(lines_from(offer, asked, on=on, firm=firm), gross=gross)


def travel_line(offer: Offer, way: Way, *, visits: int) -> LineDraft | None:
    """The travel of so many visits; None when it is included, or its distance is not known yet."""
    try:
        charge = travel_charge(travel_of(offer), way)
    except WayUnknown:
        return None
    except TooFar:
        return LineDraft(_("Travel"), Decimal(0), detail=_("To be agreed."), covers=Covers.TRAVEL)
    if charge is None:
        return None
    by_time = charge.unit == "hour"
    return LineDraft(
        description=_("Travel"),
        detail=_way_in_words(offer, way, visits),
        quantity=charge.quantity * visits,
        unit=charge.unit,
        unit_price=charge.unit_price,
        vat_rate=offer.vat_rate,
        covers=Covers.TRAVEL_TIME if by_time else Covers.TRAVEL,
    )


def _work_line(
    offer: Offer, quantity: Decimal, *, on: dt.date, firm: bool, is_option: bool
) -> LineDraft:
    by_hour = offer.unit == Offer.Unit.HOUR
    if by_hour:
        minimum = offer.minimum_hours or Decimal(0)
        quantity = hours_paid(quantity, minimum=minimum, rounding_minutes=offer.rounding_minutes)
    goods = offer.nature == Offer.Nature.GOODS
    work = Covers.GOODS if goods else Covers.SERVICE
    return LineDraft(
        description=offer.name,
        detail=offer.description,
        quantity=quantity,
        unit=offer.unit,
        unit_price=price_of(offer, on=on, firm=firm),
        vat_rate=offer.vat_rate,
        covers=Covers.DIAGNOSIS if offer.diagnosis else work,
        nature=offer.nature,
        sap=offer.sap,
        offer=offer,
        hours=None if by_hour or offer.hours is None else offer.hours * quantity,
        is_option=is_option,
    )


def _way_in_words(offer: Offer, way: Way, visits: int) -> str:
    """What the travel line is made of, for who reads the quote."""
    if offer.travel == Offer.Travel.KM:
        text = _("%(visits)s × there and back, the first %(free)s km each way are included.")
        if not offer.free_km:
            text = _("%(visits)s × there and back.")
        return text % {"visits": visits, "free": offer.free_km}
    if offer.travel == Offer.Travel.BAND:
        return _("For a distance of %(km)s km.") % {"km": f"{way.km:g}"}
    return _("%(visits)s × there and back.") % {"visits": visits}


def _sum(lines: list[LineDraft]) -> Decimal:
    return sum((line.quantity * line.unit_price for line in lines), Decimal(0))


def _as_entered(lines: list[LineDraft], *, gross: bool) -> list[LineDraft]:
    """The lines with their prices as this quote enters them: VAT added for a consumer."""
    if not gross:
        return lines
    return [
        LineDraft(**{**vars(line), "unit_price": with_vat(line.unit_price, line.vat_rate)})
        for line in lines
    ]


def with_vat(price: Decimal, rate: Decimal) -> Decimal:
    """A price with its VAT, as it is entered for consumers."""
    return (price * (100 + rate) / 100).quantize(PRICE_STEP, ROUND_HALF_UP)
