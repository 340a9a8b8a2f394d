"""Which form takes the answer to which kind of question."""

from __future__ import annotations

from typing import Any

from casquettes.engine.bilan.script import Kind, Question
from casquettes.pilot.forms.bilan.answers import AnswerForm, TextForm
from casquettes.pilot.queries.bilan.ground import Ground

FORMS: dict[Kind, type[AnswerForm]] = {Kind.TEXT: TextForm}


def form_for(asked: Question, data: Any, *, ground: Ground) -> AnswerForm:
    """The form of a question, filled in with what was answered or is known."""
    kept = ground.progress.answers.get(asked.id)
    return FORMS.get(asked.kind, TextForm)(data, question=asked, ground=ground, kept=kept)
