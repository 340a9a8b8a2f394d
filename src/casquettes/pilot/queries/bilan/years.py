"""Every closed bilan beside the others, oldest first."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from casquettes.kernel.models import HAT_NAMES, Business
from casquettes.pilot.models import BilanAnswer
from casquettes.pilot.queries.bilan import progress
from casquettes.pilot.queries.bilan.result import Result
from casquettes.pilot.queries.choices.answers import TriedSaid, tried_said
from casquettes.pilot.queries.choices.tried import decisions, others

MARKS = ("pleasure", "ease", "importance")
REVIEW = "q02"


@dataclass(frozen=True, slots=True)
class MarkMoved:
    """One mark of a hat, in the first bilan that has one and in the last."""

    name: str
    then: int | None
    now: int | None


@dataclass(frozen=True, slots=True)
class HatMoved:
    """A hat and how she marked it, then and now."""

    hat: str
    marks: list[MarkMoved]


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision, in which bilan, what came of it: yes, partly, no, or not said."""

    said: TriedSaid
    kept: str


class Years:
    """All closed bilans of a business; read in a number of queries that does not grow."""

    def __init__(self, business: Business, results: list[Result], today: dt.date) -> None:
        self.business, self.results, self.today = business, results, today

    @cached_property
    def wheel(self) -> list[HatMoved]:
        """Each hat marked at least once."""
        wheels = [result.wheel for result in self.results if result.wheel]
        if not wheels:
            return []
        then, now = wheels[0], wheels[-1]
        moved = []
        for hat in HAT_NAMES:
            marks = [
                MarkMoved(
                    name,
                    _mark(then.get(hat, {}).get(name)) if len(wheels) > 1 else None,
                    _mark(now.get(hat, {}).get(name)),
                )
                for name in MARKS
            ]
            if any(mark.then or mark.now for mark in marks):
                moved.append(HatMoved(str(hat), marks))
        return moved

    @cached_property
    def wheel_results(self) -> tuple[Result, Result] | None:
        """The two bilans the wheel compares."""
        marked = [result for result in self.results if result.wheel]
        return (marked[0], marked[-1]) if marked else None

    @cached_property
    def decided(self) -> list[tuple[Result, list[Decided]]]:
        """The decisions of each bilan that took some, with what the next ones said of them."""
        tried = [*decisions(self.business, today=self.today), *others(self.business)]
        of_bilan: dict[int, list[TriedSaid]] = defaultdict(list)
        for each in tried:
            if each.decision.bilan_id:
                said = tried_said(each, currency=self.business.currency)
                of_bilan[each.decision.bilan_id].append(said)
        kept = self._kept()
        return [
            (
                result,
                [
                    Decided(said, kept.get(str(said.tried.decision.pk), ""))
                    for said in of_bilan[result.bilan.pk]
                ],
            )
            for result in self.results
            if of_bilan.get(result.bilan.pk)
        ]

    def _kept(self) -> dict[str, str]:
        """What she said of each decision, the last time she was asked."""
        found: dict[str, str] = {}
        for result in self.results:
            answer = result.answers.get(REVIEW)
            told = (answer.value or {}).get("kept") if answer else None
            found |= {str(pk): each for pk, each in (told or {}).items() if each}
        return found


def years_of(business: Business, *, today: dt.date) -> Years:
    """Her closed bilans, the oldest first, their answers read at once."""
    bilans = progress.past(business)[::-1]
    answers: dict[int, dict[str, BilanAnswer]] = defaultdict(dict)
    for row in BilanAnswer.objects.filter(business=business, bilan__in=bilans):
        answers[row.bilan_id][row.question] = row
    results = []
    for bilan in bilans:
        bilan.business = business
        result = Result(bilan, today=today)
        result.answers = answers[bilan.pk]
        results.append(result)
    return Years(business, results, today)


def _mark(told: object) -> int | None:
    return told if isinstance(told, int) and 1 <= told <= 5 else None
