"""Are invoices and payments still what the journal says they were, and is no number missing?"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from typing import Any

from casquettes.engine import journal as chain
from casquettes.finance.models import Invoice, InvoiceFile, InvoiceLine, Payment
from casquettes.kernel import journal
from casquettes.kernel.models import Business, JournalEntry
from casquettes.kernel.queries.numbers import CHANGE_NUMBERS

ISSUE = "issue_invoice"
PAYMENTS = ("note_payment", "note_refund", "undo_payment")
AT_A_TIME = 500
# What the row and its entry both say.
COLUMNS = ("kind", "year", "rank", "issued_on", "due_on", "currency", "sha256")
AMOUNTS = ("net", "vat", "gross")


class Why(StrEnum):
    """What is wrong with a document."""

    ALTERED = "document_altered"  # the row is not what was issued
    LINES = "lines_altered"  # its lines are not those that were printed
    GONE = "document_gone"  # the journal knows it, the table does not
    UNKNOWN = "document_unknown"  # issued, and no entry of the journal says so
    GAP = "number_missing"  # a rank of its series was never issued
    PAYMENTS = "payments_altered"  # not the payments that were noted
    FILE = "file_altered"  # a kept file is not the one that was made


@dataclass(frozen=True, slots=True)
class Flaw:
    """The first document that is not as it was issued: its number, and the entry that tells."""

    why: Why
    number: str
    rank: int


def first_flaw(business: Business) -> Flaw | None:
    """The first thing wrong with the documents of a journal that is itself whole; None if none."""
    entries = list(_entries(business, ISSUE, CHANGE_NUMBERS))
    told = {facts["number"]: (rank, facts) for rank, facts in entries if "number" in facts}
    for check in (_of_series(entries), _of_rows(business, told), _of_payments(business)):
        for flaw in check:
            return flaw
    return None


def _entries(business: Business, *verbs: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Rank and facts of the entries of these verbs, in the order they were written."""
    rows = JournalEntry.objects.filter(business=business, verb__in=verbs).order_by("rank")
    for rank, payload in rows.values_list("rank", "payload").iterator(2000):
        yield rank, chain.read(payload)


def _of_series(entries: Iterable[tuple[int, dict[str, Any]]]) -> Iterator[Flaw]:
    """Each rank follows the one before in its series and year, until she numbers otherwise."""
    last: dict[tuple[str, int], int] = {}
    for rank, facts in entries:
        if "number" not in facts:
            last.clear()
            continue
        key = (facts["series"], facts["year"])
        before = last.get(key)
        if before is not None and facts["rank"] != before + 1:
            yield Flaw(Why.GAP, facts["number"], rank)
        last[key] = facts["rank"]


def _of_rows(business: Business, told: dict[str, tuple[int, dict[str, Any]]]) -> Iterator[Flaw]:
    left = dict(told)
    rows = (
        Invoice.objects.filter(business=business, issued_on__isnull=False)
        .prefetch_related("lines__deducts")
        .order_by("pk")
    )
    last = max((rank for rank, _facts in told.values()), default=0)
    for invoice in rows.iterator(AT_A_TIME):
        number = invoice.number or ""
        rank, facts = left.pop(number, (last, None))
        why = Why.UNKNOWN if facts is None else _why(invoice, facts)
        if why is not None:
            yield Flaw(why, number, rank)
    for number, (rank, _facts) in left.items():
        yield Flaw(Why.GONE, number, rank)
    yield from _of_files(business, told)


def _why(invoice: Invoice, facts: dict[str, Any]) -> Why | None:
    for name in COLUMNS:
        value = getattr(invoice, name)
        if (value.isoformat() if isinstance(value, dt.date) else value) != facts[name]:
            return Why.ALTERED
    if any(journal.cents(getattr(invoice, name)) != facts[name] for name in AMOUNTS):
        return Why.ALTERED
    frozen = invoice.frozen or {}
    # What was frozen is the canonical form itself: no need to read it as a document.
    text = json.dumps(frozen, sort_keys=True, separators=(",", ":"))
    if sha256(text.encode()).hexdigest() != facts["sha256"]:
        return Why.ALTERED
    if frozen.get("number") != facts["number"]:
        return Why.ALTERED
    return None if _same_lines(invoice, frozen) else Why.LINES


