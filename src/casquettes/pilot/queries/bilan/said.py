"""Her answers as lines to be read: each kind of question in its own words.

An answer may be half said, or of an older shape: what is missing is left out, never refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from casquettes.engine.bilan.script import Kind, Question
from casquettes.kernel.models import HAT_NAMES, Activity, Business
from casquettes.pilot.models import BilanAnswer, Decision
from casquettes.pilot.queries.bilan.answer_words import (
    CHOSEN,
    DOING,
    FIVE,
    KEPT,
    NOTES,
    NOTHING_LOST,
    NOTHING_TO_CHANGE,
)
from casquettes.pilot.queries.bilan.measure_words import name_of, value_said
from casquettes.pilot.queries.bilan.told import day_of, dicts, lines_of, number, strings
from casquettes.pilot.queries.goal_measures import measure_of
from casquettes.pilot.queries.watched import WATCHED
from casquettes.ui import rounded, wording

HOUR = 3600
Told = Mapping[str, Any]
# What each guess is held against: the measure, and how many of its units a guess counts.
GUESSED = {"q03": ("billed_share", 100), "q04": ("net_hourly", 1), "q13": ("runway_days", 1)}


@dataclass(frozen=True, slots=True)
class Names:
    """What the ids in answers are called, in her business."""

    currency: str = "EUR"
    activities: Mapping[str, str] = field(default_factory=dict)
    decisions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Guess:
    """What she guessed before she saw, beside what was measured that day."""

    measure: str
    guess: float
    fact: float | None
    currency: str

    @property
    def name(self) -> str:
        return name_of(self.measure)

    @property
    def guess_said(self) -> str:
        return value_said(self.measure, self.guess, currency=self.currency)

    @property
    def fact_said(self) -> str:
        return value_said(self.measure, self.fact, currency=self.currency)

    @property
    def gap(self) -> float | None:
        """How far above the figure her guess was; None where nothing was measured."""
        return None if self.fact is None else self.guess - self.fact


def names_of(business: Business) -> Names:
    """The names of her activities and decisions, in two queries."""
    activities = Activity.objects.of(business)
    titles = Decision.objects.filter(business=business).order_by().values_list("pk", "title")
    return Names(
        currency=business.currency,
        activities={activity.key: activity.label for activity in activities if activity.key},
        decisions={str(pk): title for pk, title in titles},
    )


def said(
    question: Question, answer: BilanAnswer, *, names: Names, figures: Told | None = None
) -> list[str]:
    """The lines of one answer, its guess first; empty where nothing was said."""
    guess = guess_of(question, answer, figures or {}, currency=names.currency)
    value = answer.value if isinstance(answer.value, dict) else {}
    lines = [*(_guessed(guess) if guess else []), *_SAID[question.kind](value, names)]
    return [wording.fr(line) for line in lines if line]


def guess_of(
    question: Question, answer: BilanAnswer, figures: Told, *, currency: str
) -> Guess | None:
    """What she guessed at this question and what the bilan's own figures said."""
    guessed = number((answer.guess or {}).get("amount"))
    if question.id not in GUESSED or guessed is None:
        return None
    measure, scale = GUESSED[question.id]
    fact = figures.get("measures", {}).get(measure, {}).get("value")
    return Guess(measure, guessed / scale, number(fact), currency)


def _guessed(guess: Guess) -> list[str]:
    told = {"guess": guess.guess_said, "fact": guess.fact_said}
    if guess.fact is None:
        return [_("Guessed: %(guess)s") % told]
    return [_("Guessed: %(guess)s. Measured: %(fact)s") % told]


def _scale(value: Told, _names: Names) -> list[str]:
    energy = value.get("energy")
    line = _("Energy: %(mark)s out of 5") % {"mark": energy} if energy else ""
    return [line, *_text(value, _names)]


def _text(value: Told, _names: Names) -> list[str]:
    return lines_of(value.get("text"))


def _review(value: Told, names: Names) -> list[str]:
    found = []
    for pk, kept in (value.get("kept") or {}).items():
        title = names.decisions.get(str(pk))
        if title and kept in KEPT:
            found.append(_("%(title)s: %(what)s") % {"title": title, "what": KEPT[kept]})
    return [*found, *_text(value, names)]


def _lines(value: Told, _names: Names) -> list[str]:
    return [line for each in value.get("lines") or [] for line in lines_of(each)]


def _month(value: Told, names: Names) -> list[str]:
    on = day_of(f"{value.get('month') or ''}-01")
    return [_capital(date_format(on, "F Y")) if on else "", *_text(value, names)]


def _choice(value: Told, names: Names) -> list[str]:
    return [str(CHOSEN.get(value.get("choice") or "", "")), *_text(value, names)]


