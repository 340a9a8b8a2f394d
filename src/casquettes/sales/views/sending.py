"""A quote on its way: issued, written to the client, or handed over by other means."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from casquettes.kernel import links
from casquettes.kernel.access import owner
from casquettes.kernel.actions import mail
from casquettes.kernel.answers import answer_once
from casquettes.kernel.http import Request
from casquettes.kernel.letter_form import LetterForm
from casquettes.sales.actions import quotes as actions
from casquettes.sales.actions.quotes import QuoteRefused
from casquettes.sales.models import Quote
from casquettes.sales.queries import quotes as queries
from casquettes.sales.views.quotes import PURPOSE, file_name, hers, page_of, pdf_of
from casquettes.ui import wording

# A link outlives the quote: the accepted paper stays readable, and may be taken back through it.
LINK_LIFE = dt.timedelta(days=120)
LOOPBACKS = ("localhost", "127.", "[::1]")


@owner
@require_POST
def send(request: Request, pk: int) -> HttpResponse:
    """First the letter as it will leave, then its way out; the quote is issued before it."""
    quote = hers(request, pk)
    if request.POST.get("act") != "send":
        return _prepare(request, quote)
    if quote.issued_on is None:
        return redirect("sales:quote", pk)
    letter = _letter(request, quote, link="")
    form = LetterForm(request.POST, letter=letter)
    if form.is_valid():
        try:
            return answer_once(
                request,
                lambda: _sent(request, quote, form.letter()),
                otherwise=reverse("sales:quote", args=[pk]),
            )
        except mail.LetterRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    facts = {"quote": quote, "form": form, "letter": letter, "is_far": True}
    return render(request, "sales/send.html", facts, status=422)


@owner
@require_POST
def issue(request: Request, pk: int) -> HttpResponse:
    """Number and freeze it without writing to anybody."""
    try:
        quote = actions.issue_quote(hers(request, pk), at=request.now)
    except QuoteRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Quote %(number)s is ready.") % {"number": quote.number})
    return redirect("sales:quote", pk)


@owner
@require_POST
def handed_over(request: Request, pk: int) -> HttpResponse:
    """She gave it herself: on paper, or from her own mail."""
    quote = hers(request, pk)
    try:
        if quote.issued_on is None:
            quote = actions.issue_quote(quote, at=request.now)
        actions.mark_sent(quote, at=request.now)
    except QuoteRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Noted: the client has it."))
    return redirect("sales:quote", pk)


@owner
@require_POST
def link(request: Request, pk: int) -> HttpResponse:
    """A new address where the client reads and answers; it is shown only now."""
    quote = hers(request, pk)
    if quote.issued_on is None:
        messages.error(request, _("Issue the quote first: what the client reads must not change."))
        return redirect("sales:quote", pk)
    address = _new_link(request, quote)
    facts = page_of(request, quote, client_link=address, is_far=_is_far(request))
    return render(request, "sales/quote.html", facts)


@owner
@require_POST
def close_links(request: Request, pk: int) -> HttpResponse:
    """The addresses given out open nothing any more."""
    quote = hers(request, pk)
    links.revoke_all(request.business, PURPOSE, quote.pk, at=request.now)
    messages.success(request, _("The links to this quote open nothing any more."))
    return redirect("sales:quote", pk)


def _prepare(request: Request, quote: Quote) -> HttpResponse:
    try:
        if quote.issued_on is None:
            actions.issue_quote(quote, at=request.now)
    except QuoteRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("sales:quote", quote.pk)
    quote = hers(request, quote.pk)
    far = _is_far(request)
    letter = _letter(request, quote, link=_new_link(request, quote) if far else "")
    facts = {"quote": quote, "letter": letter, "form": LetterForm(letter=letter), "is_far": far}
    return render(request, "sales/send.html", facts)


def _sent(request: Request, quote: Quote, letter: mail.Letter) -> str:
    left = mail.send(request.business, letter, at=request.now)
    actions.mark_sent(quote, at=request.now)
    if left.due_at is not None:
        messages.success(request, _("Quote %(number)s is on its way.") % {"number": quote.number})
    else:
        text = _("Quote %(number)s waits in your outbox: send it from there.")
        messages.success(request, text % {"number": quote.number})
    return reverse("sales:quote", args=[quote.pk])


def _letter(request: Request, quote: Quote, *, link: str) -> mail.Letter:
    """The letter that goes with the quote; the second time it asks where the client stands."""
    client = quote.payer or quote.client
    again = quote.sent_at is not None and quote.accepted_on is None
    with override(quote.language):
        said = {
            "number": quote.number or "",
            "amount": wording.money(quote.gross, quote.currency),
            "object": quote.title,
            "date": _date(request.business.local_day(quote.sent_at)) if quote.sent_at else "",
            "valid_until": _date(quote.valid_until) if quote.valid_until else "",
            "deposit": _deposit(quote),
            "link": link,
        }
    pdf = mail.File(
        name=file_name(quote),
        content_type="application/pdf",
        content=pdf_of(request, quote),
        url=reverse("sales:quote_pdf", args=[quote.pk]),
    )
    return mail.write(
        request.business,
        template="quote_again" if again else "quote",
        to=client,
        variables=said,
        files=[pdf],
        subject_of=quote,
    )


def _deposit(quote: Quote) -> str:
    deposit = queries.document_of(quote, on=quote.issued_on or quote.created_at.date()).deposit
    return wording.money(deposit, quote.currency) if deposit else ""


def _date(day: dt.date) -> str:
    """A day as a letter writes it: « 11 avril 2026 »."""
    return wording.long_day(day).partition(" ")[2]


def _new_link(request: Request, quote: Quote) -> str:
    path = links.make(request.business, PURPOSE, quote.pk, at=request.now, life=LINK_LIFE)
    return request.build_absolute_uri(path)


def link_within_reach(request: Request, quote: Quote) -> str:
    """A new address for the client's page; empty where the client could not open it."""
    return _new_link(request, quote) if _is_far(request) else ""


def _is_far(request: Request) -> bool:
    """Can the client reach this address? Not when Casquettes runs on her own computer alone."""
    return settings.HOSTED or not request.get_host().startswith(LOOPBACKS)