def _same_lines(invoice: Invoice, frozen: dict[str, Any]) -> bool:
    """The rows still give the lines that were printed."""
    return [_of_row(row) for row in invoice.lines.all()] == [
        _as_printed(told) for told in frozen["lines"]
    ]


def _of_row(row: InvoiceLine) -> tuple[Any, ...]:
    deducted = (row.deducts.number or "") if row.deducts else ""
    words = (row.description, row.unit, row.nature, row.detail, row.group, row.covers, deducted)
    amounts = (row.quantity, row.unit_price, row.discount_rate, row.vat_rate)
    return (*words, row.sap, *amounts)


def _as_printed(told: dict[str, Any]) -> tuple[Any, ...]:
    """A line of the frozen text; what says nothing was left out of it."""
    words = (
        told["description"],
        told["unit"],
        told.get("nature", "service"),
        told.get("detail", ""),
        told.get("group", ""),
        told.get("covers", "service"),
        told.get("deducts", ""),
    )
    names = ("quantity", "unit_price", "discount_rate", "vat_rate")
    amounts = (Decimal(told.get(name) or 0) for name in names)
    return (*words, told.get("sap", False), *amounts)


def _of_files(business: Business, told: dict[str, tuple[int, dict[str, Any]]]) -> Iterator[Flaw]:
    files = InvoiceFile.objects.filter(business=business).select_related("invoice")
    for file in files.order_by("pk").iterator(50):
        if sha256(bytes(file.content)).hexdigest() != file.sha256:
            number = file.invoice.number or ""
            yield Flaw(Why.FILE, number, told.get(number, (0, None))[0])


def _of_payments(business: Business) -> Iterator[Flaw]:
    """The payments of the table are those of the journal, each as often, and add up."""
    noted: Counter[tuple[Any, ...]] = Counter()
    ranks: dict[tuple[Any, ...], int] = {}
    last = 0
    for rank, facts in _entries(business, *PAYMENTS):
        key = tuple(facts[name] for name in ("number", "on", "amount", "method", "noted_at"))
        noted[key] += 1
        ranks[key] = last = rank
    for payment in (
        Payment.objects.filter(business=business).select_related("invoice").iterator(2000)
    ):
        key = (
            payment.invoice.number,
            payment.on.isoformat(),
            journal.cents(payment.amount),
            payment.method,
            payment.noted_at.astimezone(dt.UTC).isoformat(),
        )
        noted[key] -= 1
        if noted[key] < 0:
            yield Flaw(Why.PAYMENTS, payment.invoice.number or "", last)
    for key, count in noted.items():
        if count > 0:
            yield Flaw(Why.PAYMENTS, key[0], ranks[key])
    for number in _miscounted(business):
        yield Flaw(Why.PAYMENTS, number, last)


def _miscounted(business: Business) -> Iterator[str]:
    """The invoices whose paid amount is not the sum of what was set against them."""
    sums: dict[int, Decimal] = defaultdict(Decimal)
    for pk, amount in Payment.objects.filter(business=business).values_list("invoice", "amount"):
        sums[pk] += amount
    rows = list(
        Invoice.objects.filter(business=business, issued_on__isnull=False)
        .order_by("pk")
        .values_list("pk", "number", "corrects", "gross", "paid")
    )
    for pk, _number, corrects, gross, _paid in rows:
        if corrects is not None:
            sums[corrects] -= gross
            sums[pk] += gross
    for pk, number, _corrects, _gross, paid in rows:
        if sums[pk] != paid:
            yield number or ""
