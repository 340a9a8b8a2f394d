"""The journal: acts that must never change, written in the transaction of the act itself.

A room calls `record` where the act is done. What enters, and what never does, is told in
docs/method/journal.md.
"""

from __future__ import annotations

import datetime as dt
import hmac
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from hashlib import sha256
from typing import Any

from django.db import models, transaction
from django.db.models import Count, Sum

from casquettes.engine import journal as chain
from casquettes.engine.journal import COLUMNS, FORMAT, Fault, Head, Line, Received, Verdict, Why
from casquettes.kernel import seals
from casquettes.kernel.models import Business, JournalEntry

FOUND, LET_IN, SHUT_OUT, CHANGE_FACTS = "found", "let_in", "shut_out", "change_facts"
BACK_UP, BACK_UP_FAILED, EXPORT, ARCHIVE = "back_up", "back_up_failed", "export", "archive"
RESTORE, RECEIVE = "restore", "receive"
CLOSE_DAY, CLOSE_MONTH, CLOSE_YEAR = "close_day", "close_month", "close_year"
# What each closing keeps together, from a local day.
PERIODS = {CLOSE_DAY: "%Y-%m-%d", CLOSE_MONTH: "%Y-%m", CLOSE_YEAR: "%Y"}
AT_A_TIME = 2000


@dataclass(frozen=True, slots=True)
class Act:
    """What is written down: what was done, to what, with which facts, for how much money."""

    verb: str
    subject: models.Model | None = None
    payload: Mapping[str, Any] | None = None
    amount: int | None = None  # cents


@transaction.atomic
def record(
    business: Business,
    verb: str,
    *,
    at: dt.datetime,
    subject: models.Model | None = None,
    payload: Mapping[str, Any] | None = None,
    amount: Decimal | None = None,
) -> JournalEntry:
    """Write an act down for ever, after closing the days, months and years it leaves behind.

    `amount` is money, counted in the perpetual total; no personal data in `payload`: `digest_of`
    stands for a name.
    """
    hold(business)
    last = _last(business)
    for closing in _closings_due(business, last, at):
        last = _append(business, last, closing, at)
    act = Act(verb, subject, payload, None if amount is None else cents(amount))
    entry = _append(business, last, act, at)
    _keep_head(business, entry)
    return entry


def hold(business: Business) -> None:
    """One writer at a time for this business: the others wait here until its act has ended.

    An act that reads before it writes its entry (is it billed, what is paid?) holds first.
    """
    Business.objects.select_for_update(no_key=True).filter(pk=business.pk).first()


def cents(amount: Decimal) -> int:
    """Money as whole cents. Raises ValueError for a part of a cent."""
    whole = int(amount * 100)
    if whole != amount * 100:
        raise ValueError("An amount of the journal is in whole cents.")
    return whole


def digest_of(text: str) -> str:
    """What stands for something personal in a payload: tells nothing without the journal's key."""
    key = chain.chain_key(seals.master_key(), "personal")
    return hmac.new(key, text.encode(), sha256).hexdigest()[:32]


def lines_of(business: Business) -> Iterator[Line]:
    """Every entry of a business, in rank order, as it is signed."""
    rows = JournalEntry.objects.filter(business=business).order_by("rank").values_list(*COLUMNS)
    return (Line(*row) for row in rows.iterator(AT_A_TIME))


def verify(business: Business) -> Verdict:
    """Walk the whole journal and compare it with the head that was kept."""
    forged = False
    head = None
    try:
        head = seals.kept_head(business.pk)
    except seals.HeadForged:
        forged = True
    received = received_by(_last(business, verb=RECEIVE))
    verdict = chain.check(
        lines_of(business), master=seals.master_key(), head=head, received=received
    )
    bad = verdict.first_bad
    if forged and (bad is None or bad.why is Why.HEADLESS):
        rank = verdict.last.rank if verdict.last else 0
        return Verdict(verdict.entries, verdict.last, Fault(rank + 1, Why.FORGED_HEAD))
    return verdict


