"""What a draft still lacks before it may leave, said one thing at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from casquettes.engine.documents import Document, Party
from casquettes.finance.models import Invoice
from casquettes.kernel.models import Identity


@dataclass(frozen=True, slots=True)
class Lack:
    """Something missing or wrong: the sentence for her, and the field it is about.

    `place` says where it is mended: "invoice", "client" or "identity".
    """

    place: str
    field: str
    message: str


def lacks_of(invoice: Invoice, document: Document, identity: Identity) -> list[Lack]:
    """Everything that keeps this draft from being issued as that document; empty when ready."""
    return [
        *_of_her(identity),
        *_of_whom(document.buyer),
        *_of_lines(document),
        *_of_total(invoice, document),
    ]


def _of_her(identity: Identity) -> Iterator[Lack]:
    told = {
        "legal_name": _("Write your name as documents must print it."),
        "street": _("Write the address of your business."),
        "city": _("Write the city of your business."),
    }
    if identity.country == "FR":
        told["siret"] = _("Write the SIRET of your business.")
    if identity.vat_since is not None:
        told["vat_number"] = _("Write your VAT number: you charge VAT.")
    for name, message in told.items():
        if not getattr(identity, name):
            yield Lack("identity", name, message)


def _of_whom(buyer: Party) -> Iterator[Lack]:
    if not buyer.name:
        yield Lack("client", "name", _("Write the name of who is billed."))
    if not buyer.street or not buyer.city:
        text = _("Write the address of %(name)s: an invoice must say it.")
        yield Lack("client", "street", text % {"name": buyer.name})


def _of_lines(document: Document) -> Iterator[Lack]:
    if not document.lines:
        yield Lack("invoice", "lines", _("Write at least one line."))
    for rank, line in enumerate(document.lines):
        if not line.description.strip():
            yield Lack("invoice", f"lines-{rank}-description", _("Say what this line is for."))


def _of_total(invoice: Invoice, document: Document) -> Iterator[Lack]:
    if document.totals.gross >= 0 and document.totals.net >= 0:
        return
    if invoice.kind == Invoice.Kind.CREDIT_NOTE:
        text = _("A credit note gives something back: its total cannot be below zero.")
    else:
        text = _("The total is below zero: to give money back, make a credit note.")
    yield Lack("invoice", "lines", text)
