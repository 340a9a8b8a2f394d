"""A quote being written: from an offer in three clicks, then on the table."""

from __future__ import annotations

from decimal import Decimal

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST

from casquettes.creation.models import Offer
from casquettes.creation.queries.offers import catalogue, usual_quantity
from casquettes.engine.pricing import Way
from casquettes.kernel.access import owner
from casquettes.kernel.actions.contacts import ContactRefused, find_or_add
from casquettes.kernel.answers import answer_once
from casquettes.kernel.http import Request
from casquettes.kernel.models import Contact
from casquettes.kernel.queries.identity import identity_of
from casquettes.sales.actions import drafts
from casquettes.sales.actions.drafts import QuoteRefused, draft_of
from casquettes.sales.actions.from_offers import (
    Asked,
    draft_from_offer,
    entered_lines,
    travel_line,
    usual_draft,
)
from casquettes.sales.forms.lines import Raw, raw_of, shifted
from casquettes.sales.forms.quotes import FromOfferForm, Sheet, offers_of
from casquettes.sales.queries import quotes as queries
from casquettes.sales.queries.lists import row_of
from casquettes.sales.views.quotes import hers
from casquettes.ui.numbers import read_amount
from casquettes.ui.papers import printed


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """An offer and a client make a quote; without an offer, a blank sheet for this client."""
    given = {name: request.GET[name] for name in ("offer", "client") if name in request.GET}
    if given.get("client", "").isdecimal():
        given["client"] = int(given["client"])  # type: ignore[assignment]
    form = FromOfferForm(request.POST or None, business=request.business, initial=given)
    if request.method == "POST" and form.is_valid():
        try:
            return answer_once(request, lambda: _made(request, form), otherwise=request.path)
        except (QuoteRefused, ContactRefused) as refusal:
            field = getattr(refusal, "field", "client")
            form.add_error(field if field in form.fields else None, str(refusal))
    listed = catalogue(request.business, on=request.today)
    facts = {
        "form": form,
        "offers": offers_of(form, listed),
        "by_time": any(line.offer.travel == Offer.Travel.TIME for line in listed),
        "currency": request.business.currency,
    }
    return render(request, "sales/new_quote.html", facts, status=422 if form.errors else 200)


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    """Everything a draft says; adding or moving a line keeps what was typed and saves nothing."""
    quote = hers(request, pk)
    if quote.issued_on is not None:
        messages.error(request, _("This quote has left: make a new version to change it."))
        return redirect("sales:quote", pk)
    sheet = Sheet(quote, request.POST if request.method == "POST" else None, draft_of(quote))
    if request.method == "POST":
        act = request.POST.get("act", "save")
        if act != "save":
            return _sheet_page(request, sheet, at_line=_act(request, sheet, act))
        if sheet.is_valid() and _save(request, sheet):
            messages.success(request, _("Saved."))
            return redirect("sales:quote", pk)
    return _sheet_page(request, sheet, at_line=None)


@owner
@require_POST
def autosave(request: Request, pk: int) -> HttpResponse:
    """Keep the draft while she writes; what cannot be kept yet says so and stays typed."""
    quote = hers(request, pk)
    sheet = Sheet(quote, request.POST, draft_of(quote))
    saved = quote.issued_on is None and sheet.is_valid() and _save(request, sheet, strangers=False)
    facts = {"saved_at": request.now if saved else None, "left": quote.issued_on is not None}
    return render(request, "sales/_saved.html", facts, status=200 if saved else 422)


@owner
@require_POST
def preview(request: Request, pk: int) -> HttpResponse:
    """The paper and its total as she types; nothing is kept."""
    quote = hers(request, pk)
    sheet = Sheet(quote, request.POST, draft_of(quote))
    return render(request, "sales/_preview.html", _previewed(request, sheet))