def received_by(entry: JournalEntry | None) -> Received | None:
    """The entries signed elsewhere that this one vouches for."""
    if entry is None:
        return None
    try:
        digests = bytes.fromhex(chain.read(entry.payload)["digests"])
    except (ValueError, KeyError, TypeError):
        digests = b""
    return Received(entry.rank, entry.chain, digests)


@transaction.atomic
def receive(business: Business, *, at: dt.datetime, payload: Mapping[str, Any]) -> JournalEntry:
    """Vouch for entries that came from elsewhere, signed with a key that is not here.

    A chain of this installation begins with it; from now on a change in them is seen.
    """
    last = _last(business)
    digests = b"".join(chain.digest(line) for line in lines_of(business))
    act = Act(RECEIVE, business, {**payload, "digests": digests.hex()})
    entry = _append(business, last, act, at, chain_id=secrets.token_hex(16))
    _keep_head(business, entry)
    return entry


def head_of(entry: JournalEntry) -> Head:
    """An entry as the head of its journal."""
    return Head(entry.chain, entry.rank, entry.signature, entry.perpetual_total, entry.at)


def _last(business: Business, *, verb: str | None = None) -> JournalEntry | None:
    entries = JournalEntry.objects.filter(business=business)
    if verb is not None:
        entries = entries.filter(verb=verb)
    return entries.order_by("-rank").first()


def _append(
    business: Business,
    last: JournalEntry | None,
    act: Act,
    at: dt.datetime,
    *,
    chain_id: str | None = None,
) -> JournalEntry:
    subject = act.subject
    line = Line(
        format=FORMAT,
        chain=chain_id or (last.chain if last else secrets.token_hex(16)),
        rank=last.rank + 1 if last else 1,
        at=at.astimezone(dt.UTC).isoformat(),
        verb=act.verb,
        subject_kind=subject._meta.label_lower if subject else "",  # noqa: SLF001 Django's name
        subject_id=subject.pk if subject else None,
        payload=chain.canonical(dict(act.payload or {})),
        amount=act.amount,
        perpetual_total=(last.perpetual_total if last else 0) + (act.amount or 0),
        previous=last.signature if last else "",
    )
    key = chain.chain_key(seals.master_key(), line.chain)
    values = {name: getattr(line, name) for name in COLUMNS}
    values["signature"] = chain.sign(key, "entry", line.text())
    return JournalEntry.objects.create(business=business, **values)


def _keep_head(business: Business, entry: JournalEntry) -> None:
    """Once the act is sure, keep the new head, unless the journal no longer holds the old one."""
    try:
        known = seals.kept_head(business.pk)
    except seals.HeadForged:
        return
    begins = entry.verb == RECEIVE
    if known is None or begins or _holds(business, known):
        head = head_of(entry)
        transaction.on_commit(partial(seals.keep_head, business.pk, head), robust=True)


def _holds(business: Business, head: Head) -> bool:
    return JournalEntry.objects.filter(
        business=business, chain=head.chain, rank=head.rank, signature=head.signature
    ).exists()


def _closings_due(business: Business, last: JournalEntry | None, at: dt.datetime) -> Iterator[Act]:
    """The periods that end between the last entry and a new one, shortest first."""
    if last is None:
        return
    before = business.local_day(dt.datetime.fromisoformat(last.at))
    now = business.local_day(at)
    for verb, shape in PERIODS.items():
        if now > before and now.strftime(shape) != before.strftime(shape):
            yield Act(verb, business, _totals(business, verb, before.strftime(shape)))


def _totals(business: Business, verb: str, period: str) -> dict[str, Any]:
    """What a closing tells: the entries since the closing of the same kind before it."""
    since = _last(business, verb=verb)
    entries = JournalEntry.objects.filter(business=business, rank__gt=since.rank if since else 0)
    facts = entries.aggregate(entries=Count("rank"), total=Sum("amount"))
    last = _last(business)
    assert last is not None
    return {
        "period": period,
        "entries": facts["entries"],
        "from_rank": since.rank + 1 if since else 1,
        "to_rank": last.rank,
        "total": facts["total"] or 0,
        "perpetual_total": last.perpetual_total,
    }
