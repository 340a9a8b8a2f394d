"""Answers in her own words: a few lines, five sentences, a first action, a letter."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casquettes.pilot.forms.bilan.answers import AnswerForm, Json, line_field, words_field
from casquettes.pilot.queries.bilan.answer_words import FIVE
from casquettes.pilot.queries.bilan.changes import ordered
from casquettes.ui.days import day_field

LINES = 3


class TimedForm(AnswerForm):
    """Why it failed, told in five minutes; one reason a line."""

    template = "pilot/bilan_kinds/_timed.html"

    def build(self) -> None:
        self.add("text", words_field(_("One reason a line"), rows=10), self.said.get("text", ""))


class LetterForm(AnswerForm):
    """A letter that stays closed until the next bilan."""

    template = "pilot/bilan_kinds/_letter.html"

    def build(self) -> None:
        self.add("text", words_field(_("Your letter"), rows=12), self.said.get("text", ""))


class LinesForm(AnswerForm):
    """Up to three lines."""

    template = "pilot/bilan_kinds/_lines.html"

    def build(self) -> None:
        said = [*self.said.get("lines", ()), "", "", ""]
        for rank in range(LINES):
            label = _("Line %(n)s") % {"n": rank + 1}
            self.add(f"line{rank + 1}", line_field(label), said[rank])

    def value(self) -> Json:
        typed = [self.text(f"line{rank + 1}") for rank in range(LINES)]
        return {"lines": [line for line in typed if line]}


class FiveForm(AnswerForm):
    """One sentence for each of the five answers; the changes she chose are there already."""

    def build(self) -> None:
        known: dict[str, list[str]] = {}
        if not self.said:
            for change in ordered(self.ground):
                if change.choice is not None:
                    known.setdefault(change.choice, []).append(change.title)
        for name, label in FIVE.items():
            self.add(name, line_field(label), self.said.get(name, ", ".join(known.get(name, ()))))


class TaskForm(AnswerForm):
    """The first action, and its day."""

    def build(self) -> None:
        self.add("task", line_field(_("What you will do"), longest=200), self.said.get("task", ""))
        on = self.said.get("on") or self.ground.next_friday.isoformat()
        self.add("on", day_field(label=pgettext_lazy("a day", "By")), on)

    def value(self) -> Json:
        return {**super().value(), "decision": self.said.get("decision")}


class PlanForm(AnswerForm):
    """Six weeks without her: whom to tell, which dates, what money."""

    def build(self) -> None:
        for name, label in (
            ("tell", _("Whom to tell")),
            ("dates", _("Which dates to move")),
            ("money", _("What money to live on")),
        ):
            self.add(name, words_field(label, rows=3), self.said.get(name, ""))
