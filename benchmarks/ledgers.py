"""10,000 issued invoices of two lines, with their clients, payments and journal, made in bulk.

Each is what `issue_invoice` would have written: the books can be proven.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casquettes.engine.documents import Document
    from casquettes.finance.models import Invoice
    from casquettes.kernel.models import Business, Contact

INVOICES = 10_000
CLIENTS = 500
A_DAY = 5
SEED = 10_000
LAST_DAY = dt.date(2026, 8, 27)
NOON = dt.time(10, 0, tzinfo=dt.UTC)


def issued_invoices(count: int = INVOICES, *, name: str = "Ten thousand invoices") -> Business:
    """A business with `count` issued invoices of two lines, most of them paid."""
    from casquettes.kernel import actions, http

    real = http.real_now()
    business = actions.found_business(
        actions.local_owner(),
        at=dt.datetime.combine(LAST_DAY, NOON) - dt.timedelta(days=count),
        name=name,
        person_name="Anne Martin",
        onboarded_at=real,
        clock_shift_days=(LAST_DAY - real.date()).days,
    )
    clients = _clients(business)
    made = list(_invoices(business, clients, count))
    _write(business, made)
    return business


def _clients(business: Business) -> list[Contact]:
    from casquettes.kernel.models import Address, Contact, Identity

    place = {"street": "12 rue des Tilleuls", "postcode": "56000", "city": "Vannes"}
    told = {"legal_name": "Anne Martin EI", "siren": "732829320", "siret": "73282932000074"}
    Identity.objects.create(business=business, iban="FR7630006000011234567890189", **told, **place)
    clients = Contact.objects.bulk_create(
        Contact(
            business=business,
            first_name="Client",
            last_name=f"{rank:04d}",
            search_text=f"client {rank:04d}",
            created_on=LAST_DAY,
        )
        for rank in range(CLIENTS)
    )
    Address.objects.bulk_create(
        Address(business=business, contact=client, **place) for client in clients
    )
    return clients


def _invoices(
    business: Business, clients: list[Contact], count: int
) -> Iterator[tuple[Invoice, Document]]:
    """Numbered in the order of their days, five a day until the last one."""
    from casquettes.engine import documents
    from casquettes.engine.documents import Line, total
    from casquettes.finance.models import Invoice
    from casquettes.finance.queries.documents import drawn_up
    from casquettes.kernel.queries.identity import identity_of

    chance = random.Random(SEED)
    identity = identity_of(business)
    first_day = LAST_DAY - dt.timedelta(days=count // A_DAY)
    sample = Invoice.objects.create(
        business=business,
        client=clients[0],
        created_at=dt.datetime.combine(first_day, NOON),
    )
    blank = drawn_up(sample, identity, on=LAST_DAY)
    sample.delete()
    ranks: dict[int, int] = {}
    for number in range(count):
        on = first_day + dt.timedelta(days=number // A_DAY)
        ranks[on.year] = rank = ranks.get(on.year, 0) + 1
        client = clients[number % len(clients)]
        hours = Decimal(chance.randrange(4, 32)) / 4
        lines = (
            Line("Tri du garage", hours, "hour", Decimal(48)),
            Line("Déplacement", Decimal(1), "", Decimal(12), covers="travel"),
        )
        document = replace(
            blank,
            number=f"F{on.year}-{rank:03}",
            issued_on=on,
            due_on=on + dt.timedelta(days=30),
            buyer=replace(blank.buyer, name=client.name),
            lines=lines,
            totals=total(lines),
        )
        gross = document.totals.gross
        paid = number < count - count // 50
        yield (
            Invoice(
                business=business,
                client=client,
                number=document.number,
                year=on.year,
                rank=rank,
                issued_on=on,
                due_on=document.due_on,
                frozen=documents.to_plain(document),
                sha256=documents.sha256(document),
                net=gross,
                gross=gross,
                paid=gross if paid else Decimal(0),
                paid_on=on + dt.timedelta(days=chance.randrange(40)) if paid else None,
                sent_at=dt.datetime.combine(on, NOON),
                created_at=dt.datetime.combine(on, NOON),
            ),
            document,
        )


def _write(business: Business, made: list[tuple[Invoice, Document]]) -> None:
    """The rows as they would have been issued: lines first, for they are sealed afterwards."""
    from django.db import connection, transaction

    from casquettes.finance.models import Invoice, InvoiceLine, Payment
    from casquettes.kernel import row_security
    from casquettes.kernel.numbering import count_up_to

    with transaction.atomic(), row_security.receiving(connection):
        rows = Invoice.objects.bulk_create([invoice for invoice, _ in made], batch_size=500)
        InvoiceLine.objects.bulk_create(
            (
                InvoiceLine(
                    business=business,
                    invoice=invoice,
                    position=position,
                    description=line.description,
                    quantity=line.quantity,
                    unit=line.unit,
                    unit_price=line.unit_price,
                    covers=line.covers,
                )
                for invoice, (_row, document) in zip(rows, made, strict=True)
                for position, line in enumerate(document.lines)
            ),
            batch_size=500,
        )
        payments = Payment.objects.bulk_create(
            (
                Payment(
                    business=business,
                    invoice=invoice,
                    on=invoice.paid_on,
                    amount=invoice.gross,
                    noted_at=dt.datetime.combine(invoice.paid_on, NOON),
                )
                for invoice in rows
                if invoice.paid_on
            ),
            batch_size=500,
        )
        _journal(business, rows, payments)
        for year in {invoice.year for invoice in rows}:
            last = max(invoice.rank for invoice in rows if invoice.year == year)
            count_up_to(business, "invoice", year=year, rank=last)


def _journal(business: Business, rows: list[Invoice], payments: list[object]) -> None:
    """Entries signed as `record` signs them, written many at a time."""
    from casquettes.engine import journal as chain
    from casquettes.engine.journal import COLUMNS, Head
    from casquettes.finance.actions import issuing
    from casquettes.finance.actions import payments as paying
    from casquettes.kernel import journal, seals
    from casquettes.kernel.models import JournalEntry

    issued = [
        (each.created_at, issuing.ISSUE, issuing.facts_of(each), journal.cents(each.gross))
        for each in rows
    ]
    received = [
        (each.noted_at, paying.PAY, paying.facts_of(each) | {"received_total": 0}, None)
        for each in payments
    ]
    *_before, line = journal.lines_of(business)
    key = chain.chain_key(seals.master_key(), line.chain)
    entries = []
    for at, verb, facts, amount in sorted([*issued, *received], key=lambda act: act[0]):
        line = replace(
            line,
            rank=line.rank + 1,
            at=at.isoformat(),
            verb=verb,
            payload=chain.canonical(facts),
            amount=amount,
            perpetual_total=line.perpetual_total + (amount or 0),
            previous=line.signature,
        )
        line = replace(line, signature=chain.sign(key, "entry", line.text()))
        values = {name: getattr(line, name) for name in COLUMNS}
        entries.append(JournalEntry(business=business, **values))
    JournalEntry.objects.bulk_create(entries, batch_size=1000)
    head = Head(line.chain, line.rank, line.signature, line.perpetual_total, line.at)
    seals.keep_head(business.pk, head)
