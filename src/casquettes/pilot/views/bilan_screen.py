"""The screen of one question: its facts, its answer, where it stands among the others."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

from casquettes.engine.bilan.script import Question
from casquettes.kernel.http import Request
from casquettes.pilot.actions.bilan import mark_of
from casquettes.pilot.forms.bilan.answers import AnswerForm
from casquettes.pilot.models import Bilan, BilanAnswer
from casquettes.pilot.queries.bilan.ground import Ground


def show(
    request: Request,
    ground: Ground,
    asked: Question,
    form: AnswerForm,
    *,
    other: BilanAnswer | None = None,
    status: int = 200,
) -> HttpResponse:
    """One question; `other` is the answer of another window, shown beside hers."""
    if request.POST.get("then") == "save":
        return _not_saved(request, form, other, status)
    context = {**_context(ground, asked, form), "other": other}
    return render(request, "pilot/bilan_question.html", context, status=status)


def saved(request: Request, kept: BilanAnswer) -> HttpResponse:
    """What the page says once an answer is safe."""
    context = {"kept": kept, "mark": mark_of(kept)}
    return render(request, "pilot/_bilan_saved.html", context)


def question_url(bilan: Bilan, asked: Question) -> str:
    """Where a question of a bilan is."""
    return reverse("pilot:bilan_question", args=[bilan.pk, asked.id])


def result_url(bilan: Bilan) -> str:
    """Where a closed bilan is read."""
    try:
        return reverse("pilot:bilan", args=[bilan.pk])
    except NoReverseMatch:
        return reverse("pilot:bilans")


def figures_of(ground: Ground) -> dict[str, Any]:
    """The figures a bilan keeps when it is closed."""
    return {}


def _not_saved(
    request: Request, form: AnswerForm, other: BilanAnswer | None, status: int
) -> HttpResponse:
    context = {"form": form, "other": other, "mark": mark_of(other)}
    return render(request, "pilot/_bilan_not_saved.html", context, status=status)


def _context(ground: Ground, asked: Question, form: AnswerForm) -> dict[str, Any]:
    progress, language = ground.progress, get_language() or "fr"
    before, after = progress.beside(asked.id)
    kept = progress.answers.get(asked.id)
    return {
        "bilan": ground.bilan,
        "asked": asked,
        "title": asked.text(language),
        "hint": asked.hint(language),
        "rank": progress.rank_of(asked.id),
        "count": progress.count,
        "stages": [
            (stage, stage.step.title(language), question_url(ground.bilan, stage.first))
            for stage in progress.stages(asked.id)
        ],
        "before": before,
        "after": after,
        "kept": kept,
        "mark": mark_of(kept),
        "form": form,
    }
