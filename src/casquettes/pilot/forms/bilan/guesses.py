"""What she guesses before she sees: it counts once, and cannot be changed afterwards."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from casquettes.engine.bilan.script import Kind
from casquettes.pilot.forms.bilan.answers import AnswerForm, Json, words_field
from casquettes.ui.numbers import NumberField
from casquettes.ui.wording import currency_sign

SEE = "see"


class GuessForm(AnswerForm):
    """First her guess alone; once it is said, what she makes of it."""

    template = "pilot/bilan_kinds/_guess.html"
    BOUNDS: ClassVar[dict[Kind, tuple[int, int, Any]]] = {
        Kind.GUESS_PERCENT: (0, 100, _("Write a percentage from 0 to 100, for example 40.")),
        Kind.GUESS_MONEY: (-1_000, 10_000, _("Write a sum, for example 48.90.")),
        Kind.GUESS_DAYS: (0, 3_650, _("Write a number of days, for example 90.")),
    }

    @property
    def guessed(self) -> Json | None:
        """What she said already."""
        return self.kept.guess if self.kept else None

    @property
    def unit(self) -> str:
        sign = currency_sign(self.ground.business.currency)
        return {
            Kind.GUESS_PERCENT: "%",
            Kind.GUESS_MONEY: str(_("%(sign)s an hour") % {"sign": sign}),
        }.get(self.question.kind, str(_("days")))

    def build(self) -> None:
        if self.guessed is not None:
            label = _("What does it tell you?")
            self.add("text", words_field(label), self.said.get("text", ""))
            return
        least, most, words = self.BOUNDS[self.question.kind]
        messages = dict.fromkeys(
            ("invalid", "min_value", "max_value", "max_digits", "max_whole_digits"), words
        )
        field = NumberField(
            label=_("Your guess"),
            min_value=least,
            max_value=most,
            decimal_places=2,
            error_messages=messages,
        )
        self.add("amount", field)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        wants = self.data.get("then") == SEE
        if wants and "amount" in self.fields and told.get("amount") is None and not self.errors:
            self.add_error("amount", self.BOUNDS[self.question.kind][2])
        return told

    def guess(self) -> Json | None:
        """Counts only when she asks to see: a half typed number is no guess."""
        amount = self.cleaned_data.get("amount")
        if amount is None or self.data.get("then") in ("save", "later", "back", "stop"):
            return None
        return {"amount": float(amount)}

    def value(self) -> Json:
        if "text" in self.fields:
            return {"text": self.text("text")}
        return dict(self.said)
