"""The page of goals: at most three, each beside what her months say; set, changed, left."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casquettes.engine.periods import Period
from casquettes.kernel.access import inside, owner
from casquettes.kernel.actions import forms_sent
from casquettes.kernel.http import Request
from casquettes.pilot.actions import goals as actions
from casquettes.pilot.actions.goals import Before, GoalRefused
from casquettes.pilot.forms.goals import GoalForm, as_shown
from casquettes.pilot.models import Goal
from casquettes.pilot.queries import goals as queries
from casquettes.pilot.queries.goal_measures import Measure, measure_of, measures
from casquettes.pilot.queries.goal_readings import Readings
from casquettes.pilot.queries.goals import Feasible, GoalSeen
from casquettes.ui.aims import Aim, aim_line

FORM = ["GET", "HEAD", "POST"]
LISTED_PAST = 20


@inside
@require_GET
def goals(request: Request) -> HttpResponse:
    """Her goals of today, and those that are over."""
    readings = Readings(request.business, today=request.today)
    seen = queries.goals(request.business, today=request.today, readings=readings)
    context = {
        "goals": [{"seen": each, "drawing": _drawn(each)} for each in seen],
        "room": max(0, queries.AT_MOST - sum(not each.over for each in seen)),
        "past": _past(request),
    }
    return render(request, "pilot/goals.html", context)


@owner
@require_http_methods(FORM)
def new_goal(request: Request) -> HttpResponse:
    """One screen: a measure she has, a target within reach, a day."""
    readings = Readings(request.business, today=request.today)
    period = queries.usual_period(request.today)
    beside = queries.beside(request.business, period)
    open_ones = list(beside)
    listed = _listed(readings)
    measure = _asked(request, listed, {goal.measure for goal in open_ones})
    known = queries.feasible_one(measure, period, readings)
    form = GoalForm(
        request.POST or None,
        measure=measure,
        initial={
            "target": as_shown(measure, known.proposed),
            "first_on": period.first,
            "last_on": period.last,
        },
        leaving=beside if len(open_ones) >= queries.AT_MOST else None,
    )
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            made = actions.set_goal(
                request.business, measure=measure.key, today=request.today, **form.told()
            )
            was = {**Before.of(made).facts, "dropped_on": made.set_on.isoformat()}
            undo = Before(made.pk, was)
            text = _("“%(name)s”: it is among your goals.") % {"name": made.title or measure.name}
            messages.success(request, text, extra_tags=_undo(request, undo))
            return reverse("pilot:goals")

        try:
            return redirect(_once(request, act))
        except (GoalRefused, forms_sent.FormReused) as refusal:
            form.refuse(refusal if isinstance(refusal, GoalRefused) else GoalRefused(str(refusal)))
    context = {
        "form": form,
        "measure": measure,
        "suffix": measure.suffix(request.business.currency),
        "known": known,
        "said": _said(form, measure, period, readings),
        "with_figures": [each for each in listed if each.now is not None and not _hat(each)],
        "hats": [each for each in listed if each.now is not None and _hat(each)],
        "without": [each for each in listed if each.now is None],
        "taken": {goal.measure for goal in open_ones},
        "full": len(open_ones) >= queries.AT_MOST,
    }
    return render(request, "pilot/goal_new.html", context, status=422 if form.errors else 200)


@owner
@require_POST
def said_goal(request: Request, measure: str) -> HttpResponse:
    """What the target being typed is worth; nothing is kept."""
    known = _known(measure)
    readings = Readings(request.business, today=request.today)
    form = GoalForm(request.POST, measure=known)
    said = _said(form, known, queries.usual_period(request.today), readings)
    return render(request, "pilot/_goal_said.html", {"said": said})


@owner
@require_http_methods(FORM)
def goal(request: Request, pk: int) -> HttpResponse:
    """One goal: aim elsewhere, until another day, or leave it."""
    mine = _hers(request, pk)
    measure = _known(mine.measure)
    readings = Readings(request.business, today=request.today)
    form = GoalForm(
        request.POST or None,
        measure=measure,
        changing=True,
        initial={
            "target": as_shown(measure, mine.target),
            "last_on": mine.last_on,
            "title": mine.title,
        },
    )
    if request.method == "POST" and form.is_valid():
        before = Before.of(mine)
        try:
            actions.change_goal(mine, today=request.today, **form.told())
        except GoalRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request, _("Your goal says so now."), extra_tags=_undo(request, before)
            )
            return redirect("pilot:goals")
    seen = queries.seen(mine, measure, readings)
    context = {
        "form": form,
        "seen": seen,
        "measure": measure,
        "suffix": measure.suffix(request.business.currency),
        "drawing": _drawn(seen),
        "said": _said(form, measure, queries.period_of(mine), readings),
        "is_open": mine.closed_on is None and mine.dropped_on is None,
    }
    return render(request, "pilot/goal.html", context, status=422 if form.errors else 200)


@owner
@require_POST
def drop_goal(request: Request, pk: int) -> HttpResponse:
    """Leave a goal, with the way back."""
    mine = _hers(request, pk)
    before = Before.of(mine)
    actions.drop_goal(mine, today=request.today)
    messages.success(request, _("This goal is left."), extra_tags=_undo(request, before))
    return redirect("pilot:goals")


@owner
@require_POST
def undo_goal(request: Request, seal: str) -> HttpResponse:
    """Put a goal back as it stood."""
    before = Before.opened(seal, request.business)
    if before is None:
        raise Http404
    try:
        actions.put_back(request.business, before)
    except GoalRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("As it was."))
    return redirect("pilot:goals")


def _once(request: Request, act: Any) -> str:
    return forms_sent.once(
        request.business,
        key=request.POST.get("form_key", ""),
        body=request.POST,
        at=request.now,
        act=act,
    )


def _undo(request: Request, before: Before) -> str:
    return reverse("pilot:undo_goal", args=[before.sealed(request.business)])


def _hers(request: Request, pk: int) -> Goal:
    goals = Goal.objects.select_related("business")
    return get_object_or_404(goals, business=request.business, pk=pk)


def _known(key: str) -> Measure:
    found = measure_of(key)
    if found is None:
        raise Http404
    return found


def _asked(request: Request, listed: list[Feasible], taken: set[str]) -> Measure:
    """The measure of the address or the form; else the first of hers without a goal."""
    named = request.POST.get("measure", request.GET.get("measure", ""))
    free = (each.measure for each in listed if each.measure not in taken)
    return _known(named or next(free, "billed_share"))


def _listed(readings: Readings) -> list[Feasible]:
    """Every measure with what is within reach; hats she never wore are left out."""
    period = queries.usual_period(readings.today)
    found = queries.feasible(readings.business, today=readings.today, readings=readings)
    hers = {each.measure: each for each in found}
    rest = [
        queries.feasible_one(measure, period, readings)
        for measure in measures().values()
        if measure.key not in hers and not measure.hat
    ]
    return [*hers.values(), *rest]


def _hat(each: Feasible) -> bool:
    found = measure_of(each.measure)
    return found is not None and bool(found.hat)


def _said(form: GoalForm, measure: Measure, period: Period, readings: Readings) -> str:
    """The live sentence: of what is typed, else of what is proposed."""
    target, days = form.looked(period)
    if target is None:
        return ""
    return queries.aimed(measure, target, days, readings).sentence


def _drawn(seen: GoalSeen) -> SafeString:
    aim = Aim(
        target=seen.goal.target,
        target_words=seen.target_said,
        now=seen.value,
        now_words=seen.value_said,
        start=0.0 if seen.is_total else seen.goal.start,
        low=seen.low,
        middle=seen.middle,
        high=seen.high,
    )
    label = _("%(name)s: %(now)s now, %(target)s aimed at. %(projection)s") % {
        "name": seen.name,
        "now": seen.value_said,
        "target": seen.target_said,
        "projection": seen.projection,
    }
    return aim_line(aim, label=label.strip())


def _past(request: Request) -> list[dict[str, Any]]:
    known = measures()
    currency = request.business.currency
    rows = queries.past_goals(request.business)[:LISTED_PAST]
    return [
        {
            "goal": row,
            "name": row.title or str(known[row.measure].name),
            "target": known[row.measure].said(row.target, currency),
            "reached": known[row.measure].said(row.reached, currency),
            "done": queries.reached(row, known[row.measure]),
        }
        for row in rows
        if row.measure in known
    ]
