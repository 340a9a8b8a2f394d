"""First run in three steps: her name, her week, her first hat."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from casquettes.desk import actions
from casquettes.desk.forms import NameForm, WeekForm
from casquettes.engine.hats import Hat
from casquettes.kernel import http
from casquettes.kernel.access import owner, signed_in
from casquettes.kernel.actions import found_business
from casquettes.kernel.http import Request
from casquettes.kernel.models import HAT_NAMES, Business
from casquettes.timesheet.actions.clock import wear

HAT_HINTS = {
    Hat.PILOT: _("deciding, taking stock"),
    Hat.MANAGER: _("invoices, bank, papers"),
    Hat.SALES: _("finding and convincing"),
    Hat.CREATION: _("offers, contents"),
    Hat.LOGISTICS: _("calendar, trips, kit"),
    Hat.PRODUCTION: _("at your clients’"),
    Hat.QUALITY: _("checking, following up"),
}


@owner
def name(request: Request) -> HttpResponse:
    form = NameForm(request.POST or None, instance=request.business)
    if request.method == "POST" and form.is_valid():
        form.save()
        return redirect("desk:welcome_week")
    return _step(request, "desk/welcome_name.html", form)


@owner
def week(request: Request) -> HttpResponse:
    form = WeekForm(request.POST or None, instance=request.business)
    if request.method == "POST" and form.is_valid():
        actions.describe_week(form.save(commit=False), working_days=form.working_days())
        return redirect("desk:welcome_hat")
    return _step(request, "desk/welcome_week.html", form)


@owner
def hat(request: Request) -> HttpResponse:
    """The first hat: its clock starts with this click."""
    wanted = request.POST.get("hat", "")
    if request.method == "POST" and wanted in {str(known) for known in Hat}:
        actions.finish_welcome(request.business, at=request.now)
        wear(request.business, request.user, Hat(wanted), at=request.now)
        return redirect("timesheet:hat", hat=wanted)
    choices = [(known, HAT_NAMES[known], HAT_HINTS[known]) for known in Hat]
    missed = request.method == "POST"
    context = {"choices": choices, "missed": missed, "step": 3}
    return render(request, "desk/welcome_hat.html", context, status=422 if missed else 200)


@owner
@require_POST
def skip(request: Request) -> HttpResponse:
    actions.finish_welcome(request.business, at=request.now)
    there = {"import": reverse("timesheet:import_time")}
    return redirect(there.get(request.POST.get("then", ""), reverse("desk:home")))


@signed_in
def start(request: Request) -> HttpResponse:
    """Someone who has just signed up has no business yet: her first answers found it."""
    if request.membership is not None:
        return redirect("desk:welcome_name")
    form = NameForm(request.POST or None, instance=Business())
    if request.method == "POST" and form.is_valid():
        found_business(request.user, at=http.real_now(), **form.cleaned_data)
        return redirect("desk:welcome_week")
    return _step(request, "desk/welcome_name.html", form)


def _step(request: Request, template: str, form: NameForm | WeekForm) -> HttpResponse:
    return render(request, template, {"form": form}, status=422 if form.errors else 200)
