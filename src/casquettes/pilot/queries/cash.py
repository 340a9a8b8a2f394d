"""Cash ahead, from her rows: open, agreed, likely, planned, owed. See docs/method/cash.md."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from casquettes.engine.cash import (
    Balance,
    Kind,
    Movement,
    Projection,
    cents,
    expected_on,
    horizon,
    month_ends,
    owed_by_day,
    project,
    repeats,
    usual_wait,
    win_rate,
)
from casquettes.engine.levies import taken
from casquettes.engine.periods import ONE_DAY, Period, month_of, months_to
from casquettes.finance.models import Expense, Invoice, Payment, RecurringExpense
from casquettes.finance.queries.settling import standing_of
from casquettes.finance.queries.waiting import Waiting
from casquettes.kernel.models import Business
from casquettes.pilot.queries.beliefs import Believed
from casquettes.pilot.queries.kept import Account
from casquettes.production.models import Mission, WorkSession
from casquettes.sales.models import Quote

NOTHING = Decimal(0)
FRESH_DAYS = 31
# Beyond, what moved since is not known well enough to bring a balance to today.
TOO_OLD = dt.timedelta(days=183)
ANSWERS = dt.timedelta(days=730)  # her rate of acceptance is that of two years
# Days before any is known: from the work to its money, from a quote to its money.
WORK_DAYS, QUOTE_DAYS = 14, 45
RETURNS = 9  # months that a return of the law may look back to
LIKELY: tuple[Kind, ...] = ("quote", "agreed")


@dataclass(frozen=True, slots=True)
class Waits:
    """Her usual days: past the due day, from the work and from the quote to the money."""

    past_due: int
    work: int
    quote: int
    payments: int


@dataclass(frozen=True, slots=True)
class Part:
    """What one kind of movement adds up to over the days ahead."""

    kind: Kind
    amount: Decimal
    count: int


@dataclass(frozen=True, slots=True)
class Ahead:
    """Ninety days of her account, and all that it rests on."""

    told: Believed
    today: dt.date
    account: Projection
    waits: Waits
    # None where no quote was answered: then none is counted.
    quote_rate: float | None
    answered: int
    # Open invoices nobody counts on any more, and those in a dispute.
    lost: Decimal
    lost_count: int
    pay: Believed
    # Is the law known for the months whose levies fall due?
    law_known: bool

    @property
    def told_days(self) -> int:
        """How long ago she gave the balance."""
        return (self.today - self.told.on).days if self.told.on else 0

    @property
    def is_old(self) -> bool:
        return self.told_days > FRESH_DAYS

    @property
    def parts(self) -> list[Part]:
        """What comes and goes, by kind, in the order it is told."""
        totals = self.account.totals()
        order: tuple[Kind, ...] = (
            *("invoice", "agreed", "quote", "planned", "usual", "pay", "levy"),
        )
        return [Part(kind, *totals[kind]) for kind in order if kind in totals]

    @property
    def without_likely(self) -> Projection:
        """If no quote were accepted, and no agreed work paid in time."""
        return self.account.without(LIKELY)


def ahead(
    business: Business,
    *,
    today: dt.date,
    account: Account,
    waiting: Waiting,
    sessions: Sequence[WorkSession],
) -> Ahead | None:
    """Her account over the next ninety days; None without a balance of the last six months.

    `account` is that of the last twelve months, `waiting` what may be billed and `sessions` the
    planned ones of those days, with their missions.
    """
    told = account.costs.cash
    if told is None or (told.on is not None and today - told.on > TOO_OLD):
        return None
    last = horizon(today)
    start = Balance(min(told.on or today, today), told.value)
    coming = Period(today + ONE_DAY, last)
    paid = _payments(business, today)
    waits = _waits(paid)
    open_ones, lost = _open_invoices(business, waits, today)
    rate, answered, quotes = _quotes(business, waits, today)
    agreed = _agreed(business, waiting, sessions, waits, today)
    expected = [*open_ones, *agreed, *quotes]
    levies, law_known = _levies(business, account, expected, Period(start.on, last))
    movements = [
        *_since(business, start.on, today, paid),
        *expected,
        *_planned(business, last),
        *_usual(business, account, coming),
        *_pay(account, Period(start.on + ONE_DAY, last)),
        *levies,
    ]
    return Ahead(
        told=told,
        today=today,
        account=project(start, movements, last=last).since(today),
        waits=waits,
        quote_rate=rate,
        answered=answered,
        lost=sum(lost, NOTHING),
        lost_count=len(lost),
        pay=account.costs.pay_month,
        law_known=law_known,
    )


def _payments(business: Business, today: dt.date) -> list[tuple[Any, ...]]:
    """Each payment of a year: day, amount, and the days of its invoice and quote."""
    rows = Payment.objects.filter(business=business, on__gte=months_to(today, 12).first)
    return list(
        rows.order_by().values_list(
            *("on", "amount", "invoice__due_on", "invoice__served_to", "invoice__issued_on"),
            *("invoice__kind", "invoice__quote__issued_on"),
        )
    )


def _waits(paid: Iterable[tuple[Any, ...]]) -> Waits:
    past_due, work, quote = [], [], []
    for on, amount, due_on, served_to, issued_on, kind, quoted_on in paid:
        if amount <= 0:
            continue
        if due_on:
            past_due.append((on - due_on).days)
        if kind != Invoice.Kind.DEPOSIT:
            work.append((on - (served_to or issued_on)).days)
            if quoted_on:
                quote.append((on - quoted_on).days)
    usual = usual_wait(work)
    worked = WORK_DAYS if usual is None else max(0, usual)
    from_quote = usual_wait(quote)
    return Waits(
        past_due=usual_wait(past_due) or 0,
        work=worked,
        quote=max(worked, QUOTE_DAYS if from_quote is None else from_quote),
        payments=len(past_due),
    )


def _since(
    business: Business, told_on: dt.date, today: dt.date, paid: Iterable[tuple[Any, ...]]
) -> Iterator[Movement]:
    """What moved for sure since she gave the balance."""
    for on, amount, *_invoice in paid:
        if told_on < on <= today:
            yield Movement(on, amount, "received")
    spent = Expense.objects.of(business).filter(on__gt=told_on, on__lte=today).order_by()
    if told_on < today:
        for on, amount in spent.values_list("on", "amount"):
            yield Movement(on, -amount, "spent")


def _open_invoices(
    business: Business, waits: Waits, today: dt.date
) -> tuple[list[Movement], list[Decimal]]:
    """What clients owe, on the day they usually pay; and what is not counted on."""
    rows = Invoice.objects.of(business).unpaid().order_by()
    found, lost = [], []
    for number, due_on, issued_on, gross, net, paid, disputed_on in rows.values_list(
        "number", "due_on", "issued_on", "gross", "net", "paid", "disputed_on"
    ):
        left = cents((gross - paid) * net / gross)
        if left <= 0:
            continue
        on = expected_on(due_on or issued_on or today, wait=waits.past_due, today=today)
        if disputed_on is not None or on is None:
            lost.append(left)
        else:
            found.append(Movement(on, left, "invoice", number or ""))
    return found, lost


def _quotes(
    business: Business, waits: Waits, today: dt.date
) -> tuple[float | None, int, list[Movement]]:
    """How often her quotes are accepted, out of how many, and what those sent may bring."""
    rows = (
        Quote.objects.of(business)
        .filter(issued_on__gte=today - ANSWERS, issued_on__lte=today)
        .exclude(replaced_by__issued_on__isnull=False, replaced_by__removed_at__isnull=True)
        .order_by()
        .values_list("number", "issued_on", "valid_until", "accepted_on", "refused_on", "net")
    )
    won = answered = 0
    sent = []
    for number, issued_on, valid_until, accepted_on, refused_on, net in rows:
        over = valid_until is not None and valid_until < today
        if accepted_on or refused_on or over:
            answered += 1
            won += accepted_on is not None
        elif issued_on is not None:
            sent.append((number or "", issued_on, net))
    rate = win_rate(won, answered)
    if rate is None:
        return None, 0, []
    soonest = today + dt.timedelta(days=max(1, waits.work))
    after = dt.timedelta(days=waits.quote)
    likely = [
        Movement(max(on + after, soonest), cents(net * Decimal(rate)), "quote", number)
        for number, on, net in sent
    ]
    return rate, answered, likely


def _agreed(
    business: Business,
    waiting: Waiting,
    sessions: Sequence[WorkSession],
    waits: Waits,
    today: dt.date,
) -> list[Movement]:
    """Work agreed and not billed: done, planned, or to be done for a price that is set."""
    wait = dt.timedelta(days=max(1, waits.work))
    hours: dict[Mission, list[Movement]] = defaultdict(list)
    last_days: dict[int, dt.date] = {}
    for session in sessions:
        last_days[session.mission_id] = max(session.on, last_days.get(session.mission_id, today))
        minutes = session.planned_minutes * session.persons
        hours[session.mission] += _of_hours(session.mission, minutes, session.on + wait)
    for due in waiting.sessions:
        hours[due.mission] += _of_hours(due.mission, due.minutes, today + wait)
    for time in waiting.time:
        if time.mission is not None:
            hours[time.mission] += _of_hours(time.mission, time.seconds // 60, today + wait)
    found = [one for movements in hours.values() for one in movements]
    for price in waiting.missions:
        day = last_days.get(price.mission.pk, today) + wait
        found.append(Movement(day, price.left, "agreed", price.mission.title))
    found += _of_quotes(waiting, last_days, wait, today)
    return [*found, *_deposits(business, hours)]


def _of_quotes(
    waiting: Waiting, last_days: dict[int, dt.date], wait: dt.timedelta, today: dt.date
) -> Iterator[Movement]:
    """What is left to bill of accepted quotes; those by the hour are told by their sessions."""
    for owed in waiting.quotes:
        quote = owed.quote
        mission = getattr(quote, "mission", None)
        if mission is not None and mission.terms == Mission.Terms.HOURLY:
            continue
        day = max(last_days.get(mission.pk if mission else 0, today), owed.blocked_until or today)
        yield Movement(
            day + wait, cents(owed.left * quote.net / quote.gross), "agreed", quote.title
        )


def _of_hours(mission: Mission, minutes: int, on: dt.date) -> list[Movement]:
    """Hours of a mission that is billed by the hour, where its price is known."""
    if mission.terms != Mission.Terms.HOURLY or mission.price is None:
        return []
    return [Movement(on, cents(mission.price * minutes / 60), "agreed", mission.title)]


def _deposits(business: Business, hours: Mapping[Mission, list[Movement]]) -> Iterator[Movement]:
    """What was asked for ahead is taken off the hours it pays, the first ones first."""
    ahead_of = {mission.quote_id: mission for mission, told in hours.items() if told}
    ahead_of.pop(None, None)
    if not ahead_of:
        return
    balances = standing_of(business).filter(kind=Invoice.Kind.BALANCE, quote__in=ahead_of)
    rows = (
        Invoice.objects.of(business)
        .issued()
        .filter(quote__in=ahead_of)
        .exclude(quote__in=balances.order_by().values("quote"))
        .filter(Q(kind=Invoice.Kind.DEPOSIT) | Q(corrects__kind=Invoice.Kind.DEPOSIT))
        .order_by()
        .values_list("quote")
        .annotate(Sum("net"))
    )
    for quote, net in rows:
        mission, left = ahead_of[quote], cents(net)
        off = _("%(title)s, deposit taken off") % {"title": mission.title}
        for one in sorted(hours[mission], key=lambda one: one.on):
            part = min(left, one.amount)
            if part > 0:
                yield Movement(one.on, -part, "agreed", off)
                left -= part


def _planned(business: Business, last: dt.date) -> Iterator[Movement]:
    """Expenses that come back by plan."""
    rows = RecurringExpense.objects.filter(business=business, stopped_on=None, next_on__lte=last)
    for row in rows.order_by("next_on", "id"):
        for on in repeats(
            row.next_on, every_months=max(1, row.every_months), last=last, until=row.last_on
        ):
            yield Movement(on, -row.amount, "planned", row.label)


def _usual(business: Business, account: Account, coming: Period) -> Iterator[Movement]:
    """All other expenses, as in a mean month of the last twelve."""
    today = coming.first - ONE_DAY
    year = months_to(today, 12)
    first = max(year.first, min(business.started_on or year.first, today))
    spent = account.flows.spent - account.flows.planned
    months = max(Decimal(1), Decimal(Period(first, today).days) * 12 / Decimal("365.25"))
    for on, part in month_ends(coming):
        yield Movement(on, -cents(spent / months * part), "usual")


def _pay(account: Account, days: Period) -> Iterator[Movement]:
    """What she wants to earn, at the end of each month."""
    for on, _part in month_ends(days):
        yield Movement(on, -account.costs.pay_month.value, "pay")


def _levies(
    business: Business, account: Account, expected: Iterable[Movement], days: Period
) -> tuple[list[Movement], bool]:
    """What the law asks for on the days of its calendar; is it known for all of them?"""
    pack = account.law.pack
    if pack is None:
        return [], False
    receipts: dict[dt.date, Decimal] = defaultdict(Decimal, account.flows.receipts)
    for movement in expected:
        receipts[movement.on.replace(day=1)] += movement.amount

    def payable_on(month: dt.date) -> dt.date:
        return pack.payable_on(month, started_on=business.started_on, monthly=account.law.monthly)

    rules = replace(account.law.rules, household=None)
    owed, known = {}, True
    back = months_to(month_of(days.first).last, RETURNS).first
    for month in (part.first for part in Period(back, days.last).months()):
        if days.first < payable_on(month) <= days.last:
            spent = {month: account.flows.expenses.get(month, NOTHING)}
            asked = taken(pack, rules, {month: receipts.get(month, NOTHING)}, expenses=spent)
            known = known and not asked.unknown
            owed[month] = cents(asked.levies + asked.income_tax)
    by_day = owed_by_day(owed, payable_on)
    return [Movement(on, -amount, "levy") for on, amount in by_day.items()], known
