"""The guided bilan: begun, one question a screen, put down and taken up again, closed."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casquettes.engine.bilan import script
from casquettes.engine.bilan.script import Question
from casquettes.kernel.access import owner_only
from casquettes.kernel.http import Request
from casquettes.pilot.actions import bilan as actions
from casquettes.pilot.actions.bilan_effects import carry_out, carry_out_all, write_direction
from casquettes.pilot.forms.bilan.answers import AnswerForm
from casquettes.pilot.forms.bilan.begin import BeginForm
from casquettes.pilot.forms.bilan.kinds import form_for
from casquettes.pilot.models import Bilan
from casquettes.pilot.queries.bilan import progress as queries
from casquettes.pilot.queries.bilan.ground import Ground
from casquettes.pilot.views.bilan_screen import (
    closing,
    figures_of,
    listed,
    over,
    question_url,
    result_url,
    resumed,
    saved,
    show,
    url_of,
)

FORM = ["GET", "HEAD", "POST"]


@owner_only
@require_http_methods(FORM)
def bilans(request: Request) -> HttpResponse:
    """The bilan under way taken up again, or another begun; those that are closed."""
    going = queries.open_bilan(request.business)
    if request.method == "POST" and going is not None:
        return redirect(_where(going))
    asked = request.GET.get("moment", "")
    moment = asked if asked in Bilan.Moment.values else ""
    form = BeginForm(
        request.POST or None,
        period=queries.period_of(request.business, today=request.today),
        moment=moment or queries.moment_of(request.business, today=request.today),
    )
    if request.method == "POST" and form.is_valid():
        try:
            begun = actions.begin(
                request.business,
                moment=form.cleaned_data["moment"],
                is_short=form.wants_short(),
                period=form.chosen(),
                at=request.now,
            )
        except actions.BilanRefused as refusal:
            form.refuse(refusal)
        else:
            return redirect(_where(begun))
    context = {
        "form": form,
        "resumed": resumed(going, request.now) if going else None,
        "past": listed(request.business),
        "years_url": url_of("pilot:bilan_years"),
    }
    return render(request, "pilot/bilans.html", context, status=422 if form.errors else 200)


@owner_only
@require_http_methods(FORM)
def bilan_question(request: Request, pk: int, question: str) -> HttpResponse:
    """One question; what is typed is kept, whichever way she leaves."""
    bilan = _hers(request, pk)
    if bilan.finished_at is not None:
        return _too_late(request, bilan)
    progress = queries.progress(bilan)
    asked = script.question(question)
    if asked is None or not progress.rank_of(asked.id):
        raise Http404
    ground = Ground(request.business, bilan, progress, request.today)
    if request.method == "POST":
        return _answered(request, ground, asked)
    return show(request, ground, asked, form_for(asked, None, ground=ground))


def _answered(request: Request, ground: Ground, asked: Question) -> HttpResponse:
    form = form_for(asked, request.POST, ground=ground)
    then = request.POST.get("then", "next")
    if not form.is_valid():
        return show(request, ground, asked, form, status=422)
    value = form.value() if form.has_changed() or then == "next" else None
    if then == "save":
        value = {**(value or form.value()), queries.HALF: True}
    if value is None and then in ("back", "stop"):
        return redirect(_next(ground, asked, then))
    try:
        kept = actions.answer(
            ground.bilan,
            asked.id,
            value,
            at=request.now,
            guess=form.guess(),
            passed=then == "later",
            seen=request.POST.get("seen"),
        )
    except actions.AnswerChanged as changed:
        return show(request, ground, asked, form, other=changed.kept, status=409)
    except actions.BilanRefused as refusal:
        if then == "save":
            return over(request)
        messages.error(request, str(refusal))
        return redirect("pilot:bilans")
    if then == "save":
        return saved(request, kept)
    return _carried_out(request, ground, asked, form) or redirect(_next(ground, asked, then))


def _too_late(request: Request, bilan: Bilan) -> HttpResponse:
    """The bilan was closed in another window: what she still typed is not taken in silence."""
    if request.POST.get("then") == "save":
        return over(request)
    if request.method == "POST":
        messages.error(request, _("This review is closed: what it says no longer changes."))
    return redirect(result_url(bilan))


def _carried_out(
    request: Request, ground: Ground, asked: Question, form: AnswerForm
) -> HttpResponse | None:
    """What the answer asks for is made real when she goes on; a refusal shows the answer again."""
    if request.POST.get("then", "next") != "next":
        return None
    try:
        carry_out(ground.bilan, asked.id, at=request.now)
    except actions.BilanRefused as refusal:
        form.refuse(str(refusal), refusal.field)
        fresh = Ground(
            request.business, ground.bilan, queries.progress(ground.bilan), request.today
        )
        return show(request, fresh, asked, form, status=422)
    return None


def _next(ground: Ground, asked: Question, then: str) -> str:
    before, after = ground.progress.beside(asked.id)
    if then == "stop":
        return reverse("pilot:bilans")
    if then == "see":
        return question_url(ground.bilan, asked)
    if then == "back" and before is not None:
        return question_url(ground.bilan, before)
    if after is None:
        return reverse("pilot:bilan_close", args=[ground.bilan.pk])
    return question_url(ground.bilan, after)


@owner_only
@require_GET
def bilan_wish(request: Request, pk: int) -> HttpResponse:
    """What the year she moves by hand asks for; nothing is kept."""
    bilan = _hers(request, pk)
    ground = Ground(request.business, bilan, queries.progress(bilan), request.today)
    asked = script.question("q30")
    assert asked is not None
    form = form_for(asked, request.GET, ground=ground)
    return render(request, "pilot/_bilan_wish.html", {"form": form})


@owner_only
@require_http_methods(FORM)
def bilan_close(request: Request, pk: int) -> HttpResponse:
    """What was left is shown; nothing has to be complete to close."""
    bilan = _hers(request, pk)
    if bilan.finished_at is not None:
        return redirect(result_url(bilan))
    progress = queries.progress(bilan)
    ground = Ground(request.business, bilan, progress, request.today)
    if request.method == "POST":
        for refused in carry_out_all(bilan, at=request.now):
            messages.warning(request, refused)
        if request.POST.get("direction"):
            write_direction(bilan, at=request.now)
        actions.close(bilan, at=request.now, figures=figures_of(ground))
        messages.success(request, _("Your review is closed, and kept."))
        return redirect(result_url(bilan))
    return render(request, "pilot/bilan_close.html", closing(ground))


@owner_only
@require_POST
def remove_bilan(request: Request, pk: int) -> HttpResponse:
    """Out of the list, with the way back."""
    bilan = _hers(request, pk)
    actions.remove(bilan, at=request.now)
    back = reverse("pilot:restore_bilan", args=[bilan.pk])
    messages.success(request, _("Review removed."), extra_tags=back)
    return redirect("pilot:bilans")


@owner_only
@require_POST
def restore_bilan(request: Request, pk: int) -> HttpResponse:
    """Back in the list, with all its answers."""
    bilan = get_object_or_404(Bilan.objects.filter(business=request.business), pk=pk)
    try:
        actions.bring_back(bilan)
    except actions.BilanRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The review is back, with all its answers."))
    return redirect("pilot:bilans")


def _where(bilan: Bilan) -> str:
    return question_url(bilan, queries.progress(bilan).current)


def _hers(request: Request, pk: int) -> Bilan:
    return get_object_or_404(queries.bilans(request.business).select_related("business"), pk=pk)
