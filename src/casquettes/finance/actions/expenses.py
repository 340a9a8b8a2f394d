"""Noting what was spent, changing it, and what comes back every month."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from casquettes.finance.models import Expense, RecurringExpense
from casquettes.finance.queries.categories import usual_hat
from casquettes.kernel.models import Business, Contact
from casquettes.production.models import Mission

FIRST_DAY = dt.date(2000, 1, 1)
MOST = Decimal("99999999.99")
RHYTHMS = (1, 2, 3, 6, 12)


@dataclass
class ExpenseRefused(Exception):
    """An expense that cannot be noted: the sentence for her, and the field it is about."""

    message: str
    field: str = ""

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True)
class ExpenseDraft:
    """Money that went out, as she tells it; negative when it came back."""

    on: dt.date
    label: str
    amount: Decimal
    category: str = ""
    hat: str = ""
    mission: Mission | None = None
    supplier: Contact | None = None
    note: str = ""


@transaction.atomic
def note_expense(business: Business, draft: ExpenseDraft, *, today: dt.date) -> Expense:
    """The expense, written; its hat is that of the category unless she says another."""
    return Expense.objects.create(business=business, **_checked(business, draft, today=today))


@transaction.atomic
def change_expense(expense: Expense, draft: ExpenseDraft, *, today: dt.date) -> Expense:
    """The expense as she now tells it."""
    expense = _still_there(expense)
    facts = _checked(expense.business, draft, today=today)
    for name, value in facts.items():
        setattr(expense, name, value)
    expense.save(update_fields=list(facts))
    return expense


@transaction.atomic
def remove_expense(expense: Expense, *, at: dt.datetime) -> Expense:
    """The expense, put aside; it can be brought back."""
    expense = _still_there(expense)
    expense.removed_at = at
    expense.save(update_fields=["removed_at"])
    return expense


def restore_expense(expense: Expense) -> None:
    """Bring back an expense that was put aside."""
    expense.removed_at = None
    expense.save(update_fields=["removed_at"])


@transaction.atomic
def repeat_expense(
    expense: Expense, *, every_months: int, last_on: dt.date | None = None
) -> RecurringExpense:
    """The same expense, expected again every so many months; each time waits for her word."""
    expense = _still_there(expense)
    if expense.recurring is not None and expense.recurring.stopped_on is None:
        raise ExpenseRefused(_("This expense already comes back by itself."), "every")
    if every_months not in RHYTHMS:
        raise ExpenseRefused(_("Choose how often it comes back."), "every")
    recurring = RecurringExpense.objects.create(
        business=expense.business,
        label=expense.label,
        category=expense.category,
        amount=expense.amount,
        hat=expense.hat,
        every_months=every_months,
        next_on=months_after(expense.on, every_months, day=expense.on.day),
        last_on=last_on,
    )
    expense.recurring = recurring
    expense.save(update_fields=["recurring"])
    return recurring


@transaction.atomic
def note_due(recurring: RecurringExpense, *, today: dt.date) -> Expense:
    """The next one of a recurring expense, noted on its day; raises when none is due."""
    recurring = _next_due(recurring, today=today)
    made = Expense.objects.create(
        business=recurring.business,
        on=recurring.next_on,
        label=recurring.label,
        category=recurring.category,
        amount=recurring.amount,
        hat=recurring.hat,
        recurring=recurring,
    )
    _move_on(recurring)
    return made


@transaction.atomic
def skip_due(recurring: RecurringExpense, *, today: dt.date) -> dt.date:
    """The day of the next one, passed over: nothing went out this time."""
    recurring = _next_due(recurring, today=today)
    skipped = recurring.next_on
    _move_on(recurring)
    return skipped


def stop_recurring(recurring: RecurringExpense, *, on: dt.date | None) -> None:
    """No more of them from this day; None takes the stop back."""
    recurring.stopped_on = on
    recurring.save(update_fields=["stopped_on"])


def months_after(on: dt.date, months: int, *, day: int) -> dt.date:
    """The same day some months later, or the last of a month too short for it."""
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day, calendar.monthrange(year, month + 1)[1]))


def _checked(business: Business, draft: ExpenseDraft, *, today: dt.date) -> dict[str, object]:
    """The columns of an expense; raises ExpenseRefused for what cannot be."""
    label = " ".join(draft.label.split())
    if not label:
        raise ExpenseRefused(_("Say what it was for, for example “Storage boxes”."), "label")
    _check_day(draft.on, today=today)
    if draft.amount == 0 or not draft.amount.is_finite() or abs(draft.amount) > MOST:
        raise ExpenseRefused(_("Write a sum, for example 48.90."), "amount")
    for thing, field in ((draft.mission, "mission"), (draft.supplier, "supplier")):
        if thing is not None and thing.business_id != business.pk:
            raise ExpenseRefused(_("Choose in the list."), field)
    return {
        "on": draft.on,
        "label": label,
        "amount": draft.amount,
        "category": draft.category,
        "hat": draft.hat or usual_hat(draft.category),
        "mission": draft.mission,
        "supplier": draft.supplier,
        "note": draft.note.strip(),
    }


def _check_day(on: dt.date, *, today: dt.date) -> None:
    if on < FIRST_DAY:
        raise ExpenseRefused(_("Give a day from 2000 on."), "on")
    if on > today:
        text = _("%(day)s has not come yet: note the expense once it is paid.")
        raise ExpenseRefused(text % {"day": date_format(on, "j F Y")}, "on")


def _next_due(recurring: RecurringExpense, *, today: dt.date) -> RecurringExpense:
    """The recurring expense as it stands, held until the end of the act."""
    locked = RecurringExpense.objects.select_for_update().get(pk=recurring.pk)
    over = locked.last_on is not None and locked.next_on > locked.last_on
    if locked.next_on > today or locked.next_on != recurring.next_on or over:
        raise ExpenseRefused(_("This one is already noted."))
    return locked


def _move_on(recurring: RecurringExpense) -> None:
    """To the next day, on the day of the month it began with."""
    first = recurring.made.order_by("on").values_list("on", flat=True).first()
    day = max(first.day if first else 1, recurring.next_on.day)
    recurring.next_on = months_after(recurring.next_on, recurring.every_months, day=day)
    recurring.save(update_fields=["next_on"])


def _still_there(expense: Expense) -> Expense:
    """The row as it stands now, held until the end of the act."""
    locked = (
        Expense.objects.of(expense.business)
        .select_related("business")
        .select_for_update(of=("self",))
        .filter(pk=expense.pk)
        .first()
    )
    if locked is None:
        raise ExpenseRefused(_("This expense has been removed in the meantime."))
    return locked
