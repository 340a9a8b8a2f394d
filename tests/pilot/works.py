"""Missions, sessions and invoices of hers, written down for a test of the measure."""

import datetime as dt
from decimal import Decimal

from casquettes.creation.models import Offer, OfferPrice
from casquettes.finance.models import Invoice, InvoiceLine, Payment
from casquettes.kernel.models import Business, Contact
from casquettes.production.models import Mission, WorkSession
from tests.cast import NOW

DAY = dt.date(2026, 1, 5)


def client_named(business: Business, name: str, **facts) -> Contact:
    return Contact.objects.create(business=business, last_name=name, created_on=DAY, **facts)


def offer_at(business: Business, price: str, **facts) -> Offer:
    firm = facts.pop("firm_price", None)
    offer = Offer.objects.create(business=business, name="Séance", created_on=DAY, **facts)
    OfferPrice.objects.create(
        business=business, offer=offer, from_on=DAY, price=Decimal(price), firm_price=firm
    )
    return offer


def mission_for(business: Business, client: Contact, **facts) -> Mission:
    defaults = {"title": f"Mission {client}", "signed_on": DAY, "created_at": NOW}
    return Mission.objects.create(business=business, client=client, **(defaults | facts))


def session_on(mission: Mission, on: dt.date, hours: float, **facts) -> WorkSession:
    minutes = round(hours * 60)
    defaults = {"done_on": on, "sold_minutes": minutes, "real_minutes": minutes}
    return WorkSession.objects.create(
        business=mission.business, mission=mission, on=on, **(defaults | facts)
    )


def draft_for(mission: Mission, net: str, **facts) -> Invoice:
    """A draft, ready for its lines; `seal` issues it without checking anything."""
    defaults = {"kind": "session", "net": Decimal(net), "gross": Decimal(net)}
    return Invoice.objects.create(
        business=mission.business,
        client=mission.client,
        mission=mission,
        created_at=NOW,
        **(defaults | facts),
    )


def seal(invoice: Invoice, on: dt.date, *, rank: int) -> Invoice:
    """Issue it as it is."""
    invoice.number, invoice.year, invoice.rank = f"F{on.year}-{rank:03}", on.year, rank
    invoice.issued_on, invoice.frozen = on, {}
    invoice.save()
    return invoice


def bill(invoice: Invoice, covers: str, amount: str, **facts) -> InvoiceLine:
    return InvoiceLine.objects.create(
        business=invoice.business,
        invoice=invoice,
        description=covers,
        unit_price=Decimal(amount),
        covers=covers,
        **facts,
    )


def pay(invoice: Invoice, on: dt.date, amount: str) -> Payment:
    return Payment.objects.create(
        business=invoice.business, invoice=invoice, on=on, amount=Decimal(amount), noted_at=NOW
    )
