"""Run as a program: one process among several that issue invoices, and fail after every fifth.

`python -m benchmarks.issuers prepare` makes a business with a client in the data folder and prints
both numbers; `python -m benchmarks.issuers BUSINESS CLIENT COUNT` prints the numbers it issued,
each once it is sure.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casquettes.kernel.models import Business, Contact

AT = dt.datetime(2026, 3, 12, 10, 0, tzinfo=dt.UTC)
FAILS_EVERY = 5


class Failed(Exception):
    """What goes wrong after a number was taken."""


def prepare() -> tuple[Business, Contact]:
    """A business ready to issue, and a client of hers."""
    from casquettes.config.commands import business as command
    from casquettes.kernel import actions

    command.open_database()
    business = actions.found_local_business(at=AT)
    return business, client_of(business)


def client_of(business: Business) -> Contact:
    """Who is billed, once who bills is known."""
    from casquettes.kernel.models import Address, Contact, Identity

    place = {"street": "12 rue des Tilleuls", "postcode": "56000", "city": "Vannes"}
    told = {"legal_name": "Anne Martin EI", "siren": "732829320", "siret": "73282932000074"}
    Identity.objects.create(business=business, **told, **place)
    client = Contact.objects.create(business=business, last_name="Moreau", created_on=AT.date())
    Address.objects.create(business=business, contact=client, **place)
    return client


def issue_many(business_id: int, client_id: int, count: int) -> None:
    """Draft and issue `count` invoices, each in a transaction of its own."""
    from django.db import transaction

    from casquettes.finance.actions.drafts import InvoiceDraft, LineDraft, draft_invoice
    from casquettes.finance.actions.issuing import issue_invoice
    from casquettes.kernel import tenancy
    from casquettes.kernel.models import Business, Contact

    kept = tries = 0
    while kept < count:
        tries += 1
        try:
            with transaction.atomic():
                tenancy.enter(business_id=business_id)
                business = Business.objects.get(pk=business_id)
                client = Contact.objects.get(pk=client_id)
                lines = [LineDraft(text, Decimal(48)) for text in ("Tri", "Trajet")]
                draft = draft_invoice(business, InvoiceDraft(client, lines), at=AT)
                issued = issue_invoice(draft, at=AT)
                if tries % FAILS_EVERY == 0:
                    raise Failed
        except Failed:
            continue
        print(issued.number, flush=True)
        kept += 1


def main(words: list[str]) -> None:
    """See the head of this file."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casquettes.config.settings")
    django.setup()
    if words == ["prepare"]:
        business, client = prepare()
        print(business.pk, client.pk)
    else:
        business_id, client_id, count = map(int, words)
        issue_many(business_id, client_id, count)


if __name__ == "__main__":
    main(sys.argv[1:])
