"""Anne's dealings: who she is on paper, whom she bills, what was agreed, and when."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from casquettes.finance.actions.drafts import InvoiceDraft, LineDraft, draft_invoice
from casquettes.finance.actions.issuing import issue_invoice
from casquettes.finance.actions.payments import Noted, Received, note_payment
from casquettes.finance.models import Invoice
from casquettes.kernel.models import Address, Business, Contact, Identity
from casquettes.production.models import Mission, WorkSession
from casquettes.sales.models import Quote, QuoteLine
from tests.cast import NOW

TODAY = NOW.date()


def identity(business: Business, **facts: Any) -> Identity:
    """Anne as her documents print her; under the VAT franchise unless told `vat_since`."""
    told = {
        "legal_name": "Anne Martin EI",
        "siren": "732829320",
        "siret": "73282932000074",
        "street": "12 rue des Tilleuls",
        "postcode": "56000",
        "city": "Vannes",
        "iban": "FR7630006000011234567890189",
        "payment_days": 30,
    } | facts
    return Identity.objects.create(business=business, **told)


def buyer(business: Business, *, firm: str = "", **facts: Any) -> Contact:
    """Claire Moreau in Vannes, or a firm."""
    who = {"kind": "firm", "company": firm} if firm else {}
    told = {"first_name": "Claire", "last_name": "Moreau", "created_on": TODAY} | who | facts
    contact = Contact.objects.create(business=business, **told)
    Address.objects.create(
        business=business,
        contact=contact,
        street="3 place du Marché",
        postcode="56000",
        city="Vannes",
    )
    return contact


def line(price: str = "48", quantity: str = "1", **facts: Any) -> LineDraft:
    told = {"description": "Tri du garage", "unit": "hour"} | facts
    return LineDraft(unit_price=Decimal(price), quantity=Decimal(quantity), **told)


def drafted(client: Contact, *lines: LineDraft, at: dt.datetime = NOW, **facts: Any) -> Invoice:
    draft = InvoiceDraft(client=client, lines=lines or [line()], **facts)
    return draft_invoice(client.business, draft, at=at)


def issued(client: Contact, *lines: LineDraft, at: dt.datetime = NOW, **facts: Any) -> Invoice:
    return issue_invoice(drafted(client, *lines, at=at, **facts), at=at)


def paid(
    invoice: Invoice, amount: str, *, on: dt.date = TODAY, at: dt.datetime = NOW, **facts: Any
) -> Noted:
    return note_payment(invoice, Received(on=on, amount=Decimal(amount), **facts), at=at)


def quote(client: Contact, *prices: str, **facts: Any) -> Quote:
    """An accepted quote with a line per price, all at one rate of VAT."""
    vat_rate = Decimal(facts.pop("vat_rate", "0"))
    told: dict[str, Any] = {
        "number": f"D2026-{Quote.objects.count() + 1:03}",
        "title": "Le garage",
        "issued_on": TODAY,
        "accepted_on": TODAY,
        "created_at": NOW,
    } | facts
    made = Quote.objects.create(business=client.business, client=client, **told)
    QuoteLine.objects.bulk_create(
        QuoteLine(
            business=client.business,
            quote=made,
            position=position,
            description=f"Pièce {position + 1}",
            unit_price=Decimal(price),
            vat_rate=vat_rate,
        )
        for position, price in enumerate(prices or ["600"])
    )
    net = sum((Decimal(price) for price in prices or ["600"]), Decimal(0))
    made.gross = (net * (100 + vat_rate) / 100).quantize(Decimal("0.01"))
    made.net = net
    made.save(update_fields=["net", "gross"])
    return made


def mission(client: Contact, **facts: Any) -> Mission:
    """Work by the hour at 48 €, travel at 12 € a session."""
    told = {
        "title": "Le garage",
        "price": Decimal(48),
        "travel_paid": True,
        "travel_fee": Decimal(12),
        "created_at": NOW,
    } | facts
    return Mission.objects.create(business=client.business, client=client, **told)


def session(mission: Mission, day: int, *, minutes: int = 210, **facts: Any) -> WorkSession:
    """A session done in March 2026, of three hours and a half."""
    on = dt.date(2026, 3, day)
    told = {"done_on": on, "sold_minutes": minutes, "real_minutes": minutes} | facts
    return WorkSession.objects.create(business=mission.business, mission=mission, on=on, **told)
