"""What she did and has not billed: sessions, set prices, accepted quotes, time sold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from django.db.models import Exists, OuterRef, Q, Sum
from django.db.models.functions import Coalesce

from casquettes.creation.models import Offer, OfferPrice
from casquettes.finance.models import BilledTime, Invoice, InvoiceLine, InvoiceQuerySet
from casquettes.finance.queries.billing import left_of_prices, whole_balances
from casquettes.finance.queries.settling import standing_of
from casquettes.kernel.models import Business, Contact
from casquettes.production.models import Mission, WorkSession
from casquettes.sales.models import Quote
from casquettes.timesheet.models import TimeEntry

NOTHING = Decimal(0)
# Time without a mission is proposed for so long: older hours were billed elsewhere.
RECENT = dt.timedelta(days=60)
Kind = Invoice.Kind


@dataclass(frozen=True, slots=True)
class SessionsDue:
    """Sessions of one mission that stand on no invoice."""

    mission: Mission
    count: int
    minutes: int
    first: dt.date
    last: dt.date
    # A deposit of its quote was billed: a balance takes it off.
    after_deposit: bool

    @property
    def seconds(self) -> int:
        return self.minutes * 60


@dataclass(frozen=True, slots=True)
class PriceDue:
    """A mission at a set price, and what of it stands on no invoice."""

    mission: Mission
    left: Decimal


@dataclass(frozen=True, slots=True)
class QuoteDue:
    """An accepted quote with a deposit to ask for, or something left to bill."""

    quote: Quote
    left: Decimal
    wants_deposit: bool
    # No money may be asked for before this day; None once it may.
    blocked_until: dt.date | None


@dataclass(frozen=True, slots=True)
class TimeDue:
    """Time sold to someone, on no invoice: of a mission, or under a name she typed."""

    mission: Mission | None
    label: str
    entries: tuple[int, ...]
    seconds: int
    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True)
class Waiting:
    """Everything that can be billed now, or soon."""

    sessions: list[SessionsDue]
    missions: list[PriceDue]
    quotes: list[QuoteDue]
    time: list[TimeDue]

    @property
    def count(self) -> int:
        return len(self.sessions) + len(self.missions) + len(self.quotes) + len(self.time)


def waiting(business: Business, *, on: dt.date, client: Contact | None = None) -> Waiting:
    """What waits to be billed, of one client or of all; as many questions for one as for fifty."""
    standing = standing_of(business).order_by()
    return Waiting(
        sessions=_sessions(business, client, standing),
        missions=_set_prices(business, client),
        quotes=_quotes(business, client, standing, on),
        time=_time(business, client, standing, on),
    )


def waiting_of(client: Contact, *, on: dt.date) -> Waiting:
    """What waits to be billed to one client."""
    return waiting(client.business, on=on, client=client)


def hour_price(business: Business, *, on: dt.date) -> Decimal | None:
    """What an hour of hers usually costs: the price of the day of her first offer by the hour."""
    offers = Offer.objects.of(business).shown().filter(unit=Offer.Unit.HOUR)
    prices = OfferPrice.objects.filter(offer__in=offers, from_on__lte=on)
    first = prices.order_by("offer__position", "offer_id", "-from_on")
    return first.values_list("price", flat=True).first()


def _sessions(
    business: Business, client: Contact | None, standing: InvoiceQuerySet
) -> list[SessionsDue]:
    lines = InvoiceLine.objects.filter(session=OuterRef("pk"), invoice__in=standing.values("pk"))
    rows = (
        WorkSession.objects.of(business)
        .filter(Q(done_on__isnull=False) | Q(fee__gt=0))
        # Of a set price, only what is owed for missed ones is counted by session.
        .filter(_by_the_hour(business, standing) | Q(fee__gt=0))
        .filter(**_of(client, "mission__client"))
        .exclude(Exists(lines))
        .annotate(after_deposit=_after_deposit(standing))
        .select_related("mission__client")
        .order_by("mission_id", "on")
    )
    due = []
    for _pk, group in groupby(rows, key=lambda row: row.mission_id):
        found = list(group)
        minutes = sum(row.sold_minutes * row.persons for row in found)
        first, last = found[0], found[-1]
        by_the_hour = first.mission.terms == Mission.Terms.HOURLY
        ahead = by_the_hour and bool(getattr(first, "after_deposit", False))
        due.append(SessionsDue(first.mission, len(found), minutes, first.on, last.on, ahead))
    return sorted(due, key=lambda one: one.first)


def _by_the_hour(business: Business, standing: InvoiceQuerySet) -> Q:
    """Work billed as it is done: by the hour, and not with a whole quote already."""
    whole = whole_balances(business, standing).filter(quote=OuterRef("mission__quote"))
    return Q(~Exists(whole), mission__terms=Mission.Terms.HOURLY)


def _after_deposit(standing: InvoiceQuerySet) -> Q:
    """Was a deposit of the mission's quote billed, and no balance yet?"""
    of_quote = standing.filter(quote=OuterRef("mission__quote"))
    deposits, balances = (of_quote.filter(kind=kind) for kind in (Kind.DEPOSIT, Kind.BALANCE))
    return Exists(deposits) & ~Exists(balances)


