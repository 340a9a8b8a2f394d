"""Invoices that come back: planned from one she made, drafted by one tap on their day."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casquettes.finance.actions import recurring as actions
from casquettes.finance.actions.drafts import InvoiceRefused, draft_of
from casquettes.finance.forms.recurring import RepeatForm
from casquettes.finance.models import RecurringInvoice
from casquettes.finance.queries.recurring import plans
from casquettes.finance.views.found import hers
from casquettes.kernel.access import figures, owner
from casquettes.kernel.answers import answer_once
from casquettes.kernel.http import Request
from casquettes.kernel.models import Membership

HERE = "finance:recurring_invoices"


@figures
@require_GET
def recurring(request: Request) -> HttpResponse:
    """Every plan: what it makes, when next, and what is due by today."""
    rows = plans(request.business, on=request.today)
    writes = request.membership.role != Membership.Role.ACCOUNTANT
    facts = {"plans": rows, "any_due": writes and any(plan.is_due for plan in rows)}
    return render(request, "finance/recurring_invoices.html", facts)


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def repeat(request: Request, pk: int) -> HttpResponse:
    """Make an invoice come back."""
    model = hers(request, pk)
    begun = model.issued_on or request.today
    form = RepeatForm(request.POST or None, next_on=actions.months_later(begun, 1))
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            actions.plan_recurring(request.business, draft_of(model), **form.cleaned_data)
            messages.success(request, _("Planned: a draft is proposed to you on its day."))
            return reverse(HERE)

        try:
            return answer_once(request, act)
        except InvoiceRefused as refusal:
            form.refuse(refusal)
    facts = {"form": form, "invoice": model}
    return render(request, "finance/repeat.html", facts, status=422 if form.errors else 200)


@owner
@require_POST
def make(request: Request) -> HttpResponse:
    """The drafts due by today, each made once."""

    def act() -> str:
        made = actions.make_due(request.business, on=request.today, at=request.now)
        words = ngettext("One draft is ready.", "%(n)s drafts are ready.", len(made))
        messages.success(request, words % {"n": len(made)})
        return f"{reverse('finance:invoices')}?state=drafts"

    return answer_once(request, act, otherwise=reverse(HERE))


@owner
@require_POST
def stop(request: Request, pk: int) -> HttpResponse:
    """A plan makes no more drafts, or does again."""
    plan = get_object_or_404(RecurringInvoice, business=request.business, pk=pk)
    if plan.stopped_on is None:
        actions.stop_recurring(plan, on=request.today)
        undo = reverse("finance:stop_recurring", args=[plan.pk])
        messages.success(request, _("It comes back no more."), extra_tags=undo)
    else:
        actions.resume_recurring(plan)
        messages.success(request, _("It comes back again."))
    return redirect(HERE)
