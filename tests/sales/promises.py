"""Quotes for tests: a client, a quote of two lines and an option, as it stands at each step."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from casquettes.kernel.models import Business, Contact, Identity
from casquettes.sales.actions.drafts import LineDraft, QuoteDraft, draft_quote
from casquettes.sales.actions.quotes import issue_quote, mark_sent
from casquettes.sales.models import Quote
from tests import cast
from tests.kernel.people import contact

WORK = LineDraft("Tri de la cuisine", Decimal(50), quantity=Decimal("3.5"), unit="hour")
BOXES = LineDraft("Bacs de 45 L", Decimal("8.90"), quantity=Decimal(6), covers="goods")
LABELS = LineDraft("Étiquettes", Decimal(40), is_option=True)


def known_seller(business: Business, **facts: Any) -> Identity:
    """Anne, as her documents say her."""
    told = {
        "legal_name": "Anne Martin EI",
        "siren": "732829320",
        "siret": "73282932000074",
        "street": "4 rue Haute",
        "postcode": "44000",
        "city": "Nantes",
        **facts,
    }
    identity, _made = Identity.objects.update_or_create(business=business, defaults=told)
    return identity


def claire(business: Business, **facts: Any) -> Contact:
    """Claire Moreau, of Vannes."""
    told = {"first_name": "Claire", "last_name": "Moreau", "city": "Vannes", **facts}
    return contact(business, **told)


def drafted(business: Business, **facts: Any) -> Quote:
    """A draft for Claire: 175,00 € of work, 53,40 € of boxes, labels as an option."""
    client = facts.pop("client", None) or claire(business, email="claire@example.org")
    told = {"title": "Une cuisine qui respire", "lines": [WORK, BOXES, LABELS], **facts}
    return draft_quote(business, QuoteDraft(client=client, **told), at=cast.NOW)


def issued(business: Business, **facts: Any) -> Quote:
    """The same, numbered and frozen."""
    known_seller(business)
    return issue_quote(drafted(business, **facts), at=cast.NOW)


def sent(business: Business, **facts: Any) -> Quote:
    """The same, on its way to Claire."""
    return mark_sent(issued(business, **facts), at=cast.NOW)
