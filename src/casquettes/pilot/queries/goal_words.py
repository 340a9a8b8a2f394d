"""What is said of goals: where they end with its doubt, chances twice, and why nothing is said."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casquettes.engine.goals import ENOUGH_MONTHS, Kind, Outlook
from casquettes.pilot.models import Goal
from casquettes.pilot.queries.goal_measures import Measure
from casquettes.ui.rounded import near, odds
from casquettes.ui.wording import long_day, number

Ends = tuple[float | None, float | None, float | None]


class Why(StrEnum):
    """Why nothing is foreseen."""

    TOO_FEW = "too_few"
    NOTHING = "nothing"
    NO_CASH = "no_cash"
    NO_PLAN = "no_plan"


@dataclass(frozen=True, slots=True)
class Standing:
    """A goal on a day: its value, whether it is over, whether it is reached for good."""

    measure: Measure
    goal: Goal
    value: float | None
    over: bool
    done: bool | None
    why: Why


def chance(share: float | None) -> str:
    """A chance said twice: "62 %, 6 chances in 10"; nothing where there is none."""
    if share is None:
        return ""
    return _("%(share)s, %(odds)s") % {"share": near(share), "odds": odds(share)}


def projection(measure: Measure, ends: Ends, currency: str) -> str:
    """Where it ends if months go on as they did, and between what."""
    low, middle, high = ends
    if low is None or middle is None or high is None:
        return ""
    return _(
        "If the months go on like your last ones, it ends near %(middle)s; nine times in ten "
        "between %(low)s and %(high)s."
    ) % {
        "middle": measure.said(middle, currency),
        "low": measure.said(low, currency),
        "high": measure.said(high, currency),
    }


def reach(measure: Measure, low: float | None, high: float | None, currency: str) -> str:
    """What her months can bring: "27 % to 36 %"."""
    if low is None or high is None:
        return ""
    return _("your months can bring %(low)s to %(high)s") % {
        "low": measure.said(low, currency),
        "high": measure.said(high, currency),
    }


def why(reason: Why) -> str:
    """Why nothing is foreseen, in one sentence."""
    return {
        Why.TOO_FEW: ngettext(
            "Too few months to say: it takes %(n)s whole month noted.",
            "Too few months to say: it takes %(n)s whole months noted.",
            ENOUGH_MONTHS,
        )
        % {"n": number(ENOUGH_MONTHS, 0)},
        Why.NOTHING: _("Your months hold nothing of it yet: they cannot say what will come."),
        Why.NO_CASH: _("Type what is on your account, on the page of measures, and it is counted."),
        Why.NO_PLAN: _("Follow a launch plan that goes so far, and it says what cash may become."),
    }[reason]


def unknown(reason: Why) -> str:
    """What is said of a target when nothing is foreseen."""
    return _("%(why)s You may set it all the same, and see.") % {"why": why(reason)}


def outlook(told: Outlook, share: float, *, now: str, ends: tuple[str, ...]) -> str:
    """What may be said of a target, as she types it."""
    low, high = ends
    known = {
        "now": now,
        "chance": chance(share),
        "low": low,
        "high": high,
    }
    return {
        Outlook.USUAL: _(
            "No more than your usual, %(now)s. To end there or better if your months go on as "
            "they are: %(chance)s."
        ),
        Outlook.REACHABLE: _("Within reach if your months go on as they are: %(chance)s."),
        Outlook.AMBITIOUS: _(
            "Ambitious: %(chance)s if nothing changes. By themselves your months can bring "
            "%(low)s to %(high)s."
        ),
        Outlook.UNSEEN: _(
            "Beyond what your months can bring by themselves, %(low)s to %(high)s: %(chance)s if "
            "nothing changes."
        ),
    }[told] % known


def standing(told: Standing, *, foreseen: bool, today: dt.date, planned: int) -> str:
    """The one thing to know besides the figures, if any."""
    goal, measure = told.goal, told.measure
    if goal.first_on > today:
        return _("It begins on %(day)s.") % {"day": long_day(goal.first_on)}
    if told.over or goal.closed_on:
        return _ended(told)
    if told.done:
        return _("Reached already.")
    said = [] if foreseen else [why(told.why)]
    if told.value is None and not measure.on_a_day:
        said.insert(0, _("Too early: not enough days are noted yet over its period."))
    if planned and measure.kind is Kind.TOTAL:
        said.append(
            ngettext("%(n)s more is in your calendar.", "%(n)s more are in your calendar.", planned)
            % {"n": number(planned, 0)}
        )
    return " ".join(said)


def _ended(told: Standing) -> str:
    if told.value is None:
        return _("Its period is over; too little was noted to say how it ended.")
    return _("Reached.") if told.done else _("Not reached.")
