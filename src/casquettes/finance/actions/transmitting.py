"""An issued invoice handed to a platform; what the platform said is kept."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.conf import settings
from django.db import transaction

from casquettes.engine import documents
from casquettes.finance.actions.files import Kind, file_name, file_of
from casquettes.finance.actions.following import mark_sent
from casquettes.finance.models import Invoice, Transmission
from casquettes.finance.platforms import Connector, Parcel, PlatformRefused
from casquettes.finance.platforms.file_drop import FileDrop
from casquettes.kernel import journal

TRANSMIT = "transmit_invoice"


def usual_connector() -> Connector:
    """The folder of the settings, else `outgoing` in her data; nothing leaves the machine."""
    return FileDrop(Path(getattr(settings, "OUTGOING", None) or Path(settings.HOME) / "outgoing"))


def transmit(
    invoice: Invoice, connector: Connector, *, at: dt.datetime, kind: str = Kind.PDF
) -> Transmission:
    """The invoice handed over, and written down whatever the platform said.

    The platform is spoken to outside any transaction of ours, so that nothing waits for it but
    the form it was asked by.
    """
    file = file_of(invoice, kind, at=at)
    assert invoice.frozen is not None
    assert invoice.issued_on is not None
    document = documents.from_plain(invoice.frozen)
    parcel = Parcel(
        number=document.number,
        kind=document.kind,
        issued_on=invoice.issued_on,
        seller_siren=document.seller.siren,
        buyer_siren=document.buyer.siren,
        file_name=file_name(invoice, kind),
        content=bytes(file.content),
    )
    try:
        receipt = connector.send(parcel)
    except PlatformRefused as refusal:
        return Transmission.objects.create(
            business=invoice.business,
            invoice=invoice,
            connector=connector.name,
            at=at,
            refused_at=at,
            said=str(refusal)[:500],
        )
    with transaction.atomic():
        sent = Transmission.objects.create(
            business=invoice.business,
            invoice=invoice,
            connector=connector.name,
            reference=receipt.reference[:200],
            at=at,
            accepted_at=at if receipt.accepted else None,
            said=receipt.said[:500],
        )
        facts = {"number": invoice.number, "connector": connector.name, "file": file.sha256}
        journal.record(invoice.business, TRANSMIT, at=at, subject=invoice, payload=facts)
        mark_sent(invoice, at=at)
    return sent
