"""Ten years of missions on top of the hours: sessions, packages, invoices, payments, roads, costs.

Enough to be read, not to be proven: the books of `ledgers` are for that.
"""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from typing import TYPE_CHECKING

from benchmarks import volumes

if TYPE_CHECKING:
    from casquettes.finance.models import Invoice
    from casquettes.kernel.models import Business
    from casquettes.production.models import Mission, WorkSession

MISSIONS = 400
SESSIONS = 4  # of each mission
PRICE = Decimal(50)
NOON = dt.time(10, tzinfo=dt.UTC)


def years_of_missions() -> Business:
    """The business of ten years of hours, with the missions they were worked for."""
    from casquettes.timesheet.models import TimeEntry

    business = volumes.years_of_work(name="Ten years of missions")
    chance = random.Random(volumes.SEED)
    missions = _missions(business)
    sessions = _sessions(business, missions, chance)
    _bill(business, sessions)
    _costs(business, sessions)
    # Her hours of those days were worked for them.
    days = {session.on: session.mission for session in sessions}
    entries = list(TimeEntry.objects.filter(business=business, sold_seconds__gt=0, on__in=days))
    for entry in entries:
        entry.mission = days[entry.on]
    TimeEntry.objects.bulk_update(entries, ["mission"], batch_size=500)
    return business


def _missions(business: Business) -> list[Mission]:
    from casquettes.creation.models import Offer, OfferPrice
    from casquettes.kernel.models import Contact
    from casquettes.production.models import Mission

    days = volumes.working_days()
    offers = Offer.objects.bulk_create(
        Offer(business=business, name=f"Séance {rank}", created_on=days[0]) for rank in range(8)
    )
    OfferPrice.objects.bulk_create(
        OfferPrice(business=business, offer=offer, from_on=days[0], price=PRICE) for offer in offers
    )
    clients = Contact.objects.bulk_create(
        Contact(business=business, last_name=f"Client {rank:04d}", created_on=days[0])
        for rank in range(MISSIONS)
    )
    signed = [days[rank * len(days) // MISSIONS] for rank in range(MISSIONS)]
    return Mission.objects.bulk_create(
        Mission(
            business=business,
            client=client,
            offer=offers[rank % len(offers)],
            title=f"Mission {rank}",
            terms="package" if rank % 4 == 0 else "hourly",
            price=PRICE * 10 if rank % 4 == 0 else PRICE,
            sold_minutes=600,
            signed_on=signed[rank],
            expires_on=signed[rank] + dt.timedelta(days=180) if rank % 4 == 0 else None,
            created_at=dt.datetime.combine(signed[rank], NOON),
        )
        for rank, client in enumerate(clients)
    )


def _sessions(
    business: Business, missions: list[Mission], chance: random.Random
) -> list[WorkSession]:
    from casquettes.production.models import WorkSession

    rows = []
    for mission in missions:
        assert mission.signed_on is not None
        for step in range(SESSIONS):
            on = mission.signed_on + dt.timedelta(days=7 * step + chance.randrange(5))
            if on <= volumes.TODAY:
                minutes = chance.randrange(90, 240, 15)
                rows.append(
                    WorkSession(
                        business=business,
                        mission=mission,
                        on=on,
                        done_on=on,
                        sold_minutes=minutes,
                        real_minutes=minutes,
                    )
                )
    return WorkSession.objects.bulk_create(rows, batch_size=500)


def _bill(business: Business, sessions: list[WorkSession]) -> None:
    """Each session is billed that day with the road, and paid a fortnight later."""
    from django.db import connection, transaction

    from casquettes.finance.models import Invoice, InvoiceLine, Payment
    from casquettes.kernel import row_security

    with transaction.atomic(), row_security.receiving(connection):
        invoices = Invoice.objects.bulk_create(
            [_invoice(business, session, rank) for rank, session in enumerate(sessions, start=1)],
            batch_size=500,
        )
        InvoiceLine.objects.bulk_create(
            (
                InvoiceLine(
                    business=business,
                    invoice=invoice,
                    session=session if covers == "service" else None,
                    description=covers,
                    unit_price=price,
                    covers=covers,
                )
                for invoice, session in zip(invoices, sessions, strict=True)
                for covers, price in (("service", invoice.net - 12), ("travel", Decimal(12)))
            ),
            batch_size=500,
        )
        Payment.objects.bulk_create(
            (
                Payment(
                    business=business,
                    invoice=invoice,
                    on=invoice.paid_on,
                    amount=invoice.gross,
                    noted_at=dt.datetime.combine(invoice.paid_on, NOON),
                )
                for invoice in invoices
                if invoice.paid_on
            ),
            batch_size=500,
        )


def _invoice(business: Business, session: WorkSession, rank: int) -> Invoice:
    from casquettes.finance.models import Invoice

    net = (PRICE * session.sold_minutes / 60).quantize(Decimal("0.01")) + 12
    paid_on = session.on + dt.timedelta(days=14)
    paid = paid_on <= volumes.TODAY
    return Invoice(
        business=business,
        client=session.mission.client,
        mission=session.mission,
        kind="session",
        number=f"F{session.on.year}-{rank:04}",
        year=session.on.year,
        rank=rank,
        issued_on=session.on,
        due_on=session.on + dt.timedelta(days=30),
        served_from=session.on,
        served_to=session.on,
        frozen={},
        net=net,
        gross=net,
        paid=net if paid else Decimal(0),
        paid_on=paid_on if paid else None,
        created_at=dt.datetime.combine(session.on, NOON),
    )


def _costs(business: Business, sessions: list[WorkSession]) -> None:
    """A road for each session, and something bought for every other one."""
    from casquettes.finance.models import Expense
    from casquettes.logistics.models import Trip

    Trip.objects.bulk_create(
        (Trip(business=business, on=session.on, km=24) for session in sessions), batch_size=500
    )
    Expense.objects.bulk_create(
        (
            Expense(business=business, on=session.on, label="Boîtes", amount=18)
            for session in sessions[::2]
        ),
        batch_size=500,
    )
