"""Expenses: listed, noted in one line, changed, removed, expected again."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casquettes.engine.hats import Hat
from casquettes.finance.actions import expenses as actions
from casquettes.finance.forms.expenses import ExpenseForm, ExpenseSearch
from casquettes.finance.models import Expense, RecurringExpense
from casquettes.finance.queries import expenses as queries
from casquettes.finance.queries.categories import category_name
from casquettes.formats.tables import Row, Table
from casquettes.kernel.access import figures, owner
from casquettes.kernel.actions.contacts import find_or_add
from casquettes.kernel.answers import answer_once, as_file, back, page_asked
from casquettes.kernel.http import Request
from casquettes.kernel.models import HAT_NAMES
from casquettes.ui.wording import day, money

ROWS = 50


@figures
@require_GET
def expenses(request: Request) -> HttpResponse:
    """What was spent: found, summed by category, and one line to note the next."""
    form = ExpenseSearch(request.GET, business=request.business, today=request.today)
    wanted = form.wanted()
    rows = queries.found(request.business, wanted)
    total = queries.sums(rows)
    paginator = Paginator(rows, ROWS)
    paginator.count = total.count
    page = paginator.get_page(request.GET.get("page"))
    year = request.today.replace(month=1, day=1)
    facts = {
        "search": form,
        "searched": [form[name] for name in ("period", "category", "hat")],
        "wanted": wanted,
        "is_search": any(request.GET.get(name) for name in form.fields),
        "sums": total,
        "page": page,
        "rows": [queries.line_of(expense) for expense in page],
        "pages": paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
        "this_year": queries.spent(request.business, year, request.today),
        "this_month": queries.spent(request.business, request.today.replace(day=1), request.today),
        "form": ExpenseForm(business=request.business, initial={"on": request.today}),
        "due": queries.due(request.business, on=request.today),
        **_lists(request),
    }
    return render(request, "finance/expenses.html", facts)


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Note an expense; what was typed stays when it cannot be."""
    given = {"on": request.today} | {
        name: request.GET[name] for name in ("label", "mission") if name in request.GET
    }
    form = ExpenseForm(request.POST or None, business=request.business, initial=given)
    if request.method == "POST" and form.is_valid():
        try:
            return answer_once(request, lambda: _note(request, form))
        except actions.ExpenseRefused as refusal:
            form.refuse(refusal)
    return _form_page(request, form, None)


@figures
@require_http_methods(["GET", "HEAD", "POST"])
def expense(request: Request, pk: int) -> HttpResponse:
    """One expense: read, changed, made to come back."""
    changed = _hers(request, pk)
    form = ExpenseForm(request.POST or None, business=request.business, expense=changed)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.change_expense(
                changed, form.draft(_supplier(request, form)), today=request.today
            )
            if form.cleaned_data["every"]:
                actions.repeat_expense(made, every_months=form.cleaned_data["every"])
        except actions.ExpenseRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("“%(name)s” changed.") % {"name": made.label})
            return back(request, reverse("finance:expenses"))
    return _form_page(request, form, changed)


@owner
@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    """Put an expense aside, with a way back."""
    removed = actions.remove_expense(_hers(request, pk), at=request.now)
    text = _("“%(name)s” removed, %(sum)s.") % _said(request, removed)
    undo = reverse("finance:restore_expense", args=[removed.pk])
    messages.success(request, text, extra_tags=undo)
    return back(request, reverse("finance:expenses"))


@owner
@require_POST
def restore(request: Request, pk: int) -> HttpResponse:
    """Bring a removed expense back."""
    aside = get_object_or_404(Expense.objects.filter(business=request.business), pk=pk)
    actions.restore_expense(aside)
    messages.success(request, _("“%(name)s” is back.") % {"name": aside.label})
    return redirect("finance:expenses")


