"""What her documents say of her: before a first invoice, and in the settings."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casquettes.kernel.access import owner
from casquettes.kernel.actions import identity as actions
from casquettes.kernel.forms.identity import FirstPaperForm
from casquettes.kernel.http import Request
from casquettes.kernel.queries.identity import identity_of


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def first_paper(request: Request) -> HttpResponse:
    """What a first invoice needs of her; then back to the invoice."""
    onward = _onward(request)
    form = FirstPaperForm(request.POST or None, identity=identity_of(request.business))
    if request.method == "POST" and form.is_valid():
        actions.complete(request.business, form.first_paper(), at=request.now)
        messages.success(request, _("Your documents now say who you are."))
        return HttpResponseRedirect(onward)
    facts = {"form": form, "next": onward}
    return render(request, "kernel/first_paper.html", facts, status=422 if form.errors else 200)


def _onward(request: Request) -> str:
    """Where she was going, on this very site."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    here = url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if here else "/"
