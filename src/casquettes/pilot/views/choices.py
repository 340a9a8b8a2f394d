"""The board of choices: the plan in words first, every activity, what would change an answer."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casquettes.kernel.access import inside, owner
from casquettes.kernel.http import Request
from casquettes.kernel.models import Activity
from casquettes.pilot.actions.beliefs import settle
from casquettes.pilot.actions.choices import rate
from casquettes.pilot.forms.beliefs import PriorsForm
from casquettes.pilot.forms.choices import BeliefsForm, MeansForm, RatingsForm
from casquettes.pilot.queries.choices import supposed, words
from casquettes.pilot.queries.choices.answers import page_of
from casquettes.pilot.queries.choices.figures import Known, shown, tried
from casquettes.pilot.queries.choices.plans import Proposal, propose, reasons

FORM = ["GET", "HEAD", "POST"]
SAME = 1e-9
MEANS = ("rest_value", "budget", "max_changes")


@inside
@require_GET
def choices(request: Request) -> HttpResponse:
    """The proposed plan and the board; means in the address are tried, and not kept."""
    known = shown(request.business, today=request.today)
    form = _means(request, known)
    typed: dict[str, float] = {}
    if form.is_bound and form.is_valid():
        usual = known.beliefs
        typed = {name: v for name, v in form.typed().items() if abs(v - usual.value(name)) > SAME}
        known = tried(request.business, today=request.today, typed=typed)
    proposal = propose(known, prove="prove" in request.GET)
    context = {"means": form, "aspects": words.ASPECTS, **_told(request, proposal, typed)}
    return render(request, "pilot/choices.html", context, status=422 if form.errors else 200)


@inside
@require_GET
def choices_plan(request: Request) -> HttpResponse:
    """The plan alone: proven, or found at once with the means being tried."""
    form = MeansForm(request.GET)
    if not form.is_valid():
        return render(request, "pilot/_choices_refused.html", {"means": form}, status=422)
    usual = tried(request.business, today=request.today, typed={}).beliefs
    typed = {name: v for name, v in form.typed().items() if abs(v - usual.value(name)) > SAME}
    known = tried(request.business, today=request.today, typed=typed)
    proposal = propose(known, prove="prove" in request.GET)
    return render(request, "pilot/_choices_plan.html", _told(request, proposal, typed))


@owner
@require_POST
def choices_means(request: Request) -> HttpResponse:
    """Keep the means she tried."""
    form = MeansForm(request.POST)
    if not form.is_valid():
        known = shown(request.business, today=request.today)
        context = {"means": form, "aspects": words.ASPECTS, **_told(request, propose(known), {})}
        return render(request, "pilot/choices.html", context, status=422)
    told = {f"choices.{name}": value for name, value in form.cleaned_data.items()}
    settle(request.business, told, at=request.now)
    messages.success(request, _("Kept: the plan is made with these from now on."))
    return redirect("pilot:choices")


@owner
@require_POST
def choices_ratings(request: Request) -> HttpResponse:
    """Keep her answers of 1 to 5; sent one by one, or all at once without scripts."""
    changed = rate(request.business, RatingsForm(request.POST).told(), on=request.today)
    if request.headers.get("HX-Request"):
        return HttpResponse(_("noted") if changed else "")
    text = ngettext("%(n)s activity rated.", "%(n)s activities rated.", changed)
    messages.success(request, text % {"n": changed})
    return redirect(f"{reverse('pilot:choices')}#ratings")


@inside
@require_GET
def choice(request: Request, pk: int) -> HttpResponse:
    """One activity: what every answer would bring or cost, and what would change it."""
    return _choice_page(request, _hers(request, pk), None)


@owner
@require_POST
def believe_choice(request: Request, pk: int) -> HttpResponse:
    """Keep what she believes of an activity."""
    activity = _hers(request, pk)
    form = BeliefsForm(request.POST, offered=supposed.offered_beliefs(activity))
    if not form.is_valid():
        return _choice_page(request, activity, form)
    told = form.typed(activity.key, supposed.priors_of(activity))
    settle(
        request.business, {f"choices.{key}": value for key, value in told.items()}, at=request.now
    )
    messages.success(request, _("Kept: the plan is made with these from now on."))
    return redirect("pilot:choice", pk)


@owner
@require_http_methods(FORM)
def choices_beliefs(request: Request) -> HttpResponse:
    """Everything the plan supposes, with its origin; emptied, a figure goes back to the prior."""
    known = shown(request.business, today=request.today)
    form = PriorsForm(request.POST or None, known=known)
    if request.method == "POST" and form.is_valid():
        settle(request.business, form.typed(), at=request.now)
        messages.success(request, _("Kept: the plan is made with these from now on."))
        return redirect("pilot:choices_beliefs")
    status = 422 if form.errors else 200
    return render(request, "pilot/choices_beliefs.html", {"form": form}, status=status)


def _choice_page(request: Request, activity: Activity, form: BeliefsForm | None) -> HttpResponse:
    known = shown(request.business, today=request.today)
    proposal = propose(known, prove=True)
    told = reasons(proposal, activity.key)
    offered = supposed.offered_beliefs(activity)
    context = {
        "activity": activity,
        "told": page_of(proposal, activity, told, currency=request.business.currency),
        "form": form or BeliefsForm(offered=offered, initial=supposed.believed(known, activity)),
        "supposed": [],
        "marks": words.marks_of(known, activity),
    }
    origins = supposed.origins(known, activity)
    shown_form = context["form"]
    assert isinstance(shown_form, BeliefsForm)
    context["supposed"] = [(field, origins[field.name]) for field in shown_form]
    status = 422 if form is not None and form.errors else 200
    return render(request, "pilot/choice.html", context, status=status)


def _means(request: Request, known: Known) -> MeansForm:
    if any(name in request.GET for name in MEANS):
        return MeansForm(request.GET)
    initial = {name: words.plain(known.beliefs.value(name)) for name in MEANS}
    return MeansForm(initial=initial)


def _told(request: Request, proposal: Proposal, typed: dict[str, float]) -> dict[str, object]:
    currency = request.business.currency
    values = {name: proposal.known.beliefs.value(name) for name in MEANS}
    asked = urlencode({name: words.plain(value) for name, value in values.items()} | {"prove": "1"})
    return {
        "proposal": proposal,
        "said": words.figures_of(proposal, currency=currency),
        "plan": words.plan_of(proposal, currency=currency),
        "columns": words.columns(proposal, currency=currency),
        "hats": words.by_hat(proposal),
        "tried": [(name, words.plain(value)) for name, value in values.items()] if typed else [],
        "prove_url": f"{reverse('pilot:choices_plan')}?{asked}",
        "prove_page": f"{reverse('pilot:choices')}?{asked}",
    }


def _hers(request: Request, pk: int) -> Activity:
    activity = get_object_or_404(Activity.objects.of(request.business), pk=pk)
    if activity.hidden_on and activity.hidden_on <= request.today:
        raise Http404
    return activity
