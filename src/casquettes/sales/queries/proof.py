"""Are quotes and their answers still what the journal says they were?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from casquettes.engine import journal as chain
from casquettes.kernel import journal
from casquettes.kernel.models import Business, JournalEntry
from casquettes.sales.models import Quote, QuoteAnswer

ISSUE, WITHDRAW, KEEP = "issue_quote", "withdraw_quote", "keep_quote"
# The kind of answer each of these entries tells, and the day it gives the quote.
ANSWERS = {
    "accept_quote": (QuoteAnswer.Kind.ACCEPTED, "accepted_on"),
    "refuse_quote": (QuoteAnswer.Kind.REFUSED, "refused_on"),
    WITHDRAW: (QuoteAnswer.Kind.WITHDRAWN, "withdrawn_on"),
    # The withdrawal before it was a mistake: the acceptance stands.
    KEEP: (QuoteAnswer.Kind.KEPT, "accepted_on"),
}
AMOUNTS = ("net", "vat", "gross")


def altered_quotes(business: Business) -> Iterator[tuple[str, int]]:
    """Number, and rank of the entry that tells, of each that is not as it was issued or answered.

    The journal itself must be whole.
    """
    rows = Quote.objects.filter(business=business, issued_on__isnull=False)
    by_name = {(row.number, row.version): row for row in rows.prefetch_related("answers")}
    told = set()
    entries = list(_entries(business))
    last = {_name(facts): verb for _rank, verb, facts in entries if verb in (WITHDRAW, KEEP)}
    for rank, verb, facts in entries:
        name = _name(facts)
        told.add(name)
        quote = by_name.get(name)
        whole = quote is not None and (
            _is_as_issued(quote, facts)
            if verb == ISSUE
            else _is_answered(quote, verb, facts, kept=last.get(name) == KEEP)
        )
        if not whole:
            yield facts["number"], rank
    for number, version in by_name.keys() - told:
        yield number or str(version), 0


def _name(facts: dict[str, Any]) -> tuple[str, int]:
    return facts["number"], facts["version"]


def _entries(business: Business) -> Iterator[tuple[int, str, dict[str, Any]]]:
    rows = JournalEntry.objects.filter(business=business, verb__in=(ISSUE, *ANSWERS))
    for rank, verb, payload in rows.order_by("rank").values_list("rank", "verb", "payload"):
        yield rank, verb, chain.read(payload)


def _is_as_issued(quote: Quote, facts: dict[str, Any]) -> bool:
    # What was frozen is the canonical form itself: no need to read it as a document.
    text = json.dumps(quote.frozen or {}, sort_keys=True, separators=(",", ":"))
    digest = sha256(text.encode()).hexdigest()
    return digest == quote.sha256 and quote.sha256 == facts["sha256"]


def _is_answered(quote: Quote, verb: str, facts: dict[str, Any], *, kept: bool) -> bool:
    """`kept`: the last withdrawal was struck out, so that no day of one stands."""
    kind, day = ANSWERS[verb]
    over = verb == WITHDRAW and kept
    if (getattr(quote, day) is None) is not over:
        return False
    if any(journal.cents(getattr(quote, name)) != facts[name] for name in AMOUNTS):
        return False
    return any(
        answer.kind == kind
        and answer.document_sha256 == facts["sha256"]
        and answer.by_hand == facts["by_hand"]
        and ("name" not in facts or journal.digest_of(answer.name) == facts["name"])
        for answer in quote.answers.all()
    )
