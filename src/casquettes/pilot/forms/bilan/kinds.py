"""Which form takes the answer to which kind of question."""

from __future__ import annotations

from typing import Any

from casquettes.engine.bilan.script import Kind, Question
from casquettes.pilot.forms.bilan import ahead, answers, decided, guesses, hats, means, picks, words
from casquettes.pilot.forms.bilan.answers import AnswerForm
from casquettes.pilot.queries.bilan.ground import Ground

FORMS: dict[Kind, type[AnswerForm]] = {
    Kind.SCALE: picks.ScaleForm,
    Kind.REVIEW: decided.ReviewForm,
    Kind.GUESS_PERCENT: guesses.GuessForm,
    Kind.GUESS_MONEY: guesses.GuessForm,
    Kind.GUESS_DAYS: guesses.GuessForm,
    Kind.LINES: words.LinesForm,
    Kind.MONTH: picks.MonthForm,
    Kind.TEXT: answers.TextForm,
    Kind.CHOICE_TEXT: picks.ChoiceForm,
    Kind.MONEY_YES_NO: picks.MoneyForm,
    Kind.RANK: picks.NamesForm,
    Kind.EXPENSES: picks.ExpensesForm,
    Kind.INFO: answers.TextForm,
    Kind.HAT: picks.HatForm,
    Kind.HAT_TEXT: picks.HatForm,
    Kind.WHEEL: hats.WheelForm,
    Kind.CHOICE: picks.ChoiceForm,
    Kind.MULTI: picks.MultiForm,
    Kind.WEEK: hats.WeekForm,
    Kind.COMPARE: picks.NamesForm,
    Kind.FUNNEL: picks.ChoiceForm,
    Kind.INFO_CHOICE: picks.ChoiceForm,
    Kind.YES_NO_TEXT: picks.YesNoForm,
    Kind.GOALS: means.GoalsForm,
    Kind.SLIDERS: means.SlidersForm,
    Kind.PICK: picks.NamesForm,
    Kind.DECISIONS: decided.DecisionsForm,
    Kind.ORDER: decided.OrderForm,
    Kind.METRIC_DATE: decided.SignsForm,
    Kind.CHECKLIST: picks.RightsForm,
    Kind.TIMED_TEXT: words.TimedForm,
    Kind.RISKS: ahead.RisksForm,
    Kind.PLAN: words.PlanForm,
    Kind.TRIGGERS: ahead.TriggersForm,
    Kind.FIVE_LINES: words.FiveForm,
    Kind.TASK: words.TaskForm,
    Kind.LETTER: words.LetterForm,
}


def form_for(asked: Question, data: Any, *, ground: Ground) -> AnswerForm:
    """The form of a question, filled in with what was answered or is known."""
    kept = ground.progress.answers.get(asked.id)
    return FORMS[asked.kind](data, question=asked, ground=ground, kept=kept)
