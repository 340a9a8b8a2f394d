"""A line typed into the palette, understood as time to note."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from casquettes.desk.options import Option
from casquettes.formats.typed_line import Code, Understood
from casquettes.kernel.models import HAT_NAMES, Activity, Business
from casquettes.timesheet.actions.typed import nature_of
from casquettes.timesheet.models import TimeEntry
from casquettes.timesheet.queries.typed import understand
from casquettes.ui.wording import at as hour_of
from casquettes.ui.wording import day, hours


@dataclass(frozen=True, slots=True)
class Fact:
    """One understood part: what it is, what was understood, in the colour of a hat."""

    term: str
    words: str
    hat: str = ""


@dataclass(frozen=True, slots=True)
class Noting:
    """What the line says, and the ways to note it; the first is what Enter does."""

    facts: list[Fact]
    options: list[Option]

    @property
    def hat(self) -> str:
        return next((fact.hat for fact in self.facts if fact.hat), "")


def noting(business: Business, typed: str, *, at: dt.datetime) -> Noting | None:
    """The line as time to note, or None when it speaks of no time."""
    if not any(letter.isdigit() for letter in typed):
        return None
    language = get_language() or "fr"
    understood, activity = understand(business, typed, at=at, language=language)
    if {problem.code for problem in understood.problems} == {Code.NO_DURATION}:
        return None
    return Noting(_facts(understood, activity), _ways(understood, activity, typed))


def _facts(understood: Understood, activity: Activity | None) -> list[Fact]:
    facts = []
    if understood.seconds:
        facts.append(Fact(_("Duration"), hours(understood.seconds)))
    if understood.starts:
        facts.append(Fact(_("Start"), hour_of(understood.starts)))
    if activity:
        facts.append(Fact(_("Activity"), activity.label))
    if understood.label:
        facts.append(Fact(_("Client or mission"), understood.label))
    facts.append(Fact(_("Day"), day(understood.on)))
    if understood.hat:
        facts.append(Fact(_("Hat"), str(HAT_NAMES[understood.hat]), understood.hat))
    return facts


def _ways(understood: Understood, activity: Activity | None, typed: str) -> list[Option]:
    """To note it as the line and the activity say, or, with Shift, not billed."""
    if not understood.complete:
        return [_way(_("Note: %(line)s") % {"line": typed}, line=typed)]
    facts = {"time": hours(understood.seconds or 0), "label": understood.label}
    if nature_of(understood, activity, billable=None) != TimeEntry.Nature.BILLED:
        words = _("Note %(time)s on %(label)s") if understood.label else _("Note %(time)s")
        return [_way(words % facts, line=typed)]
    words = _("Note %(time)s billed")
    if understood.label:
        words = _("Note %(time)s billed on %(label)s")
    unbilled = _way(_("Note %(time)s not billed") % facts, line=typed, billable="0")
    return [
        replace(_way(words % facts, line=typed), enter=True),
        replace(unbilled, icon="clock-off", shift=True),
    ]


def _way(words: str, **values: str) -> Option:
    return Option(words, icon="clock-plus", post=reverse("timesheet:add_line"), values=values)
