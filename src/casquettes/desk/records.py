"""What the palette finds among her contacts, quotes, missions and invoices."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from casquettes.desk.options import Option
from casquettes.finance.queries import invoices
from casquettes.kernel.models import Business, Contact
from casquettes.kernel.queries.contacts import holding, words_of
from casquettes.production.models import Mission
from casquettes.sales.queries import lists as quotes
from casquettes.ui.wording import money

MOST = 4


def found(business: Business, typed: str, *, today: dt.date) -> list[Option]:
    """The people and papers the typed words lead to, a few of each."""
    return [
        *_contacts(business, typed),
        *_missions(business, typed),
        *_quotes(business, typed, today),
        *_invoices(business, typed, today),
    ]


def _contacts(business: Business, typed: str) -> list[Option]:
    rows = holding(Contact.objects.of(business).shown(), typed)[:MOST]
    return [
        Option(
            contact.name,
            icon="address-book",
            href=reverse("kernel:contact", args=[contact.pk]),
            note=contact.origin or _("contact"),
        )
        for contact in rows
    ]


def _missions(business: Business, typed: str) -> list[Option]:
    rows = Mission.objects.of(business).select_related("client")
    for word in words_of(typed):
        rows = rows.filter(Q(title__icontains=word) | Q(client__search_text__contains=word))
    return [
        Option(
            mission.title,
            hat="production",
            href=reverse("production:mission", args=[mission.pk]),
            note=_("mission"),
        )
        for mission in rows[:MOST]
    ]


def _quotes(business: Business, typed: str, today: dt.date) -> list[Option]:
    rows = quotes.found(business, tab="", words=typed, on=today)[:MOST]
    return [
        Option(
            f"{quote.number or _('draft')}, {quote.client.name}",
            hat="sales",
            href=reverse("sales:quote", args=[quote.pk]),
            note=f"{_('quote')}, {money(quote.gross, quote.currency)}",
        )
        for quote in rows
    ]


def _invoices(business: Business, typed: str, today: dt.date) -> list[Option]:
    rows = invoices.found(business, invoices.Wanted(words=typed), on=today)
    return [
        Option(
            f"{invoice.number or _('draft')}, {invoice.client.name}",
            hat="manager",
            href=reverse("finance:invoice", args=[invoice.pk]),
            note=f"{_('invoice')}, {money(invoice.gross, invoice.currency)}",
        )
        for invoice in rows.select_related("client")[:MOST]
    ]
