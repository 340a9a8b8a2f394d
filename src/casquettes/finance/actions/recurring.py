"""Invoices that come back every so many months, each as a draft she looks at first."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import fields
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from casquettes.finance.actions.drafts import (
    InvoiceDraft,
    InvoiceRefused,
    LineDraft,
    draft_invoice,
    usual_draft,
)
from casquettes.finance.models import Invoice, RecurringInvoice
from casquettes.kernel import journal
from casquettes.kernel.models import Business

# As columns of a line; what a line bills once (a session, time) does not come back.
AMOUNTS = ("unit_price", "quantity", "discount_rate", "vat_rate", "hours")
WORDS = ("description", "unit", "detail", "group", "covers", "nature")
MOST_MONTHS = 60
MOST_AT_ONCE = 36


@transaction.atomic
def plan_recurring(
    business: Business,
    draft: InvoiceDraft,
    *,
    every_months: int,
    next_on: dt.date,
    last_on: dt.date | None = None,
) -> RecurringInvoice:
    """The plan that makes this draft again every so many months, from a day on."""
    _check(draft, every_months=every_months, next_on=next_on, last_on=last_on)
    return RecurringInvoice.objects.create(
        business=business,
        client=draft.client,
        mission=draft.mission,
        title=draft.title.strip(),
        lines=[_told(line) for line in draft.lines],
        every_months=every_months,
        next_on=next_on,
        last_on=last_on,
    )


@transaction.atomic
def change_recurring(
    recurring: RecurringInvoice,
    draft: InvoiceDraft,
    *,
    every_months: int,
    next_on: dt.date,
    last_on: dt.date | None = None,
) -> RecurringInvoice:
    """The plan as she now tells it; drafts already made stay as they are."""
    _check(draft, every_months=every_months, next_on=next_on, last_on=last_on)
    recurring.client, recurring.mission = draft.client, draft.mission
    recurring.title = draft.title.strip()
    recurring.lines = [_told(line) for line in draft.lines]
    recurring.every_months, recurring.next_on, recurring.last_on = every_months, next_on, last_on
    recurring.save()
    return recurring


def stop_recurring(recurring: RecurringInvoice, *, on: dt.date) -> None:
    """No more drafts from this plan."""
    recurring.stopped_on = on
    recurring.save(update_fields=["stopped_on"])


def resume_recurring(recurring: RecurringInvoice) -> None:
    """Go on with a plan that was stopped."""
    recurring.stopped_on = None
    recurring.save(update_fields=["stopped_on"])


@transaction.atomic
def make_due(business: Business, *, on: dt.date, at: dt.datetime) -> list[Invoice]:
    """The drafts due by that day, one for each time, and the plans moved on; each is made once."""
    journal.hold(business)
    made: list[Invoice] = []
    for recurring in due_plans(business, on=on):
        while _goes_on(recurring, on) and len(made) < MOST_AT_ONCE:
            made.append(draft_invoice(business, draft_of(recurring, on=on), at=at))
            recurring.next_on = months_later(recurring.next_on, recurring.every_months)
        recurring.save(update_fields=["next_on"])
    return made


def due_plans(business: Business, *, on: dt.date) -> list[RecurringInvoice]:
    """The plans with a draft to make by that day."""
    plans = RecurringInvoice.objects.filter(
        business=business, stopped_on=None, next_on__lte=on
    ).select_related("business", "client__payer", "client__business", "mission")
    return [plan for plan in plans.order_by("next_on", "pk") if _goes_on(plan, on)]


def draft_of(recurring: RecurringInvoice, *, on: dt.date) -> InvoiceDraft:
    """What the plan says, as an invoice of its next day."""
    usual = usual_draft(recurring.business, recurring.client, on=on)
    return InvoiceDraft(
        **{
            **vars(usual),
            "lines": lines_of(recurring),
            "mission": recurring.mission,
            "recurring": recurring,
            "title": recurring.title,
        }
    )


def lines_of(recurring: RecurringInvoice) -> list[LineDraft]:
    """The lines of each draft."""
    return [_line(told) for told in recurring.lines]


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day so many months later; the end of a month stays the end of a month."""
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    last = calendar.monthrange(year, month)[1]
    was_last = day.day == calendar.monthrange(day.year, day.month)[1]
    return dt.date(year, month, last if was_last else min(day.day, last))


def _goes_on(recurring: RecurringInvoice, on: dt.date) -> bool:
    ended = recurring.last_on is not None and recurring.next_on > recurring.last_on
    return recurring.next_on <= on and not ended


def _told(line: LineDraft) -> dict[str, Any]:
    told: dict[str, Any] = {name: getattr(line, name) for name in WORDS} | {"sap": line.sap}
    for name in AMOUNTS:
        amount = getattr(line, name)
        told[name] = None if amount is None else str(amount)
    return told


def _line(told: dict[str, Any]) -> LineDraft:
    known = {each.name for each in fields(LineDraft)}
    values = {name: value for name, value in told.items() if name in known}
    for name in AMOUNTS:
        if values.get(name) is not None:
            values[name] = Decimal(values[name])
    return LineDraft(**values)


def _check(
    draft: InvoiceDraft, *, every_months: int, next_on: dt.date, last_on: dt.date | None
) -> None:
    if not 1 <= every_months <= MOST_MONTHS:
        raise InvoiceRefused(_("Give a number of months between 1 and 60."), "every_months")
    if last_on is not None and last_on < next_on:
        raise InvoiceRefused(_("The last one comes before the next one."), "last_on")
    if not draft.lines:
        raise InvoiceRefused(_("Write at least one line."), "lines")