def _funnel(value: Told, names: Names) -> list[str]:
    if value.get("choice") == "none":
        return [str(NOTHING_LOST), *_text(value, names)]
    return _choice(value, names)


def _money_and_yes(value: Told, names: Names) -> list[str]:
    amount = number(value.get("amount"))
    enough = _either(value.get("yes"), yes=_("It is enough"), no=_("It is not enough"))
    return ["" if amount is None else _money(amount, names), enough, *_text(value, names)]


def _rank(value: Told, _names: Names) -> list[str]:
    return _labelled(value, {"best": _("Brings the most"), "worst": _("Brings the least")})


def _picked(value: Told, names: Names) -> list[str]:
    return [", ".join(strings(value.get("picked"))), *_text(value, names)]


def _hat(value: Told, names: Names) -> list[str]:
    return [_hat_name(value.get("hat")), *_text(value, names)]


def _wheel(value: Told, _names: Names) -> list[str]:
    found = []
    for hat, marks in _by_hat(value.get("hats")):
        notes = [f"{NOTES[name]} {marks[name]}" for name in NOTES if (marks or {}).get(name)]
        if notes and _hat_name(hat):
            found.append(
                _("%(title)s: %(what)s") % {"title": _hat_name(hat), "what": ", ".join(notes)}
            )
    return found


def _multi(value: Told, names: Names) -> list[str]:
    words = {**CHOSEN, "none": NOTHING_TO_CHANGE}
    picked = [str(words[each]) for each in strings(value.get("picked")) if each in words]
    return [", ".join(picked), *_text(value, names)]


def _week(value: Told, names: Names) -> list[str]:
    hours = {hat: number(told) for hat, told in _by_hat(value.get("hours"))}
    told = [
        f"{_hat_name(hat)} {wording.hours(many * HOUR)}"
        for hat, many in hours.items()
        if many and _hat_name(hat)
    ]
    whole = sum(many for many in hours.values() if many)
    line = _("%(hours)s a week") % {"hours": wording.hours(whole * HOUR)} if told else ""
    return [line, ", ".join(told), *_text(value, names)]


def _compare(value: Told, names: Names) -> list[str]:
    more = _labelled(value, {"more": _("More"), "less": _("Less")})
    return [*more, *_text(value, names)]


def _yes_no(value: Told, names: Names) -> list[str]:
    return [_either(value.get("yes"), yes=_("Yes"), no=_("No")), *_text(value, names)]


def _goals(value: Told, names: Names) -> list[str]:
    found = []
    for goal in dicts(value.get("goals")):
        target, measure = number(goal.get("target")), measure_of(str(goal.get("measure")))
        if measure and target is not None:
            what = measure.said(target, names.currency)
            found.append(_("%(title)s: %(what)s") % {"title": measure.name, "what": what})
    return found


def _sliders(value: Told, names: Names) -> list[str]:
    told = {key: number(amount) for key, amount in value.items()}
    found = []
    if (income := told.get("income_month")) is not None:
        found.append(_("%(sum)s a month") % {"sum": _money(income, names)})
    if (money := told.get("money")) is not None:
        found.append(_money(money, names))
    if (hours := told.get("week_hours")) is not None:
        found.append(_("%(hours)s a week") % {"hours": wording.hours(hours * HOUR)})
    if (weeks := told.get("weeks_off")) is not None:
        found.append(_("%(weeks)s weeks off a year") % {"weeks": wording.number(weeks)})
    return [", ".join(found), *_text(value, names)]


def _pick(value: Told, names: Names) -> list[str]:
    said = _labelled(value, {"stop": _("I stop"), "create": _("I create")})
    return [*said, *_text(value, names)]


def _decided(value: Told, names: Names) -> list[str]:
    found = []
    for key, told in (value.get("answers") or {}).items():
        if not isinstance(told, dict):
            continue
        doing = str(DOING.get(told.get("choice") or "", ""))
        if told.get("agree") is False:
            doing = _("not convinced to %(what)s") % {"what": doing} if doing else _("no")
        title, text = names.activities.get(key, key), " ".join(lines_of(told.get("text")))
        what = ". ".join(filter(None, (doing, text)))
        found.append(_("%(title)s: %(what)s") % {"title": title, "what": what} if what else "")
    return found


def _order(value: Told, names: Names) -> list[str]:
    return [
        f"{rank}. {_change(told, names)}"
        for rank, told in enumerate(strings(value.get("order")), 1)
    ]


def _change(told: str, names: Names) -> str:
    """« activity:choice:lever » in words; anything else is hers already."""
    key, *rest = told.split(":")
    if key in names.activities and rest and rest[0] in DOING:
        doing = _capital(str(DOING[rest[0]]))
        return _("%(title)s: %(what)s") % {"title": doing, "what": names.activities[key]}
    return told


