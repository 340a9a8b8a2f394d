"""Money beside the hours: turnover, the price realised, how long clients take to pay."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Cast, Coalesce, Substr

from casquettes.creation.models import Offer
from casquettes.engine import rates
from casquettes.engine.margins import Turnover
from casquettes.engine.periods import Period
from casquettes.engine.rates import ServiceLine, SoldWork, Waited, list_value, served_revenue
from casquettes.engine.sold import Served, sold_minutes
from casquettes.finance.models import Invoice, InvoiceLine
from casquettes.kernel.models import Business, Contact
from casquettes.pilot.queries import missions as sold
from casquettes.production.models import Mission, WorkSession
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


@dataclass(frozen=True, slots=True)
class Ledger:
    """What a period bills, and the missions it is about with what they served, read once."""

    business: Business
    period: Period
    # By mission, None where none is named.
    other: dict[int | None, Decimal]
    billed: set[int]
    alone: list[Work]
    lives: sold.Lives


def read_ledger(business: Business, period: Period, *, since: dt.date | None = None) -> Ledger:
    """The lines and the missions of a period; its `lives` tell sold time from `since` on."""
    other, billed, alone = _lines_of(business, period)
    lives = sold.read_lives(
        business,
        Period(since or period.first, period.last),
        among=_served(period) | _over(period) | Q(pk__in=billed),
    )
    return Ledger(business, period, other, billed, alone, lives)


def money(
    business: Business, period: Period, *, today: dt.date, ledger: Ledger | None = None
) -> Money:
    """The money of a period, by the day documents were issued or work was served."""
    known = ledger or read_ledger(business, period)
    worked = _works(known)
    issued = _Issued.read(business, period, today=today)
    told = turnover(
        worked,
        period,
        billed=_cents(issued.net),
        other=sum(known.other.values(), Decimal(0)),
    )
    return Money(
        turnover=told,
        documents=issued.documents,
        missions=sum(w.listed and w.serves(period) for w in worked),
        works=worked,
        days_to_be_paid=rates.days_to_be_paid(issued.waited),
        paid_documents=issued.awaiting,
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
    return _works(read_ledger(business, period))


def _works(ledger: Ledger) -> list[Work]:
    period, lives = ledger.period, ledger.lives
    served = {pk for pk, on, _minutes in lives.sessions if on in period}
    mine = {
        pk: mission
        for pk, mission in lives.missions.items()
        if pk in served or pk in ledger.billed or _is_over_in(mission, period)
    }
    lines = _service_lines(ledger.business, mine) if mine else {}
    days = lives.served(mine, upto=period.last)
    return [
        Work(
            offer=str(mission.offer or ""),
            client=mission.client.name,
            listed=_has_list_price(mission.offer),
            sold=_work(mission, lines.get(pk, []), days[pk], upto=period.last),
        )
        for pk, mission in mine.items()
    ] + ledger.alone


def _served(period: Period) -> Q:
    """Missions of which a session took place in the period."""
    sessions = WorkSession.objects.filter(mission=OuterRef("pk"), done_on__isnull=False)
    return Q(Exists(sessions.filter(on__gte=period.first, on__lte=period.last)))


def _over(period: Period) -> Q:
    """Packages and results that end in the period."""
    days = (period.first, period.last)
    ends = Q(ended_on__range=days) | Q(expires_on__range=days)
    return ~Q(terms=Mission.Terms.HOURLY) & ends


def _is_over_in(mission: Mission, period: Period) -> bool:
    ends = mission.ended_on in period or mission.expires_on in period
    return ends and mission.terms != Mission.Terms.HOURLY


def turnover(worked: list[Work], period: Period, *, billed: Decimal, other: Decimal) -> Turnover:
    """What the cascade starts from; `billed` and `other` are those of the documents issued."""
    brought = [(w, served_revenue(w.sold, period)) for w in worked]
    at_list = [(w.sold, money) for w, money in brought if w.listed and w.serves(period)]
    listed = [each for each, _money in at_list]
    return Turnover(
        billed=billed,
        other=other,
        served=sum((money for _w, money in brought), Fraction(0)),
        listed=sum((money for _each, money in at_list), Fraction(0)),
        list_value=sum((list_value(each, period) for each in listed), Fraction(0)),
        listed_seconds=60
        * sum(m for each in listed for day, m in each.minutes.items() if day in period),
    )


def other_by_mission(business: Business, period: Period) -> dict[int | None, Decimal]:
    """What documents of the period bill each mission besides work: travel, goods, fees."""
    return _lines_of(business, period)[0]


def _lines_of(
    business: Business, period: Period
) -> tuple[dict[int | None, Decimal], set[int], list[Work]]:
    """What the lines of a period bill besides work, the missions whose work they bill,

    and such bills that name no mission.
    """
    rows = _lines(business).annotate(
        first=Coalesce("session__on", "invoice__served_from", "invoice__issued_on"),
        last=Coalesce("session__on", "invoice__served_to", "invoice__issued_on"),
    )
    of_work = Q(covers__in=WORK, first__lte=period.last, last__gte=period.first)
    besides = ~Q(covers__in=(*WORK, Covers.DEPOSIT)) & Q(
        invoice__issued_on__gte=period.first, invoice__issued_on__lte=period.last
    )
    found = rows.filter(of_work | besides).order_by("id")
    other: dict[int | None, Decimal] = defaultdict(Decimal)
    billed: set[int] = set()
    alone = []
    for row in found.values(*_BILLED, "covers", "invoice__client"):
        mission = row["invoice__mission"]
        if row["covers"] not in WORK:
            other[mission] += _net(row)
        elif mission:
            billed.add(mission)
        else:
            alone.append(row)
    return other, billed, _alone(alone)


def _alone(rows: list[dict[str, Any]]) -> list[Work]:
    """Bills for work that no mission holds, as work of no offer."""
    if not rows:
        return []
    clients = Contact.objects.in_bulk({row["invoice__client"] for row in rows})
    return [
        Work(
            offer="",
            client=clients[row["invoice__client"]].name,
            listed=False,
            sold=SoldWork((_line_of(row),), {}, None, {}),
        )
        for row in rows
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


@dataclass(slots=True)
class _Issued:
    """The documents of a period, and what each brought in or still awaits, deposits left out."""

    net: Decimal = Decimal(0)
    documents: int = 0
    awaiting: int = 0
    waited: list[Waited] = field(default_factory=list)

    @classmethod
    def read(cls, business: Business, period: Period, *, today: dt.date) -> _Issued:
        told = cls()
        seen: set[int] = set()
        rows = _issued(business, period).order_by("id").values_list(*_DOCUMENT)
        for pk, net, gross, paid, kind, issued_on, served_to, amount, on in rows:
            awaits = gross > 0 and kind != Invoice.Kind.DEPOSIT
            served_on = served_to or issued_on
            if awaits and amount is not None:
                told.waited.append(Waited(amount, served_on, on))
            if pk in seen:  # once more, for another payment
                continue
            seen.add(pk)
            told.net += net
            told.documents += 1
            told.awaiting += awaits
            if awaits and gross > paid:
                told.waited.append(Waited(gross - paid, served_on, max(today, served_on)))
        return told


_DOCUMENT = (
    "pk",
    "net",
    "gross",
    "paid",
    "kind",
    "issued_on",
    "served_to",
    "payments__amount",
    "payments__on",
)
