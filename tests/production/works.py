"""What missions are made of in tests: clients, quotes accepted, missions, sessions."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from casquettes.kernel.models import Business, Contact
from casquettes.production.models import Mission, WorkSession
from casquettes.sales.actions import drafts, quotes
from casquettes.sales.actions.drafts import LineDraft, QuoteDraft
from casquettes.sales.models import Quote
from tests.cast import NOW

TODAY = dt.date(2026, 3, 12)


def client_named(business: Business, name: str = "Claire Moreau", **facts: Any) -> Contact:
    """A person she works for."""
    first, _space, last = name.partition(" ")
    facts = {"created_on": TODAY, "search_text": name.lower(), **facts}
    return Contact.objects.create(business=business, first_name=first, last_name=last, **facts)


def mission_of(client: Contact, title: str = "Cuisine", **facts: Any) -> Mission:
    """Twelve hours sold by the hour, at 50 €."""
    usual: dict[str, Any] = {
        "sold_minutes": 720,
        "price": Decimal(50),
        "signed_on": TODAY - dt.timedelta(days=20),
        "created_at": NOW,
    }
    business = client.business
    return Mission.objects.create(
        business=business, client=client, title=title, **{**usual, **facts}
    )


def session_of(mission: Mission, *, days: int = 0, **facts: Any) -> WorkSession:
    """Three hours and a half planned, so many days from today."""
    usual: dict[str, Any] = {"planned_minutes": 210, "starts_at": dt.time(9, 30)}
    on = TODAY + dt.timedelta(days=days)
    business = mission.business
    return WorkSession.objects.create(
        business=business, mission=mission, on=on, **{**usual, **facts}
    )


def done_session(mission: Mission, *, days: int, sold: int = 210, real: int = 220) -> WorkSession:
    """A session that took place."""
    on = TODAY + dt.timedelta(days=days)
    return session_of(mission, days=days, done_on=on, sold_minutes=sold, real_minutes=real)


def accepted_quote(client: Contact, lines: list[LineDraft], **facts: Any) -> Quote:
    """A quote the client said yes to, at the client's home unless told otherwise."""
    facts = {"off_premises": True, **facts}
    draft = QuoteDraft(client=client, title="Cuisine et cellier", lines=lines, **facts)
    quote = drafts.draft_quote(client.business, draft, at=NOW)
    Quote.objects.filter(pk=quote.pk).update(
        number=f"D-{quote.pk}", issued_on=TODAY, accepted_on=TODAY
    )
    quote.refresh_from_db()
    return quote


def answer(quote: Quote, **facts: Any) -> None:
    """The proof of an acceptance, noted by her."""
    quote.answers.create(
        business=quote.business, kind="accepted", at=NOW, by_hand=True, name="Claire", **facts
    )


def reply(**facts: Any) -> quotes.Reply:
    """What a client answers."""
    return quotes.Reply(**{"name": "Claire Moreau", **facts})
