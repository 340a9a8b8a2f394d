"""Answers that decide: the last decisions judged, the plan agreed to, three changes at most."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casquettes.pilot.forms.bilan.answers import AnswerForm, Json, line_field, plain, words_field
from casquettes.pilot.forms.bilan.means import measures_offered
from casquettes.pilot.forms.bilan.picks import YES_NO, as_yes, pick_field, radio_field, said_yes
from casquettes.pilot.models import Decision
from casquettes.pilot.queries.bilan import changes
from casquettes.pilot.queries.bilan.changes import MOST, Chosen, Proposed
from casquettes.pilot.queries.choices.answers import TriedSaid, tried_said
from casquettes.ui.days import day_field
from casquettes.ui.wording import hours as said_hours

DONE = [("yes", _("Yes")), ("partly", _("Partly")), ("no", _("No"))]
FIRST = (_("First"), _("Second"), _("Third"))
HOUR = 3600


@dataclass(frozen=True, slots=True)
class ToJudge:
    """A decision of last time: what was expected, what is measured, whether it was done."""

    decision: Decision
    said: TriedSaid | None
    field: Any


class ReviewForm(AnswerForm):
    """What was decided last time, judged one by one."""

    template = "pilot/bilan_kinds/_review.html"

    def build(self) -> None:
        kept = self.said.get("kept") or {}
        for decision in self.ground.to_judge:
            field = radio_field(_("Was it done?"), DONE)
            self.add(f"kept-{decision.pk}", field, kept.get(str(decision.pk), ""))
        self.add("text", words_field(_("What comes to mind"), rows=4), self.said.get("text", ""))

    @property
    def lines(self) -> list[ToJudge]:
        """Each decision with what came of it."""
        currency, tried = self.ground.business.currency, self.ground.tried
        return [
            ToJudge(
                each,
                tried_said(tried[each.pk], currency=currency) if each.pk in tried else None,
                self[f"kept-{each.pk}"],
            )
            for each in self.ground.to_judge
        ]

    def value(self) -> Json:
        kept = dict(self.said.get("kept") or {})
        for decision in self.ground.to_judge:
            if answer := self.cleaned_data.get(f"kept-{decision.pk}"):
                kept[str(decision.pk)] = answer
        return {"kept": kept, "text": self.text("text")}


@dataclass(frozen=True, slots=True)
class ToAgree:
    """A change proposed: does she agree, what would she rather do, what does she see."""

    proposed: Proposed
    agree: Any
    instead: Any
    text: Any


class DecisionsForm(AnswerForm):
    """The plan, activity by activity: agreed or not, and what she sees that figures do not."""

    template = "pilot/bilan_kinds/_decisions.html"

    @cached_property
    def proposed(self) -> list[Proposed]:
        """What the plan would change."""
        return changes.proposed(self.ground)

    def build(self) -> None:
        said = self.said.get("answers") or {}
        for one in self.proposed:
            told = said.get(one.key) or {}
            others = [
                (changes.mark_of(each.answer, one.key).partition(":")[2], each.name)
                for each in one.others
            ]
            agree = radio_field(_("Do you agree?"), YES_NO)
            self.add(f"agree-{one.key}", agree, said_yes(told.get("agree")))
            instead = pick_field(_("You would rather"), others)
            self.add(f"instead-{one.key}", instead, told.get("instead", ""))
            text = words_field(_("What do you see that the figures do not?"), rows=2)
            self.add(f"text-{one.key}", text, told.get("text", ""))

    @property
    def lines(self) -> list[ToAgree]:
        """Each change with its three answers."""
        return [
            ToAgree(
                one,
                self[f"agree-{one.key}"],
                self[f"instead-{one.key}"],
                self[f"text-{one.key}"],
            )
            for one in self.proposed
        ]

    def value(self) -> Json:
        answers = dict(self.said.get("answers") or {})
        for one in self.proposed:
            offered = one.best.answer.offered
            agree = as_yes(self.cleaned_data.get(f"agree-{one.key}"))
            instead = self.cleaned_data.get(f"instead-{one.key}") or ""
            answers[one.key] = {
                "choice": str(offered.choice),
                "lever": offered.lever,
                "agree": agree,
                "text": self.text(f"text-{one.key}"),
                **({"instead": instead} if instead and agree is False else {}),
            }
        return {"answers": answers}


class OrderForm(AnswerForm):
    """Three places: each takes one of the changes agreed to, or one in her own words."""

    template = "pilot/bilan_kinds/_order.html"

    @cached_property
    def agreed(self) -> list[Chosen]:
        """What she agreed to; what is proposed while she has not said."""
        return changes.agreed(self.ground) or changes.offered(self.ground)

    def build(self) -> None:
        marks = {each.mark: each.title for each in self.agreed}
        order = self.said.get("order")
        first = [each.mark for each in changes.agreed(self.ground)]
        said = [*(first if order is None else order), "", "", ""][:MOST]
        for mark in said:
            known = changes.chosen_of(self.ground, mark)
            if known is not None and known.activity is not None:
                marks.setdefault(mark, known.title)
        for rank, mark in enumerate(said, start=1):
            if marks:
                picked = mark if mark in marks else ""
                self.add(f"pick{rank}", pick_field(FIRST[rank - 1], marks.items()), picked)
            own = "" if mark in marks else mark
            label = _("or in your words") if marks else FIRST[rank - 1]
            self.add(f"own{rank}", line_field(label, longest=200), own)

    @property
    def places(self) -> list[tuple[Any, Any]]:
        """The three places, in order."""
        return [
            (self[f"pick{n}"] if f"pick{n}" in self.fields else None, self[f"own{n}"])
            for n in range(1, MOST + 1)
        ]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        picked = [told.get(f"pick{n}") or "" for n in range(1, MOST + 1)]
        for n, mark in enumerate(picked, start=1):
            if mark and self.text_of(told, n):
                self.add_error(f"own{n}", _("One change a place: choose it, or write it."))
            if mark and mark in picked[: n - 1]:
                self.add_error(f"pick{n}", _("This change already has its place above."))
        own = [self.text_of(told, n).casefold() for n in range(1, MOST + 1)]
        for n, words in enumerate(own, start=1):
            if words and words in own[: n - 1]:
                self.add_error(f"own{n}", _("This change already has its place above."))
        return told

    def text_of(self, told: dict[str, Any], rank: int) -> str:
        """What she wrote in a place."""
        return str(told.get(f"own{rank}") or "").strip()

    def value(self) -> Json:
        told = self.cleaned_data
        order = [told.get(f"pick{n}") or self.text_of(told, n) for n in range(1, MOST + 1)]
        return {"order": [mark for mark in order if mark]}


@dataclass(frozen=True, slots=True)
class SignLine:
    """One change: how she will see that it worked, by what measure, when she reads it again."""

    change: Chosen
    sign: Any
    measure: Any
    review_on: Any


class SignsForm(AnswerForm):
    """For each change, its sign and the day it is read again; filled in from what is expected."""

    template = "pilot/bilan_kinds/_signs.html"

    @cached_property
    def changes(self) -> list[Chosen]:
        """The changes she puts first."""
        return changes.ordered(self.ground)

    def build(self) -> None:
        said = {each.get("key"): each for each in self.said.get("signs") or ()}
        names = measures_offered(self.ground)
        for rank, change in enumerate(self.changes, start=1):
            told = said.get(change.mark) or {}
            sign = told.get("sign") if told else self._expected(change)
            self.add(f"sign{rank}", line_field(_("You will see it by"), longest=200), sign or "")
            measure = pick_field(_("Measured by"), names)
            self.add(f"measure{rank}", measure, told.get("measure", ""))
            on = told.get("review_on") or change.review_on(self.ground.today).isoformat()
            self.add(f"review_on{rank}", day_field(label=_("Read it again on")), on)

    def _expected(self, change: Chosen) -> str:
        answer = changes.answered(self.ground, change)
        if answer is None or change.activity is None or answer.freed_week <= 0:
            return ""
        habit = next(
            (h for h in self.ground.facts.proposal.board.habits if h.id == change.activity.key),
            None,
        )
        if habit is None:
            return ""
        now = habit.hours / self.ground.facts.known.weeks
        return gettext("%(after)s a week on it instead of %(now)s") % {
            "after": said_hours(round(max(0, now - answer.freed_week) * 60) * 60),
            "now": said_hours(round(now * 60) * 60),
        }

    @property
    def lines(self) -> list[SignLine]:
        """Change by change."""
        return [
            SignLine(each, self[f"sign{n}"], self[f"measure{n}"], self[f"review_on{n}"])
            for n, each in enumerate(self.changes, start=1)
        ]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        for n in range(1, len(self.changes) + 1):
            on = told.get(f"review_on{n}")
            if isinstance(on, dt.date) and on <= self.ground.today:
                self.add_error(f"review_on{n}", _("Choose a day still to come."))
        return told

    def value(self) -> Json:
        made = {each.get("key"): each.get("decision") for each in self.said.get("signs") or ()}
        return {
            "signs": [
                {
                    "title": change.title,
                    "key": change.mark,
                    "sign": self.text(f"sign{n}"),
                    "measure": self.cleaned_data.get(f"measure{n}") or "",
                    "review_on": plain(self.cleaned_data.get(f"review_on{n}")),
                    "decision": made.get(change.mark),
                }
                for n, change in enumerate(self.changes, start=1)
            ]
        }
