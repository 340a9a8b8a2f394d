"""The editor of a draft: typed, summed by the server, kept after two seconds of rest."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from casquettes.finance.actions import drafts as actions
from casquettes.finance.actions.kept import keep_draft
from casquettes.finance.forms.invoices import Sheet, offered
from casquettes.finance.models import Invoice
from casquettes.finance.queries.documents import document_of
from casquettes.finance.queries.waiting import waiting_of
from casquettes.finance.views.found import hers
from casquettes.kernel.access import owner
from casquettes.kernel.actions.contacts import ContactDraft, complete_contact, find_or_add
from casquettes.kernel.actions.forms_sent import FIELD, FormReused
from casquettes.kernel.http import Request
from casquettes.kernel.models import Contact
from casquettes.production.models import Mission
from casquettes.ui.papers import printed

REST, SAVE, ISSUE, LOOK = "rest", "save", "issue", "look"
LEADS = {ISSUE: "finance:issue_invoice", LOOK: "finance:draft_pdf", SAVE: "finance:edit_invoice"}


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """An invoice from nothing; the address may name its client or its mission."""
    if request.method == "POST":
        return _answer(request, None)
    sheet = Sheet(request.business, today=request.today, initial=_given(request))
    return _page(request, sheet, None)


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    """A draft, as it stands, to go on with; an issued one shows its own page."""
    invoice = hers(request, pk)
    if invoice.issued_on is not None:
        return redirect("finance:invoice", invoice.pk)
    if request.method == "POST":
        return _answer(request, invoice)
    draft = actions.draft_of(invoice)
    return _page(request, Sheet(request.business, today=request.today, draft=draft), invoice)


@owner
@require_POST
def sketch(request: Request) -> HttpResponse:
    """What the lines come to as they are typed; nothing is written."""
    sheet = Sheet(request.business, today=request.today, data=request.POST)
    return render(request, "finance/_sketch.html", _sums(sheet))


@owner
@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    """Put a draft aside, with a way back."""
    try:
        removed = actions.remove_draft(hers(request, pk), at=request.now)
    except actions.InvoiceRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("finance:invoice", pk)
    text = _("Draft for %(client)s removed.") % {"client": removed.client.name}
    undo = reverse("finance:restore_invoice", args=[removed.pk])
    messages.success(request, text, extra_tags=undo)
    return redirect("finance:invoices")


@owner
@require_POST
def restore(request: Request, pk: int) -> HttpResponse:
    """Bring a removed draft back."""
    aside = get_object_or_404(Invoice.objects.filter(business=request.business), pk=pk)
    actions.restore_draft(aside)
    messages.success(request, _("The draft is back."))
    return redirect("finance:edit_invoice", aside.pk)


def _answer(request: Request, invoice: Invoice | None) -> HttpResponse:
    act = request.POST.get("act", SAVE)
    sheet = Sheet(request.business, today=request.today, data=request.POST, act=act)
    kept, refused = _kept(request, sheet, invoice, act)
    if act == REST:
        facts = {
            "invoice": kept,
            "refused": refused,
            "saved_at": request.now,
            "paper": _paper(request, kept),
        }
        return render(request, "finance/_rest.html", facts)
    if act not in LEADS:
        return _page(request, sheet, kept or invoice)
    if kept is None:
        return _page(request, sheet, invoice, status=422)
    if act == SAVE:
        messages.success(request, _("Draft saved."))
    return redirect(LEADS[act], kept.pk)


def _kept(
    request: Request, sheet: Sheet, invoice: Invoice | None, act: str
) -> tuple[Invoice | None, bool]:
    """The draft as it is now kept; None when it cannot be yet, and whether that is an objection."""
    if not sheet.is_valid:
        return None, bool(sheet.typed)
    told = sheet.head.cleaned_data
    if act not in LEADS and not isinstance(told["client"], Contact):
        # A name half typed is not a new contact.
        return None, False
    client = find_or_add(request.business, told["client"], on=request.today)
    if sheet.client_place:
        complete_contact(client, ContactDraft(kind=client.kind, places=[sheet.client_place]))
    payer = told["payer"] and find_or_add(request.business, told["payer"], on=request.today)
    try:
        if invoice is not None:
            draft = sheet.draft(client, payer or None, actions.draft_of(invoice))
            return actions.change_draft(invoice, draft, at=request.now), False
        usual = actions.usual_draft(request.business, client, on=request.today)
        draft = sheet.draft(client, payer or usual.payer, usual)
        key = request.POST.get(FIELD, "")
        return keep_draft(request.business, draft, key=key, at=request.now), False
    except (actions.InvoiceRefused, FormReused) as refusal:
        sheet.refuse(refusal)
        return None, True


def _given(request: Request) -> dict[str, object]:
    """What the address of a new invoice says."""
    given: dict[str, object] = {}
    missions = Mission.objects.of(request.business).select_related("client")
    mission = missions.filter(pk=_number(request.GET.get("mission"))).first()
    clients = Contact.objects.of(request.business)
    client = clients.filter(pk=_number(request.GET.get("client"))).first()
    if mission is not None:
        given |= {"mission": mission.pk, "title": mission.title}
        client = client or mission.client
    if client is not None:
        usual = actions.usual_draft(request.business, client, on=request.today)
        gross = "1" if usual.gross_entry else ""
        given |= {"client": client, "gross_entry": gross, "payer": usual.payer}
    return given


def _number(text: str | None) -> int:
    """An id of the address; 0, nobody's, where it is none."""
    return int(text) if text and text.isdecimal() and len(text) < 19 else 0


def _page(
    request: Request, sheet: Sheet, invoice: Invoice | None, *, status: int = 200
) -> HttpResponse:
    facts = {
        "invoice": invoice,
        "client": sheet.about_client,
        "offers": offered(sheet),
        "missions": Mission.objects.of(request.business).exists(),
        "waiting": waiting_of(sheet.about_client, on=request.today) if sheet.about_client else None,
        "paper": _paper(request, invoice),
        **_sums(sheet),
    }
    return render(request, "finance/invoice_editor.html", facts, status=status)


def _paper(request: Request, invoice: Invoice | None) -> object:
    return printed(document_of(invoice, on=request.today)) if invoice else None


def _sums(sheet: Sheet) -> dict[str, object]:
    return {
        "sheet": sheet,
        "form": sheet.head,
        "totals": sheet.totals(),
        "owes_vat": sheet.owes_vat,
    }
