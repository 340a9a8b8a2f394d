"""Quotes listed, read, taken away, put aside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext
from django.views.decorators.http import require_GET, require_POST

from casquettes.creation.models import Offer
from casquettes.formats import paper
from casquettes.formats.tables import Row, Table
from casquettes.kernel import links
from casquettes.kernel.access import figures, inside, owner
from casquettes.kernel.answers import answer_once, as_file
from casquettes.kernel.http import Request
from casquettes.kernel.models import ContactPoint, Mail
from casquettes.kernel.queries.identity import identity_of, missing
from casquettes.sales.actions import drafts
from casquettes.sales.actions.drafts import QuoteRefused
from casquettes.sales.forms.quotes import AnswerForm, FollowUpForm, SearchForm
from casquettes.sales.models import Quote, QuoteMessage
from casquettes.sales.queries import lists
from casquettes.sales.queries import quotes as queries
from casquettes.sales.queries.contracts import contract_of, is_consumer
from casquettes.sales.queries.quotes import State
from casquettes.ui.papers import printed

ROWS = 50
PURPOSE = "quote"


@figures
@require_GET
def quotes(request: Request) -> HttpResponse:
    """Her quotes, by what is to be done with them."""
    form = SearchForm(request.GET)
    tab, words = request.GET.get("tab", ""), form.words()
    rows = lists.found(request.business, tab=tab, words=words, on=request.today)
    total = lists.sums(rows)
    paginator = Paginator(rows, ROWS)
    paginator.count = total.count
    page = paginator.get_page(request.GET.get("page"))
    counted = lists.counts(request.business, on=request.today)
    facts = {
        "form": form,
        "tab": tab if tab in lists.TABS else "",
        "tabs": [(key, name, counted[key]) for key, name in _tab_names()],
        "words": words,
        "rows": lists.rows_of(page, on=request.today),
        "sums": total,
        "page": page,
        "pages": paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
        "waiting": lists.waiting(request.business, on=request.today),
        "is_used": bool(sum(counted.values())),
        "has_offers": Offer.objects.of(request.business).shown().exists(),
    }
    return render(request, "sales/quotes.html", facts)


@figures
@require_GET
def export(request: Request) -> HttpResponse:
    """The list as a file."""
    words = SearchForm(request.GET).words()
    tab = request.GET.get("tab", "")
    rows = lists.found(request.business, tab=tab, words=words, on=request.today)
    headings = [
        _("Number"), _("Version"), _("Client"), _("Title"), _("State"), _("Issued"),
        _("Stands until"), _("Accepted"), _("Without VAT"), _("VAT"), _("Total"), _("Currency"),
    ]  # fmt: skip
    return as_file(request, Table(_("quotes"), headings, _cells(request, rows)))


@figures
@require_GET
def quote(request: Request, pk: int) -> HttpResponse:
    """The paper as the client reads it, and what to do next."""
    shown = hers(request, pk)
    return render(request, "sales/quote.html", page_of(request, shown))


@figures
@require_GET
def pdf(request: Request, pk: int) -> HttpResponse:
    """The quote as a PDF; an accepted one with the options that were taken."""
    shown = hers(request, pk)
    answer = HttpResponse(pdf_of(request, shown), content_type="application/pdf")
    name = file_name(shown)
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


@inside
@require_GET
def versions(request: Request, pk: int) -> HttpResponse:
    """Two versions of a quote, side by side."""
    newer = hers(request, pk)
    older = newer.replaces
    if older is None:
        return redirect("sales:quote", pk)
    pair = [older, newer]
    facts = {
        "quote": newer,
        "pair": [(each, printed(queries.document_of(each, on=request.today))) for each in pair],
    }
    return render(request, "sales/versions.html", facts)


@owner
@require_POST
def duplicate(request: Request, pk: int) -> HttpResponse:
    """Another quote that starts like this one."""
    model = hers(request, pk)

    def act() -> str:
        made = drafts.duplicate(model, at=request.now)
        messages.success(request, _("Here is the copy: change what differs."))
        return reverse("sales:edit_quote", args=[made.pk])

    return answer_once(request, act, otherwise=reverse("sales:quote", args=[pk]))


@owner
@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    """Put a draft aside, with the way back."""
    removed = hers(request, pk)
    try:
        drafts.remove_draft(removed, at=request.now)
    except QuoteRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("sales:quote", pk)
    undo = reverse("sales:restore_quote", args=[pk])
    text = _("“%(title)s” removed.") % {"title": removed.title}
    messages.success(request, text, extra_tags=undo)
    return redirect("sales:quotes")


@owner
@require_POST
def restore(request: Request, pk: int) -> HttpResponse:
    """Bring a removed draft back."""
    aside = Quote.objects.filter(business=request.business)
    back = get_object_or_404(aside, pk=pk)
    drafts.restore_draft(back)
    messages.success(request, _("“%(title)s” is back.") % {"title": back.title})
    return redirect("sales:quote", pk)


def hers(request: Request, pk: int) -> Quote:
    """The quote, within her business, with what every page of it reads."""
    rows = Quote.objects.of(request.business).select_related(
        "business", "client__payer", "payer", "place", "replaces", "replaced_by"
    )
    return get_object_or_404(rows, pk=pk)


def page_of(request: Request, shown: Quote, **more: Any) -> dict[str, Any]:
    """What the page of a quote shows."""
    on = request.today
    state = queries.state_of(shown, on=on)
    agreed = state in (State.ACCEPTED, State.WITHDRAWN)
    document = (queries.agreed_document_of if agreed else queries.document_of)(shown, on=on)
    thread = list(shown.messages.all())
    contract = contract_of(shown)
    return {
        "quote": shown,
        "row": lists.row_of(shown, on=on),
        "state": str(state),
        "is_open": state in queries.WAITING,
        "may_keep": queries.may_keep(shown, on=on),
        "document": document,
        "paper": printed(document),
        "lacking": missing(request.business, on=on) if state is State.DRAFT else [],
        "email": _email_of(shown),
        "options": queries.options_of(shown, on=on),
        "contract": contract,
        "too_early": contract is not None and contract.must_wait(on),
        "is_consumer": is_consumer(shown),
        "thread": thread,
        "unread": [message for message in thread if _is_unread(message)],
        "answers": list(shown.answers.all()),
        "mails": _mails_of(shown),
        "newer": queries.newer_version(shown),
        "links": links.open_links(request.business, PURPOSE, shown.pk, at=request.now).count(),
        "answer_form": AnswerForm(),
        "follow_up_form": FollowUpForm(initial={"on": shown.follow_up_on}),
        **more,
    }


def pdf_of(request: Request, shown: Quote) -> bytes:
    """The bytes of its PDF."""
    on = request.today
    agreed = shown.accepted_on is not None
    document = (queries.agreed_document_of if agreed else queries.document_of)(shown, on=on)
    logo = identity_of(request.business).logo
    return paper.pdf(document, logo=bytes(logo) if logo else None)


def file_name(shown: Quote) -> str:
    """The name of its PDF in its own language: plain letters, whatever the number holds."""
    with override(shown.language):
        number, kind = (
            shown.number or pgettext("file name", "draft"),
            pgettext("file name", "quote"),
        )
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "-" for c in number)
    version = f"-v{shown.version}" if shown.version > 1 else ""
    return f"{kind}-{plain}{version}.pdf"


def _tab_names() -> list[tuple[str, str]]:
    return [
        (lists.TO_SEND, _("To send")),
        (lists.WAITING, _("Waiting")),
        (lists.ACCEPTED, pgettext("quotes", "Accepted")),
        (lists.CLOSED, _("Refused or out of date")),
    ]


def _cells(request: Request, rows: Any) -> Iterator[Row]:
    for row in lists.rows_of(rows, on=request.today):
        shown = row.quote
        yield (
            shown.number or "", shown.version, shown.client.name, shown.title, row.words,
            shown.issued_on, shown.valid_until, shown.accepted_on, shown.net, shown.vat,
            shown.gross, shown.currency,
        )  # fmt: skip


def _email_of(shown: Quote) -> str:
    points = (shown.payer or shown.client).points.filter(kind=ContactPoint.Kind.EMAIL)
    found = points.first()
    return found.value if found else ""


def _mails_of(shown: Quote) -> list[Mail]:
    rows = Mail.objects.of(shown.business).filter(
        subject_kind=shown._meta.label_lower,  # noqa: SLF001 Django's name
        subject_id=shown.pk,
        removed_at__isnull=True,
    )
    return list(rows)


def _is_unread(message: QuoteMessage) -> bool:
    return message.from_client and message.read_at is None
