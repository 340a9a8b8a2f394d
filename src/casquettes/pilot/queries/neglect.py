"""Hats left aside: little of their usual hours, and something of theirs overdue.

The rule is the engine's (`freed_hour.neglected`); see docs/method/freed_hour.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Min, Q, Sum
from django.urls import reverse
from django.utils.translation import ngettext

from casquettes.engine.freed_hour import neglected
from casquettes.engine.hats import Hat
from casquettes.engine.periods import ONE_DAY, Period, months_to, weeks_to
from casquettes.engine.workdays import expected_days
from casquettes.finance.queries.reminders import due_reminders
from casquettes.kernel.models import HAT_NAMES, Business
from casquettes.kernel.queries import contact_list
from casquettes.pilot.models import Decision
from casquettes.production.queries.sessions import planned_upto
from casquettes.sales.models import Quote
from casquettes.timesheet.models import Absence, TimeEntry

WEEKS, LEAST_WEEKS = 4, 12


@dataclass(frozen=True, slots=True)
class Duty:
    """What waits under a hat since before today, and where it is done."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class LeftAside:
    """A neglected hat: seconds of four weeks, those it usually has, and what is overdue."""

    hat: str
    name: str
    seconds: int
    usual: int
    duties: tuple[Duty, ...]


def left_aside(business: Business, *, today: dt.date) -> list[LeftAside]:
    """The neglected hats, those with most hours missing first; one question most days."""
    found = []
    for hat, (recent, usual) in weeks_by_hat(business, today).items():
        # Whatever is overdue is only looked for where hours are missing.
        if not neglected(recent, usual, overdue=1) or hat not in DUTIES:
            continue
        duties = DUTIES[hat](business, today)
        if neglected(recent, usual, overdue=len(duties)):
            found.append(LeftAside(hat, str(HAT_NAMES[hat]), recent, round(usual), duties))
    return sorted(found, key=lambda each: each.seconds - each.usual)


def weeks_by_hat(business: Business, today: dt.date) -> dict[Hat, tuple[int, float]]:
    """Under each hat, seconds of the last four weeks and of four usual ones.

    Usual ones have as many working days of hers as the last four weeks: away, nothing is missing.
    Empty before twelve weeks of noted time, and after four weeks away.
    """
    recent = weeks_to(today, WEEKS)
    before = Period(months_to(today, 12).first, recent.first - ONE_DAY)
    rows = (
        TimeEntry.objects.of(business)
        .between(before.first, recent.last)
        .exclude(nature=TimeEntry.Nature.BREAK)
        .exclude(hat="")
        .order_by()
        .values_list("hat")
        .annotate(
            recent=Sum("seconds", filter=Q(on__gte=recent.first), default=0),
            before=Sum("seconds", filter=Q(on__lt=recent.first), default=0),
            since=Min("on"),
        )
    )
    told = list(rows)
    first = min((since for *_sums, since in told), default=recent.first)
    if (recent.first - first).days < LEAST_WEEKS * 7:
        return {}
    days = _working_days(business, Period(first, before.last), recent)
    if not all(days):
        return {}
    return {Hat(hat): (now, was * days[1] / days[0]) for hat, now, was, _since in told}


def _working_days(business: Business, *periods: Period) -> list[int]:
    """How many days of each period are hers to work: holidays and days away left out."""
    rows = Absence.objects.filter(business=business, removed_at=None).order_by()
    away = [Period(*days) for days in rows.values_list("first_on", "last_on")]
    rules = {"working_days": business.working_days, "country": business.country}
    return [len(expected_days(period, **rules, away=away)) for period in periods]


def _of_sales(business: Business, today: dt.date) -> tuple[Duty, ...]:
    quotes = (
        Quote.objects.of(business)
        .filter(follow_up_on__lt=today, issued_on__isnull=False)
        .filter(accepted_on=None, refused_on=None, withdrawn_on=None, replaced_by=None)
        .count()
    )
    contacts = contact_list.due(business, today=today - ONE_DAY).count()
    found = []
    if quotes:
        text = ngettext("one quote to follow up", "%(n)s quotes to follow up", quotes)
        found.append(Duty(text % {"n": quotes}, reverse("sales:quotes")))
    if contacts:
        text = ngettext("one person to come back to", "%(n)s people to come back to", contacts)
        found.append(Duty(text % {"n": contacts}, reverse("kernel:contacts")))
    return tuple(found)


def _of_manager(business: Business, today: dt.date) -> tuple[Duty, ...]:
    late = len(due_reminders(business, on=today))
    text = ngettext("one late invoice to remind", "%(n)s late invoices to remind", late)
    return (Duty(text % {"n": late}, reverse("finance:reminders")),) if late else ()


def _of_production(business: Business, today: dt.date) -> tuple[Duty, ...]:
    past = len(planned_upto(business, today - ONE_DAY))
    text = ngettext("one past session to tell", "%(n)s past sessions to tell", past)
    return (Duty(text % {"n": past}, reverse("production:sessions")),) if past else ()


def _of_pilot(business: Business, today: dt.date) -> tuple[Duty, ...]:
    due = Decision.objects.filter(
        business=business, review_on__lt=today, judged_on=None, ended_on=None
    ).count()
    text = ngettext("one decision to read again", "%(n)s decisions to read again", due)
    return (Duty(text % {"n": due}, reverse("pilot:decisions")),) if due else ()


DUTIES: dict[Hat, Callable[[Business, dt.date], tuple[Duty, ...]]] = {
    Hat.SALES: _of_sales,
    Hat.MANAGER: _of_manager,
    Hat.PRODUCTION: _of_production,
    Hat.PILOT: _of_pilot,
}
