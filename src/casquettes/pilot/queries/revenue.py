"""Money beside the hours: turnover, the price realised, how long clients take to pay."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from django.db.models import CharField, Count, Q, QuerySet, Sum
from django.db.models.functions import Cast, Coalesce, Substr

from casquettes.creation.models import Offer
from casquettes.engine import rates
from casquettes.engine.margins import Turnover
from casquettes.engine.periods import Period
from casquettes.engine.rates import ServiceLine, SoldWork, Waited, list_value, served_revenue
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
class Work:
    """A mission as it is sold, what it is called, and whether its offer has a price by the hour."""

    offer: str
    client: str
    listed: bool
    sold: SoldWork

    def serves(self, period: Period) -> bool:
        """Was anything of it sold on a day of the period?"""
        return any(day in period for day in self.sold.minutes)


@dataclass(frozen=True, slots=True)
class Money:
    """What a period brought: turnover of `documents`, and how it came."""

    turnover: Turnover
    documents: int
    missions: int
    works: list[Work]
    days_to_be_paid: float | None
    paid_documents: int

    @property
    def revenue(self) -> Decimal:
        """Net of the invoices and credit notes of the period."""
        return self.turnover.billed

    @property
    def price_realisation(self) -> float | None:
        """R_S / (S × list rate); None when nothing with a list price was served."""
        told = self.turnover
        return float(told.listed / told.list_value) if told.list_value else None

    def gross_hourly(self, worked_seconds: int) -> float | None:
        """Turnover per worked hour; None without either."""
        return rates.gross_hourly(self.revenue, worked_seconds) if self.documents else None


def money(business: Business, period: Period, *, today: dt.date) -> Money:
    """The money of a period, by the day documents were issued or work was served."""
    facts = _issued(business, period).aggregate(revenue=Sum("net"), documents=Count("id"))
    worked = works(business, period)
    told = turnover(
        worked,
        period,
        billed=_cents(facts["revenue"]),
        other=_other_revenue(business, period) if facts["documents"] else Decimal(0),
    )
    waited, documents = _waited(business, period, today=today)
    return Money(
        turnover=told,
        documents=facts["documents"],
        missions=sum(w.listed and w.serves(period) for w in worked),
        works=worked,
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
    for invoice in issued.select_related("client", "mission__offer").defer("frozen").order_by():
        offer = invoice.mission.offer if invoice.mission else None
        key = invoice.client.name if by == "client" else str(offer or "")
        net, documents = totals[key]
        totals[key] = net + invoice.net, documents + 1
    return dict(totals)


def _issued(business: Business, period: Period) -> QuerySet[Invoice]:
    issued = Invoice.objects.of(business).issued()
    return issued.filter(issued_on__gte=period.first, issued_on__lte=period.last)


def works(business: Business, period: Period) -> list[Work]:
    """Every mission served or delivered in the period, with all its service lines.

    Bills for work without a mission come last, as work of no offer.
    """
    in_period = {"gte": period.first, "lte": period.last}
    served = Q(
        sessions__done_on__isnull=False, **{f"sessions__on__{k}": v for k, v in in_period.items()}
    )
    over = ~Q(terms=Mission.Terms.HOURLY) & (
        Q(**{f"ended_on__{k}": v for k, v in in_period.items()})
        | Q(**{f"expires_on__{k}": v for k, v in in_period.items()})
    )
    billed, alone = _billed_in(business, period)
    found = (
        Mission.objects.of(business)
        .filter(served | over | Q(pk__in=billed))
        .select_related("client", "offer")
        .prefetch_related("offer__prices")
        .distinct()
    )
    mine = {mission.pk: mission for mission in found}
    lines = _service_lines(business, mine)
    days = sold.served_by(business, mine, upto=period.last)
    return [
        Work(
            offer=str(mission.offer or ""),
            client=mission.client.name,
            listed=_has_list_price(mission.offer),
            sold=_work(mission, lines[pk], days[pk], upto=period.last),
        )
        for pk, mission in mine.items()
    ] + alone


def turnover(worked: list[Work], period: Period, *, billed: Decimal, other: Decimal) -> Turnover:
    """What the cascade starts from; `billed` and `other` are those of the documents issued."""
    listed = [w.sold for w in worked if w.listed and w.serves(period)]
    return Turnover(
        billed=billed,
        other=other,
        served=sum((served_revenue(w.sold, period) for w in worked), Fraction(0)),
        listed=sum((served_revenue(each, period) for each in listed), Fraction(0)),
        list_value=sum((list_value(each, period) for each in listed), Fraction(0)),
        listed_seconds=60
        * sum(m for each in listed for day, m in each.minutes.items() if day in period),
    )


def other_by_mission(business: Business, period: Period) -> dict[int | None, Decimal]:
    """What documents of the period bill each mission besides work: travel, goods, fees."""
    rows = _lines(business).filter(
        invoice__issued_on__gte=period.first, invoice__issued_on__lte=period.last
    )
    rows = rows.exclude(covers__in=(*WORK, Covers.DEPOSIT)).order_by()
    found: dict[int | None, Decimal] = defaultdict(Decimal)
    for row in rows.values(*_BILLED):
        found[row["invoice__mission"]] += _net(row)
    return found


def _other_revenue(business: Business, period: Period) -> Decimal:
    return sum(other_by_mission(business, period).values(), Decimal(0))


def _billed_in(business: Business, period: Period) -> tuple[set[int], list[Work]]:
    """Missions billed for work of the period, and such bills that name no mission."""
    rows = (
        _lines(business)
        .filter(covers__in=WORK)
        .annotate(
            first=Coalesce("session__on", "invoice__served_from", "invoice__issued_on"),
            last=Coalesce("session__on", "invoice__served_to", "invoice__issued_on"),
        )
        .filter(first__lte=period.last, last__gte=period.first)
        .order_by()
    )
    missions = set(rows.exclude(invoice__mission=None).values_list("invoice__mission", flat=True))
    alone = [
        Work(
            offer="",
            client=row.invoice.client.name,
            listed=False,
            sold=SoldWork((_line_of(values),), {}, None, {}),
        )
        for row, values in zip(
            rows.filter(invoice__mission=None).select_related("invoice__client").order_by("id"),
            rows.filter(invoice__mission=None).order_by("id").values(*_BILLED),
            strict=True,
        )
    ]
    return missions, alone


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


def _lines(business: Business) -> QuerySet[InvoiceLine]:
    return InvoiceLine.objects.filter(business=business, invoice__issued_on__isnull=False)


# What is read of a line: plain values, as there may be thousands.
_BILLED = (
    "quantity",
    "unit_price",
    "discount_rate",
    "vat_rate",
    "invoice__discount_rate",
    "invoice__gross_entry",
    "invoice__mission",
    "invoice__served_from",
    "invoice__served_to",
    "invoice__issued_on",
    "session__on",
)


def _service_lines(business: Business, missions: Iterable[int]) -> dict[int, list[ServiceLine]]:
    """What issued invoices ask for the work of each mission, without VAT."""
    rows = _lines(business).filter(invoice__mission__in=missions, covers__in=WORK)
    lines: dict[int, list[ServiceLine]] = defaultdict(list)
    for row in rows.order_by().values(*_BILLED):
        lines[row["invoice__mission"]].append(_line_of(row))
    return lines


def _line_of(row: Mapping[str, Any]) -> ServiceLine:
    first = row["session__on"] or row["invoice__served_from"] or row["invoice__issued_on"]
    last = row["session__on"] or row["invoice__served_to"] or row["invoice__issued_on"]
    return ServiceLine(_net(row), min(first, last), last)


def _net(row: Mapping[str, Any]) -> Decimal:
    """What the line brings without VAT, its own discount and the invoice's taken off."""
    amount: Decimal = row["quantity"] * row["unit_price"]
    for off in (row["discount_rate"], row["invoice__discount_rate"]):
        if off:
            amount = amount * (HUNDRED - off) / HUNDRED
    if row["invoice__gross_entry"]:
        amount = amount * HUNDRED / (HUNDRED + row["vat_rate"])
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
        .defer("frozen")
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
