"""What a draft still lacks before it may leave, said one thing at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from casquettes.engine.documents import Document, Party
from casquettes.finance.models import Invoice
from casquettes.kernel.models import Identity
from casquettes.kernel.queries.identity import IdentityIncomplete, allowed_rates, missing_in
from casquettes.ui.wording import number, percent_sign


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
        *_of_her(identity, on=document.issued_on),
        *_of_whom(document.buyer),
        *_of_lines(document),
        *_of_rates(document, identity),
        *_of_total(invoice, document),
    ]


def _of_her(identity: Identity, *, on: dt.date) -> Iterator[Lack]:
    missing = missing_in(identity, on=on)
    for each in missing:
        # The same sentence for all: she writes them on one page.
        yield Lack("identity", each.field, str(IdentityIncomplete(missing)))


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


def _of_rates(document: Document, identity: Identity) -> Iterator[Lack]:
    """A rate of 0 says that no VAT is due on the line: abroad, or taken off."""
    allowed = allowed_rates(identity, on=document.issued_on)
    if allowed is None:
        return
    for rank, line in enumerate(document.lines):
        if line.vat_rate and line.vat_rate not in allowed:
            text = _("%(rate)s is not a rate of VAT where you are. Take one of: %(allowed)s.")
            rates = ", ".join(_percent(rate) for rate in sorted(allowed, reverse=True))
            facts = {"rate": _percent(line.vat_rate), "allowed": rates}
            yield Lack("invoice", f"lines-{rank}-vat_rate", text % facts)


def _percent(rate: Decimal) -> str:
    """A rate as the law writes it: "5,5 %"."""
    places = max(0, -int(rate.normalize().as_tuple().exponent))
    return number(float(rate), places) + percent_sign()


def _of_total(invoice: Invoice, document: Document) -> Iterator[Lack]:
    is_credit = invoice.kind == Invoice.Kind.CREDIT_NOTE
    sign = -1 if is_credit else 1
    if document.totals.gross * sign >= 0 and document.totals.net * sign >= 0:
        return
    if is_credit:
        text = _("A credit note gives something back: its total cannot be below zero.")
    else:
        text = _("The total is below zero: to give money back, make a credit note.")
    yield Lack("invoice", "lines", text)
