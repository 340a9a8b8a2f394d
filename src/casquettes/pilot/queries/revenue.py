"""Money beside the hours: turnover, the price realised, how long clients take to pay."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from django.db.models import CharField, Count, Q, QuerySet, Sum
from django.db.models.functions import Cast, Substr

from casquettes.creation.models import Offer
from casquettes.engine import rates
from casquettes.engine.periods import Period
from casquettes.engine.rates import ServiceLine, SoldWork, Waited
from casquettes.engine.sold import Served, sold_minutes
from casquettes.finance.models import Invoice, InvoiceLine
from casquettes.kernel.models import Business
from casquettes.pilot.queries import missions as sold
from casquettes.production.models import Mission
from casquettes.sales.models import Covers

By = Literal["month", "client", "offer"]
# What the work itself is paid; travel, goods and fees are other revenue.
WORK = (Covers.SERVICE, Covers.DISCOUNT)
HUNDRED, CENT = Decimal(100), Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Money:
    """What a period brought: turnover of `documents`, and how it came."""

    revenue: Decimal
    documents: int
    price_realisation: float | None
    missions: int
    days_to_be_paid: float | None
    paid_documents: int

    def gross_hourly(self, worked_seconds: int) -> float | None:
        """Turnover per worked hour; None without either."""
        return rates.gross_hourly(self.revenue, worked_seconds) if self.documents else None


def money(business: Business, period: Period, *, today: dt.date) -> Money:
    """The money of a period, by the day documents were issued or work was served."""
    facts = _issued(business, period).aggregate(revenue=Sum("net"), documents=Count("id"))
    works = _works(business, period)
    waited, documents = _waited(business, period, today=today)
    return Money(
        revenue=_cents(facts["revenue"]),
        documents=facts["documents"],
        price_realisation=rates.price_realisation(works, period),
        missions=len(works),
        days_to_be_paid=rates.days_to_be_paid(waited),
        paid_documents=documents,
    )


def turnover_by(business: Business, period: Period, *, by: By) -> dict[str, tuple[Decimal, int]]:
    """Turnover and number of documents of each month ("2026-03"), client or offer."""
    issued = _issued(business, period)
    if by == "month":
        rows = (
            issued.annotate(key=Substr(Cast("issued_on", CharField(max_length=10)), 1, 7))
            .order_by()
            .values_list("key")
            .annotate(Sum("net"), Count("id"))
        )
        return {key: (_cents(net), documents) for key, net, documents in rows}
    totals: dict[str, tuple[Decimal, int]] = defaultdict(lambda: (Decimal(0), 0))
    for invoice in issued.select_related("client", "mission__offer").order_by():
        offer = invoice.mission.offer if invoice.mission else None
        key = invoice.client.name if by == "client" else str(offer or "")
        net, documents = totals[key]
        totals[key] = net + invoice.net, documents + 1
    return dict(totals)


def _issued(business: Business, period: Period) -> QuerySet[Invoice]:
    issued = Invoice.objects.of(business).issued()
    return issued.filter(issued_on__gte=period.first, issued_on__lte=period.last)


def _works(business: Business, period: Period) -> list[SoldWork]:
    """The missions served in the period, with all their service lines."""
    served = Q(sessions__done_on__isnull=False) & Q(
        sessions__on__gte=period.first, sessions__on__lte=period.last
    )
    found = (
        Mission.objects.of(business)
        .filter(served, offer__isnull=False)
        .select_related("client", "offer")
        .prefetch_related("offer__prices")
        .distinct()
    )
    mine = {mission.pk: mission for mission in found}
    lines = _service_lines(business, mine)
    days = sold.served_by(business, mine, upto=period.last)
    return [
        _work(mission, lines[pk], days[pk], upto=period.last)
        for pk, mission in mine.items()
        if _has_list_price(mission.offer)
    ]


def _work(
    mission: Mission, lines: list[ServiceLine], served: list[Served], *, upto: dt.date
) -> SoldWork:
    minutes: dict[dt.date, int] = defaultdict(int)
    for part in sold_minutes(sold.terms_of(mission, upto=upto), served):
        minutes[part.on] += part.minutes
    firm = mission.client.is_firm
    hourly = {day: _list_rate(mission.offer, day, firm=firm) for day in minutes}
    return SoldWork(
        lines=tuple(lines),
        minutes=minutes,
        agreed=_agreed(mission),
        list_rates={day: rate for day, rate in hourly.items() if rate is not None},
    )


def _agreed(mission: Mission) -> Decimal | None:
    """The price of an hour of the mission as it was sold."""
    if mission.price is None or mission.terms == Mission.Terms.HOURLY:
        return mission.price
    return mission.price * 60 / mission.sold_minutes if mission.sold_minutes else None


def _has_list_price(offer: Offer | None) -> bool:
    return offer is not None and (offer.unit == Offer.Unit.HOUR or bool(offer.hours))


def _list_rate(offer: Offer | None, day: dt.date, *, firm: bool) -> Decimal | None:
    """The price of an hour at list price on a day."""
    price = offer.price_on(day, firm=firm) if offer else None
    if offer is None or price is None:
        return None
    return price if offer.unit == Offer.Unit.HOUR else price / (offer.hours or 1)


def _service_lines(business: Business, missions: Iterable[int]) -> dict[int, list[ServiceLine]]:
    """What issued invoices ask for the work of each mission, without VAT."""
    rows = InvoiceLine.objects.filter(
        business=business,
        invoice__mission__in=missions,
        invoice__issued_on__isnull=False,
        covers__in=WORK,
    ).select_related("invoice", "session")
    lines: dict[int, list[ServiceLine]] = defaultdict(list)
    for row in rows:
        invoice = row.invoice
        assert invoice.issued_on is not None
        first = row.session.on if row.session else invoice.served_from or invoice.issued_on
        last = row.session.on if row.session else invoice.served_to or invoice.issued_on
        lines[invoice.mission_id or 0].append(
            ServiceLine(_net(row, invoice), min(first, last), last)
        )
    return lines


def _net(row: InvoiceLine, invoice: Invoice) -> Decimal:
    """What the line brings without VAT, its own discount and the invoice's taken off."""
    kept = (HUNDRED - row.discount_rate) * (HUNDRED - invoice.discount_rate) / HUNDRED / HUNDRED
    amount = row.quantity * row.unit_price * kept
    if invoice.gross_entry:
        amount = amount * HUNDRED / (HUNDRED + row.vat_rate)
    return _cents(amount)


def _cents(amount: Decimal | None) -> Decimal:
    """SQLite adds decimals as floating numbers: a sum of cents is whole cents again."""
    return (amount or Decimal(0)).quantize(CENT)


def _waited(business: Business, period: Period, *, today: dt.date) -> tuple[list[Waited], int]:
    """What each invoice of the period brought in or still awaits, deposits left out."""
    invoices = (
        _issued(business, period)
        .filter(gross__gt=0)
        .exclude(kind=Invoice.Kind.DEPOSIT)
        .prefetch_related("payments")
    )
    waited = []
    for invoice in invoices:
        served_on = invoice.served_to or invoice.issued_on
        assert served_on is not None
        paid = [Waited(p.amount, served_on, p.on) for p in invoice.payments.all()]
        if invoice.due > 0:
            paid.append(Waited(invoice.due, served_on, max(today, served_on)))
        waited += paid
    return waited, len(invoices)