@owner
@require_POST
def due(request: Request, pk: int) -> HttpResponse:
    """Note a recurring expense whose day has come, or pass over it this time."""
    recurring = get_object_or_404(RecurringExpense, business=request.business, pk=pk)
    try:
        if request.POST.get("act") == "skip":
            skipped = actions.skip_due(recurring, today=request.today)
            text = _("“%(name)s” of %(day)s passed over.")
            messages.success(request, text % {"name": recurring.label, "day": day(skipped)})
        else:
            made = actions.note_due(recurring, today=request.today)
            text = _("“%(name)s” noted, %(sum)s.") % _said(request, made)
            messages.success(request, text, extra_tags=_undo(made))
    except actions.ExpenseRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("finance:expenses")


@owner
@require_POST
def stop(request: Request, pk: int) -> HttpResponse:
    """A recurring expense comes back no more, or does again."""
    recurring = get_object_or_404(RecurringExpense, business=request.business, pk=pk)
    again = recurring.stopped_on is not None
    actions.stop_recurring(recurring, on=None if again else request.today)
    text = _("“%(name)s” comes back again.") if again else _("“%(name)s” comes back no more.")
    undo = "" if again else reverse("finance:stop_expense", args=[recurring.pk])
    messages.success(request, text % {"name": recurring.label}, extra_tags=undo)
    return back(request, reverse("finance:recurring_expenses"))


@figures
@require_GET
def recurring(request: Request) -> HttpResponse:
    """Everything that comes back: when next, how much, and a way to stop it."""
    rows = list(queries.recurring(request.business))
    return render(request, "finance/recurring_expenses.html", {"rows": rows})


@figures
@require_GET
def export(request: Request) -> HttpResponse:
    """The expenses found, as a file."""
    form = ExpenseSearch(request.GET, business=request.business, today=request.today)
    rows = queries.found(request.business, form.wanted()).order_by("on", "id")
    headings = [_("Day"), _("For"), _("Category"), _("Hat"), _("Mission"), _("Supplier")]
    headings += [_("Note"), _("Amount")]
    return as_file(request, Table(_("expenses"), headings, _cells(rows.iterator(2000))))


def _cells(rows: Iterator[Expense]) -> Iterator[Row]:
    for row in rows:
        yield [
            row.on,
            row.label,
            category_name(row.category),
            str(HAT_NAMES[Hat(row.hat)]) if row.hat else "",
            row.mission.title if row.mission else "",
            row.supplier.name if row.supplier else "",
            row.note,
            row.amount,
        ]


def _note(request: Request, form: ExpenseForm) -> str:
    """The expense noted; where to go next."""
    draft = form.draft(_supplier(request, form))
    made = actions.note_expense(request.business, draft, today=request.today)
    text = _("“%(name)s” noted, %(sum)s.")
    if every := form.cleaned_data["every"]:
        actions.repeat_expense(made, every_months=every)
    messages.success(request, text % _said(request, made), extra_tags=_undo(made))
    return page_asked(request) or reverse("finance:expenses")


def _supplier(request: Request, form: ExpenseForm) -> object:
    told = form.cleaned_data["supplier"]
    return find_or_add(request.business, told, on=request.today) if told else None


def _undo(made: Expense) -> str:
    return reverse("finance:remove_expense", args=[made.pk])


def _said(request: Request, expense: Expense) -> dict[str, str]:
    return {"name": expense.label, "sum": money(expense.amount, request.business.currency)}


def _hers(request: Request, pk: int) -> Expense:
    rows = Expense.objects.of(request.business)
    return get_object_or_404(rows.select_related("business", "supplier", "recurring"), pk=pk)


def _lists(request: Request) -> dict[str, object]:
    """What the fields offer: her labels with what they were last, and the categories."""
    return {
        "suggestions": queries.suggestions(request.business),
        "categories": queries.categories(request.business),
    }


def _form_page(request: Request, form: ExpenseForm, expense: Expense | None) -> HttpResponse:
    facts = {"form": form, "expense": expense, "next": page_asked(request), **_lists(request)}
    status = 422 if form.errors else 200
    return render(request, "finance/expense.html", facts, status=status)
