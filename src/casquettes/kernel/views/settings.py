"""Settings: the business, the person, and who else may enter."""

from __future__ import annotations

from copy import copy

from allauth.core import ratelimit
from django.conf import settings as configuration
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from casquettes.kernel import actions, queries
from casquettes.kernel.access import inside, owner_only, signed_in
from casquettes.kernel.forms.settings import BusinessForm, MemberForm, PersonForm
from casquettes.kernel.http import Request
from casquettes.kernel.models import Membership


@inside
@require_http_methods(["GET", "HEAD", "POST"])
def business(request: Request) -> HttpResponse:
    """Name, trade, country, week and aim of the business."""
    form = BusinessForm(request.POST or None, instance=copy(request.business))
    if request.method == "POST" and form.is_valid():
        actions.change_facts(form.save(commit=False), at=request.now)
        messages.success(request, _("Settings saved."))
        return redirect("kernel:settings")
    return _page(request, "kernel/settings.html", form)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: Request) -> HttpResponse:
    """Name, language and shortcuts of the person; the way to her account and her businesses."""
    form = PersonForm(request.POST or None, instance=copy(request.user))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Settings saved."))
        return redirect("kernel:person")
    return _page(
        request,
        "kernel/person.html",
        form,
        memberships=queries.memberships_of(request.user),
        account=queries.account_of(request.user),
    )


@signed_in
@require_POST
def switch(request: Request, pk: int) -> HttpResponse:
    """Go into another business she belongs to."""
    if pk not in {membership.business_id for membership in queries.memberships_of(request.user)}:
        raise Http404
    request.session["business"] = pk
    return redirect("/")


@owner_only
@require_http_methods(["GET", "HEAD", "POST"])
def members(request: Request) -> HttpResponse:
    """Who may enter, and letting one more in."""
    form = MemberForm(request.POST or None)
    if request.method == "POST" and configuration.HOSTED and form.is_valid():
        # The answer tells whether an address has an account: only a few tries an hour.
        if not ratelimit.consume(request, action="add_member"):
            return render(request, "429.html", status=429)
        try:
            added = actions.add_member(request.business, **form.cleaned_data, at=request.now)
        except actions.MemberRefused as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(request, _("%(person)s may now enter.") % {"person": added.user})
            return redirect("kernel:members")
    return _page(request, "kernel/members.html", form, members=queries.members_of(request.business))


@owner_only
@require_POST
def remove_member(request: Request, pk: int) -> HttpResponse:
    """Close the door to someone; the owner herself stays."""
    member = get_object_or_404(
        queries.members_of(request.business).exclude(role=Membership.Role.OWNER), pk=pk
    )
    actions.remove_member(member, at=request.now)
    messages.success(request, _("%(person)s no longer enters.") % {"person": member.user})
    return redirect("kernel:members")


def _page(
    request: Request,
    template: str,
    form: BusinessForm | PersonForm | MemberForm,
    **facts: object,
) -> HttpResponse:
    status = 422 if form.errors else 200
    facts |= {"form": form, "hosted": configuration.HOSTED}
    return render(request, template, facts, status=status)
