"""One activity and one decision in words: what answers bring or cost, what would change them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from casquettes.engine.choices.board import Offered
from casquettes.engine.choices.case import Choice
from casquettes.engine.choices.priors import nature_of
from casquettes.kernel.models import Activity
from casquettes.pilot.queries.choices.figures import Known
from casquettes.pilot.queries.choices.plans import (
    Answered,
    Proposal,
    Reasons,
    Tipping,
    lever_name,
)
from casquettes.pilot.queries.choices.tried import Tried
from casquettes.pilot.queries.choices.words import HOUR, NAMES
from casquettes.ui.rounded import about, euros, odds
from casquettes.ui.wording import hours as said_hours
from casquettes.ui.wording import number, percent

HARDLY = 1 / 12  # hours a week: five minutes


@dataclass(frozen=True, slots=True)
class AnswerSaid:
    """One answer to one activity, in words."""

    answer: Answered
    name: str
    takes: str
    brings: str
    cost: str


@dataclass(frozen=True, slots=True)
class ChoicePage:
    """What the page of one activity says."""

    week: str
    answers: list[AnswerSaid]
    best: AnswerSaid | None
    ceiling: str
    tipping: str
    duty: str


@dataclass(frozen=True, slots=True)
class TriedSaid:
    """A decision being tried, expected and measured side by side."""

    tried: Tried
    expected: list[str]
    measured: str


def page_of(
    proposal: Proposal, activity: Activity, told: Reasons | None, *, currency: str
) -> ChoicePage:
    """What every answer to an activity would bring or cost."""
    habit = next((h for h in proposal.board.habits if h.id == activity.key), None)
    week = said_hours(habit.hours / proposal.known.weeks * HOUR) if habit else ""
    answers = [answer_said(a, currency=currency) for a in told.answers] if told else []
    best = next((each for each in answers if each.answer.chosen), None)
    return ChoicePage(
        week=week,
        answers=sorted(answers, key=lambda each: (each.answer.regret is None, each.answer.regret)),
        best=best,
        ceiling=_ceiling(told, currency) if told else "",
        tipping=_tipping(proposal, told) if told else "",
        duty=_duty(proposal.known, activity),
    )


def answer_said(answer: Answered, *, currency: str) -> AnswerSaid:
    """One answer: what it takes, what it brings by itself, what choosing it would cost."""
    name = str(NAMES[answer.offered.choice])
    lever = lever_name(answer.offered.lever, get_language() or "fr")
    regret = answer.regret
    if regret is None:
        cost = _("not possible with your budget, your cash or your quality")
    elif answer.chosen or regret < 1:
        cost = _("the best answer") if answer.chosen else _("as good")
    else:
        cost = _("%(regret)s a year less than the plan") % {"regret": about(regret, currency)}
    return AnswerSaid(
        answer=answer,
        name=_("%(choice)s: %(lever)s") % {"choice": name, "lever": lever} if lever else name,
        takes=_takes(answer.offered, currency),
        brings=_brings(answer, currency),
        cost=cost,
    )


def _takes(offered: Offered, currency: str) -> str:
    if offered.choice is Choice.DELEGATE:
        return _("%(hours)s a month at %(price)s an hour") % {
            "hours": said_hours(offered.specialist_hours / 12 * HOUR),
            "price": euros(offered.specialist_price, currency),
        }
    if offered.choice is Choice.LEARN:
        return _("%(hours)s of course for %(price)s") % {
            "hours": said_hours(offered.course_hours * HOUR),
            "price": euros(offered.course_euros, currency),
        }
    if offered.choice is Choice.REDUCE and offered.course_euros:
        return _("%(price)s once") % {"price": euros(offered.course_euros, currency)}
    return ""


def _brings(answer: Answered, currency: str) -> str:
    if answer.offered.choice is Choice.KEEP:
        return ""
    minutes = round(answer.freed_week * 60)
    facts = {
        "hours": said_hours(abs(minutes) * 60),
        "money": about(abs(answer.money), currency),
    }
    time = _("%(hours)s freed a week") if minutes >= 0 else _("%(hours)s more a week")
    money = _("%(money)s more a year") if answer.money >= 0 else _("%(money)s less a year")
    return f"{time % facts}, {money % facts}"


def _ceiling(told: Reasons, currency: str) -> str:
    if told.ceiling is None or told.specialist_price is None:
        return ""
    facts = {
        "ceiling": euros(max(0, told.ceiling), currency),
        "price": euros(told.specialist_price, currency),
    }
    if told.ceiling <= 1:
        return _("A specialist, even for nothing, would bring less than the other changes.")
    if told.ceiling >= told.specialist_price:
        return _("A specialist pays up to %(ceiling)s an hour; you count %(price)s.") % facts
    return _("A specialist would pay below %(ceiling)s an hour only; you count %(price)s.") % facts


def _tipping(proposal: Proposal, told: Reasons) -> str:
    if told.tipping is None:
        droppable = any(a.offered.choice is Choice.DROP and not a.chosen for a in told.answers)
        if droppable:
            return _("Even if it brought nobody, other changes would be worth more.")
        return ""
    return _tips(proposal, told.tipping)


def _tips(proposal: Proposal, tipping: Tipping) -> str:
    facts = {
        "choice": NAMES[tipping.towards.choice],
        "now": percent(round(tipping.value, 3)),
        "then": percent(round(tipping.tips_at, 3)),
        "clients": number(_clients(tipping.tips_at * proposal.known.missions)),
    }
    more = tipping.tips_at > tipping.value
    if tipping.name == "demand_lost" and more:
        text = _(
            "%(choice)s would be better if it brought more than %(then)s of your clients, "
            "about %(clients)s a year. We count %(now)s."
        )
    elif tipping.name == "demand_lost":
        text = _(
            "%(choice)s would be better if it brought less than %(then)s of your clients, "
            "about %(clients)s a year. We count %(now)s."
        )
    elif more:
        text = _(
            "%(choice)s would be better if it saved %(then)s of the time or more. We count %(now)s."
        )
    else:
        text = _(
            "%(choice)s would be better if less than %(then)s of the time were saved. "
            "We count %(now)s."
        )
    return text % facts


def _clients(number_of: float) -> float:
    """Whole clients, or a half one where there is hardly any."""
    return round(number_of) if number_of >= 1 else round(number_of, 1)


def _duty(known: Known, activity: Activity) -> str:
    nature = nature_of(activity.key)
    if nature.sold:
        return _("This is what you sell: it is not up for choice.")
    if nature.legal:
        return _("A duty: it can be lightened, learned or handed over, never dropped.")
    if known.beliefs.protected(activity.key):
        return _("Protected: neither delegated nor stopped.")
    return ""


def tried_said(tried: Tried, *, currency: str) -> TriedSaid:
    """What was expected and what is measured, in words; « too early » while nothing can be said."""
    decision = tried.decision
    expected = []
    if decision.expected_week_hours is not None:
        expected.append(_a_week(decision.expected_week_hours))
    if decision.expected_year_money is not None:
        expected.append(
            _("%(money)s a year") % {"money": about(decision.expected_year_money, currency)}
        )
    if decision.confidence is not None:
        expected.append(odds(decision.confidence))
    if tried.freed_week is None:
        measured = _("Too early to say: a whole month is needed after the start.")
    elif tried.freed_week >= 0:
        measured = _("%(hours)s a week less than before, for as much sold") % {
            "hours": said_hours(tried.freed_week * HOUR)
        }
    else:
        measured = _("%(hours)s a week more than before, for as much sold") % {
            "hours": said_hours(-tried.freed_week * HOUR)
        }
    return TriedSaid(tried, expected, measured)


def _a_week(hours: float) -> str:
    """Time expected back each week; what a clock would hardly show is said so."""
    if abs(hours) < HARDLY:
        return _("hardly any time")
    text = _("%(hours)s a week") if hours > 0 else _("%(hours)s a week more")
    return text % {"hours": said_hours(abs(hours) * HOUR)}