def _made(request: Request, form: FromOfferForm) -> str:
    told = form.cleaned_data
    client = find_or_add(request.business, told["client"], on=request.today)
    offer: Offer | None = told["offer"]
    if offer is None:
        usual = usual_draft(request.business, client, on=request.today)
        title = _("Quote for %(name)s") % {"name": client.name}
        blank = drafts.QuoteDraft(**{**vars(usual), "title": title[:160]})
        made = drafts.draft_quote(request.business, blank, at=request.now)
        return reverse("sales:edit_quote", args=[made.pk])
    made = draft_from_offer(offer, client, form.asked(usual_quantity(offer)), at=request.now)
    return reverse("sales:quote", args=[made.pk])


def _save(request: Request, sheet: Sheet, *, strangers: bool = True) -> bool:
    """Keep the sheet; a name typed for somebody new becomes a contact, unless she still types."""
    told: Contact | str = sheet.form.cleaned_data["client"]
    if isinstance(told, str) and not strangers:
        return False
    try:
        client = find_or_add(request.business, told, on=request.today)
        drafts.change_draft(sheet.quote, sheet.draft(client), at=request.now)
    except (QuoteRefused, ContactRefused) as refusal:
        sheet.refuse(QuoteRefused(str(refusal), getattr(refusal, "field", "client")))
        return False
    return True


def _act(request: Request, sheet: Sheet, act: str) -> int | None:
    """Change the lines as the button says; where to go on."""
    # What she adds is written in the language of the quote.
    with override(sheet.quote.language):
        if act.startswith("offer-"):
            return sheet.add(_offered(request, sheet, act.removeprefix("offer-")))
        if act == "travel":
            return sheet.add(_travelled(request, sheet))
    sheet.raws, at_line = shifted(sheet.raws, act)
    return at_line


def _offered(request: Request, sheet: Sheet, chosen: str) -> list[Raw]:
    """The line of the offer she chose, priced for this client."""
    offers = Offer.objects.of(request.business)
    offer = offers.filter(pk=int(chosen)).first() if chosen.isdecimal() else None
    if offer is None:
        return [{"kind": "line"}]
    firm = sheet.quote.client.is_firm
    asked = Asked(usual_quantity(offer))
    lines = entered_lines(offer, asked, on=request.today, firm=firm, gross=sheet.gross_entry)
    return [raw_of(line) for line in lines]


def _travelled(request: Request, sheet: Sheet) -> list[Raw]:
    """A line of travel, from the kilometres and the offer that says how travel is paid."""
    offer = _with_travel(request, sheet)
    km = read_amount(request.POST.get("km", ""))
    if offer is None or km is None or not 0 <= km <= 5000:
        return [{"kind": "line", "description": _("Travel"), "covers": "travel", "quantity": "1"}]
    visits = read_amount(request.POST.get("visits", "")) or Decimal(1)
    line = travel_line(offer, Way(km=km), visits=max(1, min(int(visits), 999)))
    return [raw_of(line)] if line else []


def _with_travel(request: Request, sheet: Sheet) -> Offer | None:
    """The first offer of the lines that says how travel is paid, or any of hers that does."""
    ids = [int(raw["offer"]) for raw in sheet.raws if raw.get("offer", "").isdecimal()]
    paid = Offer.objects.of(request.business).shown().exclude(travel="")
    return paid.filter(pk__in=ids).first() or paid.first()


def _previewed(request: Request, sheet: Sheet) -> dict[str, object]:
    told = sheet.sketch()
    if told is None:
        document = queries.document_of(sheet.quote, on=request.today)
    else:
        document = drafts.previewed(sheet.quote, told, on=request.today)
    return {"paper": printed(document), "quote": sheet.quote, "sheet": sheet}


def _sheet_page(request: Request, sheet: Sheet, *, at_line: int | None) -> HttpResponse:
    quote = sheet.quote
    wrong = sheet.is_checked and bool(sheet.form.errors or sheet.faults)
    facts = {
        "quote": quote,
        "row": row_of(quote, on=request.today),
        "sheet": sheet,
        "form": sheet.shown,
        "at_line": at_line,
        "offers": catalogue(request.business, on=request.today),
        "owes_vat": identity_of(request.business).owes_vat(request.today),
        "wrong": wrong,
        **_previewed(request, sheet),
    }
    return render(request, "sales/edit_quote.html", facts, status=422 if wrong else 200)
