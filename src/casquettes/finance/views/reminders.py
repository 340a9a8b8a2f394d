"""Reminders to write by today: read in one page, sent together; and the plan behind them."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from casquettes.finance.actions import sending
from casquettes.finance.actions.drafts import InvoiceRefused
from casquettes.finance.actions.following import change_plan, plan_of
from casquettes.finance.forms.payments import PlanForm
from casquettes.finance.forms.search import RemindForm
from casquettes.finance.queries.reminders import Proposal, due_reminders
from casquettes.finance.queries.story import TONES
from casquettes.finance.views.sending import files_of
from casquettes.kernel.access import owner
from casquettes.kernel.actions.mail import Letter, LetterRefused
from casquettes.kernel.answers import answer_once, in_words
from casquettes.kernel.http import Request


@dataclass(frozen=True, slots=True)
class Ready:
    """A reminder ready to leave: the proposal, its tone, and its letter."""

    proposal: Proposal
    tone: str
    letter: Letter


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request: Request) -> HttpResponse:
    """The reminders to write by today, each with its letter; the ticked ones leave."""
    wanted = _numbers(request.GET.get("ids", ""))
    proposals = due_reminders(request.business, on=request.today)
    if wanted:
        proposals = [one for one in proposals if one.invoice.pk in wanted]
    if request.method == "POST":
        form = RemindForm(request.POST)
        if form.is_valid():
            ids = set(form.cleaned_data["ids"])
            chosen = [one for one in proposals if one.invoice.pk in ids]
            return answer_once(request, lambda: _send(request, chosen))
        messages.error(request, in_words(form))
    facts = {
        "rows": [_ready(request, one) for one in proposals],
        "asked": len(wanted),
        "plan": plan_of(request.business),
    }
    return render(request, "finance/reminders.html", facts)


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: Request) -> HttpResponse:
    """When late payers are written to, and whether it happens by itself."""
    form = PlanForm(request.POST or None, plan=plan_of(request.business))
    if request.method == "POST" and form.is_valid():
        try:
            change_plan(
                request.business, days=form.days(), automatic=form.cleaned_data["automatic"]
            )
        except InvoiceRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Plan saved."))
            return redirect("finance:reminders")
    status = 422 if form.errors else 200
    return render(request, "finance/reminder_plan.html", {"form": form}, status=status)


def _ready(request: Request, proposal: Proposal) -> Ready:
    letter = sending.reminder_letter(
        proposal.invoice, level=proposal.level, on=request.today, files=()
    )
    return Ready(proposal, str(TONES[proposal.level]), letter)


def _send(request: Request, chosen: list[Proposal]) -> str:
    sent = 0
    for proposal in chosen:
        invoice = proposal.invoice
        files = files_of(request, invoice)
        letter = sending.reminder_letter(
            invoice, level=proposal.level, on=request.today, files=files
        )
        try:
            sending.send_reminder(invoice, letter, level=proposal.level, at=request.now)
        except (InvoiceRefused, LetterRefused) as refusal:
            messages.error(request, f"{invoice.number}: {refusal}")
        else:
            sent += 1
    if sent:
        words = ngettext("One reminder on its way.", "%(n)s reminders on their way.", sent)
        messages.success(request, words % {"n": sent})
    return reverse("finance:reminders")


def _numbers(text: str) -> set[int]:
    parts = text.split(",")[:100]
    return {int(part) for part in parts if part.isdecimal() and len(part) < 19}
