"""The catalogue of offers: read, write, price, put in order, put aside."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casquettes.creation.actions import offers as actions
from casquettes.creation.forms.offers import WAYS, OfferForm, StartingForm, as_shown, usual
from casquettes.creation.models import Offer, OfferPrice
from casquettes.creation.queries import offers as queries
from casquettes.creation.queries.sentences import sentences
from casquettes.creation.queries.starting import starting_offers
from casquettes.kernel.access import inside, owner
from casquettes.kernel.http import Request
from casquettes.kernel.queries.identity import identity_of

DIRECTIONS = {"up": -1, "down": 1}


@inside
@require_GET
def offers(request: Request) -> HttpResponse:
    """What she sells, each with its price of the day; suggestions while there is nothing."""
    listed = queries.catalogue(request.business, on=request.today)
    aside = queries.put_aside(request.business, on=request.today)
    facts = {"listed": listed, "aside": aside, "currency": request.business.currency}
    if not listed:
        facts |= _suggestions(request, _starting_form(request))
    return render(request, "creation/offers.html", facts)


@owner
@require_POST
def start(request: Request) -> HttpResponse:
    """Add the suggestions she ticked."""
    form = _starting_form(request)
    if not form.is_valid():
        aside = queries.put_aside(request.business, on=request.today)
        facts = {"listed": [], "aside": aside, "currency": request.business.currency}
        facts |= _suggestions(request, form)
        return render(request, "creation/offers.html", facts, status=422)
    drafts = form.drafts()
    for draft in drafts:
        actions.add_offer(request.business, draft, at=request.now)
    text = ngettext("%(n)d offer added.", "%(n)d offers added.", len(drafts))
    messages.success(request, text % {"n": len(drafts)})
    return redirect("creation:offers")


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """A new offer: first how it is sold, then what matters for that."""
    unit = request.POST.get("unit") or request.GET.get("unit", "")
    if unit not in Offer.Unit.values:
        ways = [(each, Offer.Unit(each).label, WAYS[each]) for each in Offer.Unit.values]
        return render(request, "creation/unit.html", {"ways": ways})
    form = _form(request, unit, initial=usual(unit))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_offer(request.business, form.draft(), at=request.now)
        except actions.OfferRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("“%(name)s” is in your catalogue.") % {"name": made.name})
            return redirect("creation:offer", made.pk)
    return _page(request, form, None)


@inside
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: Request, pk: int) -> HttpResponse:
    """Change anything of an offer; another price counts from its day on."""
    changed = _hers(request, pk)
    shown = queries.draft_of(changed, on=request.today)
    form = _form(request, changed.unit, initial=as_shown(shown))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_offer(changed, form.draft(), at=request.now)
        except actions.OfferRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("“%(name)s” changed.") % {"name": form.draft().name})
            return redirect("creation:offer", pk)
    return _page(request, form, _hers(request, pk))


@inside
@require_POST
def preview(request: Request) -> HttpResponse:
    """What the offer comes to as it is typed; nothing is kept."""
    unit = request.POST.get("unit", "")
    if unit not in Offer.Unit.values:
        raise Http404
    form = _form(request, unit, initial={})
    told = form.draft() if form.is_valid() else None
    return render(request, "creation/_comes_to.html", {"sentences": _sentences(request, told)})


@owner
@require_POST
def archive(request: Request, pk: int) -> HttpResponse:
    """Out of the catalogue, with the way back."""
    aside = _hers(request, pk)
    actions.archive(aside, on=request.today)
    undo = reverse("creation:restore_offer", args=[pk])
    messages.success(request, _("“%(name)s” put aside.") % {"name": aside.name}, extra_tags=undo)
    return redirect("creation:offers")


@owner
@require_POST
def restore(request: Request, pk: int) -> HttpResponse:
    """Back into the catalogue."""
    back = _hers(request, pk)
    actions.restore(back)
    messages.success(request, _("“%(name)s” is sold again.") % {"name": back.name})
    return redirect("creation:offers")


@owner
@require_POST
def duplicate(request: Request, pk: int) -> HttpResponse:
    """Another offer that starts like this one."""
    name = _("%(name)s (copy)") % {"name": _hers(request, pk).name}
    made = actions.duplicate(_hers(request, pk), name=name, at=request.now)
    messages.success(request, _("Here is the copy: change what differs."))
    return redirect("creation:offer", made.pk)


@owner
@require_POST
def shift(request: Request, pk: int, direction: str) -> HttpResponse:
    """One place up or down."""
    if direction not in DIRECTIONS:
        raise Http404
    moved = get_object_or_404(Offer.objects.of(request.business).shown(), pk=pk)
    actions.shift(moved, places=DIRECTIONS[direction])
    return redirect(f"{reverse('creation:offers')}#offer-{pk}")


@owner
@require_POST
def remove_price(request: Request, pk: int) -> HttpResponse:
    """Take back a price that has not begun."""
    prices = OfferPrice.objects.filter(business=request.business)
    price = get_object_or_404(prices, pk=pk)
    try:
        actions.remove_price(price, on=request.today)
    except actions.OfferRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("This price will not be asked."))
    return redirect("creation:offer", price.offer_id)


def _hers(request: Request, pk: int) -> Offer:
    return get_object_or_404(Offer.objects.of(request.business), pk=pk)


def _form(request: Request, unit: str, *, initial: dict[str, object]) -> OfferForm:
    owes_vat = identity_of(request.business).owes_vat(request.today)
    return OfferForm(request.POST or None, unit=unit, owes_vat=owes_vat, initial=initial)


def _starting_form(request: Request) -> StartingForm:
    suggested = starting_offers(request.business, language=str(request.LANGUAGE_CODE))
    return StartingForm(request.POST or None, offers=suggested)


def _suggestions(request: Request, form: StartingForm) -> dict[str, object]:
    rows = form.rows
    for row in rows:
        row["sentences"] = _sentences(request, row["draft"])[1:]
    return {"form": form, "rows": rows}


def _sentences(request: Request, told: queries.OfferDraft | None) -> list[str]:
    return sentences(told, currency=request.business.currency) if told else []


def _page(request: Request, form: OfferForm, changed: Offer | None) -> HttpResponse:
    told = queries.draft_of(changed, on=request.today) if changed else None
    facts = {
        "form": form,
        "offer": changed,
        "unit": form.unit,
        "unit_name": Offer.Unit(form.unit).label,
        "sentences": _sentences(request, told),
        "prices": changed.prices.order_by("-from_on") if changed else [],
        "currency": request.business.currency,
    }
    return render(request, "creation/offer.html", facts, status=422 if form.errors else 200)
