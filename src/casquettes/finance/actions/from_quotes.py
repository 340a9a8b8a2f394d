"""From an accepted quote to its invoices: deposits, progress, and the balance that deducts them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from casquettes.engine.documents import CENT, HUNDRED
from casquettes.finance.actions.drafts import (
    InvoiceDraft,
    InvoiceRefused,
    LineDraft,
    draft_invoice,
    usual_draft,
)
from casquettes.finance.models import Invoice
from casquettes.finance.queries import billing
from casquettes.finance.queries.billing import Billed
from casquettes.finance.queries.documents import charges_vat
from casquettes.finance.queries.parts import Part, parts_of, share_of, spread, total_of
from casquettes.kernel import journal
from casquettes.kernel.queries.identity import identity_of
from casquettes.production.models import Mission
from casquettes.sales.actions.drafts import PricedDraft
from casquettes.sales.models import Covers, Quote, QuoteLine
from casquettes.ui.wording import money

Kind = Invoice.Kind
ONE = Decimal(1)


class QuoteNotBillable(InvoiceRefused):
    """This quote is no contract: not accepted, or withdrawn from."""


class BilledAlready(InvoiceRefused):
    """What she wants to bill stands on another invoice or draft."""


@dataclass
class DepositTooEarly(InvoiceRefused):
    """Nothing may be asked for before the day the law sets for a contract signed at home."""

    until: dt.date | None = None


@transaction.atomic
def draft_from_quote(
    quote: Quote,
    *,
    kind: str,
    at: dt.datetime,
    share: Decimal | None = None,
    amount: Decimal | None = None,
) -> Invoice:
    """The draft of a deposit, progress or balance invoice of an accepted quote.

    A deposit or progress is a `share` in percent or an `amount` with VAT; a deposit without either
    is the one the quote asks for. The balance bills every line and takes off what was billed.
    """
    journal.hold(quote.business)
    quote.refresh_from_db()
    on = quote.business.local_day(at)
    refuse_unaccepted(quote)
    owes_vat = charges_vat(identity_of(quote.business), on=on)
    if kind == Kind.BALANCE:
        refuse_second_balance(quote)
        lines, discount = _balance_lines(quote, owes_vat=owes_vat), quote.discount_rate
    else:
        if kind == Kind.DEPOSIT:
            refuse_early_deposit(quote, on=on)
        asked = _asked(quote, share, amount) if kind == Kind.DEPOSIT else (share, amount)
        lines, discount = _share_lines(quote, kind, asked, owes_vat=owes_vat), Decimal(0)
    draft = replace(
        _draft(quote, kind, on=on),
        lines=lines,
        discount_rate=discount,
        gross_entry=quote.gross_entry,
    )
    return draft_invoice(quote.business, draft, at=at)


def refuse_early_deposit(quote: Quote, *, on: dt.date) -> None:
    """Raises DepositTooEarly while nothing may be asked for."""
    until = payable_from(quote)
    if until is not None and on < until:
        text = _(
            "Signed at the client’s home: the law forbids any payment before %(day)s. "
            "Make the deposit invoice then."
        )
        raise DepositTooEarly(text % {"day": date_format(until, "j F Y")}, "", until)


def payable_from(quote: Quote) -> dt.date | None:
    """The first day something may be paid; None when it is not limited."""
    mission = mission_of(quote)
    return mission.payable_from if mission else None


def mission_of(quote: Quote) -> Mission | None:
    """The mission made of this quote."""
    return Mission.objects.filter(business=quote.business, quote=quote).first()


def refuse_billed_twice(invoice: Invoice, *, owes_vat: bool) -> None:
    """Raises BilledAlready when issuing this draft would bill more than its quote.

    QuoteNotBillable when the client withdrew from it since the draft was made.
    """
    quote = invoice.quote
    if quote is None or invoice.kind in (Kind.SESSION, Kind.CREDIT_NOTE):
        return
    refuse_unaccepted(quote)
    standing = billing.to_bill(quote, owes_vat=owes_vat)
    if standing.closed:
        raise BilledAlready(_("The balance of this quote was already issued."))
    if invoice.kind == Kind.BALANCE:
        _refuse_stale_deductions(invoice, quote, owes_vat=owes_vat)
        return
    parts = parts_of(invoice.lines.all(), discount_rate=invoice.discount_rate, owes_vat=owes_vat)
    if total_of(parts) > standing.left:
        raise _too_much(standing.left)


def deductions(billed: Sequence[Billed]) -> list[LineDraft]:
    """The lines that take off what was billed, each with its number and day."""
    return [
        _from_part(part, _named(one.invoice), sign=-1, deducts=one.invoice)
        for one in billed
        for part in one.parts
    ]


def refuse_unaccepted(quote: Quote) -> None:
    """Raises QuoteNotBillable unless the quote is a contract that stands."""
    if quote.withdrawn_on is not None:
        raise QuoteNotBillable(_("The client withdrew from this quote: nothing is billed."))
    if quote.accepted_on is None:
        raise QuoteNotBillable(_("This quote is not accepted yet: note the answer first."))


def refuse_second_balance(quote: Quote) -> None:
    """Raises BilledAlready when a balance of the quote stands, or waits as a draft."""
    balances = Invoice.objects.of(quote.business).filter(quote=quote, kind=Kind.BALANCE)
    waiting = balances.drafts().exists()
    if waiting:
        raise BilledAlready(_("A draft of the balance is waiting already: change that one."))
    if billing.to_bill(quote, owes_vat=False).closed:
        raise BilledAlready(_("The balance of this quote was already issued."))


def _refuse_stale_deductions(invoice: Invoice, quote: Quote, *, owes_vat: bool) -> None:
    """The balance was drafted before another invoice of the quote was issued or given back."""
    rows = list(invoice.lines.all())
    by_session = any(row.session_id for row in rows)
    for one in billing.billed_of(quote, owes_vat=owes_vat):
        if by_session and any(row.session_id for row in one.invoice.lines.all()):
            continue
        mine = [row for row in rows if row.deducts_id == one.invoice.pk]
        if -total_of(parts_of(mine, discount_rate=Decimal(0), owes_vat=owes_vat)) != one.amount:
            text = _("%(number)s is not taken off as it now stands: make the balance again.")
            raise BilledAlready(text % {"number": one.invoice.number}, "lines")
    standing = {one.invoice.pk for one in billing.billed_of(quote, owes_vat=owes_vat)}
    if {row.deducts_id for row in rows if row.deducts_id} - standing:
        text = _("An invoice that was given back is still taken off: make the balance again.")
        raise BilledAlready(text, "lines")


def _asked(
    quote: Quote, share: Decimal | None, amount: Decimal | None
) -> tuple[Decimal | None, Decimal | None]:
    """What she says, else what the quote says, else her usual deposit."""
    if share is not None or amount is not None:
        return share, amount
    if quote.deposit == Quote.Deposit.AMOUNT and quote.deposit_value is not None:
        # Never above what is to be paid, as the quote says it.
        return None, min(quote.deposit_value, quote.gross)
    if quote.deposit == Quote.Deposit.RATE:
        return quote.deposit_value, None
    return identity_of(quote.business).deposit_rate, None


def _share_lines(
    quote: Quote,
    kind: str,
    asked: tuple[Decimal | None, Decimal | None],
    *,
    owes_vat: bool,
) -> list[LineDraft]:
    parts = billing.parts_of_quote(quote, owes_vat=owes_vat)
    if kind == Kind.DEPOSIT:
        parts = _as_deposit(parts)
    share, amount = asked
    split = (
        _by_amount(quote, parts, amount, owes_vat=owes_vat)
        if amount is not None
        else (_by_share(parts, share))
    )
    left = billing.to_bill(quote, owes_vat=owes_vat).left
    if total_of(split) > left:
        raise _too_much(left)
    with override(quote.language):
        words = _words(quote, kind, share if amount is None else None)
    return [_from_part(part, words) for part in split]


def _by_share(parts: list[Part], share: Decimal | None) -> list[Part]:
    if share is None or not share.is_finite() or not 0 < share <= HUNDRED:
        raise InvoiceRefused(_("Write a share between 0 and 100 percent, for example 30."), "share")
    amount = (total_of(parts) * share / HUNDRED).quantize(CENT, ROUND_HALF_UP)
    return share_of(parts, amount)


def _by_amount(quote: Quote, parts: list[Part], amount: Decimal, *, owes_vat: bool) -> list[Part]:
    if not amount.is_finite() or amount <= 0 or amount != amount.quantize(CENT):
        raise InvoiceRefused(_("Write an amount, for example 120."), "amount")
    if amount > quote.gross:
        raise _too_much(quote.gross)
    gross_entry = quote.gross_entry or not owes_vat
    return spread(parts, amount, of=quote.gross, gross_entry=gross_entry)


def _as_deposit(parts: list[Part]) -> list[Part]:
    """What the work is does not matter to a deposit, only its rate and nature."""
    sums: dict[tuple[Decimal, str, bool], Decimal] = {}
    for part in parts:
        key = (part.vat_rate, part.nature, part.sap)
        sums[key] = sums.get(key, Decimal(0)) + part.amount
    return [
        Part(rate, nature, str(Covers.DEPOSIT), sap, amount)
        for (rate, nature, sap), amount in sums.items()
    ]


def _balance_lines(quote: Quote, *, owes_vat: bool) -> list[LineDraft]:
    """Every line of the quote, and what is taken off; a discount does not touch the latter."""
    lines = [line_of_quote(row) for row in billing.agreed_lines(quote)]
    with override(quote.language):
        return [*lines, *deductions(billing.billed_of(quote, owes_vat=owes_vat))]


def line_of_quote(row: QuoteLine) -> LineDraft:
    """A line as the quote says it, to be billed."""
    return LineDraft(**{each.name: getattr(row, each.name) for each in fields(PricedDraft)})


def _from_part(
    part: Part, description: str, *, sign: int = 1, deducts: Invoice | None = None
) -> LineDraft:
    """A line of one piece; what is taken off has a negative quantity, never a negative price."""
    amount = part.amount * sign
    return LineDraft(
        description=description,
        unit_price=abs(amount),
        quantity=-ONE if amount < 0 else ONE,
        vat_rate=part.vat_rate,
        covers=part.covers,
        nature=part.nature,
        sap=part.sap,
        deducts=deducts,
    )


def _words(quote: Quote, kind: str, share: Decimal | None) -> str:
    facts = {
        "number": quote.number,
        "day": date_format(quote.issued_on, "j F Y") if quote.issued_on else "",
        "share": f"{share.normalize():f}" if share is not None else "",
    }
    if kind == Kind.DEPOSIT:
        text = _("Deposit of %(share)s %% on quote %(number)s of %(day)s")
        if share is None:
            text = _("Deposit on quote %(number)s of %(day)s")
    else:
        text = _("Work done: %(share)s %% of quote %(number)s of %(day)s")
        if share is None:
            text = _("Work done, on quote %(number)s of %(day)s")
    return text % facts


def _named(invoice: Invoice) -> str:
    facts = {
        "number": invoice.number,
        "day": date_format(invoice.issued_on, "j F Y") if invoice.issued_on else "",
    }
    if invoice.kind == Kind.DEPOSIT:
        return _("Less deposit invoice %(number)s of %(day)s") % facts
    return _("Less invoice %(number)s of %(day)s") % facts


def _draft(quote: Quote, kind: str, *, on: dt.date) -> InvoiceDraft:
    usual = usual_draft(quote.business, quote.client, on=on)
    return replace(
        usual,
        kind=kind,
        payer=quote.payer,
        place=quote.place,
        mission=mission_of(quote),
        quote=quote,
        title=quote.title,
        language=quote.language,
        currency=quote.currency,
    )


def _too_much(left: Decimal) -> BilledAlready:
    text = _("Only %(left)s are left to bill on this quote.")
    return BilledAlready(text % {"left": money(left)}, "amount")
