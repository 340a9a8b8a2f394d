"""What an accepted quote sells: hours, a package or a result; how much of it, at what price."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from casquettes.creation.models import Offer
from casquettes.creation.queries.offers import price_of
from casquettes.engine.documents import CENT, HUNDRED
from casquettes.engine.pricing import visits_of
from casquettes.production.models import Mission
from casquettes.sales.models import Covers, Quote, QuoteLine
from casquettes.sales.queries.contracts import contract_of

Terms = Mission.Terms
WORK = frozenset({Covers.SERVICE})
PATHS = frozenset({Covers.TRAVEL, Covers.TRAVEL_TIME})
TERMS_OF = {Offer.Unit.PACKAGE: Terms.PACKAGE, Offer.Unit.FIXED: Terms.FIXED}
SIXTY = Decimal(60)


@dataclass(frozen=True)
class Agreed:
    """The columns of a mission that its quote decides."""

    terms: str
    sold_minutes: int
    planned_sessions: int
    price: Decimal | None
    offer: Offer | None
    travel_paid: bool
    travel_fee: Decimal | None
    payable_from: dt.date | None
    expires_on: dt.date | None


def agreed_by(quote: Quote) -> Agreed:
    """What this accepted quote sells, its chosen options included."""
    rows = quote.lines.select_related("offer").prefetch_related("offer__prices")
    lines = [line for line in rows if line.chosen or not line.is_option]
    work = [line for line in lines if line.covers in WORK]
    travel = [line for line in lines if line.covers in PATHS and line.unit_price]
    terms = _terms(work)
    whole = sum((_net(quote, line) for line in work), Decimal(0))
    offer = _main_offer(quote, work)
    hours = _hours(work) or _reference_hours(quote, offer, whole)
    contract = contract_of(quote)
    return Agreed(
        terms=terms,
        sold_minutes=round(hours * SIXTY),
        planned_sessions=sum(_sessions(line) for line in work),
        price=_price(terms, whole, hours),
        offer=offer,
        travel_paid=bool(travel),
        travel_fee=_flat_fee(quote, travel),
        payable_from=contract.payable_from if contract and contract.blocks_payment else None,
        expires_on=_expiry(quote, offer) if terms == Terms.PACKAGE else None,
    )


def _terms(work: Sequence[QuoteLine]) -> str:
    """A package or a result when it is most of what is sold; else time, as it is worked."""
    sums: dict[str, Decimal] = {}
    for line in work:
        terms = (
            TERMS_OF.get(Offer.Unit(line.unit), Terms.HOURLY) if _is_unit(line) else Terms.HOURLY
        )
        sums[terms] = sums.get(terms, Decimal(0)) + line.quantity * line.unit_price
    return max(sums, key=lambda terms: sums[terms], default=Terms.HOURLY)


def _is_unit(line: QuoteLine) -> bool:
    return line.unit in Offer.Unit.values


def _hours(work: Iterable[QuoteLine]) -> Decimal:
    """Hours sold: those counted by the hour, and those their units hold."""
    return sum(
        (line.quantity if line.unit == Offer.Unit.HOUR else line.hours or Decimal(0))
        for line in work
    ) or Decimal(0)


def _reference_hours(quote: Quote, offer: Offer | None, whole: Decimal) -> Decimal:
    """Where no line says its hours: its price over her list price of an hour (see MEASURES)."""
    on = quote.accepted_on or quote.business.local_day(quote.created_at)
    hourly = Offer.objects.of(quote.business).shown().filter(unit=Offer.Unit.HOUR, diagnosis="")
    listed = offer if offer and offer.unit == Offer.Unit.HOUR else hourly.first()
    price = price_of(listed, on=on, firm=quote.client.is_firm) if listed else Decimal(0)
    return (whole / price).quantize(CENT) if price > 0 else Decimal(0)


def _sessions(line: QuoteLine) -> int:
    """Visits this line pays for; hours do not say in how many they are worked."""
    if line.unit == Offer.Unit.HOUR or not _is_unit(line):
        return 0
    planned = line.offer.sessions if line.offer else None
    if line.unit in TERMS_OF and not planned:
        return 0
    return visits_of(line.unit, quantity=line.quantity, sessions=planned)


def _net(quote: Quote, line: QuoteLine) -> Decimal:
    """What a line brings without VAT, discounts taken off."""
    left = (HUNDRED - line.discount_rate) * (HUNDRED - quote.discount_rate) / HUNDRED
    amount = line.quantity * line.unit_price * left / HUNDRED
    if quote.gross_entry and quote.vat:
        amount = amount * HUNDRED / (HUNDRED + line.vat_rate)
    return amount.quantize(CENT, ROUND_HALF_UP)


def _price(terms: str, whole: Decimal, hours: Decimal) -> Decimal | None:
    if terms != Terms.HOURLY:
        return whole
    return (whole / hours).quantize(CENT, ROUND_HALF_UP) if hours else None


def _main_offer(quote: Quote, work: Sequence[QuoteLine]) -> Offer | None:
    """The offer that brings the most of it."""
    sold = [line for line in work if line.offer is not None]
    return max(sold, key=lambda line: _net(quote, line)).offer if sold else None


def _flat_fee(quote: Quote, travel: Sequence[QuoteLine]) -> Decimal | None:
    """The price of travel for one visit, where every visit costs the same."""
    flat = [line for line in travel if line.covers == Covers.TRAVEL and line.unit != "km"]
    if len(flat) != 1:
        return None
    line = flat[0]
    return (_net(quote, line) / line.quantity).quantize(CENT) if line.quantity else None


def _expiry(quote: Quote, offer: Offer | None) -> dt.date | None:
    """The last day a package may be used."""
    if offer is None or not offer.valid_months or quote.accepted_on is None:
        return None
    return months_after(quote.accepted_on, offer.valid_months)


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