def _set_prices(business: Business, client: Contact | None) -> list[PriceDue]:
    """Missions at a set price, agreed without a quote, that are not wholly billed."""
    rows = Mission.objects.of(business).filter(
        quote=None, cancelled_on__isnull=True, price__gt=0, **_of(client, "client")
    )
    rows = rows.exclude(terms=Mission.Terms.HOURLY)
    missions = list(rows.select_related("client").order_by("signed_on", "pk"))
    left = left_of_prices(business, missions)
    return [PriceDue(mission, left[mission.pk]) for mission in missions if left[mission.pk]]


def _quotes(
    business: Business, client: Contact | None, standing: InvoiceQuerySet, on: dt.date
) -> list[QuoteDue]:
    """Accepted quotes not wholly billed; those by the hour are billed by their sessions."""
    of_quote = standing.filter(quote=OuterRef("pk"))
    sums = of_quote.values("quote").annotate(sum=Sum("gross")).values("sum")
    rows = (
        Quote.objects.of(business)
        .filter(accepted_on__isnull=False, withdrawn_on__isnull=True, **_of(client, "client"))
        .exclude(Exists(of_quote.filter(kind=Kind.BALANCE)))
        .annotate(
            billed=Coalesce(sums, NOTHING),
            has_deposit=Exists(of_quote.filter(kind=Kind.DEPOSIT)),
        )
        .select_related("client", "mission")
        .defer("frozen")
        .order_by("accepted_on", "pk")
    )
    return [due for row in rows if (due := _quote_due(row, on))]


def _quote_due(quote: Quote, on: dt.date) -> QuoteDue | None:
    mission = getattr(quote, "mission", None)
    left = quote.gross - getattr(quote, "billed", NOTHING)
    wants_deposit = bool(quote.deposit) and not getattr(quote, "has_deposit", False)
    by_the_hour = mission is not None and mission.terms == Mission.Terms.HOURLY
    if left <= 0 or (by_the_hour and not wants_deposit):
        return None
    payable = mission.payable_from if mission else None
    return QuoteDue(
        quote, left, wants_deposit, blocked_until=payable if payable and payable > on else None
    )


def _time(
    business: Business, client: Contact | None, standing: InvoiceQuerySet, on: dt.date
) -> list[TimeDue]:
    """Sold time on no invoice; where a session of the mission tells that day, it is the session."""
    billed = BilledTime.objects.filter(
        entry=OuterRef("pk"), line__invoice__in=standing.values("pk")
    )
    told = WorkSession.objects.filter(mission=OuterRef("mission"), on=OuterRef("on"))
    rows = (
        TimeEntry.objects.of(business)
        .filter(sold_seconds__gt=0)
        .filter(
            _by_the_hour(business, standing) | Q(mission=None, on__gt=on - RECENT) & ~Q(label="")
        )
        .filter(**_of(client, "mission__client"))
        .exclude(Exists(billed))
        .exclude(Exists(told))
        .select_related("mission__client")
        .order_by("on", "pk")
    )
    return [_time_due(group) for group in _by_mission_or_name(rows)]


def _by_mission_or_name(rows: Iterable[TimeEntry]) -> list[list[TimeEntry]]:
    groups: dict[tuple[int | None, str], list[TimeEntry]] = {}
    for row in rows:
        label = "" if row.mission_id else row.label.casefold()
        groups.setdefault((row.mission_id, label), []).append(row)
    return list(groups.values())


def _time_due(rows: list[TimeEntry]) -> TimeDue:
    return TimeDue(
        mission=rows[0].mission,
        label=rows[-1].label,
        entries=tuple(row.pk for row in rows),
        seconds=sum(row.sold_seconds for row in rows),
        first=rows[0].on,
        last=rows[-1].on,
    )


def _of(client: Contact | None, column: str) -> dict[str, Contact]:
    return {column: client} if client else {}
