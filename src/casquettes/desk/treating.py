"""What waits for her today, from every hat: late money, work to bill, answers to give."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from casquettes.engine.cash import horizon
from casquettes.engine.hats import Hat
from casquettes.finance.models import Invoice
from casquettes.finance.queries import waiting as billing
from casquettes.finance.queries.overpaid import perhaps_to_give_back, to_give_back
from casquettes.finance.queries.reminders import due_reminders
from casquettes.kernel.models import Business
from casquettes.kernel.queries import contact_list
from casquettes.kernel.queries import mail as letters
from casquettes.production.models import WorkSession
from casquettes.production.queries.missions import quotes_to_start
from casquettes.production.queries.sessions import planned_upto
from casquettes.sales.models import Quote, QuoteMessage
from casquettes.ui.wording import hours, money

MOST_OF_A_KIND = 3


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing to treat: a link, or a form that is posted in one click."""

    hat: str
    title: str
    detail: str
    act: str
    href: str = ""
    post: str = ""
    values: dict[str, str] = field(default_factory=dict)
    late: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What several parts of home read: what may be billed, and the planned sessions to come."""

    due: billing.Waiting
    sessions: list[WorkSession]


def known(business: Business, *, today: dt.date) -> Known:
    """Read once for the list, the appointments and the cash ahead."""
    return Known(billing.waiting(business, on=today), planned_upto(business, horizon(today)))


def to_treat(business: Business, *, today: dt.date, read: Known | None = None) -> list[Thing]:
    """What waits, the most pressing first; long lists of a kind end in one line."""
    read = read or known(business, today=today)
    some = _some(business, today)
    kinds: list[tuple[bool, Iterator[Thing], str]] = [
        (some["late"], _late(business, today), "finance:reminders"),
        (some["back"], _to_give_back(business), "finance:invoices"),
        (some["asked"], _questions(business), "sales:quotes"),
        (some["to_start"], _to_start(business), "production:missions"),
        (True, _past_sessions(read.sessions, today), "production:sessions"),
        (True, _to_bill(business, read.due), "finance:to_bill"),
        (some["drafts"], _drafts(business), "finance:invoices"),
        (some["quotes"], _quotes_to_follow(business, today), "sales:quotes"),
        (some["contacts"], _contacts_to_follow(business, today), "kernel:contacts"),
        (some["mails"], _mails(business), "kernel:outbox"),
    ]
    return [
        thing
        for there, things, whole in kinds
        if there
        for thing in _shortened(list(things), whole)
    ]


def _some(business: Business, today: dt.date) -> dict[str, bool]:
    """Which kinds have anything at all, in one question: most days few of them do."""
    rows: dict[str, QuerySet[Any]] = {
        "late": Invoice.objects.of(business).overdue(on=today),
        "back": perhaps_to_give_back(business),
        "asked": _asked(business),
        "to_start": quotes_to_start(business),
        "drafts": Invoice.objects.of(business).drafts(),
        "quotes": _followed(business, today),
        "contacts": contact_list.due(business, today=today),
        "mails": letters.waiting(business),
    }
    there = [Exists(each.select_related(None).order_by()) for each in rows.values()]
    found = Business.objects.filter(pk=business.pk).values_list(*there).get()
    return dict(zip(rows, found, strict=True))


def _shortened(things: list[Thing], whole: str) -> Iterator[Thing]:
    yield from things[:MOST_OF_A_KIND]
    left = things[MOST_OF_A_KIND:]
    if left:
        more = ngettext("One more of the same", "%(n)s more of the same", len(left))
        told = more % {"n": len(left)}
        yield Thing(left[0].hat, told, "", _("See all"), href=reverse(whole))


def _late(business: Business, today: dt.date) -> Iterator[Thing]:
    for proposal in due_reminders(business, on=today):
        invoice = proposal.invoice
        late = ngettext("%(n)s day late", "%(n)s days late", proposal.days_late)
        told = [invoice.number or "", late % {"n": proposal.days_late}]
        act, page = pgettext("button", "Remind"), "finance:remind"
        if not proposal.delivered:
            told.append(_("never noted as sent"))
            act, page = _("Send"), "finance:send_invoice"
        yield Thing(
            hat=Hat.MANAGER,
            title=f"{(invoice.payer or invoice.client).name}, "
            f"{money(invoice.due, invoice.currency)}",
            detail=", ".join(told),
            act=act,
            href=reverse(page, args=[invoice.pk]),
            late=True,
        )


def _to_give_back(business: Business) -> Iterator[Thing]:
    for owed in to_give_back(business):
        invoice = owed.invoice
        if owed.withdrawn_on:
            day = date_format(owed.withdrawn_on, "j F")
            why = _("%(number)s, contract taken back on %(day)s") % {
                "number": invoice.number,
                "day": day,
            }
        else:
            why = _("%(number)s, paid too much") % {"number": invoice.number}
        yield Thing(
            hat=Hat.MANAGER,
            title=_("%(sum)s to give back to %(name)s")
            % {
                "sum": money(owed.amount, invoice.currency),
                "name": (invoice.payer or invoice.client).name,
            },
            detail=why,
            act=pgettext("button", "Give back"),
            href=reverse("finance:invoice", args=[invoice.pk]),
        )


def _asked(business: Business) -> QuerySet[QuoteMessage]:
    asked = QuoteMessage.objects.filter(business=business, from_client=True, read_at__isnull=True)
    return asked.filter(quote__removed_at__isnull=True)


def _questions(business: Business) -> Iterator[Thing]:
    for message in _asked(business).select_related("quote__client").order_by("at"):
        yield Thing(
            hat=Hat.SALES,
            title=_("%(name)s asks a question") % {"name": message.quote.client.name},
            detail=message.text[:90],
            act=_("Answer"),
            href=reverse("sales:quote", args=[message.quote_id]),
        )


def _to_start(business: Business) -> Iterator[Thing]:
    for quote in quotes_to_start(business):
        accepted = date_format(quote.accepted_on, "j F") if quote.accepted_on else ""
        yield Thing(
            hat=Hat.PRODUCTION,
            title=_("%(name)s accepted your quote") % {"name": quote.client.name},
            detail=f"{quote.title}, {accepted}",
            act=_("Open the mission"),
            post=reverse("production:start_mission", args=[quote.pk]),
        )


def _past_sessions(planned: list[WorkSession], today: dt.date) -> Iterator[Thing]:
    for session in planned:
        if session.on >= today:
            break
        yield Thing(
            hat=Hat.PRODUCTION,
            title=_("Did the session of %(day)s take place?")
            % {"day": date_format(session.on, "j F")},
            detail=session.mission.title,
            act=_("Say so"),
            href=reverse("production:session", args=[session.pk]),
        )


def _to_bill(business: Business, due: billing.Waiting) -> Iterator[Thing]:
    bill = pgettext("button", "Bill")
    for sessions in due.sessions:
        text = ngettext("one session, %(time)s", "%(n)s sessions, %(time)s", sessions.count)
        yield Thing(
            hat=Hat.MANAGER,
            title=_("To bill to %(name)s") % {"name": sessions.mission.client.name},
            detail=text % {"n": sessions.count, "time": hours(sessions.seconds)},
            act=_("Bill the balance") if sessions.after_deposit else bill,
            post=reverse("finance:bill_mission", args=[sessions.mission.pk]),
            values={"kind": "balance" if sessions.after_deposit else "session"},
        )
    for price in due.missions:
        yield Thing(
            hat=Hat.MANAGER,
            title=_("To bill to %(name)s") % {"name": price.mission.client.name},
            detail=f"{price.mission.title}, {money(price.left, business.currency)}",
            act=bill,
            post=reverse("finance:bill_mission", args=[price.mission.pk]),
        )
    for quote in due.quotes:
        if quote.blocked_until is None:
            yield _quote_to_bill(quote)


def _quote_to_bill(due: billing.QuoteDue) -> Thing:
    quote = due.quote
    kind = Invoice.Kind.DEPOSIT if due.wants_deposit else Invoice.Kind.BALANCE
    words = _("deposit of %(number)s") if due.wants_deposit else _("rest of %(number)s")
    return Thing(
        hat=Hat.MANAGER,
        title=_("To bill to %(name)s") % {"name": quote.client.name},
        detail=words % {"number": quote.number},
        act=pgettext("button", "Bill"),
        post=reverse("finance:bill_quote", args=[quote.pk]),
        values={"kind": str(kind)},
    )


def _drafts(business: Business) -> Iterator[Thing]:
    for invoice in Invoice.objects.of(business).drafts().select_related("client").order_by("pk"):
        yield Thing(
            hat=Hat.MANAGER,
            title=_("Draft invoice for %(name)s") % {"name": invoice.client.name},
            detail=money(invoice.gross, invoice.currency),
            act=_("Look over"),
            href=reverse("finance:invoice", args=[invoice.pk]),
        )


def _followed(business: Business, today: dt.date) -> QuerySet[Quote]:
    rows = Quote.objects.of(business).filter(follow_up_on__lte=today, issued_on__isnull=False)
    return rows.filter(accepted_on=None, refused_on=None, withdrawn_on=None, replaced_by=None)


def _quotes_to_follow(business: Business, today: dt.date) -> Iterator[Thing]:
    for quote in _followed(business, today).select_related("client").order_by("follow_up_on"):
        yield Thing(
            hat=Hat.SALES,
            title=_("Come back to %(name)s") % {"name": quote.client.name},
            detail=f"{quote.number}, {money(quote.gross, quote.currency)}",
            act=_("Open the quote"),
            href=reverse("sales:quote", args=[quote.pk]),
        )


def _contacts_to_follow(business: Business, today: dt.date) -> Iterator[Thing]:
    for contact in contact_list.due(business, today=today):
        yield Thing(
            hat=Hat.SALES,
            title=_("Come back to %(name)s") % {"name": contact.name},
            detail=contact.follow_up_note,
            act=_("Open the contact"),
            href=reverse("kernel:contact", args=[contact.pk]),
        )


def _mails(business: Business) -> Iterator[Thing]:
    waiting = letters.waiting(business).count()
    if waiting:
        text = ngettext("One mail waits in the outbox", "%(n)s mails wait in the outbox", waiting)
        yield Thing(
            hat=Hat.MANAGER,
            title=text % {"n": waiting},
            detail=_("Nothing leaves by itself without your mail settings."),
            act=_("Open the outbox"),
            href=reverse("kernel:outbox"),
        )
