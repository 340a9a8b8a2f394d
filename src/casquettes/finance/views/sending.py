"""The letter of an invoice, of a credit note, of a reminder: read, changed, sent."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casquettes.finance.actions import sending
from casquettes.finance.actions.drafts import InvoiceRefused
from casquettes.finance.actions.files import Kind, file_name, file_of
from casquettes.finance.actions.following import plan_of
from casquettes.finance.models import Invoice
from casquettes.finance.queries.reminders import level_at
from casquettes.finance.queries.story import TONES
from casquettes.finance.views.found import issued
from casquettes.kernel.access import owner
from casquettes.kernel.actions.mail import File, Letter, LetterRefused
from casquettes.kernel.answers import answer_once
from casquettes.kernel.http import Request
from casquettes.kernel.letter_form import LetterForm
from casquettes.ui.wording import long_day, money

Act = Callable[[Letter], object]


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: Request, pk: int) -> HttpResponse:
    """Send an issued invoice or credit note, as its letter reads."""
    invoice = issued(request, pk)
    letter = sending.invoice_letter(invoice, files=files_of(request, invoice))
    facts: dict[str, object] = {
        "heading": _("Send %(number)s") % {"number": invoice.number},
        "lead": _("The PDF goes with it. You may change every word."),
    }

    def act(told: Letter) -> object:
        return sending.send_invoice(invoice, told, at=request.now)

    return _letter_page(request, invoice, letter, act, facts)


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def remind(request: Request, pk: int) -> HttpResponse:
    """Remind of a late invoice, in the tone of its age or another."""
    invoice = issued(request, pk)
    if invoice.disputed_on or invoice.paid_on or invoice.due_on is None:
        messages.error(request, _("There is nothing to chase here."))
        return redirect("finance:invoice", pk)
    level = _level(request, invoice)
    letter = sending.reminder_letter(
        invoice, level=level, on=request.today, files=files_of(request, invoice)
    )
    facts: dict[str, object] = {
        "heading": _("Remind %(name)s") % {"name": (invoice.payer or invoice.client).name},
        "lead": _("%(sum)s due since %(day)s.")
        % {"sum": money(invoice.due, invoice.currency), "day": long_day(invoice.due_on)},
        "levels": list(TONES.items()),
        "level": level,
    }

    def act(told: Letter) -> object:
        return sending.send_reminder(invoice, told, level=level, at=request.now)

    return _letter_page(request, invoice, letter, act, facts)


def _letter_page(
    request: Request, invoice: Invoice, letter: Letter, act: Act, facts: dict[str, object]
) -> HttpResponse:
    form = LetterForm(request.POST or None, letter=letter)

    def once() -> str:
        act(form.letter())
        text = _("On its way.") if letter.leaves else _("It waits in your outbox, ready to leave.")
        messages.success(request, text)
        return reverse("finance:invoice", args=[invoice.pk])

    if request.method == "POST" and form.is_valid():
        try:
            return answer_once(request, once)
        except LetterRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        except InvoiceRefused as refusal:
            form.add_error(None, str(refusal))
    facts |= {"form": form, "letter": letter, "invoice": invoice}
    return render(request, "finance/send.html", facts, status=422 if form.errors else 200)


def files_of(request: Request, invoice: Invoice) -> tuple[File, ...]:
    """The PDF that goes with it, as it was first made."""
    kept = file_of(invoice, Kind.PDF, at=request.now)
    url = reverse("finance:invoice_file", args=[invoice.pk, Kind.PDF])
    name = file_name(invoice, Kind.PDF)
    return (File(name, "application/pdf", bytes(kept.content), url),)


def _level(request: Request, invoice: Invoice) -> int:
    """The tone asked for, else that of its age, one step after the last."""
    asked = request.POST.get("level") or request.GET.get("level", "")
    if asked in ("1", "2", "3"):
        return int(asked)
    assert invoice.due_on is not None
    last = invoice.reminders.last()
    late = (request.today - invoice.due_on).days
    by_age = level_at(plan_of(request.business), late)
    return max(1, min(by_age, (last.level if last else 0) + 1, 3))
