"""Settings of her documents: who she is on them, how they look, how they are numbered."""

from __future__ import annotations

import base64
from copy import copy
from typing import Any

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from casquettes.formats import paper
from casquettes.formats.paper.colours import readable
from casquettes.formats.pictures import MOST_BYTES, PictureRefused, Why, read_picture
from casquettes.kernel import numbering
from casquettes.kernel.access import inside, owner
from casquettes.kernel.actions import identity as actions
from casquettes.kernel.actions.numbers import NumbersRefused, change_numbers, understood
from casquettes.kernel.forms.company import CompanyForm, LogoForm, NumbersForm
from casquettes.kernel.http import Request
from casquettes.kernel.models import Identity
from casquettes.kernel.queries.identity import identity_of, missing_in
from casquettes.kernel.queries.numbers import next_numbers, outlook
from casquettes.kernel.queries.sample_paper import sample_invoice

LOGO_WORDS = {
    Why.KIND: lambda: _("Choose a PNG or JPEG file: nothing else prints safely."),
    Why.HEAVY: lambda: _("This file is over 1 MB: save it smaller, then send it again."),
    Why.LARGE: lambda: _("This picture is over 4,000 pixels wide or high: make it smaller."),
    Why.BROKEN: lambda: _("This picture cannot be drawn: save it again, then send it."),
}


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def company(request: Request) -> HttpResponse:
    """What her documents say of her, beside the paper it makes."""
    saved = identity_of(request.business)
    form = CompanyForm(request.POST or None, instance=copy(saved))
    if request.method == "POST" and form.is_valid():
        changed = form.save(commit=False)
        if changed.iban != saved.iban and not did_recently_reauthenticate(request):
            # The answer waits for the password, and is then taken as it was typed.
            raise ReauthenticationRequired
        actions.change_identity(changed, at=request.now)
        messages.success(request, _("Your documents now say this."))
        return redirect("kernel:company")
    facts = _facts(request, form, saved)
    return render(request, "kernel/company.html", facts, status=422 if form.errors else 200)


@inside
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: Request) -> HttpResponse:
    """Her paper as a picture; sent the form, what it would look like, saved or not."""
    identity = identity_of(request.business)
    if request.method != "POST":
        return HttpResponse(_picture(request, identity), content_type="image/png")
    shown = CompanyForm(request.POST, instance=copy(identity)).shown_identity()
    return render(request, "kernel/_company_paper.html", _shown(request, shown))


@owner
@require_POST
def logo(request: Request) -> HttpResponse:
    """A logo for her documents, once it was seen that it prints."""
    form = LogoForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["logo"]
        try:
            if file.size > MOST_BYTES:
                raise PictureRefused(Why.HEAVY)
            actions.change_logo(request.business, read_picture(file.read()))
        except PictureRefused as refused:
            form.add_error("logo", LOGO_WORDS[refused.why]())
        else:
            messages.success(request, _("Your logo is on your documents."))
            return redirect("kernel:company")
    saved = identity_of(request.business)
    facts = _facts(request, CompanyForm(instance=copy(saved)), saved) | {"logo_form": form}
    return render(request, "kernel/company.html", facts, status=422)


@owner
@require_POST
def remove_logo(request: Request) -> HttpResponse:
    """Documents without a logo again."""
    actions.change_logo(request.business, None)
    messages.success(request, _("Your documents have no logo any more."))
    return redirect("kernel:company")


@inside
@require_http_methods(["GET", "HEAD"])
def logo_file(request: Request) -> HttpResponse:
    """The picture itself."""
    identity = identity_of(request.business)
    if not identity.logo:
        raise Http404
    kind = identity.logo_type.rpartition("/")[2]
    answer = HttpResponse(bytes(identity.logo), content_type=identity.logo_type)
    answer["Content-Disposition"] = f'attachment; filename="logo.{kind}"'
    return answer


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def numbers(request: Request) -> HttpResponse:
    """How invoices, quotes and credit notes are numbered: by the look of the next one."""
    shown = next_numbers(request.business, on=request.today)
    form = NumbersForm(request.POST or None, initial=shown)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            change_numbers(request.business, told, on=request.today, at=request.now)
        except NumbersRefused as refused:
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, _("Your documents are numbered so from now on."))
            return redirect("kernel:numbers")
    facts = {"form": form, "coming": _coming(request, form)}
    return render(request, "kernel/numbers.html", facts, status=422 if form.errors else 200)


@inside
@require_POST
def numbers_to_come(request: Request) -> HttpResponse:
    """What the numbers typed so far would give."""
    form = NumbersForm(request.POST)
    return render(request, "kernel/_numbers_to_come.html", {"coming": _coming(request, form)})


def _facts(request: Request, form: CompanyForm, saved: Identity) -> dict[str, Any]:
    lacking = missing_in(saved, on=request.today)
    return {"form": form, "saved": saved, "missing": lacking, "logo_form": LogoForm()}


def _shown(request: Request, identity: Identity) -> dict[str, Any]:
    picture = base64.b64encode(_picture(request, identity)).decode()
    lightened = bool(identity.colour) and readable(identity.colour) != identity.colour.lower()
    return {"picture": picture, "darkened": lightened}


def _picture(request: Request, identity: Identity) -> bytes:
    """The first page of an invented invoice."""
    number = numbering.upcoming(request.business, "invoice", on=request.today).number
    to_a_firm = request.POST.get("shown_to") == "firm"
    sample = sample_invoice(identity, on=request.today, number=number, to_a_firm=to_a_firm)
    logo = bytes(identity.logo) if identity.logo else None
    return paper.pictures(sample, logo=logo)[0]


def _coming(request: Request, form: NumbersForm) -> list[dict[str, Any]]:
    """For each kind, the numbers the typed example would give; nothing while it is not one."""
    rows = []
    for kind, field in form.fields.items():
        typed = str(form[kind].value() or "").strip()
        row: dict[str, Any] = {"kind": kind, "label": field.label, "follows": not typed}
        try:
            asked = understood(kind, typed, on=request.today) if typed else None
        except NumbersRefused as refused:
            row["refused"] = str(refused)
        else:
            if asked is not None:
                row["outlook"] = outlook(asked.pattern, asked.rank or 1, on=request.today)
        rows.append(row)
    return rows
