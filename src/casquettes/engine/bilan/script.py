"""The guided bilan: its steps and questions, in order, in both languages."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any


class Kind(StrEnum):
    """How a question is answered: the shape of its answer (docs/method/bilan.md)."""

    SCALE = "scale+text"
    REVIEW = "review_decisions"
    GUESS_PERCENT = "guess_percent"
    GUESS_MONEY = "guess_money"
    GUESS_DAYS = "guess_days"
    LINES = "list3"
    MONTH = "pick_month"
    TEXT = "text"
    CHOICE_TEXT = "choice+text"
    MONEY_YES_NO = "money+yesno"
    RANK = "rank"
    EXPENSES = "pick_expenses"
    INFO = "info"
    HAT = "pick_hat"
    HAT_TEXT = "pick_hat+text"
    WHEEL = "wheel_7x3"
    CHOICE = "choice"
    MULTI = "multi"
    WEEK = "ideal_week"
    COMPARE = "compare"
    FUNNEL = "funnel_pick"
    INFO_CHOICE = "info+choice"
    YES_NO_TEXT = "yesno+text"
    GOALS = "goals3"
    SLIDERS = "sliders"
    PICK = "pick"
    DECISIONS = "decision_list"
    ORDER = "order3"
    METRIC_DATE = "metric+date"
    CHECKLIST = "checklist"
    TIMED_TEXT = "timed_text_5min"
    RISKS = "risk_matrix"
    PLAN = "plan"
    TRIGGERS = "triggers"
    FIVE_LINES = "five_lines"
    TASK = "task+date"
    LETTER = "letter"


@dataclass(frozen=True, slots=True)
class Question:
    """One question, one screen. `beside`: ids of the measured facts shown with it."""

    id: str
    kind: Kind
    fr: str
    en: str
    hint_fr: str
    hint_en: str
    short: bool
    guess_first: bool
    beside: tuple[str, ...]

    def text(self, language: str) -> str:
        """The question in French, or in English for any other language."""
        return self.fr if language.startswith("fr") else self.en

    def hint(self, language: str) -> str:
        """What to write, where the question alone does not say it; else empty."""
        return self.hint_fr if language.startswith("fr") else self.hint_en


@dataclass(frozen=True, slots=True)
class Step:
    """A part of the bilan: its questions in order."""

    id: str
    fr: str
    en: str
    questions: tuple[Question, ...]

    def title(self, language: str) -> str:
        """Its name in French, or in English for any other language."""
        return self.fr if language.startswith("fr") else self.en

    def asked(self, *, is_short: bool) -> tuple[Question, ...]:
        """Its questions in the short or the whole version."""
        return tuple(each for each in self.questions if each.short or not is_short)


@cache
def steps() -> tuple[Step, ...]:
    """The whole bilan, in order."""
    source = resources.files("casquettes.engine") / "data" / "bilan.toml"
    told = tomllib.loads(source.read_text(encoding="utf-8"))
    return tuple(
        Step(step["id"], step["fr"], step["en"], tuple(map(_question, step["questions"])))
        for step in told["steps"]
    )


def questions(*, is_short: bool) -> tuple[Question, ...]:
    """Every question asked, in order, in the short or the whole version."""
    return tuple(each for step in steps() for each in step.asked(is_short=is_short))


def question(id: str) -> Question | None:
    """The question of this id, in either version."""
    return next((each for each in questions(is_short=False) if each.id == id), None)


def step_of(id: str) -> Step:
    """The step a question belongs to; raises KeyError for no question of ours."""
    for step in steps():
        if any(each.id == id for each in step.questions):
            return step
    raise KeyError(id)


def _question(told: dict[str, Any]) -> Question:
    return Question(
        id=told["id"],
        kind=Kind(told["kind"]),
        fr=told["fr"],
        en=told["en"],
        hint_fr=told.get("hint_fr", ""),
        hint_en=told.get("hint_en", ""),
        short=told.get("short", False),
        guess_first=told.get("guess_first", False),
        beside=tuple(told.get("beside", ())),
    )
