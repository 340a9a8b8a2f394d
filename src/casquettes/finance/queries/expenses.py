"""What was spent: found, summed by category, expected again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, F, Q, QuerySet, Sum

from casquettes.engine.hats import Hat
from casquettes.finance.models import Expense, RecurringExpense
from casquettes.finance.queries.categories import USUAL, category_name
from casquettes.kernel.models import HAT_NAMES, Business
from casquettes.ui.numbers import read_amount

MOST_SUGGESTED = 100
NO_CATEGORY = "none"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which expenses she is looking for; what is empty leaves all of them."""

    first: dt.date | None = None
    last: dt.date | None = None
    category: str = ""
    hat: str = ""
    mission: int | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class CategorySum:
    """What one category took."""

    key: str
    name: str
    amount: Decimal
    count: int


@dataclass(frozen=True, slots=True)
class Sums:
    """What the expenses found add up to, the largest category first."""

    count: int
    amount: Decimal
    by_category: tuple[CategorySum, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What she noted last under a label."""

    label: str
    category: str
    hat: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Due:
    """A recurring expense whose day has come."""

    recurring: RecurringExpense
    on: dt.date


@dataclass(frozen=True, slots=True)
class Line:
    """An expense with the words it is shown under."""

    expense: Expense
    category: str
    hat: str
    detail: str


def line_of(expense: Expense) -> Line:
    """The expense with its category and hat by name, and whom or what it was for."""
    about = (expense.supplier, expense.mission, expense.note)
    return Line(
        expense,
        category=category_name(expense.category),
        hat=str(HAT_NAMES[Hat(expense.hat)]) if expense.hat else "",
        detail=", ".join(str(word) for word in about if word),
    )


def found(business: Business, wanted: Wanted) -> QuerySet[Expense]:
    """The expenses wanted, latest first, with what their rows name."""
    exact = {
        "on__gte": wanted.first,
        "on__lte": wanted.last,
        "category": "" if wanted.category == NO_CATEGORY else wanted.category or None,
        "hat": wanted.hat or None,
        "mission_id": wanted.mission,
    }
    rows = Expense.objects.of(business)
    rows = rows.filter(**{name: value for name, value in exact.items() if value is not None})
    for word in wanted.words.split()[:8]:
        rows = rows.filter(_holds(word))
    return rows.select_related("mission", "supplier").order_by("-on", "-id")


def sums(rows: QuerySet[Expense]) -> Sums:
    """What these expenses add up to, in one query."""
    groups = rows.order_by().values("category").annotate(amount=Sum("amount"), count=Count("id"))
    shares = [
        CategorySum(g["category"], category_name(g["category"]), g["amount"], g["count"])
        for g in groups
    ]
    return Sums(
        count=sum(share.count for share in shares),
        amount=sum((share.amount for share in shares), Decimal(0)),
        by_category=tuple(sorted(shares, key=lambda share: -share.amount)),
    )


def spent(business: Business, first: dt.date, last: dt.date) -> Decimal:
    """What went out between two days, both included."""
    rows = Expense.objects.of(business).filter(on__gte=first, on__lte=last)
    total: Decimal = rows.aggregate(total=Sum("amount", default=Decimal(0)))["total"]
    return total


def suggestions(business: Business) -> list[Suggestion]:
    """Her labels, latest first, each with what it was last noted as."""
    rows = Expense.objects.of(business).order_by("-on", "-id")
    known: dict[str, Suggestion] = {}
    columns = rows.values_list("label", "category", "hat", "amount")[: MOST_SUGGESTED * 10]
    for label, category, hat, amount in columns:
        known.setdefault(label.casefold(), Suggestion(label, category, hat, amount))
    return list(known.values())[:MOST_SUGGESTED]


def last_like(business: Business, label: str) -> Suggestion | None:
    """What this label was last noted as, whatever its capitals."""
    rows = Expense.objects.of(business).filter(label__iexact=label.strip())
    row = rows.order_by("-on", "-id").values_list("label", "category", "hat", "amount").first()
    return Suggestion(*row) if row else None


def categories(business: Business) -> list[tuple[str, str]]:
    """Key and name of every category: the usual ones, then her own."""
    used = Expense.objects.of(business).exclude(category="").order_by("category")
    usual = [(category.key, str(category.name)) for category in USUAL]
    known = {key for key, _name in usual}
    own = used.values_list("category", flat=True).distinct()
    return [*usual, *((key, key) for key in own if key not in known)]


def years(business: Business, *, today: dt.date) -> list[int]:
    """The years something was spent in, latest first; always this one."""
    first = Expense.objects.of(business).order_by("on").values_list("on", flat=True).first()
    return list(range(today.year, (first.year if first else today.year) - 1, -1))


def due(business: Business, *, on: dt.date) -> list[Due]:
    """The recurring expenses whose day has come, the oldest first."""
    return [Due(recurring, recurring.next_on) for recurring in _going_on(business, on)]


def recurring(business: Business) -> Iterable[RecurringExpense]:
    """Everything that comes back, what still does first."""
    rows = RecurringExpense.objects.filter(business=business)
    return rows.order_by(F("stopped_on").asc(nulls_first=True), "next_on", "id")


def _going_on(business: Business, on: dt.date) -> QuerySet[RecurringExpense]:
    return (
        RecurringExpense.objects.filter(business=business, stopped_on__isnull=True, next_on__lte=on)
        .filter(Q(last_on__isnull=True) | Q(last_on__gte=F("next_on")))
        .order_by("next_on", "id")
    )


def _holds(word: str) -> Q:
    holds = Q()
    for field in ("label", "note", "mission__title", "supplier__company", "supplier__last_name"):
        holds |= Q(**{f"{field}__icontains": word})
    amount = read_amount(word)
    return holds if amount is None else holds | Q(amount=amount)
