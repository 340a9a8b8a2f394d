"""Her invoices: found, counted by state, summed; each row in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casquettes.finance.models import Invoice, InvoiceQuerySet
from casquettes.finance.queries.settling import with_credited
from casquettes.finance.queries.states import STATE_NAMES, State, state_of
from casquettes.formats.names import folded
from casquettes.kernel.models import Business, Contact
from casquettes.ui.numbers import read_amount
from casquettes.ui.wording import day, money

NOTHING = Decimal(0)
ALL, DRAFTS, TO_SEND, WAITING, LATE, PAID = "", "drafts", "to_send", "waiting", "late", "paid"
TABS = (ALL, DRAFTS, TO_SEND, WAITING, LATE, PAID)
Kind = Invoice.Kind
LOOKS = {
    State.DRAFT: "",
    State.CREDITED: "",
    State.PAID: "good",
    State.DISPUTED: "warn",
    State.LATE: "bad",
    State.PARTLY_PAID: "on",
    State.SENT: "on",
    State.ISSUED: "",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which invoices she is looking for; what is empty leaves all of them."""

    state: str = ALL
    kind: str = ""
    client: Contact | None = None
    first: dt.date | None = None
    last: dt.date | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class CurrencySum:
    """What invoices of one currency come to, and what of it is still due."""

    currency: str
    gross: Decimal
    due: Decimal


@dataclass(frozen=True, slots=True)
class Sums:
    """What the invoices found add up to; drafts and credit notes included."""

    count: int
    by_currency: tuple[CurrencySum, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How many invoices are in each state, what is to be received and what of it is late."""

    counts: dict[str, int]
    to_receive: Decimal
    late: Decimal
    late_clients: int


@dataclass(frozen=True, slots=True)
class Said:
    """Where an invoice stands, in a word or a few; `look` is the class of its mark."""

    look: str
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """An invoice as the list shows it."""

    invoice: Invoice
    state: Said
    title: str


def _in_state(state: str, on: dt.date) -> Q:
    issued, unpaid = Q(issued_on__isnull=False), Q(paid_on__isnull=True)
    waits = issued & unpaid & Q(gross__gt=0)
    return {
        ALL: Q(),
        DRAFTS: ~issued,
        TO_SEND: issued & unpaid & Q(sent_at__isnull=True),
        WAITING: waits & Q(due_on__gte=on),
        LATE: waits & Q(due_on__lt=on),
        PAID: Q(paid_on__isnull=False),
    }[state]


def standing(business: Business, *, on: dt.date) -> Standing:
    """Every count of the tabs and the figures above them, in one query."""
    due = F("gross") - F("paid")
    late = _in_state(LATE, on)
    waits = late | _in_state(WAITING, on)
    ours = Q(currency=business.currency)
    told = (
        Invoice.objects.of(business)
        .order_by()
        .aggregate(
            **{
                f"n_{state}": Count("id", filter=_in_state(state, on)) if state else Count("id")
                for state in TABS
            },
            to_receive=Sum(due, filter=waits & ours, default=NOTHING),
            late=Sum(due, filter=late & ours, default=NOTHING),
            late_clients=Count("client_id", filter=late & ours, distinct=True),
        )
    )
    return Standing(
        counts={state: told[f"n_{state}"] for state in TABS},
        to_receive=told["to_receive"],
        late=told["late"],
        late_clients=told["late_clients"],
    )


def found(business: Business, wanted: Wanted, *, on: dt.date) -> InvoiceQuerySet:
    """The invoices wanted: drafts first, then the latest issued."""
    rows = Invoice.objects.of(business).filter(_in_state(wanted.state, on))
    exact = {
        "kind": wanted.kind or None,
        "client": wanted.client,
        "issued_on__gte": wanted.first,
        "issued_on__lte": wanted.last,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value is not None})
    for word in wanted.words.split()[:8]:
        rows = rows.filter(_holds(word))
    return rows.order_by(F("issued_on").desc(nulls_first=True), "-rank", "-id")


def sums(rows: InvoiceQuerySet) -> Sums:
    """What these invoices add up to, in one query."""
    owed = Q(issued_on__isnull=False, paid_on__isnull=True, gross__gt=0)
    groups = list(
        rows.order_by()
        .values("currency")
        .annotate(
            count=Count("id"),
            whole=Sum("gross"),
            left=Sum(F("gross") - F("paid"), filter=owed, default=NOTHING),
        )
    )
    groups.sort(key=lambda group: -group["count"])
    return Sums(
        count=sum(group["count"] for group in groups),
        by_currency=tuple(
            CurrencySum(group["currency"], group["whole"], group["left"]) for group in groups
        ),
    )


def shown(rows: QuerySet[Invoice]) -> QuerySet[Invoice]:
    """With what a row of the list names, and without the frozen text of the document."""
    assert isinstance(rows, InvoiceQuerySet)
    return (
        with_credited(rows).select_related("client", "corrects").defer("frozen", "corrects__frozen")
    )


def row_of(invoice: Invoice, *, on: dt.date) -> Row:
    """The invoice with its state in words; `shown` gave it."""
    return Row(invoice, said_of(invoice, on=on), title_of(invoice))


def title_of(invoice: Invoice) -> str:
    """What it is about: its title, else its kind."""
    return invoice.title or str(Kind(invoice.kind).label).capitalize()


def said_of(invoice: Invoice, *, on: dt.date) -> Said:
    """Where the invoice stands on that day, in words."""
    state = state_of(invoice, on=on)
    if invoice.kind == Kind.CREDIT_NOTE and state != State.DRAFT:
        number = invoice.corrects.number if invoice.corrects else ""
        return Said("", _("taken off %(number)s") % {"number": number})
    if state == State.PAID and invoice.due < 0:
        facts = {"sum": money(-invoice.due, invoice.currency)}
        return Said("warn", _("%(sum)s paid too much") % facts)
    return Said(LOOKS[state], _words(invoice, state, on))


def _words(invoice: Invoice, state: State, on: dt.date) -> str:
    if state == State.PAID and invoice.paid_on:
        return _("paid on %(day)s") % {"day": day(invoice.paid_on)}
    if state == State.DISPUTED and invoice.disputed_on:
        return _("disputed since %(day)s") % {"day": day(invoice.disputed_on)}
    if state == State.LATE and invoice.due_on:
        late = (on - invoice.due_on).days
        return ngettext("%(n)s day late", "%(n)s days late", late) % {"n": late}
    if state == State.PARTLY_PAID:
        return _("%(sum)s left to pay") % {"sum": money(invoice.due, invoice.currency)}
    return _("to send") if state == State.ISSUED else str(STATE_NAMES[state])


def _holds(word: str) -> Q:
    holds = (
        Q(number__icontains=word)
        | Q(title__icontains=word)
        | Q(client__search_text__contains=folded(word))
    )
    amount = read_amount(word)
    return holds if amount is None else holds | Q(gross=amount) | Q(gross=-amount)


def years(business: Business, *, today: dt.date) -> list[int]:
    """The years an invoice was issued in, latest first; always this one."""
    issued = Invoice.objects.of(business).issued().order_by("issued_on")
    first = issued.values_list("issued_on", flat=True).first()
    return list(range(today.year, (first.year if first else today.year) - 1, -1))
