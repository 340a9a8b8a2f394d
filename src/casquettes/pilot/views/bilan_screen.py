"""The screens of the bilan: a question with its facts, where she is, what is left at the close."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from casquettes.engine.bilan.script import Kind, Question, Step
from casquettes.kernel.http import Request
from casquettes.kernel.models import Business
from casquettes.pilot.actions.bilan import mark_of
from casquettes.pilot.actions.bilan_effects import direction_told
from casquettes.pilot.forms.bilan.answers import AnswerForm
from casquettes.pilot.models import Bilan, BilanAnswer
from casquettes.pilot.queries.bilan import progress as queries
from casquettes.pilot.queries.bilan.facts import Fact
from casquettes.pilot.queries.bilan.ground import Ground
from casquettes.pilot.queries.bilan.measure_words import name_of, value_said
from casquettes.pilot.queries.bilan.registry import beside
from casquettes.pilot.queries.bilan.said import GUESSED, Names, names_of, said
from casquettes.pilot.queries.bilan.snapshot import snapshot
from casquettes.ui.wording import at, long_day

# What she said last time is worth reading again where it is a sentence of hers.
READ_AGAIN = {
    *(Kind.SCALE, Kind.LINES, Kind.TEXT, Kind.CHOICE_TEXT, Kind.MONEY_YES_NO, Kind.CHOICE),
    *(Kind.MULTI, Kind.HAT, Kind.HAT_TEXT, Kind.MONTH, Kind.YES_NO_TEXT, Kind.SLIDERS),
    *(Kind.FIVE_LINES, Kind.RANK, Kind.COMPARE, Kind.FUNNEL, Kind.PICK),
}
TOLD = ("billed_share", "net_hourly")


@dataclass(frozen=True, slots=True)
class Resumed:
    """The bilan under way: the question she is at, since when, how much is done."""

    bilan: Bilan
    rank: int
    count: int
    answered: int
    is_half: bool
    when: str
    url: str


@dataclass(frozen=True, slots=True)
class PastBilan:
    """A closed bilan and its key figures."""

    bilan: Bilan
    figures: list[str]
    url: str


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
        return _not_saved(request, ground, asked, form, other=other, status=status)
    context = _context(ground, asked, form)
    if other is not None:
        context |= {"other": _lines(ground, asked, other), "other_at": other.saved_at}
    return render(request, "pilot/bilan_question.html", context, status=status)


def saved(request: Request, kept: BilanAnswer) -> HttpResponse:
    """What the page says once an answer is safe."""
    context = {"saved_at": kept.saved_at, "mark": mark_of(kept)}
    return render(request, "pilot/_bilan_saved.html", context)


def over(request: Request) -> HttpResponse:
    """What the page says when its bilan takes no answer any more."""
    return render(request, "pilot/_bilan_over.html", status=422)


def question_url(bilan: Bilan, asked: Question) -> str:
    """Where a question of a bilan is."""
    return reverse("pilot:bilan_question", args=[bilan.pk, asked.id])


def result_url(bilan: Bilan) -> str:
    """Where a closed bilan is read."""
    return url_of("pilot:bilan", bilan.pk) or reverse("pilot:bilans")


def url_of(name: str, *arguments: Any) -> str:
    """An address, empty while its page is not there."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""


def figures_of(ground: Ground) -> dict[str, Any]:
    """The figures a bilan keeps when it is closed."""
    return snapshot(ground.business, ground.period, today=ground.today, facts=ground.facts)


def resumed(bilan: Bilan, now: dt.datetime) -> Resumed:
    """Where she is in the bilan under way."""
    progress = queries.progress(bilan)
    current, latest = progress.current, progress.latest
    return Resumed(
        bilan=bilan,
        rank=progress.rank_of(current.id),
        count=progress.count,
        answered=progress.answered,
        is_half=latest is not None and bool(latest.value.get(queries.HALF)),
        when=_when(bilan.business, latest.saved_at if latest else bilan.started_at, now),
        url=question_url(bilan, current),
    )


def listed(business: Business) -> list[PastBilan]:
    """The closed bilans with their key figures, as they stood."""
    found = []
    for bilan in queries.past(business):
        measures = bilan.figures.get("measures", {})
        told = {name: measures.get(name, {}).get("value") for name in TOLD}
        figures = [
            f"{name_of(name)} {value_said(name, value, currency=business.currency)}"
            for name, value in told.items()
            if value is not None
        ]
        found.append(PastBilan(bilan, figures, result_url(bilan)))
    return found


