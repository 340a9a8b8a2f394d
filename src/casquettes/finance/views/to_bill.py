"""What she did and has not billed: each one click away from a draft."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casquettes.finance.actions.drafts import InvoiceRefused
from casquettes.finance.actions.from_quotes import draft_from_quote
from casquettes.finance.actions.from_time import draft_from_time
from casquettes.finance.actions.from_work import (
    DepositAboveWork,
    above_work,
    draft_from_mission,
)
from casquettes.finance.actions.giving_back import give_back as given_back
from casquettes.finance.forms.time import TimeForm
from casquettes.finance.models import Invoice
from casquettes.finance.queries.waiting import hour_price, waiting
from casquettes.kernel.access import owner
from casquettes.kernel.actions.contacts import find_or_add
from casquettes.kernel.answers import answer_once, in_words
from casquettes.kernel.http import Request
from casquettes.kernel.models import Contact
from casquettes.production.models import Mission, WorkSession
from casquettes.sales.models import Quote
from casquettes.timesheet.models import TimeEntry

HERE = "finance:to_bill"
Kind = Invoice.Kind


@owner
@require_GET
def to_bill(request: Request) -> HttpResponse:
    """Everything that waits to be billed, of all her clients or of one."""
    text = request.GET.get("client", "")
    client = None
    if text.isdecimal() and len(text) < 19:
        client = Contact.objects.of(request.business).filter(pk=int(text)).first()
    facts = {
        "waiting": waiting(request.business, on=request.today, client=client),
        "client": client,
        "hour_price": hour_price(request.business, on=request.today),
    }
    return render(request, "finance/to_bill.html", facts)


@owner
@require_POST
def bill_mission(request: Request, pk: int) -> HttpResponse:
    """A draft of what a mission has not billed yet, or its balance, deposits taken off."""
    mission = _mission(request, pk)
    kind = Kind.BALANCE if request.POST.get("kind") == Kind.BALANCE else Kind.SESSION
    try:
        return _drafted(request, lambda: draft_from_mission(mission, at=request.now, kind=kind))
    except DepositAboveWork:
        return redirect("finance:give_back", mission.pk)


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def give_back(request: Request, pk: int) -> HttpResponse:
    """Less work than was asked for ahead: ask once, then credit notes and balance are issued."""
    mission = _mission(request, pk)
    if request.method == "POST":
        try:
            return answer_once(request, lambda: _give_back(request, mission))
        except InvoiceRefused as refusal:
            messages.error(request, str(refusal))
            return redirect(HERE)
    found = above_work(mission, at=request.now)
    if found is None:
        return redirect(HERE)
    facts = {"mission": mission, "above": found, "planned": _planned(mission)}
    return render(request, "finance/give_back.html", facts)


@owner
@require_POST
def bill_quote(request: Request, pk: int) -> HttpResponse:
    """A draft of the deposit of an accepted quote, or of what is left of it."""
    quote = get_object_or_404(
        Quote.objects.of(request.business).select_related("business", "client"), pk=pk
    )
    kind = Kind.DEPOSIT if request.POST.get("kind") == Kind.DEPOSIT else Kind.BALANCE
    return _drafted(request, lambda: draft_from_quote(quote, kind=kind, at=request.now))


@owner
@require_POST
def bill_time(request: Request) -> HttpResponse:
    """A draft of time sold: whose mission says the client and the price, or she does."""
    form = TimeForm(request.POST, business=request.business)
    if not form.is_valid():
        messages.error(request, in_words(form))
        return redirect(HERE)
    told = form.cleaned_data
    entries = TimeEntry.objects.of(request.business).filter(pk__in=told["entries"])

    def draft() -> Invoice:
        client = told["client"] or None
        if client:
            client = find_or_add(request.business, client, on=request.today)
        price: Decimal | None = told["price"]
        return draft_from_time(
            request.business, entries, at=request.now, client=client, price=price
        )

    return _drafted(request, draft)


def _mission(request: Request, pk: int) -> Mission:
    rows = Mission.objects.of(request.business).select_related("business", "client", "quote")
    return get_object_or_404(rows, pk=pk)


def _planned(mission: Mission) -> int:
    return WorkSession.objects.of(mission.business).planned().filter(mission=mission).count()


def _give_back(request: Request, mission: Mission) -> str:
    done = given_back(mission, at=request.now)
    issued = [*done.notes, done.balance] if done.balance else [*done.notes]
    text = _("Issued: %(numbers)s. Note here the money once you have given it back.")
    messages.success(request, text % {"numbers": ", ".join(one.number or "" for one in issued)})
    return reverse("finance:invoice", args=[done.notes[0].corrects_id])


def _drafted(request: Request, draft: Callable[[], Invoice]) -> HttpResponse:
    def act() -> str:
        made = draft()
        messages.success(request, _("A draft is ready: read it, then issue it."))
        return reverse("finance:edit_invoice", args=[made.pk])

    try:
        return answer_once(request, act, otherwise=reverse(HERE))
    except DepositAboveWork:
        raise
    except InvoiceRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(HERE)
