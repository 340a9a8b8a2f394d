"""An accepted quote as a contract: what the law gives the client, and from when money may move."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from casquettes.engine.countries.packs import consumers_of
from casquettes.engine.countries.paper import Sale
from casquettes.sales.models import Quote, QuoteAnswer


@dataclass(frozen=True, slots=True)
class Contract:
    """What follows from an acceptance; None where nothing does."""

    signed_on: dt.date
    # The first day anything may be paid; the day of signature where nothing forbids it.
    payable_from: dt.date
    # The last day to withdraw without a reason.
    withdrawal_until: dt.date | None
    early_start: bool
    online: bool

    def may_withdraw(self, on: dt.date) -> bool:
        """Does the client still have the right to withdraw on this day?"""
        return self.withdrawal_until is not None and on <= self.withdrawal_until

    @property
    def blocks_payment(self) -> bool:
        """Are there days, from the signature on, in which nothing may be paid?"""
        return self.payable_from > self.signed_on

    def must_wait(self, on: dt.date) -> bool:
        """Is it still too early to be paid?"""
        return on < self.payable_from


def is_consumer(quote: Quote) -> bool:
    """Is the contract with a person rather than a firm? Who pays is who signs."""
    return not (quote.payer or quote.client).is_firm


def acceptance_of(quote: Quote) -> QuoteAnswer | None:
    """The proof that the quote was accepted."""
    answers = (answer for answer in quote.answers.all() if answer.kind == "accepted")
    return next(answers, None)


def sale_of(quote: Quote, acceptance: QuoteAnswer | None) -> Sale:
    """How the contract comes about; before an answer, as through the page."""
    if not is_consumer(quote):
        return Sale()
    return Sale(
        off_premises=quote.off_premises,
        online=acceptance is None or not acceptance.by_hand,
        early_start=acceptance is not None and acceptance.early_start,
    )


def contract_of(quote: Quote, *, signed_on: dt.date | None = None) -> Contract | None:
    """What the acceptance brings; with `signed_on`, what it would bring on that day."""
    on = quote.accepted_on or signed_on
    if on is None:
        return None
    sale = sale_of(quote, acceptance_of(quote))
    rules = consumers_of(quote.business.country)
    return Contract(
        signed_on=on,
        payable_from=rules.payable_from(on, sale),
        withdrawal_until=rules.withdrawal_until(on, sale),
        early_start=sale.early_start,
        online=sale.online,
    )
