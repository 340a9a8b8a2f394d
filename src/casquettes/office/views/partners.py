"""Partners: listed, added, changed, ended."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casquettes.kernel.access import inside, owner
from casquettes.kernel.actions.contacts import ContactRefused
from casquettes.kernel.answers import answer_once
from casquettes.kernel.http import Request
from casquettes.office.actions import partners as actions
from casquettes.office.forms.partners import PartnerForm
from casquettes.office.models import Partner
from casquettes.office.queries import lists

FORM = ["GET", "HEAD", "POST"]


@inside
@require_GET
def partners(request: Request) -> HttpResponse:
    """Who does what for her."""
    going, over = lists.partners(request.business, today=request.today)
    return render(request, "office/partners.html", {"going": going, "over": over})


@owner
@require_http_methods(FORM)
def new_partner(request: Request) -> HttpResponse:
    """Someone who does something for her."""
    form = PartnerForm(
        request.POST or None, business=request.business, initial={"from_on": request.today}
    )
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            made = actions.add_partner(request.business, form.draft(), today=request.today)
            messages.success(request, _("%(name)s added.") % {"name": made.contact})
            return reverse("office:partners")

        try:
            return answer_once(request, act)
        except (actions.PartnerRefused, ContactRefused) as refusal:
            form.refuse(str(refusal), getattr(refusal, "field", "") or "contact")
    return _form_page(request, form, None)


@owner
@require_http_methods(FORM)
def partner(request: Request, pk: int) -> HttpResponse:
    """Change anything about a partner."""
    changed = _hers(request, pk)
    form = PartnerForm(request.POST or None, business=request.business, partner=changed)
    if request.method == "POST" and form.is_valid():
        try:
            changed = actions.change_partner(changed, form.draft(), today=request.today)
        except (actions.PartnerRefused, ContactRefused) as refusal:
            form.refuse(str(refusal), getattr(refusal, "field", "") or "contact")
        else:
            messages.success(request, _("%(name)s changed.") % {"name": changed.contact})
            return redirect("office:partners")
    return _form_page(request, form, changed)


@owner
@require_POST
def end_partner(request: Request, pk: int) -> HttpResponse:
    """Today is the last day of the work together."""
    ended = _hers(request, pk)
    actions.end_partner(ended, on=request.today)
    undo = reverse("office:go_on_with_partner", args=[pk])
    text = _("%(name)s: until today.") % {"name": ended.contact}
    messages.success(request, text, extra_tags=undo)
    return redirect("office:partners")


@owner
@require_POST
def go_on_with_partner(request: Request, pk: int) -> HttpResponse:
    """The work together goes on."""
    actions.go_on_with(_hers(request, pk))
    return redirect("office:partners")


def _hers(request: Request, pk: int) -> Partner:
    rows = Partner.objects.filter(business=request.business).select_related("business", "contact")
    return get_object_or_404(rows, pk=pk)


def _form_page(request: Request, form: PartnerForm, changed: Partner | None) -> HttpResponse:
    status = 422 if form.errors else 200
    context = {"form": form, "partner": changed}
    return render(request, "office/partner.html", context, status=status)
