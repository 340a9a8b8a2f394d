"""What came in, what went out and what the law takes, from her rows; what is supposed is said."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Case, CharField, Count, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Cast, Substr

from casquettes.engine.countries.pack import Household, Pack
from casquettes.engine.countries.regimes import pack_of
from casquettes.engine.launch.plan import priors as launch_priors
from casquettes.engine.levies import Rules, Taken, taken
from casquettes.engine.margins import Kept
from casquettes.engine.periods import Period
from casquettes.finance.models import Expense, Payment
from casquettes.kernel.models import Business
from casquettes.logistics.models import Trip
from casquettes.pilot.queries.beliefs import Believed, typed

KM, PAY, CASH, REST = "costs.km", "costs.pay_month", "cash.balance", "choices.rest_value"
LINE, REDUCED, FLAT_TAX = "law.line", "law.reduced", "law.flat_tax"
# She declares by the month, where the law lets her choose.
MONTHLY = "law.monthly"
ADULTS, CHILDREN, LONE, OTHER_INCOME = (
    "law.household.adults",
    "law.household.children",
    "law.household.lone_parent",
    "law.household.other_taxable",
)
LAW_KEYS = (LINE, REDUCED, FLAT_TAX, MONTHLY, ADULTS, CHILDREN, LONE, OTHER_INCOME)
Told = dict[str, Believed]
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Costs:
    """The figures nobody measured: what a kilometre costs, her pay, an hour of rest, her cash."""

    km: Believed
    pay_month: Believed
    rest: Believed
    cash: Believed | None


@dataclass(frozen=True, slots=True)
class Law:
    """The pack of her country and how she stands in it; `supposed` names what she never said."""

    pack: Pack | None
    rules: Rules
    supposed: frozenset[str]
    monthly: bool = False


@dataclass(frozen=True, slots=True)
class Flows:
    """Money that moved in a period, and how many rows stand behind each."""

    receipts: dict[dt.date, Decimal]  # by first of month, ex VAT
    payments: int
    expenses: dict[dt.date, Decimal]  # by first of month
    expense_rows: int
    on_missions: Decimal  # of the expenses, those one mission caused
    planned: Decimal  # of the expenses, those that come back by plan
    km: Decimal
    trips: int

    @property
    def received(self) -> Decimal:
        return sum(self.receipts.values(), Decimal(0))

    @property
    def spent(self) -> Decimal:
        return sum(self.expenses.values(), Decimal(0))


@dataclass(frozen=True, slots=True)
class Account:
    """A period's money from what came in to what is left."""

    flows: Flows
    costs: Costs
    law: Law
    taken: Taken | None  # None where the law of her country is not in the house
    vehicle: Decimal

    @property
    def complete(self) -> bool:
        """Is the law known for every month that brought or cost something?"""
        return self.taken is not None and not self.taken.unknown

    @property
    def kept(self) -> Kept:
        """What is left; what the law takes counts as nothing where it is not known."""
        return Kept(
            receipts=self.flows.received,
            expenses=self.flows.spent,
            vehicle=self.vehicle,
            levies=_cents(self.taken.levies if self.taken else None),
            income_tax=_cents(self.taken.income_tax if self.taken else None),
        )

    @property
    def law_takes(self) -> Decimal:
        """Contributions and income tax, as far as they are known."""
        return self.kept.levies + self.kept.income_tax

    @property
    def left(self) -> Decimal:
        """Of what came in, what the law leaves."""
        return self.kept.receipts - self.law_takes


def told(business: Business) -> Told:
    """All that she typed of her costs and of how she is levied, in one question."""
    return typed(business, (KM, PAY, CASH, REST, *LAW_KEYS))


def costs(business: Business, known: Told | None = None) -> Costs:
    """What she typed of each, else the prior."""
    hers = told(business) if known is None else known

    def figure(key: str, prior: Decimal) -> Believed:
        return hers.get(key, Believed(prior, "prior"))

    return Costs(
        km=figure(KM, Decimal("0.35")),
        pay_month=figure(PAY, Decimal(str(launch_priors()["plan"]["target_income"]))),
        rest=figure(REST, Decimal(6)),
        cash=hers.get(CASH),
    )


def law(business: Business, known: Told | None = None) -> Law:
    """How she is levied: from the type of her activity and her start, unless she says otherwise."""
    pack = pack_of(business.country)
    hers = told(business) if known is None else known
    said = {key: belief.value for key, belief in hers.items()}
    line = ""
    if pack is not None:
        line = pack.line_for(business.activity_type)
        rank = int(said.get(LINE, -1))
        if 0 <= rank < len(pack.lines):
            line = pack.lines[rank]
    reduced = bool(said.get(REDUCED, 1))
    return Law(
        pack=pack,
        rules=Rules(
            line=line,
            reduced_since=business.started_on if reduced else None,
            flat_tax=bool(said.get(FLAT_TAX, 0)),
            household=_household(said),
        ),
        supposed=frozenset({LINE, REDUCED, FLAT_TAX} - said.keys()),
        monthly=bool(said.get(MONTHLY, 0)),
    )


