"""A draft leaves: what it will be, what it lacks, and the one act that seals it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from casquettes.finance.actions.drafts import InvoiceRefused
from casquettes.finance.actions.files import preview_of
from casquettes.finance.actions.issuing import issue_invoice, lacks, series_kind
from casquettes.finance.forms.places import PlaceForm
from casquettes.finance.models import Invoice
from casquettes.finance.queries.documents import document_of
from casquettes.finance.views.found import hers
from casquettes.kernel.access import owner
from casquettes.kernel.actions.contacts import ContactDraft, complete_contact
from casquettes.kernel.answers import answer_once
from casquettes.kernel.http import Request
from casquettes.kernel.numbering import upcoming
from casquettes.kernel.queries.identity import identity_of
from casquettes.ui.papers import printed


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: Request, pk: int) -> HttpResponse:
    """Ask once, say what cannot change after, then issue."""
    draft = hers(request, pk)
    if draft.issued_on is not None:
        return redirect("finance:invoice", draft.pk)
    place = PlaceForm(request.POST if request.POST.get("act") == "place" else None)
    if request.method == "POST":
        if request.POST.get("act") == "place":
            if place.is_valid():
                _complete(draft, place)
                return redirect("finance:issue_invoice", draft.pk)
        else:
            try:
                return answer_once(request, lambda: _issue(request, draft))
            except InvoiceRefused as refusal:
                messages.error(request, str(refusal))
                return redirect("finance:issue_invoice", draft.pk)
    return _page(request, draft, place)


@owner
@require_GET
def draft_pdf(request: Request, pk: int) -> HttpResponse:
    """The very page a draft would be, marked as a draft; an issued one gives its own."""
    draft = hers(request, pk)
    if draft.issued_on is not None:
        return redirect("finance:invoice_file", draft.pk, "pdf")
    logo = identity_of(request.business).logo
    document = document_of(draft, on=request.today)
    content = preview_of(document, logo=bytes(logo) if logo else None)
    answer = HttpResponse(content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = "inline"
    return answer


def _issue(request: Request, draft: Invoice) -> str:
    issued = issue_invoice(draft, at=request.now)
    text = _("%(number)s is issued and written in the journal.")
    messages.success(request, text % {"number": issued.number})
    if request.POST.get("act") == "send":
        return reverse("finance:send_invoice", args=[issued.pk])
    return reverse("finance:invoice", args=[issued.pk])


def _complete(draft: Invoice, form: PlaceForm) -> None:
    billed = draft.payer or draft.client
    complete_contact(billed, ContactDraft(kind=billed.kind, places=[form.place()]))


def _page(request: Request, draft: Invoice, place: PlaceForm) -> HttpResponse:
    found = lacks(draft, on=request.today)
    facts = {
        "invoice": draft,
        "billed": draft.payer or draft.client,
        "lacks": found,
        "lacks_identity": any(lack.place == "identity" for lack in found),
        "lacks_place": any(lack.place == "client" and lack.field == "street" for lack in found),
        "others": [lack for lack in found if lack.place == "invoice"],
        "number": upcoming(request.business, series_kind(draft), on=request.today).number,
        "place": place,
        "paper": printed(document_of(draft, on=request.today)),
    }
    status = 422 if place.errors else 200
    return render(request, "finance/issue.html", facts, status=status)
