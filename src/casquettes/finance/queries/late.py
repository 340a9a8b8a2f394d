"""What a professional who pays late owes on top, half-year by half-year."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from casquettes.engine import late_fees
from casquettes.engine.countries.dated import NotKnown
from casquettes.engine.countries.packs import papers_of
from casquettes.engine.late_fees import Segment
from casquettes.finance.models import Invoice
from casquettes.finance.queries.settling import movements_of
from casquettes.kernel.queries.identity import identity_of

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class LateFees:
    """The fees of the days late, the fixed one, and both together."""

    segments: tuple[Segment, ...]
    fixed: Decimal

    @property
    def total(self) -> Decimal:
        return late_fees.owed(self.segments, fixed_fee=self.fixed)


def late_fees_of(invoice: Invoice, *, on: dt.date) -> LateFees | None:
    """What is owed for lateness on that day; None for a consumer, or when nothing is late.

    What was paid after the due day counts until it came. Raises NotKnown for a half-year whose
    rate was not published.
    """
    due_on = invoice.due_on
    if due_on is None or on <= due_on or not _is_firm(invoice):
        return None
    papers = papers_of(invoice.business.country)
    hers = identity_of(invoice.business).late_rate
    found = [
        segment
        for amount, until in _late_sums(invoice, due_on, on)
        for segment in late_fees.late_fees(
            amount,
            due_on=due_on,
            paid_on=until,
            rate_of=lambda day: papers.late_rate(day, hers=hers).value,
        )
    ]
    return LateFees(tuple(found), papers.recovery_fee(on)) if found else None


def known_late_fees(invoice: Invoice, *, on: dt.date) -> Decimal:
    """The same as one sum; nothing where there is none, or where a rate is not known yet."""
    try:
        fees = late_fees_of(invoice, on=on)
    except NotKnown:
        return NOTHING
    return fees.total if fees else NOTHING


def _is_firm(invoice: Invoice) -> bool:
    frozen = invoice.frozen or {}
    return bool(frozen.get("buyer", {}).get("is_firm", False))


def _late_sums(invoice: Invoice, due_on: dt.date, on: dt.date) -> list[tuple[Decimal, dt.date]]:
    """Each sum that was still owed after the due day, and until when."""
    left = invoice.gross
    late = []
    for day, amount in movements_of(invoice):
        part = min(amount, left)
        left -= part
        if day > due_on and part > 0:
            late.append((part, min(day, on)))
    return [*late, (left, on)] if left > 0 else late
