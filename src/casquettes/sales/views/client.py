"""The page of a quote for its client, without account: read, ask, accept, refuse, withdraw."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Collection
from decimal import Decimal
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casquettes.kernel import links
from casquettes.kernel.access import Guest, by_link
from casquettes.kernel.actions.forms_sent import FIELD, FormReused, once
from casquettes.sales.actions import clients, quotes
from casquettes.sales.actions.quotes import QuoteRefused
from casquettes.sales.forms.clients import (
    AcceptForm,
    QuestionForm,
    RefuseForm,
    WithdrawForm,
    chosen_options,
)
from casquettes.sales.models import Quote
from casquettes.sales.queries import quotes as queries
from casquettes.sales.queries.agreed import document_with
from casquettes.sales.queries.contracts import contract_of, is_consumer
from casquettes.sales.queries.evidence import evidence_of
from casquettes.sales.queries.quotes import State
from casquettes.ui.papers import printed
from casquettes.ui.wording import money

PURPOSE = "quote"
PAGES = {
    State.ACCEPTED: "sales/client_accepted.html",
    State.REFUSED: "sales/client_refused.html",
    State.WITHDRAWN: "sales/client_withdrawn.html",
    State.EXPIRED: "sales/client_expired.html",
}
ClientView = Callable[[Guest, Quote], HttpResponse]


def _for_its_client(view: ClientView) -> Callable[..., HttpResponse]:
    """The view of the quote a link opens, in the language of the quote; no account, no cookie."""

    @by_link(PURPOSE)
    @wraps(view)
    def opened(request: Guest) -> HttpResponse:
        quote = _standing(request)
        if quote is None:
            return render(request, "kernel/link_closed.html", {"csrf_token": ""}, status=404)
        is_form = request.method == "POST"
        action = "client_form" if is_form else "client_file"
        costs = is_form or request.path.endswith(("/pdf/", "/evidence/"))
        if costs and not _within_bounds(request, action):
            return render(request, "429.html", {"csrf_token": ""}, status=429)
        with override(quote.language):
            answer = view(request, quote)
        answer.headers["Content-Language"] = quote.language
        return answer

    return opened


@require_safe
@_for_its_client
def page(request: Guest, quote: Quote) -> HttpResponse:
    """The quote to read, with every answer it may get; or what became of it."""
    if request.method == "GET" and not request.user.is_authenticated:
        links.note_visit(request.link, at=request.now)
        quotes.mark_opened(quote, at=request.now)
    return _page(request, quote)


@require_safe
@_for_its_client
def pdf(request: Guest, quote: Quote) -> HttpResponse:
    """The quote as a PDF, to keep."""
    file = clients.paper_of(quote, at=request.now)
    return _attached(file.content, file.name, "application/pdf")


@require_safe
@_for_its_client
def evidence(request: Guest, quote: Quote) -> HttpResponse:
    """The proof of what was answered, to keep."""
    name = clients.file_name(quote, ending="txt")
    return _attached(evidence_of(quote).encode(), name, "text/plain; charset=utf-8")


@require_POST
@_for_its_client
def accept(request: Guest, quote: Quote) -> HttpResponse:
    """Count the options again, or accept what the page shows."""
    options = chosen_options(quote, request.POST.getlist("option"))
    form = AcceptForm(request.POST, options=options)
    if request.POST.get("act") == "count":
        return _page(request, quote, options=options, name=request.POST.get("name", "")[:160])
    if not form.is_valid():
        cut = {"sha256", "total"} & set(form.errors)
        said = _("This form came incomplete: read the page again, then send it.") if cut else ""
        return _page(request, quote, status=422, said=said, options=options, accept_form=form)
    button = button_words(quote, form.cleaned_data["total"])

    def act() -> str:
        signature = form.signature(network=network_of(request), button=button)
        clients.accept(quote, form.seen(), signature, at=request.now)
        return _here(request)

    return _answer(request, quote, act, {"options": options, "accept_form": form})


@require_POST
@_for_its_client
def refuse(request: Guest, quote: Quote) -> HttpResponse:
    """Say no, with a reason or none."""
    form = RefuseForm(request.POST)
    if not form.is_valid():
        return _page(request, quote, status=422, refuse_form=form)

    def act() -> str:
        told = form.cleaned_data
        signature = clients.Signature(name="", network=network_of(request))
        clients.refuse(
            quote,
            seen_sha256=told["sha256"],
            reason=told["reason"],
            signature=signature,
            at=request.now,
        )
        return _here(request)

    return _answer(request, quote, act, {"refuse_form": form})


@require_POST
@_for_its_client
def ask(request: Guest, quote: Quote) -> HttpResponse:
    """Ask her a question."""
    form = QuestionForm(request.POST)
    if not form.is_valid():
        return _page(request, quote, status=422, question_form=form)

    def act() -> str:
        clients.ask(quote, form.cleaned_data["text"], at=request.now)
        return f"{_here(request)}#questions"

    return _answer(request, quote, act, {"question_form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@_for_its_client
def withdraw(request: Guest, quote: Quote) -> HttpResponse:
    """Withdraw from the contract: a page that says what it means, then a receipt."""
    contract = contract_of(quote)
    if (
        quote.withdrawn_on is not None
        or contract is None
        or not contract.may_withdraw(request.today)
    ):
        return HttpResponseRedirect(_here(request))
    form = WithdrawForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        facts = {"form": form, "contract": contract}
        return _shown(request, quote, "sales/client_withdraw.html", facts)

    def act() -> str:
        told = form.cleaned_data
        words = {"button": _("Confirm the withdrawal")}
        signature = clients.Signature(told["name"], network_of(request), words)
        clients.withdraw(quote, signature, email=told["email"], at=request.now)
        return _here(request)

    return _answer(request, quote, act, {})


def network_of(request: Guest) -> str:
    """The network a request comes from, 256 addresses or more: enough as evidence, no more."""
    try:
        address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    except ValueError:
        return ""
    mapped = getattr(address, "ipv4_mapped", None)
    address = mapped or address
    prefix = 24 if address.version == 4 else 48
    return str(ipaddress.ip_network(f"{address}/{prefix}", strict=False))


def button_words(quote: Quote, total: Decimal) -> str:
    """What the button of acceptance says: to a consumer, that it obliges to pay."""
    facts = {"sum": money(total, quote.currency)}
    if is_consumer(quote):
        return _("Accept with obligation to pay, %(sum)s") % facts
    return _("Accept for %(sum)s") % facts


def _standing(request: Guest) -> Quote | None:
    """The quote of the link, or the version that stands in its place; None when neither is out."""
    rows = Quote.objects.of(request.link.business).select_related(
        "business", "client", "payer", "place", "replaced_by"
    )
    quote = rows.filter(pk=request.link.subject_id, issued_on__isnull=False).first()
    while quote is not None and quote.accepted_on is None:
        newer = queries.newer_version(quote)
        if newer is None:
            break
        quote = rows.get(pk=newer.pk)
    return quote


def _within_bounds(request: Guest, action: str) -> bool:
    return bool(ratelimit.consume(request, app="allauth.account", action=action, limit_get=True))


def _answer(
    request: Guest, quote: Quote, act: Callable[[], str], facts: dict[str, Any]
) -> HttpResponse:
    """Where the form leads, once; or the page again, with why it cannot be."""
    try:
        led = once(
            request.link.business,
            key=request.POST.get(FIELD, ""),
            body=request.POST,
            at=request.now,
            act=act,
        )
    except FormReused as reused:
        return _page(request, quote, status=422, said=str(reused), **facts)
    except clients.QuoteChanged as changed:
        return _page(request, quote, status=409, said=str(changed))
    except QuoteRefused as refusal:
        return _refused(request, quote, refusal, facts)
    return HttpResponseRedirect(led)


def _refused(
    request: Guest, quote: Quote, refusal: QuoteRefused, facts: dict[str, Any]
) -> HttpResponse:
    """Already answered: the page says so by itself. Otherwise the refusal, beside its field."""
    quote = _standing(request) or quote
    if queries.state_of(quote, on=request.today) in PAGES and refusal.field != "text":
        return HttpResponseRedirect(_here(request))
    for form in facts.values():
        if hasattr(form, "add_error") and refusal.field in form.fields:
            form.add_error(refusal.field, str(refusal))
            return _page(request, quote, status=422, **facts)
    return _page(request, quote, status=422, said=str(refusal), **facts)


def _page(
    request: Guest, quote: Quote, *, status: int = 200, said: str = "", **given: Any
) -> HttpResponse:
    on = request.today
    template = PAGES.get(queries.state_of(quote, on=on), "sales/client_quote.html")
    options = given.get("options", ())
    offered = queries.options_of(quote, on=on)
    document = document_with(quote, options, on=on)
    total = document.totals.gross
    contract = contract_of(quote, signed_on=on)
    assert contract is not None
    key = {"sha256": quote.sha256, "total": total, "name": given.get("name", "")}
    facts = {
        "said": said,
        "options": [(one, one.pk in options) for one in offered],
        "document": document,
        "counted": printed(document),
        "contract": contract,
        "may_withdraw": quote.accepted_on is not None and contract.may_withdraw(on),
        "is_consumer": is_consumer(quote),
        "button": button_words(quote, total),
        "accept_form": _rebound(given.get("accept_form"), quote, total, options)
        or AcceptForm(options=options, initial=key, auto_id="id_accept_%s"),
        "refuse_form": given.get("refuse_form") or RefuseForm(initial=key, auto_id="id_refuse_%s"),
        "question_form": given.get("question_form") or QuestionForm(auto_id="id_ask_%s"),
    }
    return _shown(request, quote, template, facts, status=status)


def _rebound(
    form: AcceptForm | None, quote: Quote, total: Decimal, options: Collection[int]
) -> AcceptForm | None:
    """A form that was refused, carrying now what the page shows."""
    if form is None:
        return None
    told = form.data.copy()
    told["sha256"], told["total"] = quote.sha256, str(total)
    return AcceptForm(told, options=options, auto_id="id_accept_%s")


def _shown(
    request: Guest,
    quote: Quote,
    template: str,
    facts: dict[str, Any],
    *,
    status: int | None = None,
) -> HttpResponse:
    on = request.today
    agreed = quote.accepted_on is not None
    document = (queries.agreed_document_of if agreed else queries.document_of)(quote, on=on)
    form = facts.get("form")
    if status is None:
        status = 422 if form is not None and form.errors else 200
    said = {
        # The secret in the address is the proof a form of ours would carry: no cookie is needed.
        "csrf_token": "",
        "quote": quote,
        "document": document,
        "paper": printed(document),
        "thread": list(quote.messages.all()),
        "answers": list(quote.answers.all()),
        "here": _here(request),
        "today": on,
        "page_hat": "sales",
    }
    return render(request, template, said | facts, status=status)


def _here(request: Guest) -> str:
    assert request.resolver_match is not None
    return reverse("client:page", args=[request.resolver_match.kwargs["token"]])


def _attached(content: bytes, name: str, content_type: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=content_type)
    answer.headers["Content-Disposition"] = content_disposition_header(True, name)
    return answer
