"""Less work than was asked for ahead: credit notes on the deposits, then a balance of nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from casquettes.finance.actions.credit_notes import credit_parts
from casquettes.finance.actions.drafts import InvoiceRefused
from casquettes.finance.actions.from_work import NothingToBill, above_work, draft_from_mission
from casquettes.finance.actions.issuing import issue_invoice
from casquettes.finance.models import Invoice
from casquettes.kernel import journal
from casquettes.production.models import Mission


class NothingToGiveBack(InvoiceRefused):
    """The work covers what was asked for ahead."""


@dataclass(frozen=True, slots=True)
class GivenBack:
    """The credit notes issued, and the balance; none where nothing was done."""

    notes: tuple[Invoice, ...]
    balance: Invoice | None


@transaction.atomic
def give_back(mission: Mission, *, at: dt.datetime) -> GivenBack:
    """What the work does not cover given back on the deposits, and its balance, all issued.

    Raises NothingToGiveBack, and what issuing raises: then nothing is issued at all.
    """
    journal.hold(mission.business)
    found = above_work(mission, at=at)
    if found is None:
        raise NothingToGiveBack(_("The work covers the deposit: make the balance invoice."))
    notes = tuple(
        issue_invoice(
            credit_parts(back.invoice, back.parts, gross_entry=found.gross_entry, at=at), at=at
        )
        for back in found.backs
    )
    try:
        draft = draft_from_mission(mission, at=at, kind=Invoice.Kind.BALANCE)
    except NothingToBill:
        return GivenBack(notes, None)
    return GivenBack(notes, issue_invoice(draft, at=at))
