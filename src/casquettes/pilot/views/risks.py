"""Risks: the story of a failure, causes weighed one by one, each with its signal and plan B."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casquettes.kernel.access import inside, owner
from casquettes.kernel.http import Request
from casquettes.pilot.actions import risks as actions
from casquettes.pilot.actions.risks import RiskRefused
from casquettes.pilot.forms.risks import RiskForm, StoryForm, WeightsForm
from casquettes.pilot.models import Risk
from casquettes.pilot.queries import launch
from casquettes.pilot.queries import risks as queries
from casquettes.pilot.queries.watched import Live, candidates

FORM = ["GET", "HEAD", "POST"]


@inside
@require_GET
def risks(request: Request) -> HttpResponse:
    """Her risks, the heaviest first; before any, the question they come from."""
    return _page(request, StoryForm())


@owner
@require_POST
def story(request: Request) -> HttpResponse:
    """Keep each line of the story as a cause."""
    form = StoryForm(request.POST)
    if form.is_valid():
        text = form.cleaned_data["story"]
        try:
            noted = actions.note_causes(request.business, text, today=request.today)
        except RiskRefused as refusal:
            form.add_error("story" if refusal.field == "story" else None, str(refusal))
        else:
            told = ngettext("%(n)s cause noted.", "%(n)s causes noted.", len(noted))
            messages.success(request, told % {"n": len(noted)})
            return redirect("pilot:weigh_risks")
    return _page(request, form)


@owner
@require_http_methods(FORM)
def weigh_risks(request: Request) -> HttpResponse:
    """Each cause not weighed yet: likely, serious, seen in time."""
    waiting = queries.to_weigh(request.business)
    if not waiting:
        return redirect("pilot:risks")
    form = WeightsForm(request.POST or None, risks=waiting)
    if request.method == "POST" and form.is_valid():
        for risk, told in form.told():
            actions.change_risk(risk, today=request.today, **told)
        messages.success(request, _("Kept. The heaviest come first."))
        return redirect("pilot:risks")
    status = 422 if form.errors else 200
    return render(request, "pilot/risks_weigh.html", {"form": form}, status=status)


@owner
@require_http_methods(FORM)
def risk(request: Request, pk: int) -> HttpResponse:
    """One risk: its weight, its signal, its plan B."""
    held = _hers(request, pk)
    proposed = candidates(Live(request.business, request.today))
    form = RiskForm(request.POST or None, risk=held, candidates=proposed)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_risk(held, today=request.today, **form.told())
        except RiskRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Kept."))
            return redirect(f"{reverse('pilot:risks')}#risk-{held.pk}")
    context = {"form": form, "risk": held, "weighed": queries.weighed(held)}
    return render(request, "pilot/risk.html", context, status=422 if form.errors else 200)


@inside
@require_GET
def suggested_risks(request: Request) -> HttpResponse:
    """What the launch plan she follows says could go wrong."""
    found = queries.suggested(request.business, today=request.today)
    return render(request, "pilot/_risks_suggested.html", {"suggested": found})


@owner
@require_POST
def take_risk(request: Request) -> HttpResponse:
    """A cause of the plan becomes a risk of hers, watched from now on."""
    known = queries.CAUSES.get(request.POST.get("key", ""))
    if known is None:
        return redirect("pilot:risks")
    cause, measure = str(known[0]), known[1]
    try:
        made = actions.note_risk(
            request.business, cause=cause, measure=measure, today=request.today
        )
    except RiskRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("pilot:risks")
    back = reverse("pilot:close_risk", args=[made.pk])
    messages.success(request, _("“%(cause)s” is noted.") % {"cause": cause}, extra_tags=back)
    return redirect("pilot:risks")


@owner
@require_POST
def close_risk(request: Request, pk: int) -> HttpResponse:
    """It no longer counts, with the way back."""
    held = _hers(request, pk)
    actions.close_risk(held, today=request.today)
    back = reverse("pilot:reopen_risk", args=[held.pk])
    messages.success(request, _("Closed: “%(cause)s”.") % {"cause": held.cause}, extra_tags=back)
    return redirect("pilot:risks")


@owner
@require_POST
def reopen_risk(request: Request, pk: int) -> HttpResponse:
    """It counts again."""
    held = _hers(request, pk)
    actions.reopen_risk(held)
    messages.success(request, _("Back among your risks: “%(cause)s”.") % {"cause": held.cause})
    return redirect("pilot:risks")


def _page(request: Request, form: StoryForm) -> HttpResponse:
    seen = queries.seen(request.business, today=request.today)
    follows = launch.plans(request.business).exclude(followed_since=None).exists()
    context = {
        "form": form,
        "risks": seen,
        "matrix": queries.matrix(seen) if any(each.weight for each in seen) else None,
        "to_weigh": len(queries.to_weigh(request.business)) if seen else 0,
        "watched": sum(bool(each.signal) for each in seen),
        "closed": queries.closed(request.business),
        "telling": not seen or bool(form.errors) or "story" in request.GET,
        "follows_a_plan": follows,
        "suggested": queries.suggested(request.business, today=request.today)
        if follows and "plan" in request.GET
        else None,
    }
    return render(request, "pilot/risks.html", context, status=422 if form.errors else 200)


def _hers(request: Request, pk: int) -> Risk:
    return get_object_or_404(Risk.objects.filter(business=request.business), pk=pk)
