"""Choices made real: accepted, tried, measured, taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casquettes.engine.choices.case import Choice
from casquettes.kernel.access import inside, owner
from casquettes.kernel.actions import forms_sent
from casquettes.kernel.actions.contacts import ContactRefused
from casquettes.kernel.http import Request
from casquettes.kernel.models import Activity
from casquettes.pilot.actions.choices import (
    ChoiceRefused,
    Expected,
    accept,
    judge,
    take_back,
)
from casquettes.pilot.forms.choices import REVIEW_DAYS, AcceptForm, VerdictForm
from casquettes.pilot.models import Decision
from casquettes.pilot.queries.choices.answers import answer_said, tried_said
from casquettes.pilot.queries.choices.figures import shown
from casquettes.pilot.queries.choices.plans import (
    Answered,
    Proposal,
    propose,
    reasons,
)
from casquettes.pilot.queries.choices.tried import Tried, before_of
from casquettes.pilot.queries.choices.tried import decisions as decisions_of
from casquettes.pilot.queries.choices.words import title_of

FORM = ["GET", "HEAD", "POST"]


@owner
@require_http_methods(FORM)
def accept_choice(request: Request, pk: int, choice: str) -> HttpResponse:
    """Make a choice real, with its dates; what it is to bring is said before and kept."""
    if choice not in set(Choice) - {Choice.KEEP}:
        raise Http404
    activity = get_object_or_404(Activity.objects.of(request.business).shown(), pk=pk)
    known = shown(request.business, today=request.today)
    proposal = propose(known, prove=True)
    lever = request.POST.get("lever", request.GET.get("lever", ""))
    told = reasons(proposal, activity.key)
    answer = _answer(told.answers if told else [], choice, lever)
    if answer is None:
        raise Http404
    title = title_of(activity, answer.offered.choice, answer.offered.lever)
    form = AcceptForm(
        request.POST or None,
        business=request.business,
        choice=Choice(choice),
        initial=_initial(answer, request.today),
    )
    if request.method == "POST" and form.is_valid():
        expected = _expected(proposal, activity, answer)

        def act() -> str:
            acceptance = form.acceptance(title=title, lever=lever, today=request.today)
            made = accept(activity, acceptance, expected, today=request.today)
            back = reverse("pilot:take_back_decision", args=[made.pk])
            text = _("“%(title)s”: it is among your decisions.") % {"title": title}
            messages.success(request, text, extra_tags=back)
            return reverse("pilot:decisions")

        try:
            return redirect(_once(request, act))
        except ChoiceRefused as refusal:
            form.refuse(refusal)
        except ContactRefused as refusal:
            form.add_error("contact", str(refusal))
        except forms_sent.FormReused as refusal:
            form.add_error(None, str(refusal))
    context = {
        "form": form,
        "activity": activity,
        "title": title,
        "lever": lever,
        "answer": answer_said(answer, currency=request.business.currency),
        "choice": choice,
    }
    status = 422 if form.errors else 200
    return render(request, "pilot/choice_accept.html", context, status=status)


@inside
@require_GET
def decisions(request: Request) -> HttpResponse:
    """What she tries: the effect measured beside the one expected."""
    tried = decisions_of(request.business, today=request.today)
    return render(request, "pilot/choices_decisions.html", _listed(request, tried))


@owner
@require_POST
def judge_decision(request: Request, pk: int) -> HttpResponse:
    """Say what came of a decision."""
    decision = _hers(request, pk)
    form = VerdictForm(request.POST)
    tried = decisions_of(request.business, today=request.today)
    if not form.is_valid():
        context = {**_listed(request, tried), "refused": form, "refused_pk": pk}
        return render(request, "pilot/choices_decisions.html", context, status=422)
    mine = next(each for each in tried if each.decision.pk == pk)
    measured = {"week_hours": mine.week_hours, "freed_week": mine.freed_week, "days": mine.days}
    judge(decision, measured=measured, today=request.today, **form.cleaned_data)
    messages.success(request, _("Noted beside what was expected."))
    return redirect("pilot:decisions")


@owner
@require_POST
def take_back_decision(request: Request, pk: int) -> HttpResponse:
    """End a decision, or undo one of today."""
    decision = _hers(request, pk)
    take_back(decision, today=request.today)
    messages.success(request, _("Taken back: “%(title)s”.") % {"title": decision.title})
    return redirect("pilot:decisions")


def _listed(request: Request, tried: list[Tried]) -> dict[str, object]:
    rows = [tried_said(each, currency=request.business.currency) for each in tried]
    return {
        "going": [row for row in rows if row.tried.decision.ended_on is None],
        "over": [row for row in rows if row.tried.decision.ended_on is not None],
    }


def _once(request: Request, act: Callable[[], str]) -> str:
    return forms_sent.once(
        request.business,
        key=request.POST.get("form_key", ""),
        body=request.POST,
        at=request.now,
        act=act,
    )


def _answer(answers: list[Answered], choice: str, lever: str) -> Answered | None:
    return next(
        (a for a in answers if a.offered.choice == choice and a.offered.lever == lever), None
    )


def _initial(answer: Answered, today: dt.date) -> dict[str, object]:
    offered = answer.offered
    return {
        "starts_on": today,
        "review_on": today + dt.timedelta(days=REVIEW_DAYS[offered.choice]),
        "hours": Decimal(str(offered.course_hours)),
        "price": Decimal(str(round(offered.course_euros, 2))),
        "hourly_price": Decimal(str(round(offered.specialist_price, 2))),
        "month_hours": Decimal(str(round(offered.specialist_hours / 12, 1))),
    }


def _expected(proposal: Proposal, activity: Activity, answer: Answered) -> Expected:
    habit = next(each for each in proposal.board.habits if each.id == activity.key)
    return Expected(
        week_hours=answer.freed_week,
        year_money=answer.money,
        confidence=answer.confidence,
        before=before_of(proposal.known, habit),
    )


def _hers(request: Request, pk: int) -> Decision:
    return get_object_or_404(Decision.objects.filter(business=request.business), pk=pk)
