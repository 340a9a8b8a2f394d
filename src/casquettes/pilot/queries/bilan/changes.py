"""The changes a bilan is about: those proposed, those she agrees to, those she puts first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from casquettes.engine.choices.case import Choice
from casquettes.kernel.models import Activity
from casquettes.pilot.models import Decision
from casquettes.pilot.queries.bilan.ground import Ground
from casquettes.pilot.queries.choices.answers import AnswerSaid, answer_said
from casquettes.pilot.queries.choices.plans import Answered, reasons
from casquettes.pilot.queries.choices.words import title_of

MOST = 3
REVIEW_DAYS = {
    Choice.REDUCE: 91,
    Choice.LEARN: 182,
    Choice.DELEGATE: 121,
    Choice.DROP: 182,
}


@dataclass(frozen=True, slots=True)
class Proposed:
    """One activity the plan would change: the answer proposed, and the others she may give."""

    activity: Activity
    best: AnswerSaid
    others: tuple[AnswerSaid, ...]

    @property
    def key(self) -> str:
        return self.activity.key


@dataclass(frozen=True, slots=True)
class Chosen:
    """A change she puts first: by its mark « key:choice:lever », or in her own words."""

    mark: str
    title: str
    activity: Activity | None = None
    choice: Choice | None = None
    lever: str = ""

    def review_on(self, today: dt.date) -> dt.date:
        """When its effect can be read."""
        return today + dt.timedelta(days=REVIEW_DAYS.get(self.choice or Choice.REDUCE, 91))


def proposed(ground: Ground) -> list[Proposed]:
    """What the plan would change, the longest activity first."""
    if not ground.facts.known.hours:
        return []
    proposal, currency = ground.facts.proposal, ground.business.currency
    found = []
    for line in proposal.lines():
        told = reasons(proposal, line.activity.key)
        if told is None or line.offered.choice is Choice.KEEP:
            continue
        answers = [answer_said(each, currency=currency) for each in told.answers]
        best = next(each for each in answers if each.answer.chosen)
        others = tuple(e for e in answers if e is not best and e.answer.regret is not None)
        found.append(Proposed(line.activity, best, others))
    return found


def answered(ground: Ground, chosen: Chosen) -> Answered | None:
    """What a change she chose is to bring, by itself."""
    if chosen.activity is None or not ground.facts.known.hours:
        return None
    told = reasons(ground.facts.proposal, chosen.activity.key)
    wanted = (chosen.choice, chosen.lever)
    return next(
        (
            a
            for a in (told.answers if told else [])
            if (a.offered.choice, a.offered.lever) == wanted
        ),
        None,
    )


def mark_of(answer: Answered, key: str) -> str:
    """How a change is named in an answer."""
    return f"{key}:{answer.offered.choice}:{answer.offered.lever}"


def agreed(ground: Ground) -> list[Chosen]:
    """The changes she agreed to, or chose instead of the one proposed."""
    found = []
    for key, told in (ground.said("q33").get("answers") or {}).items():
        mark = f"{key}:{told.get('choice')}:{told.get('lever') or ''}"
        if told.get("agree") is False:
            mark = f"{key}:{told['instead']}" if told.get("instead") else ""
        if told.get("agree") is not None and (one := chosen_of(ground, mark)):
            found.append(one)
    return found


def offered(ground: Ground) -> list[Chosen]:
    """The changes proposed, to be picked among."""
    marks = [mark_of(each.best.answer, each.key) for each in proposed(ground)]
    return [one for mark in marks if (one := chosen_of(ground, mark)) is not None]


def ordered(ground: Ground) -> list[Chosen]:
    """The changes she puts first, three at most; without an order, those she agreed to."""
    order = ground.said("q35").get("order")
    if order is None:
        return agreed(ground)[:MOST]
    return [one for mark in order[:MOST] if (one := chosen_of(ground, mark)) is not None]


def chosen_of(ground: Ground, mark: str) -> Chosen | None:
    """A change by its mark, else in her own words; None for one that changes nothing."""
    if not mark:
        return None
    key, _colon, rest = mark.partition(":")
    choice, _colon, lever = rest.partition(":")
    activity = next((a for a in ground.facts.activities.values() if a.key and a.key == key), None)
    if activity is None or choice not in set(Choice):
        return Chosen(mark, mark)
    if choice == Choice.KEEP:
        return None
    kind = Choice(choice)
    return Chosen(mark, title_of(activity, kind, lever), activity, kind, lever)


def made_in(ground: Ground) -> list[Decision]:
    """The decisions this bilan has made real and that stand."""
    rows = Decision.objects.filter(business=ground.business, bilan=ground.bilan, ended_on=None)
    return list(rows.order_by("pk"))
