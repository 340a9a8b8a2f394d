"""What a client answered, noted by her; questions, follow-ups, other versions."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from casquettes.kernel.access import owner
from casquettes.kernel.answers import answer_once, in_words
from casquettes.kernel.http import Request
from casquettes.sales.actions import quotes as actions
from casquettes.sales.actions import talk
from casquettes.sales.actions.quotes import QuoteRefused, Reply
from casquettes.sales.forms.quotes import (
    AcceptForm,
    AnswerForm,
    FollowUpForm,
    RefuseForm,
    WithdrawForm,
)
from casquettes.sales.models import Quote
from casquettes.sales.queries import quotes as queries
from casquettes.sales.queries.contracts import contract_of, is_consumer
from casquettes.sales.queries.lists import row_of
from casquettes.sales.views.quotes import hers, page_of
from casquettes.sales.views.sending import link_within_reach
from casquettes.ui.wording import day


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: Request, pk: int) -> HttpResponse:
    """The client said yes on paper, by mail or by word of mouth."""
    quote = hers(request, pk)
    options = queries.options_of(quote, on=request.today)
    given = {"name": (quote.payer or quote.client).name, "on": request.today}
    form = AcceptForm(request.POST or None, options=options, initial=given)
    if request.method == "POST" and form.is_valid():
        try:
            actions.accept(quote, form.reply(), at=request.now)
        except QuoteRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Quote %(number)s accepted.") % {"number": quote.number})
            return redirect("sales:quote", pk)
    facts = {
        "quote": quote,
        "row": row_of(quote, on=request.today),
        "form": form,
        "options": options,
        "asks_early": is_consumer(quote),
        "is_over": quote.valid_until is not None and request.today > quote.valid_until,
    }
    return render(request, "sales/accept.html", facts, status=422 if form.errors else 200)


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: Request, pk: int) -> HttpResponse:
    """The client said no, and why."""
    quote = hers(request, pk)
    form = RefuseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reply = Reply(by_hand=True, reason=form.cleaned_data["reason"])
        try:
            actions.refuse(quote, reply, at=request.now)
        except QuoteRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Noted: they said no."))
            return redirect("sales:quote", pk)
    facts = {"quote": quote, "form": form, "reasons": queries.reasons(request.business)}
    return render(request, "sales/refuse.html", facts, status=422 if form.errors else 200)


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: Request, pk: int) -> HttpResponse:
    """The client takes the acceptance back, by letter or by word of mouth: when, and how."""
    quote = hers(request, pk)
    if queries.state_of(quote, on=request.today) is not queries.State.ACCEPTED:
        return redirect("sales:quote", pk)
    form = WithdrawForm(request.POST or None, initial={"on": request.today})
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw(quote, form.reply(), at=request.now)
        except QuoteRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            undo = reverse("sales:keep_quote", args=[pk])
            messages.success(request, _("Noted: the acceptance was taken back."), extra_tags=undo)
            return redirect("sales:quote", pk)
    status = 422 if request.method == "POST" else 200
    facts = {"quote": quote, "form": form, "contract": contract_of(quote)}
    return render(request, "sales/withdraw.html", facts, status=status)


@owner
@require_POST
def keep(request: Request, pk: int) -> HttpResponse:
    """The withdrawal noted today was a mistake."""
    try:
        actions.keep(hers(request, pk), at=request.now)
    except QuoteRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Struck out: the contract stands."))
    return redirect("sales:quote", pk)


@owner
@require_POST
def answer(request: Request, pk: int) -> HttpResponse:
    """Answer a question; the client reads it on their page and in a letter."""
    quote = hers(request, pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return render(
            request, "sales/quote.html", page_of(request, quote, answer_form=form), status=422
        )

    def act() -> str:
        link = link_within_reach(request, quote)
        talk.answer(quote, form.cleaned_data["text"], at=request.now, link=link)
        messages.success(request, _("Your answer is on the client’s page."))
        return here

    here = reverse("sales:quote", args=[pk])
    return answer_once(request, act, otherwise=here)


@owner
@require_POST
def read(request: Request, pk: int) -> HttpResponse:
    """The questions need no answer here: she called."""
    talk.mark_read(hers(request, pk), at=request.now)
    return redirect("sales:quote", pk)


@owner
@require_POST
def follow_up(request: Request, pk: int) -> HttpResponse:
    """When to come back to it."""
    quote = hers(request, pk)
    form = FollowUpForm(request.POST)
    if not form.is_valid():
        messages.error(request, in_words(form))
        return redirect("sales:quote", pk)
    on = form.day(request.today)
    actions.follow_up(quote, on=on)
    if on is None:
        messages.success(request, _("You will not be reminded of this quote."))
    else:
        messages.success(request, _("To come back to on %(day)s.") % {"day": day(on)})
    return redirect("sales:quote", pk)


@owner
@require_POST
def version(request: Request, pk: int) -> HttpResponse:
    """A draft that will take its place under the same number."""
    quote: Quote = hers(request, pk)
    try:
        made = actions.new_version(quote, at=request.now)
    except QuoteRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("sales:quote", pk)
    return redirect("sales:edit_quote", made.pk)
