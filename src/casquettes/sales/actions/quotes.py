"""A quote that leaves, is replaced, and is answered: what happens once, and is proven."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, cast

from django.db import transaction
from django.utils.translation import gettext as _

from casquettes.engine import documents
from casquettes.kernel import journal
from casquettes.kernel.models import Identity, NumberSeries
from casquettes.kernel.numbering import next_number
from casquettes.kernel.queries.identity import IdentityIncomplete, allowed_rates, demand_complete
from casquettes.sales.actions.drafts import (
    QuoteRefused,
    change_draft,
    draft_of,
    draft_quote,
    locked,
)
from casquettes.sales.models import Quote, QuoteAnswer, QuoteLine
from casquettes.sales.queries import quotes as queries
from casquettes.sales.queries.quotes import WAITING, State, may_keep, state_of
from casquettes.ui.wording import percent

__all__ = [
    "QuoteRefused",
    "Reply",
    "accept",
    "change_draft",
    "choose_options",
    "draft_quote",
    "follow_up",
    "issue_quote",
    "keep",
    "mark_opened",
    "mark_sent",
    "new_version",
    "refuse",
    "withdraw",
]
ISSUE, REPLACE = "issue_quote", "replace_quote"
ACCEPT, REFUSE, WITHDRAW = "accept_quote", "refuse_quote", "withdraw_quote"
KEEP = "keep_quote"
# When she hears of a quote again, unless she says otherwise.
FOLLOW_UP_DAYS = 7
Kind = QuoteAnswer.Kind


@dataclass(frozen=True)
class Reply:
    """What a client answered: on the page, or noted by her (`by_hand`)."""

    name: str = ""
    # The network it came from: "192.0.2.0/24".
    network: str = ""
    by_hand: bool = False
    # Ids of the lines taken among the options.
    options: Collection[int] = ()
    # The client asks in writing to begin within the 14 days.
    early_start: bool = False
    reason: str = ""
    # What was ticked, in the words that were read.
    facts: Mapping[str, Any] = field(default_factory=dict)
    # She takes an answer that comes after the last day.
    late: bool = False
    # The day a paper was signed, when she notes it later.
    signed_on: dt.date | None = None
    # The day she was told of a withdrawal.
    told_on: dt.date | None = None


@transaction.atomic
def issue_quote(quote: Quote, *, at: dt.datetime) -> Quote:
    """The quote numbered, dated and frozen word for word; the version before it stands no more."""
    quote = locked(quote)
    on = quote.business.local_day(at)
    if quote.issued_on is not None:
        raise QuoteRefused(_("This quote was already issued."))
    _check_complete(quote, on=on)
    before = _replaced(quote)
    quote.issued_on = on
    quote.valid_until = queries.document_of(quote, on=on).valid_until
    quote.number = before.number if before else _number(quote, on=on)
    document = queries.document_of(quote, on=on)
    quote.frozen = documents.to_plain(document)
    quote.sha256 = documents.sha256(document)
    totals = document.totals
    quote.net, quote.vat, quote.gross = totals.net, totals.vat, totals.gross
    quote.save()
    _record(ISSUE, quote, at=at)
    if before is not None:
        _record(REPLACE, before, at=at, by_version=quote.version)
    return quote


@transaction.atomic
def new_version(quote: Quote, *, at: dt.datetime) -> Quote:
    """A draft that will take the place of this quote, under its number, once it is issued."""
    quote = locked(quote)
    state = state_of(quote, on=quote.business.local_day(at))
    if state is State.DRAFT:
        raise QuoteRefused(_("This quote is still a draft: change it as it is."))
    if state in (State.ACCEPTED, State.WITHDRAWN):
        text = _("An accepted quote is a contract: make another quote for what changes.")
        raise QuoteRefused(text)
    if state is State.REPLACED:
        raise QuoteRefused(_("A newer version has already replaced this quote."))
    draft = draft_of(quote)
    waiting = getattr(quote, "replaced_by", None)
    if waiting is not None:
        if waiting.removed_at is None:
            return cast("Quote", waiting)
        waiting.replaces = None
        waiting.save(update_fields=["replaces"])
    made = draft_quote(quote.business, draft, at=at)
    made.replaces, made.version, made.valid_until = quote, quote.version + 1, None
    made.save(update_fields=["replaces", "version", "valid_until"])
    return made


@transaction.atomic
def mark_sent(quote: Quote, *, at: dt.datetime) -> Quote:
    """The quote is on its way to the client; she will hear of it again in a week."""
    quote = locked(quote)
    if quote.issued_on is None:
        raise QuoteRefused(_("Issue the quote first: what the client reads must not change."))
    quote.sent_at = quote.sent_at or at
    if quote.follow_up_on is None:
        quote.follow_up_on = quote.business.local_day(at) + dt.timedelta(days=FOLLOW_UP_DAYS)
    quote.save(update_fields=["sent_at", "follow_up_on"])
    return quote


def mark_opened(quote: Quote, *, at: dt.datetime) -> None:
    """The client has read the quote; only the first time counts."""
    Quote.objects.of(quote.business).filter(pk=quote.pk, opened_at__isnull=True).update(
        opened_at=at
    )


def follow_up(quote: Quote, *, on: dt.date | None) -> None:
    """The day she wants to hear of this quote again, or none."""
    quote.follow_up_on = on
    quote.save(update_fields=["follow_up_on"])


@transaction.atomic
def choose_options(quote: Quote, options: Collection[int], *, at: dt.datetime) -> Quote:
    """The quote with these options among what is agreed, and no other; totals follow."""
    quote = locked(quote)
    _check_open(quote, at=at, late=True)
    return _take_options(quote, options, at=at)


@transaction.atomic
def accept(quote: Quote, reply: Reply, *, at: dt.datetime) -> QuoteAnswer:
    """The proof that the client accepted what was issued, with these options; once only."""
    quote = locked(quote)
    _check_open(quote, at=at, late=reply.by_hand and reply.late)
    if not reply.name.strip():
        raise QuoteRefused(_("Write the name of who accepts."), "name")
    _take_options(quote, reply.options, at=at)
    quote.accepted_on = _signed_on(quote, reply, at=at)
    quote.follow_up_on = None
    quote.save(update_fields=["accepted_on", "follow_up_on"])
    taken = [line.pk for line in quote.lines.all() if line.chosen]
    return _answer(ACCEPT, Kind.ACCEPTED, quote, reply, at=at, options=taken)


@transaction.atomic
def refuse(quote: Quote, reply: Reply, *, at: dt.datetime) -> QuoteAnswer:
    """The client does not want it; the reason, when told, stays with the quote."""
    quote = locked(quote)
    _check_open(quote, at=at, late=True)
    quote.refused_on = quote.business.local_day(at)
    quote.refusal_reason = reply.reason.strip()[:300]
    quote.follow_up_on = None
    quote.save(update_fields=["refused_on", "refusal_reason", "follow_up_on"])
    return _answer(REFUSE, Kind.REFUSED, quote, reply, at=at)


@transaction.atomic
def withdraw(
    quote: Quote, reply: Reply, *, at: dt.datetime, until: dt.date | None = None
) -> QuoteAnswer:
    """The client takes back the acceptance: until that day by right, later when she agrees.

    On the page it is today; noted by her, the day she was told.
    """
    quote = locked(quote)
    if quote.accepted_on is None:
        raise QuoteRefused(_("This quote was not accepted: there is nothing to take back."))
    if quote.withdrawn_on is not None:
        raise QuoteRefused(_("This acceptance was already taken back."))
    on = _told_on(quote, reply, at=at)
    if not reply.by_hand and (until is None or on > until):
        raise QuoteRefused(_("The days to change one’s mind are over: write to us."))
    quote.withdrawn_on = on
    quote.save(update_fields=["withdrawn_on"])
    return _answer(WITHDRAW, Kind.WITHDRAWN, quote, reply, at=at)


@transaction.atomic
def keep(quote: Quote, *, at: dt.datetime) -> QuoteAnswer:
    """The withdrawal she noted that very day was a mistake: the contract stands, as it did.

    What a client took back themselves, or another day, is over: only a new quote binds again.
    """
    quote = locked(quote)
    if not may_keep(quote, on=quote.business.local_day(at)):
        text = _("This contract has ended: make a new quote for what comes next.")
        raise QuoteRefused(text)
    quote.withdrawn_on = None
    quote.save(update_fields=["withdrawn_on"])
    return _answer(KEEP, Kind.KEPT, quote, Reply(by_hand=True), at=at)


def _told_on(quote: Quote, reply: Reply, *, at: dt.datetime) -> dt.date:
    """The day of the withdrawal: today, or the one she was told, since the acceptance."""
    today = quote.business.local_day(at)
    on = (reply.told_on if reply.by_hand else None) or today
    if quote.accepted_on is not None and on < quote.accepted_on:
        raise QuoteRefused(_("The quote was not accepted yet on that day."), "on")
    if on > today:
        raise QuoteRefused(_("This day has not come yet."), "on")
    return on


def _signed_on(quote: Quote, reply: Reply, *, at: dt.datetime) -> dt.date:
    """The day of the contract: today, or the one she notes, since the quote was issued."""
    today = quote.business.local_day(at)
    on = (reply.signed_on if reply.by_hand else None) or today
    if quote.issued_on is not None and on < quote.issued_on:
        raise QuoteRefused(_("The quote was not issued yet on that day."), "on")
    if on > today:
        raise QuoteRefused(_("This day has not come yet."), "on")
    return on


def _take_options(quote: Quote, options: Collection[int], *, at: dt.datetime) -> Quote:
    rows = list(quote.lines.all())
    offered = {row.pk for row in rows if row.is_option}
    if not set(options) <= offered:
        raise QuoteRefused(_("Choose among the options of this quote."), "options")
    for row in rows:
        row.chosen = row.pk in options
    QuoteLine.objects.bulk_update(rows, ["chosen"])
    on = quote.business.local_day(at)
    totals = queries.totals_with(quote, options, on=on)
    quote.net, quote.vat, quote.gross = totals.net, totals.vat, totals.gross
    quote.save(update_fields=["net", "vat", "gross"])
    return quote


def _check_complete(quote: Quote, *, on: dt.date) -> None:
    """Raises QuoteRefused for what must be said before a client reads it."""
    try:
        identity = demand_complete(quote.business, on=on)
    except IdentityIncomplete as incomplete:
        raise QuoteRefused(str(incomplete), "identity") from incomplete
    if not any(not line.is_option for line in quote.lines.all()):
        raise QuoteRefused(_("Add at least one line that is not an option."), "lines")
    _refuse_unknown_rates(quote, identity, on=on)
    if quote.gross < 0:
        raise QuoteRefused(_("The total is below zero: lower what is deducted."), "lines")
    if quote.valid_until is not None and quote.valid_until < on:
        raise QuoteRefused(_("Give a day to come: the quote would already be over."), "valid_until")


def _refuse_unknown_rates(quote: Quote, identity: Identity, *, on: dt.date) -> None:
    """A rate the invoice could not carry is told before the client reads it."""
    allowed = allowed_rates(identity, on=on) if identity.owes_vat(on) else None
    if allowed is None:
        return
    for line in quote.lines.all():
        if line.vat_rate and line.vat_rate not in allowed:
            text = _("%(rate)s is not a rate of VAT where you are. Take one of: %(allowed)s.")
            rates = ", ".join(percent(float(rate) / 100) for rate in sorted(allowed, reverse=True))
            facts = {"rate": percent(float(line.vat_rate) / 100), "allowed": rates}
            raise QuoteRefused(text % facts, "lines")


def _number(quote: Quote, *, on: dt.date) -> str:
    return next_number(quote.business, NumberSeries.Kind.QUOTE, on=on).number


def _replaced(quote: Quote) -> Quote | None:
    """The version this one replaces, held; refused when the client has answered in between."""
    if quote.replaces is None:
        return None
    before = locked(quote.replaces)
    if before.accepted_on is not None:
        text = _("The client has accepted the version before this one in the meantime.")
        raise QuoteRefused(text)
    return before


def _check_open(quote: Quote, *, at: dt.datetime, late: bool) -> None:
    """Raises QuoteRefused unless the client may still answer."""
    state = state_of(quote, on=quote.business.local_day(at))
    if state in WAITING or (state is State.EXPIRED and late):
        return
    sentences = {
        State.DRAFT: _("This quote has not left yet."),
        State.ACCEPTED: _("This quote was already accepted."),
        State.REFUSED: _("This quote was already refused."),
        State.WITHDRAWN: _("This acceptance was already taken back."),
        State.REPLACED: _("A newer version has replaced this quote: answer that one."),
        State.EXPIRED: _("The last day of this quote has passed: ask for a new one."),
    }
    raise QuoteRefused(sentences[state])


def _answer(
    verb: str, kind: str, quote: Quote, reply: Reply, *, at: dt.datetime, **facts: Any
) -> QuoteAnswer:
    answer = QuoteAnswer.objects.create(
        business=quote.business,
        quote=quote,
        kind=kind,
        at=at,
        name=reply.name.strip()[:160],
        reason=reply.reason.strip()[:500],
        network=reply.network,
        by_hand=reply.by_hand,
        document_sha256=quote.sha256,
        facts={**reply.facts, **facts},
        early_start=reply.early_start,
    )
    more: dict[str, Any] = {"by_hand": reply.by_hand, **facts}
    if reply.name:
        more["name"] = journal.digest_of(reply.name.strip())
    _record(verb, quote, at=at, **more)
    return answer


def _record(verb: str, quote: Quote, *, at: dt.datetime, **facts: Any) -> None:
    """Quotes are promises, not money received: nothing enters the perpetual total."""
    sums: dict[str, Decimal] = {"net": quote.net, "vat": quote.vat, "gross": quote.gross}
    payload = {
        "number": quote.number,
        "version": quote.version,
        "sha256": quote.sha256,
        **{name: journal.cents(amount) for name, amount in sums.items()},
        **facts,
    }
    journal.record(quote.business, verb, at=at, subject=quote, payload=payload)
