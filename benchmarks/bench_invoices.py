"""Invoices: writing and issuing one, its files, and 10,000 of them looked through."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from benchmarks import ledgers, volumes
from benchmarks.rows import Row, median, milliseconds, p95, processor_milliseconds, row

TIMES = 100


def rows() -> Iterator[Row]:
    """Milliseconds in process, on a data folder of its own, every issue sure on the disk."""
    volumes.settle()
    from django.db import transaction

    from casquettes.finance.actions.drafts import InvoiceDraft, LineDraft, draft_invoice
    from casquettes.finance.actions.files import file_of
    from casquettes.finance.actions.issuing import issue_invoice
    from casquettes.finance.models import Invoice
    from casquettes.finance.queries.proof import first_flaw
    from casquettes.kernel import http

    business = ledgers.issued_invoices()
    clients = list(business.contacts.all()[:50])
    at = http.now_for(business)
    lines = [
        LineDraft("Tri du garage", Decimal(48), Decimal("3.5")),
        LineDraft("Trajet", Decimal(12)),
    ]
    made = []

    def create_and_issue() -> None:
        with transaction.atomic():
            draft = InvoiceDraft(clients[len(made) % 50], lines)
            made.append(issue_invoice(draft_invoice(business, draft, at=at), at=at))

    taken = milliseconds(create_and_issue, times=TIMES)
    worked = processor_milliseconds(create_and_issue, times=20)
    detail = f"processor {worked:.1f} ms, with its entry in the journal"
    yield row("create and issue: median", 15, median(taken), "ms", detail)
    yield row("create and issue: 95 %", None, p95(taken), "ms")

    file_of(made[0], "pdf", at=at)
    waiting = iter(made[1:])
    pdf = milliseconds(lambda: file_of(next(waiting), "pdf", at=at), times=30, warm_up=2)
    yield row("a Factur-X, kept", 30, median(pdf), "ms")
    kept = milliseconds(lambda: file_of(made[0], "pdf", at=at), times=30)
    yield row("the same again", None, median(kept), "ms")

    proven = milliseconds(lambda: first_flaw(business), times=1, warm_up=0)
    count = Invoice.objects.filter(business=business, issued_on__isnull=False).count()
    flaw = first_flaw(business)
    yield row("prove the books", 10_000, proven[0], "ms", f"{count} invoices, flaw: {flaw}")
