"""What happened to an invoice, and what to do with it next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from casquettes.finance.models import Invoice, Payment
from casquettes.finance.queries.states import State, state_of
from casquettes.kernel.queries.mail import mails_about
from casquettes.ui.wording import money

NOTHING = Decimal(0)
TONES = {
    1: gettext_lazy("friendly"),
    2: gettext_lazy("firm"),
    3: gettext_lazy("last before formal notice"),
}


class Next(StrEnum):
    """The one thing to do now."""

    ISSUE = "issue"
    SEND = "send"
    PAY = "pay"
    REMIND = "remind"
    SETTLE = "settle"
    REFUND = "refund"
    NOTHING = ""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, in words; `look` marks what went well or ill."""

    on: dt.date
    words: str
    look: str = ""


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """A payment as the page shows it: may it be undone, was it?"""

    payment: Payment
    undone: bool
    is_undoing: bool


def next_step(invoice: Invoice, *, on: dt.date) -> Next:
    """What she would do now."""
    state = state_of(invoice, on=on)
    if state == State.DRAFT:
        return Next.ISSUE
    if invoice.kind == Invoice.Kind.CREDIT_NOTE:
        return Next.NOTHING if invoice.sent_at else Next.SEND
    if invoice.due < 0 and invoice.gross > 0 and _in_hand(invoice) > 0:
        return Next.REFUND
    steps = {
        State.DISPUTED: Next.SETTLE,
        State.LATE: Next.REMIND,
        State.ISSUED: Next.SEND,
        State.SENT: Next.PAY,
        State.PARTLY_PAID: Next.PAY,
    }
    return steps.get(state, Next.NOTHING)


def payments_of(invoice: Invoice) -> list[PaymentRow]:
    """Its payments in the order of the receipts book."""
    rows = list(invoice.payments.all())
    undone = {row.undoes_id for row in rows if row.undoes_id}
    return [PaymentRow(row, row.pk in undone, row.undoes_id is not None) for row in rows]


def story_of(invoice: Invoice) -> list[Event]:
    """Everything that happened to it, latest first."""
    events = [*_papers(invoice), *_money(invoice), *_letters(invoice), *_platforms(invoice)]
    # Of one day, what came last is told first.
    events.reverse()
    return sorted(events, key=lambda event: event.on, reverse=True)


def _papers(invoice: Invoice) -> Iterator[Event]:
    local = invoice.business.local_day
    yield Event(local(invoice.created_at), _("draft begun"))
    if invoice.issued_on:
        words = _("issued as %(number)s, and written in the journal")
        yield Event(invoice.issued_on, words % {"number": invoice.number})
    if invoice.sent_at:
        yield Event(local(invoice.sent_at), pgettext("an invoice", "sent"))
    if invoice.disputed_on:
        about = f": {invoice.dispute_note}" if invoice.dispute_note else ""
        yield Event(invoice.disputed_on, _("disputed%(about)s") % {"about": about}, "warn")
    for note in invoice.corrected_by.all():
        if note.issued_on:
            facts = {"number": note.number, "sum": money(-note.gross, note.currency)}
            yield Event(note.issued_on, _("%(sum)s taken off by %(number)s") % facts)


def _money(invoice: Invoice) -> Iterator[Event]:
    for row in payments_of(invoice):
        paid = row.payment
        facts = {
            "sum": money(abs(paid.amount), invoice.currency),
            "method": paid.get_method_display(),
        }
        if row.is_undoing:
            yield Event(paid.on, _("%(sum)s struck out: noted by mistake") % facts)
        elif paid.amount > 0:
            yield Event(paid.on, _("%(sum)s received by %(method)s") % facts, "good")
        else:
            yield Event(paid.on, _("%(sum)s given back by %(method)s") % facts)


def _letters(invoice: Invoice) -> Iterator[Event]:
    local = invoice.business.local_day
    for reminder in invoice.reminders.all():
        tone = TONES.get(reminder.level, "")
        yield Event(local(reminder.at), _("reminded, in a %(tone)s tone") % {"tone": tone}, "warn")
    for mail in mails_about(invoice.business, "finance.invoice", invoice.pk):
        words = _("letter “%(subject)s” to %(to)s")
        facts = {"subject": mail.subject, "to": mail.to}
        yield Event(local(mail.created_at), words % facts)


def _platforms(invoice: Invoice) -> Iterator[Event]:
    for one in invoice.transmissions.all():
        day = invoice.business.local_day(one.at)
        yield Event(day, _("handed to %(connector)s") % {"connector": one.connector})


def _in_hand(invoice: Invoice) -> Decimal:
    return sum((row.amount for row in invoice.payments.all()), NOTHING)
