"""What a professional who pays late owes on top: asked by law, half-year by half-year."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from casquettes.engine import late_fees
from casquettes.engine.countries.dated import NotKnown
from casquettes.engine.countries.packs import papers_of
from casquettes.finance.models import Invoice
from casquettes.kernel.queries.identity import identity_of

NOTHING = Decimal(0)


def late_fees_of(invoice: Invoice, *, on: dt.date) -> Decimal | None:
    """Fees and recovery costs owed that day on what is still due; none from a consumer.

    None where the rate of a half-year is not known yet: it is never guessed.
    """
    billed = invoice.payer or invoice.client
    if not billed.is_firm or invoice.due_on is None or invoice.due <= 0 or on <= invoice.due_on:
        return NOTHING
    identity = identity_of(invoice.business)
    papers = papers_of(identity.country)
    try:
        segments = late_fees.late_fees(
            invoice.due,
            due_on=invoice.due_on,
            paid_on=on,
            rate_of=lambda day: papers.late_rate(day, hers=identity.late_rate).value,
        )
        return late_fees.owed(segments, fixed_fee=papers.recovery_fee(on))
    except NotKnown:
        return None