def closing(ground: Ground) -> dict[str, Any]:
    """What the page of the close says: what is left, what goes to her direction."""
    language, progress = get_language() or "fr", ground.progress
    picture, refusals = direction_told(ground.bilan)
    return {
        "bilan": ground.bilan,
        "progress": progress,
        "left": [(each.text(language), question_url(ground.bilan, each)) for each in progress.left],
        "picture": picture,
        "refusals": refusals,
        "before": question_url(ground.bilan, progress.asked[-1]),
    }


def _when(business: Business, moment: dt.datetime, now: dt.datetime) -> str:
    told, today = moment.astimezone(business.zone), business.local_day(now)
    facts = {"time": at(told), "day": long_day(told.date())}
    if told.date() == today:
        return _("today at %(time)s") % facts
    if told.date() == today - dt.timedelta(days=1):
        return _("yesterday at %(time)s") % facts
    return _("on %(day)s at %(time)s") % facts


def _not_saved(
    request: Request,
    ground: Ground,
    asked: Question,
    form: AnswerForm,
    *,
    other: BilanAnswer | None,
    status: int,
) -> HttpResponse:
    context: dict[str, Any] = {"form": form}
    if other is not None:
        context |= {
            "other": _lines(ground, asked, other),
            "other_at": other.saved_at,
            "mark": mark_of(other),
        }
    return render(request, "pilot/_bilan_not_saved.html", context, status=status)


def _context(ground: Ground, asked: Question, form: AnswerForm) -> dict[str, Any]:
    progress, language = ground.progress, get_language() or "fr"
    before, after = progress.beside(asked.id)
    kept = progress.answers.get(asked.id)
    to_guess = asked.guess_first and (kept is None or kept.guess is None)
    facts = [] if to_guess else beside(ground.facts, asked.beside)
    rank = progress.rank_of(asked.id)
    return {
        "bilan": ground.bilan,
        "business": ground.business,
        "asked": asked,
        "title": asked.text(language),
        "hint": asked.hint(language),
        "rank": rank,
        "count": progress.count,
        "stages": [
            (stage, _named(stage.step, language), question_url(ground.bilan, stage.first))
            for stage in progress.stages(asked.id)
        ],
        "before": before,
        "after": after,
        "kept": kept,
        "is_kept": kept is not None and not queries.is_blank(kept.value),
        "mark": mark_of(kept),
        "form": form,
        "facts": facts,
        "to_guess": to_guess,
        "guessed": _guessed(ground, asked, kept, facts) if kept and not to_guess else "",
        "last_time": [] if to_guess else _last_time(ground, asked),
        "letter": ground.said_last_time("q45").get("text", "") if rank == 1 else "",
        "letter_on": ground.previous,
        "wish_url": reverse("pilot:bilan_wish", args=[ground.bilan.pk]),
    }


def _named(step: Step, language: str) -> str:
    """The name of a step where there is little room."""
    short = {"time": _("Time"), "choices": _("Choices"), "ahead": _("Pre-mortem")}
    return short.get(step.id) or step.title(language)


def _guessed(ground: Ground, asked: Question, kept: BilanAnswer, facts: list[Fact]) -> str:
    """Her guess beside the figure."""
    if kept.guess is None or asked.id not in GUESSED:
        return ""
    measure, scale = GUESSED[asked.id]
    amount = float(kept.guess.get("amount") or 0) / scale
    guess = value_said(measure, amount, currency=ground.business.currency)
    fact = facts[0].value if facts else ""
    if not fact:
        return _("You thought %(guess)s.") % {"guess": guess}
    return _("You thought %(guess)s, it is %(fact)s.") % {"guess": guess, "fact": fact}


def _last_time(ground: Ground, asked: Question) -> list[str]:
    if ground.previous is None or asked.kind not in READ_AGAIN:
        return []
    value = ground.said_last_time(asked.id)
    if not value:
        return []
    return _lines(ground, asked, BilanAnswer(question=asked.id, value=value))


def _lines(ground: Ground, asked: Question, answer: BilanAnswer) -> list[str]:
    plain = asked.kind in READ_AGAIN
    names = Names(currency=ground.business.currency) if plain else names_of(ground.business)
    return said(asked, answer, names=names)