def account(business: Business, period: Period, known: Told | None = None) -> Account:
    """The money of a period from receipts to what is left."""
    hers = told(business) if known is None else known
    moved, supposed, rules = flows(business, period), costs(business, hers), law(business, hers)
    levied = None
    if rules.pack is not None:
        levied = taken(rules.pack, rules.rules, moved.receipts, expenses=moved.expenses)
    vehicle = (moved.km * supposed.km.value).quantize(CENT)
    return Account(moved, supposed, rules, levied, vehicle)


def flows(business: Business, period: Period) -> Flows:
    """Receipts by the day they came, expenses by theirs, kilometres driven."""
    days = {"on__gte": period.first, "on__lte": period.last}
    month = Substr(Cast("on", CharField(max_length=10)), 1, 7)
    expenses = (
        Expense.objects.of(business)
        .filter(**days)
        .order_by()
        .annotate(month=month)
        .values_list("month")
        .annotate(
            Sum("amount"),
            Count("id"),
            caused=Sum("amount", filter=Q(mission__isnull=False)),
            planned=Sum("amount", filter=Q(recurring__isnull=False)),
        )
    )
    spent = {_first(m): (_cents(a), n, _cents(o), _cents(p)) for m, a, n, o, p in expenses}
    receipts, payments = _receipts(business, period)
    trips = Trip.objects.of(business).filter(**days).aggregate(km=Sum("km"), n=Count("id"))
    return Flows(
        receipts=receipts,
        payments=payments,
        expenses={m: amount for m, (amount, *_rest) in spent.items()},
        expense_rows=sum(n for _a, n, *_rest in spent.values()),
        on_missions=sum((o for _a, _n, o, _p in spent.values()), Decimal(0)),
        planned=sum((p for *_rest, p in spent.values()), Decimal(0)),
        km=(trips["km"] or Decimal(0)).quantize(Decimal("0.1")),
        trips=trips["n"],
    )


def receipts_by_day(business: Business, period: Period) -> dict[dt.date, Decimal]:
    """What came in each day, ex VAT; refunds taken off."""
    rows = _payments(business, period).values_list("on").annotate(Sum("amount"), Count("id"))
    found = {on: _cents(amount) for on, amount, _n in rows.filter(invoice__vat=0)}
    for on, amount in _with_vat(business, period):
        found[on] = found.get(on, Decimal(0)) + amount
    return found


def _receipts(business: Business, period: Period) -> tuple[dict[dt.date, Decimal], int]:
    months: dict[dt.date, Decimal] = defaultdict(Decimal)
    rows = (
        _payments(business, period)
        .annotate(
            month=Substr(Cast("on", CharField(max_length=10)), 1, 7),
            with_vat=Case(When(invoice__vat=0, then=Value(0)), default=Value(1)),
        )
        .values_list("month", "with_vat")
        .annotate(Sum("amount"), Count("id"))
    )
    count, ever_with_vat = 0, False
    for month, with_vat, amount, payments in rows:
        count += payments
        ever_with_vat = ever_with_vat or bool(with_vat)
        if not with_vat:
            months[_first(month)] += _cents(amount)
    for on, amount in _with_vat(business, period) if ever_with_vat else ():
        months[on.replace(day=1)] += amount
    return dict(months), count


def _with_vat(business: Business, period: Period) -> list[tuple[dt.date, Decimal]]:
    """Each payment of an invoice with VAT: its part without VAT, to the cent."""
    rows = _payments(business, period).exclude(invoice__vat=0)
    return [
        (on, (amount * net / gross).quantize(CENT) if gross else amount)
        for on, amount, net, gross in rows.values_list(
            "on", "amount", "invoice__net", "invoice__gross"
        )
    ]


def _payments(business: Business, period: Period) -> QuerySet[Payment]:
    return Payment.objects.filter(
        business=business, on__gte=period.first, on__lte=period.last
    ).order_by()


def _household(said: dict[str, Decimal]) -> Household | None:
    """Who is taxed together, once she said how many adults."""
    if ADULTS not in said:
        return None
    return Household(
        adults=max(1, int(said[ADULTS])),
        children=max(0, int(said.get(CHILDREN, 0))),
        lone_parent=bool(said.get(LONE, 0)),
        other_taxable=said.get(OTHER_INCOME, Decimal(0)),
    )


def _first(month: str) -> dt.date:
    return dt.date.fromisoformat(f"{month}-01")


def _cents(amount: Decimal | None) -> Decimal:
    """SQLite adds decimals as floating numbers: a sum of cents is whole cents again."""
    return (amount or Decimal(0)).quantize(CENT)
