"""Pages of launch plans: eight questions, then what may come of them, said before it is drawn."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casquettes.engine.launch.plan import PlanRefused
from casquettes.kernel.access import inside, owner
from casquettes.kernel.actions import forms_sent
from casquettes.kernel.http import Request
from casquettes.pilot.actions import launch as actions
from casquettes.pilot.forms.launch import (
    CHANCES,
    DOUBTS,
    FIGURES,
    MOVED,
    QUESTIONS,
    FiguresForm,
    NameForm,
    TryForm,
)
from casquettes.pilot.models import LaunchPlan
from casquettes.pilot.queries import launch as queries
from casquettes.pilot.queries import launch_words as words
from casquettes.pilot.queries.launch import Grounds, Standing
from casquettes.pilot.views import launch_drawn as drawn

FORM = ["GET", "HEAD", "POST"]


@inside
@require_GET
def launches(request: Request) -> HttpResponse:
    """Her plans, or what a plan is for."""
    listed = [
        {"plan": plan, "asked": queries.asked(plan), "next": min(queries.asked(plan) + 1, 8)}
        for plan in queries.plans(request.business)
    ]
    return render(request, "pilot/launches.html", {"listed": listed, "of": len(QUESTIONS)})


@owner
@require_POST
def new_launch(request: Request) -> HttpResponse:
    """A plan to write, empty or like another: its first question."""
    like = None
    if wanted := request.POST.get("like", ""):
        like = _hers(request, int(wanted) if wanted.isdecimal() else 0)

    def act() -> str:
        made = actions.begin(request.business, at=request.now, like=like)
        return reverse("pilot:launch_question", args=[made.pk, 1])

    try:
        answer = forms_sent.once(
            request.business,
            key=request.POST.get("form_key", ""),
            body=request.POST,
            at=request.now,
            act=act,
        )
    except (forms_sent.FormReused, actions.TooManyPlans) as refusal:
        messages.error(request, str(refusal))
        return redirect("pilot:launches")
    return redirect(answer)


@owner
@require_http_methods(FORM)
def launch_question(request: Request, pk: int, step: int) -> HttpResponse:
    """One question a screen; what is typed is kept, whichever way she leaves."""
    if not 1 <= step <= len(QUESTIONS):
        raise Http404
    launch, question = _hers(request, pk), QUESTIONS[step - 1]
    standing = _standing(request, launch)
    form = FiguresForm(
        request.POST or None,
        names=(*question.first, *question.finer),
        assumed=standing.assumed,
        start_on=queries.begins_on(launch, standing),
        today=request.today,
    )
    if request.method == "POST" and form.is_valid():
        actions.answer(launch, form.typed(), at=request.now, step=step)
        return redirect(_after(pk, step, request.POST.get("then", "")))
    context = {
        "launch": launch,
        "question": question,
        "step": step,
        "of": len(QUESTIONS),
        "steps": drawn.steps(pk, step, asked=queries.asked(launch)),
        "form": form,
        "first": drawn.fields(form, question.first, standing),
        "finer": drawn.fields(form, question.finer, standing),
    }
    status = 422 if form.errors else 200
    return render(request, "pilot/launch_question.html", context, status=status)


def _after(pk: int, step: int, then: str) -> str:
    if then == "back" and step > 1:
        return reverse("pilot:launch_question", args=[pk, step - 1])
    if then == "see" or step == len(QUESTIONS):
        return reverse("pilot:launch", args=[pk])
    return reverse("pilot:launch_question", args=[pk, step + 1])


@inside
@require_GET
def launch(request: Request, pk: int) -> HttpResponse:
    """What may come of a plan; figures in the address are tried, and not kept."""
    plan = _hers(request, pk)
    try:
        context = _page(request, plan)
    except PlanRefused as refusal:
        return render(request, "pilot/launch_refused.html", _refused(plan, refusal))
    return render(request, "pilot/launch.html", context)


def _page(request: Request, launch: LaunchPlan) -> dict[str, Any]:
    currency = request.business.currency
    grounds = queries.grounds(launch, today=request.today)
    standing = queries.stand(launch, grounds)
    told = queries.told(standing, seed=launch.seed)
    deeper = queries.deeper(standing, seed=launch.seed)
    forecast = told.forecast
    lived = queries.followed(launch, standing, today=request.today)
    return {
        **_answer(request, launch, grounds, standing),
        "launch": launch,
        "told": told,
        "plan": standing.plan,
        "forecast": forecast,
        "chance": words.chance_of_target(standing.plan, forecast, currency),
        "income": words.income(forecast, currency),
        "breaks_first": words.breaks_first(standing.plan, forecast, told.short),
        "helps_most": words.helps_most(deeper.swings, forecast, currency),
        "trouble": words.trouble(standing.plan, forecast),
        "empty": words.empty(forecast, standing.plan),
        "break_even": words.break_even(forecast),
        "fan": drawn.fan(standing.plan, forecast, currency),
        "table": drawn.table(forecast.cash, currency),
        "levers": drawn.levers(deeper.swings, forecast, currency),
        "weighs": words.weighs_note(deeper.swings, forecast, currency),
        "ifs": list(words.asked_ifs(forecast, currency)),
        "blows": words.blows(deeper.cards, deeper.middling, currency),
        "groups": drawn.figures(standing, launch.pk, currency),
        "lived": lived,
        "lived_fan": lived and drawn.lived_fan(lived, currency),
        "calibrated": lived and words.calibrated(lived.calibration),
        "name_form": NameForm(initial={"name": launch.name}),
    }


@inside
@require_GET
def try_launch(request: Request, pk: int) -> HttpResponse:
    """What the figures being moved would give; nothing is kept."""
    plan = _hers(request, pk)
    try:
        grounds = queries.grounds(plan, today=request.today)
        context = _answer(request, plan, grounds, queries.stand(plan, grounds))
    except PlanRefused as refusal:
        return render(request, "pilot/_launch_refused.html", _refused(plan, refusal))
    return render(request, "pilot/_launch_tried.html", context)


def _answer(
    request: Request, launch: LaunchPlan, grounds: Grounds, standing: Standing
) -> dict[str, Any]:
    """The figures of the address, tried on the plan as it is kept."""
    currency = request.business.currency
    form = TryForm(request.GET, names=MOVED, assumed=standing.assumed)
    tried = form.tried()
    moved = queries.stand(launch, grounds, tried=tried) if tried else standing
    told = queries.told(moved, seed=launch.seed, changes=())
    return {
        "launch": launch,
        "sliders": drawn.sliders(standing, moved),
        "tried": tried,
        "tried_form": form,
        "tried_told": told,
        "tried_chance": words.chance_of_target(moved.plan, told.forecast, currency),
        "tried_income": words.income(told.forecast, currency),
        "tried_breaks": words.breaks_first(moved.plan, told.forecast, told.short),
        "tried_trouble": words.trouble(moved.plan, told.forecast),
        "tried_fan": drawn.fan(moved.plan, told.forecast, currency) if tried else "",
    }


def _refused(launch: LaunchPlan, refusal: PlanRefused) -> dict[str, Any]:
    known = FIGURES.get(refusal.field)
    return {"launch": launch, "field": known.label if known else "", "which": refusal.field}


@owner
@require_POST
def keep_launch(request: Request, pk: int) -> HttpResponse:
    """The figures she tried become those of the plan."""
    plan = _hers(request, pk)
    standing = _standing(request, plan)
    form = FiguresForm(
        {name: request.POST.get(name, "") for name in MOVED},
        names=MOVED,
        assumed=standing.assumed,
    )
    if not form.is_valid():
        messages.error(request, _("One of these figures cannot be kept: nothing was changed."))
        return redirect("pilot:launch", pk)
    actions.answer(plan, form.typed(), at=request.now)
    messages.success(request, _("Your plan now says so."))
    return redirect("pilot:launch", pk)


@owner
@require_http_methods(FORM)
def launch_figures(request: Request, pk: int) -> HttpResponse:
    """Every figure of the plan on one page, each with what it would be without her."""
    plan = _hers(request, pk)
    standing = _standing(request, plan)
    groups = [(q.title, (*q.first, *q.finer)) for q in QUESTIONS]
    groups += [(_("What a month may bring"), CHANCES), (_("How unsure you are"), DOUBTS)]
    form = FiguresForm(
        request.POST or None,
        names=[name for _title, names in groups for name in names],
        assumed=standing.assumed,
        start_on=queries.begins_on(plan, standing),
        today=request.today,
    )
    named = NameForm(request.POST or None, initial={"name": plan.name})
    if request.method == "POST" and form.is_valid() and named.is_valid():
        name = named.cleaned_data["name"].strip()
        actions.answer(plan, form.typed(), at=request.now, step=len(QUESTIONS), name=name)
        messages.success(request, _("Your figures are kept."))
        return redirect("pilot:launch", pk)
    context = {
        "launch": plan,
        "form": form,
        "named": named,
        "groups": [(title, drawn.fields(form, names, standing)) for title, names in groups],
    }
    return render(request, "pilot/launch_figures.html", context, status=422 if form.errors else 200)


@owner
@require_POST
def follow_launch(request: Request, pk: int) -> HttpResponse:
    """From now on this plan is held against what comes."""
    plan = _hers(request, pk)
    actions.follow(plan, on=request.today, at=request.now)
    messages.success(
        request,
        _("You follow this plan: each month is laid over what was foreseen."),
        extra_tags=reverse("pilot:unfollow_launch", args=[pk]),
    )
    return redirect("pilot:launch", pk)


@owner
@require_POST
def unfollow_launch(request: Request, pk: int) -> HttpResponse:
    """No plan is held against what comes."""
    actions.unfollow(_hers(request, pk))
    messages.success(request, _("This plan is no longer followed."))
    return redirect("pilot:launch", pk)


@owner
@require_POST
def redraw_launch(request: Request, pk: int) -> HttpResponse:
    """Foresee again from her last figures."""
    actions.redraw(_hers(request, pk), on=request.today)
    messages.success(request, _("Foreseen again from your last figures."))
    return redirect("pilot:launch", pk)


@owner
@require_POST
def archive_launch(request: Request, pk: int) -> HttpResponse:
    """Out of the list, with the way back."""
    actions.put_aside(_hers(request, pk), on=request.today)
    undo = reverse("pilot:restore_launch", args=[pk])
    messages.success(request, _("Plan put aside."), extra_tags=undo)
    return redirect("pilot:launches")


@owner
@require_POST
def restore_launch(request: Request, pk: int) -> HttpResponse:
    """Back in the list."""
    actions.bring_back(_hers(request, pk))
    messages.success(request, _("The plan is back."))
    return redirect("pilot:launches")


def _standing(request: Request, launch: LaunchPlan) -> Standing:
    return queries.stand(launch, queries.grounds(launch, today=request.today))


def _hers(request: Request, pk: int) -> LaunchPlan:
    plans = LaunchPlan.objects.select_related("business")
    return get_object_or_404(plans, business=request.business, pk=pk)
