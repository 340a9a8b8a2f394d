"""Where she is in a bilan: what is answered, what comes next, what she said the time before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from casquettes.engine.bilan.moments import seasons
from casquettes.engine.bilan.script import Question, Step, questions, step_of, steps
from casquettes.engine.periods import ONE_DAY, Period
from casquettes.kernel.models import Business
from casquettes.pilot.models import Bilan, BilanAnswer
from casquettes.timesheet.models import TimeEntry

HALF = "half"
# What of an answer was made real, as it was said then.
MADE = "made"
# Below, the time since the last bilan says too little: a year is looked at again.
SHORTEST_DAYS = 28


@dataclass(frozen=True, slots=True)
class Stage:
    """One of the nine steps as the bar shows it: where it leads, and whether all was seen."""

    step: Step
    first: Question
    is_done: bool
    is_current: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a bilan is: every question with its answer, if any."""

    bilan: Bilan
    asked: tuple[Question, ...]
    answers: Mapping[str, BilanAnswer]

    @property
    def count(self) -> int:
        return len(self.asked)

    @property
    def answered(self) -> int:
        return sum(self.is_answered(each) for each in self.asked)

    @property
    def left(self) -> list[Question]:
        """What was passed, or not come to."""
        return [each for each in self.asked if not self.is_answered(each)]

    @property
    def latest(self) -> BilanAnswer | None:
        """The answer saved last, half or whole."""
        return max(self.answers.values(), key=lambda row: (row.saved_at, row.pk), default=None)

    @property
    def current(self) -> Question:
        """The half answer she left, else the question after the last one she went through."""
        latest = self.latest
        if latest is None:
            return self.asked[0]
        here = self.rank_of(latest.question) - 1
        if here < 0:
            return self.asked[0]
        if latest.value.get(HALF):
            return self.asked[here]
        ahead = [each for each in self.asked[here + 1 :] if each.id not in self.answers]
        before = [each for each in self.asked[:here] if each.id not in self.answers]
        return next(iter(ahead + before), self.asked[-1])

    def is_answered(self, question: Question) -> bool:
        row = self.answers.get(question.id)
        return row is not None and (row.guess is not None or not is_blank(row.value))

    def is_seen(self, question: Question) -> bool:
        return question.id in self.answers

    def rank_of(self, id: str) -> int:
        """Counted from 1; 0 for a question this version does not ask."""
        return next((n for n, each in enumerate(self.asked, start=1) if each.id == id), 0)

    def beside(self, id: str) -> tuple[Question | None, Question | None]:
        """The questions before and after one."""
        here = self.rank_of(id) - 1
        before = self.asked[here - 1] if here > 0 else None
        after = self.asked[here + 1] if here + 1 < self.count else None
        return before, after

    def stages(self, id: str) -> list[Stage]:
        """The nine steps, with the one this question is in."""
        mine = step_of(id).id
        found = []
        for step in steps():
            asked = step.asked(is_short=self.bilan.is_short)
            if asked:
                done = all(self.is_seen(each) for each in asked)
                found.append(Stage(step, asked[0], done, step.id == mine))
        return found


def bilans(business: Business) -> QuerySet[Bilan]:
    """Her bilans, the latest first, without those she removed."""
    return Bilan.objects.filter(business=business, removed_at=None)


def open_bilan(business: Business) -> Bilan | None:
    """The one under way."""
    return bilans(business).filter(finished_at=None).first()


def past(business: Business) -> list[Bilan]:
    """Those that are closed, the latest first."""
    return list(bilans(business).exclude(finished_at=None).order_by("-finished_at", "-id"))


def last_before(bilan: Bilan) -> Bilan | None:
    """The last one closed before this one was begun."""
    closed = bilans(bilan.business).filter(finished_at__lte=bilan.started_at)
    return closed.exclude(pk=bilan.pk).order_by("-finished_at", "-id").first()


def progress(bilan: Bilan) -> Progress:
    """How far it is."""
    rows = BilanAnswer.objects.filter(business=bilan.business_id, bilan=bilan)
    asked = questions(is_short=bilan.is_short)
    return Progress(bilan, asked, {row.question: row for row in rows})


def said_before(bilan: Bilan | None, ids: tuple[str, ...]) -> dict[str, Mapping[str, Any]]:
    """What the last bilan answered to these questions."""
    if bilan is None:
        return {}
    rows = BilanAnswer.objects.filter(business=bilan.business_id, bilan=bilan, question__in=ids)
    return {row.question: row.value for row in rows}


def is_blank(value: Any) -> bool:
    """Is nothing said in it?"""
    if isinstance(value, Mapping):
        return all(is_blank(told) for key, told in value.items() if key not in (HALF, MADE))
    if isinstance(value, list):
        return all(map(is_blank, value))
    return value is None or value == ""


def moment_of(business: Business, *, today: dt.date) -> str:
    """What a bilan begun today is for."""
    here = next(seasons(today, started_on=business.started_on), None)
    return here.moment if here else Bilan.Moment.ON_DEMAND.value


def period_of(business: Business, *, today: dt.date) -> Period:
    """Since the last bilan, else the last twelve months; never before her first noted day."""
    last = bilans(business).exclude(finished_at=None).order_by("-last_on").first()
    first = _a_year_before(today) + ONE_DAY
    if last is not None and (today - last.last_on).days >= SHORTEST_DAYS:
        first = last.last_on + ONE_DAY
    noted = TimeEntry.objects.of(business).order_by("on").values_list("on", flat=True).first()
    if noted is not None:
        first = max(first, noted)
    return Period(min(first, today), today)


def _a_year_before(day: dt.date) -> dt.date:
    if (day.month, day.day) == (2, 29):
        return day.replace(year=day.year - 1, day=28)
    return day.replace(year=day.year - 1)
