"""Her quotes as a list: found, counted by what is to be done with them, and summed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from casquettes.formats.names import folded
from casquettes.kernel.models import Business
from casquettes.sales.models import Quote, QuoteMessage, QuoteQuerySet
from casquettes.sales.queries.quotes import State, state_of

TO_SEND, WAITING, ACCEPTED, CLOSED = "send", "waiting", "accepted", "closed"
TABS = (TO_SEND, WAITING, ACCEPTED, CLOSED)
MOST_WORDS = 8
SOON_DAYS = 7


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for an answer: how much, how many, how many to come back to today."""

    amount: Decimal
    count: int
    due: int
    questions: int


@dataclass(frozen=True, slots=True)
class Row:
    """A quote of the list: where it stands, in a word and a shape."""

    quote: Quote
    state: State
    words: str
    look: str


@dataclass(frozen=True, slots=True)
class Sums:
    """The totals of a list."""

    count: int
    amounts: list[tuple[str, Decimal]]  # currency, gross


def found(business: Business, *, tab: str, words: str, on: dt.date) -> QuoteQuerySet:
    """The quotes of a tab that hold every word; versions that were replaced stay behind."""
    rows = Quote.objects.of(business).exclude(_replaced())
    if tab in TABS:
        rows = rows.filter(_in_tab(tab, on))
    for word in folded(words).split()[:MOST_WORDS]:
        rows = rows.filter(
            Q(client__search_text__contains=word)
            | Q(title__icontains=word)
            | Q(number__icontains=word)
        )
    return rows.select_related("client", "replaced_by")


def counts(business: Business, *, on: dt.date) -> dict[str, int]:
    """How many quotes each tab holds, in one question."""
    rows = Quote.objects.of(business).exclude(_replaced())
    return rows.aggregate(**{tab: Count("pk", filter=_in_tab(tab, on)) for tab in TABS})


def waiting(business: Business, *, on: dt.date) -> Waiting:
    """What the clients have in hand today."""
    rows = Quote.objects.of(business).exclude(_replaced()).filter(_in_tab(WAITING, on))
    facts = rows.aggregate(
        amount=Sum("gross"), count=Count("pk"), due=Count("pk", filter=Q(follow_up_on__lte=on))
    )
    questions = QuoteMessage.objects.filter(
        business=business, quote__removed_at__isnull=True, from_client=True, read_at__isnull=True
    )
    return Waiting(facts["amount"] or Decimal(0), facts["count"], facts["due"], questions.count())


def sums(rows: QuoteQuerySet) -> Sums:
    """The totals of a list, one sum a currency."""
    by_currency = (
        rows.order_by("currency")
        .values_list("currency")
        .annotate(gross=Sum("gross"), n=Count("pk"))
    )
    told = list(by_currency)
    return Sums(sum(n for _c, _g, n in told), [(currency, gross) for currency, gross, _n in told])


def rows_of(quotes: Iterable[Quote], *, on: dt.date) -> list[Row]:
    """Each quote with where it stands."""
    return [row_of(quote, on=on) for quote in quotes]


def row_of(quote: Quote, *, on: dt.date) -> Row:
    """A quote with where it stands, in a word and a shape."""
    state = state_of(quote, on=on)
    return Row(quote, state, said(quote, state, on=on), look_of(quote, state, on=on))


def said(quote: Quote, state: State, *, on: dt.date) -> str:
    """Where it stands, in a word."""
    if state in (State.SENT, State.OPENED) and quote.valid_until is not None:
        left = (quote.valid_until - on).days
        if left == 0:
            return _("last day")
    return {
        State.DRAFT: pgettext("quote", "draft"),
        State.ISSUED: pgettext("quote", "to send"),
        State.SENT: pgettext("quote", "sent"),
        State.OPENED: pgettext("quote", "read"),
        State.ACCEPTED: pgettext("quote", "accepted"),
        State.REFUSED: pgettext("quote", "refused"),
        State.EXPIRED: pgettext("quote", "out of date"),
        State.REPLACED: pgettext("quote", "replaced"),
        State.WITHDRAWN: pgettext("quote", "taken back"),
    }[state]


def look_of(quote: Quote, state: State, *, on: dt.date) -> str:
    """The shape of its dot."""
    if state in (State.SENT, State.OPENED):
        late = quote.follow_up_on is not None and quote.follow_up_on <= on
        return "warn" if late else "on"
    return {
        State.ACCEPTED: "good",
        State.REFUSED: "bad",
        State.WITHDRAWN: "bad",
        State.ISSUED: "warn",
    }.get(state, "")


def _replaced() -> Q:
    return Q(replaced_by__issued_on__isnull=False, replaced_by__removed_at__isnull=True)


def _in_tab(tab: str, on: dt.date) -> Q:
    answered = Q(accepted_on__isnull=False) | Q(refused_on__isnull=False)
    over = Q(valid_until__lt=on, issued_on__isnull=False)
    return {
        TO_SEND: Q(sent_at__isnull=True) & ~answered & ~over,
        WAITING: Q(sent_at__isnull=False) & ~answered & ~over,
        ACCEPTED: Q(accepted_on__isnull=False, withdrawn_on__isnull=True),
        CLOSED: Q(withdrawn_on__isnull=False) | Q(refused_on__isnull=False) | (over & ~answered),
    }[tab]
