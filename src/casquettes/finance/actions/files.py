"""The files of an issued invoice: made once from what was frozen, and kept as they first were."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable

from django.utils.translation import gettext as _

from casquettes.engine import documents
from casquettes.engine.documents import Document
from casquettes.finance.actions.drafts import InvoiceRefused
from casquettes.finance.models import Invoice, InvoiceFile
from casquettes.kernel.models import Identity

Kind = InvoiceFile.Kind


def file_of(invoice: Invoice, kind: str, *, at: dt.datetime) -> InvoiceFile:
    """The PDF (a Factur-X), CII or UBL of an issued invoice, made the first time it is asked for.

    Takes some tens of milliseconds: never asked for inside the act that issues.
    """
    if invoice.frozen is None:
        raise InvoiceRefused(_("Issue the invoice first: a draft has no file."))
    known = _kept(invoice, kind)
    if known is not None:
        return known
    content = _makers()[kind](invoice, documents.from_plain(invoice.frozen))
    made = InvoiceFile(
        business=invoice.business,
        invoice=invoice,
        kind=kind,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        made_at=at,
    )
    # Another request may have made it meanwhile: the first one stays.
    InvoiceFile.objects.bulk_create([made], ignore_conflicts=True)
    kept = _kept(invoice, kind)
    assert kept is not None
    return kept


def preview_of(document: Document, *, logo: bytes | None) -> bytes:
    """The PDF a draft would give, kept nowhere."""
    from casquettes.formats import paper

    return paper.pdf(document, logo=logo)


def file_name(invoice: Invoice, kind: str) -> str:
    """What the file is called once taken away: « F2026-001.pdf », « F2026-001-ubl.xml »."""
    safe = "".join(sign if sign.isalnum() or sign in "-_." else "-" for sign in str(invoice))
    return f"{safe}.pdf" if kind == Kind.PDF else f"{safe}-{kind}.xml"


def _kept(invoice: Invoice, kind: str) -> InvoiceFile | None:
    return InvoiceFile.objects.filter(invoice=invoice, kind=kind).first()


def _makers() -> dict[str, Callable[[Invoice, Document], bytes]]:
    # Typesetting is heavy to load: only once a file is asked for.
    from casquettes.formats import facturx, ubl

    def pdf(invoice: Invoice, document: Document) -> bytes:
        identity = Identity.objects.filter(business=invoice.business).first()
        logo = bytes(identity.logo) if identity and identity.logo else None
        return facturx.hybrid(document, logo=logo)

    return {
        Kind.PDF: pdf,
        Kind.CII: lambda _invoice, document: facturx.cii(document),
        Kind.UBL: lambda _invoice, document: ubl.ubl(document),
    }