def _signs(value: Told, names: Names) -> list[str]:
    found = []
    for each in dicts(value.get("signs")):
        title = str(each.get("title") or "") or _change(str(each.get("key") or ""), names)
        on = day_of(each.get("review_on"))
        parts = [" ".join(lines_of(each.get("sign")))]
        parts += [_("to read again on %(day)s") % {"day": wording.long_day(on)}] if on else []
        what = ", ".join(filter(None, parts))
        found.append(_("%(title)s: %(what)s") % {"title": title, "what": what} if what else title)
    return found


def _risks(value: Told, _names: Names) -> list[str]:
    found = []
    for each in dicts(value.get("causes")):
        cause = " ".join(lines_of(each.get("cause")))
        marks = {"likely": _("likely %(mark)s"), "serious": _("serious %(mark)s")}
        notes = [text % {"mark": each[key]} for key, text in marks.items() if each.get(key)]
        if each.get("seen") is not None:
            notes.append(_("seen in time") if each["seen"] else _("not seen in time"))
        what = ", ".join(notes)
        found.append(f"{cause} ({what})" if cause and what else cause)
    return found


def _plan(value: Told, _names: Names) -> list[str]:
    labels = {"tell": _("Whom to tell"), "dates": _("Dates"), "money": _("Money")}
    return _labelled(value, labels)


def _triggers(value: Told, names: Names) -> list[str]:
    found = []
    for each in dicts(value.get("triggers")):
        watched, threshold = WATCHED.get(str(each.get("measure"))), number(each.get("threshold"))
        if watched and threshold is not None:
            line = watched.line_said(threshold, names.currency)
            found.append(f"{watched.name} {line}")
    return found


def _five(value: Told, _names: Names) -> list[str]:
    return _labelled(value, {key: str(name) for key, name in FIVE.items()})


def _task(value: Told, _names: Names) -> list[str]:
    task, on = " ".join(lines_of(value.get("task"))), day_of(value.get("on"))
    if not task or not on:
        return [task]
    return [_("%(task)s, on %(day)s") % {"task": task, "day": wording.long_day(on)}]


_SAID: dict[Kind, Callable[[Told, Names], list[str]]] = {
    Kind.SCALE: _scale,
    Kind.REVIEW: _review,
    Kind.GUESS_PERCENT: _text,
    Kind.GUESS_MONEY: _text,
    Kind.GUESS_DAYS: _text,
    Kind.LINES: _lines,
    Kind.MONTH: _month,
    Kind.TEXT: _text,
    Kind.CHOICE_TEXT: _choice,
    Kind.MONEY_YES_NO: _money_and_yes,
    Kind.RANK: _rank,
    Kind.EXPENSES: _picked,
    Kind.INFO: _text,
    Kind.HAT: _hat,
    Kind.HAT_TEXT: _hat,
    Kind.WHEEL: _wheel,
    Kind.CHOICE: _choice,
    Kind.MULTI: _multi,
    Kind.WEEK: _week,
    Kind.COMPARE: _compare,
    Kind.FUNNEL: _funnel,
    Kind.INFO_CHOICE: _choice,
    Kind.YES_NO_TEXT: _yes_no,
    Kind.GOALS: _goals,
    Kind.SLIDERS: _sliders,
    Kind.PICK: _pick,
    Kind.DECISIONS: _decided,
    Kind.ORDER: _order,
    Kind.METRIC_DATE: _signs,
    Kind.CHECKLIST: _picked,
    Kind.TIMED_TEXT: _text,
    Kind.RISKS: _risks,
    Kind.PLAN: _plan,
    Kind.TRIGGERS: _triggers,
    Kind.FIVE_LINES: _five,
    Kind.TASK: _task,
    Kind.LETTER: _text,
}


def _labelled(value: Told, labels: Mapping[str, str]) -> list[str]:
    said = {key: " ".join(lines_of(value.get(key))) for key in labels}
    return [
        _("%(title)s: %(what)s") % {"title": labels[key], "what": what}
        for key, what in said.items()
        if what
    ]


def _either(told: object, *, yes: str, no: str) -> str:
    return yes if told is True else no if told is False else ""


def _by_hat(told: object) -> list[tuple[str, Any]]:
    """What was told of each hat, in the order of the rack: a database may mix them up."""
    known = told if isinstance(told, dict) else {}
    return [(str(hat), known[hat]) for hat in HAT_NAMES if hat in known]


def _hat_name(hat: object) -> str:
    return next((str(name) for known, name in HAT_NAMES.items() if known == hat), "")


def _money(amount: float, names: Names) -> str:
    whole = amount == round(amount)
    return (rounded.euros if whole else wording.money)(amount, names.currency)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
