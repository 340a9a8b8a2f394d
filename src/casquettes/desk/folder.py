"""What every room knows of a client: quotes, missions, sessions, invoices, payments; and sums."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from casquettes.finance.models import Invoice, InvoiceQuerySet, Payment
from casquettes.kernel.models import Contact
from casquettes.kernel.queries.contact_page import Moment
from casquettes.production.models import Mission, WorkSession
from casquettes.sales.models import Quote
from casquettes.ui.wording import hours

MOST_OF_A_KIND = 100
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Figures:
    """What a client came to so far: billed and still due in her currency, sold hours, missions."""

    billed: Decimal
    due: Decimal
    sold_seconds: int
    missions: int

    @property
    def any(self) -> bool:
        return bool(self.billed or self.due or self.sold_seconds or self.missions)


def figures_of(contact: Contact) -> Figures:
    """Sums over everything issued to a client, or paid by them for another."""
    issued = _invoices(contact).issued().filter(currency=contact.business.currency).order_by()
    unpaid = Q(paid_on__isnull=True, gross__gt=0)
    sums = issued.aggregate(billed=Sum("net"), due=Sum(F("gross") - F("paid"), filter=unpaid))
    done = WorkSession.objects.of(contact.business).filter(
        mission__client=contact, done_on__isnull=False
    )
    minutes = done.order_by().aggregate(sold=Sum(F("sold_minutes") * F("persons")))["sold"]
    return Figures(
        billed=sums["billed"] or NOTHING,
        due=sums["due"] or NOTHING,
        sold_seconds=(minutes or 0) * 60,
        missions=Mission.objects.of(contact.business).filter(client=contact).count(),
    )


def moments_of(contact: Contact) -> Iterator[Moment]:
    """Everything that happened with a contact in the rooms above the kernel."""
    yield from _quotes(contact)
    yield from _work(contact)
    yield from _money(contact)


def _invoices(contact: Contact) -> InvoiceQuerySet:
    return Invoice.objects.of(contact.business).filter(Q(client=contact) | Q(payer=contact))


def _quotes(contact: Contact) -> Iterator[Moment]:
    rows = Quote.objects.of(contact.business).filter(client=contact, issued_on__isnull=False)
    for quote in rows[:MOST_OF_A_KIND]:
        url = reverse("sales:quote", args=[quote.pk])
        told: list[tuple[dt.date | None, str]] = [
            (quote.issued_on, _("Quote %(number)s, %(title)s")),
            (quote.accepted_on, _("Quote %(number)s accepted")),
            (quote.refused_on, _("Quote %(number)s refused")),
            (quote.withdrawn_on, _("Quote %(number)s taken back")),
        ]
        for on, words in told:
            if on is not None:
                title = words % {"number": quote.number, "title": quote.title}
                yield Moment(on, "quote", title, url, quote.gross)


def _work(contact: Contact) -> Iterator[Moment]:
    ended = Mission.objects.of(contact.business).filter(client=contact, ended_on__isnull=False)
    for mission in ended[:MOST_OF_A_KIND]:
        assert mission.ended_on is not None
        title = _("%(mission)s ended") % {"mission": mission.title}
        url = reverse("production:mission", args=[mission.pk])
        yield Moment(mission.ended_on, "mission", title, url)
    sessions = WorkSession.objects.of(contact.business).filter(
        mission__client=contact, done_on__isnull=False
    )
    for session in sessions.order_by("-on")[:MOST_OF_A_KIND]:
        words = _("Session, %(time)s") % {"time": hours(session.sold_minutes * 60)}
        title = f"{words}, {session.zone}" if session.zone else words
        yield Moment(session.on, "session", title, reverse("production:session", args=[session.pk]))


def _money(contact: Contact) -> Iterator[Moment]:
    invoices = _invoices(contact).issued()
    for invoice in invoices.order_by("-issued_on")[:MOST_OF_A_KIND]:
        assert invoice.issued_on is not None
        url = reverse("finance:invoice", args=[invoice.pk])
        words = f"{invoice.get_kind_display()} {invoice.number}"
        yield Moment(
            invoice.issued_on, "invoice", words[:1].upper() + words[1:], url, invoice.gross
        )
    payments = Payment.objects.filter(business=contact.business, invoice__in=invoices)
    for payment in payments.select_related("invoice").order_by("-on")[:MOST_OF_A_KIND]:
        words = _("Paid, %(number)s") if payment.amount > 0 else _("Given back, %(number)s")
        url = reverse("finance:invoice", args=[payment.invoice_id])
        title = words % {"number": payment.invoice.number}
        yield Moment(payment.on, "payment", title, url, payment.amount)
