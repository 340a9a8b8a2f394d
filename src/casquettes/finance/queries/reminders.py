"""Whom to write to, and in which tone: proposals by age, nothing sent by itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Max

from casquettes.finance.models import Invoice, Reminder, ReminderPlan
from casquettes.finance.queries.delivered import with_delivered
from casquettes.kernel.models import Business

FIRST, SECOND, THIRD = 1, 2, 3
NEVER: tuple[int, dt.datetime | None] = (0, None)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A reminder to write: its level says the tone (1 friendly, 2 firm, 3 last before formal)."""

    invoice: Invoice
    level: int
    days_late: int
    last_at: dt.datetime | None
    # Did the invoice itself leave before? Nobody is late with what never came.
    delivered: bool

    @property
    def template(self) -> str:
        """The key of its letter."""
        return f"reminder_{self.level}"


def due_reminders(business: Business, *, on: dt.date) -> list[Proposal]:
    """The reminders to write by that day, oldest debt first; none in a dispute or before the day.

    The level grows with age, one step at a time: nobody hears a last word before a first one.
    """
    plan = ReminderPlan.objects.filter(business=business).first() or ReminderPlan()
    late = list(
        with_delivered(Invoice.objects.of(business).overdue(on=on))
        .filter(disputed_on=None)
        .select_related("client", "payer")
        .order_by("due_on", "rank")
    )
    written = _written(late)
    proposals = (
        _proposal(invoice, plan, business, (on, *written.get(invoice.pk, NEVER)))
        for invoice in late
    )
    return [proposal for proposal in proposals if proposal is not None]


def _written(late: list[Invoice]) -> dict[int, tuple[int, dt.datetime | None]]:
    """The level and the moment of the last reminder of each."""
    if not late:
        return {}
    rows = Reminder.objects.filter(invoice__in=late).order_by().values_list("invoice")
    return {pk: (level, at) for pk, level, at in rows.annotate(Max("level"), Max("at"))}


def level_at(plan: ReminderPlan, days_late: int) -> int:
    """The level that this age calls for; 0 when it is too early."""
    return sum(days_late >= days for days in thresholds(plan))


def thresholds(plan: ReminderPlan) -> tuple[int, int, int]:
    """After how many days each level comes."""
    return plan.first_days, plan.second_days, plan.third_days


def _proposal(
    invoice: Invoice,
    plan: ReminderPlan,
    business: Business,
    known: tuple[dt.date, int, dt.datetime | None],
) -> Proposal | None:
    """`known`: the day, the level of the last reminder and its moment."""
    assert invoice.due_on is not None
    on, last_level, last_at = known
    days_late = (on - invoice.due_on).days
    level = min(level_at(plan, days_late), last_level + 1)
    if level <= last_level:
        return None
    if last_at is not None:
        days = thresholds(plan)
        waited = (on - business.local_day(last_at)).days
        # Written late, the next one leaves as long to answer as the plan does.
        if waited < days[level - 1] - days[level - 2]:
            return None
    delivered = bool(getattr(invoice, "delivered", False))
    return Proposal(invoice, level, days_late, last_at, delivered)
