"""Answers picked among a few: a mark, a month, an offer, a channel, an expense, a hat."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casquettes.engine.bilan.script import Kind
from casquettes.kernel.models import HAT_NAMES
from casquettes.pilot.forms.bilan.answers import AnswerForm, Json, line_field, words_field
from casquettes.pilot.queries.bilan.answer_words import CHOSEN, NOTHING_LOST, NOTHING_TO_CHANGE
from casquettes.pilot.queries.bilan.registry import beside
from casquettes.ui.numbers import MoneyField

ONE_TO_FIVE = [(str(n), str(n)) for n in range(1, 6)]
YES_NO = [("yes", _("Yes")), ("no", _("No"))]
ANSWERS: Mapping[str, tuple[str, ...]] = {
    "q09": ("price", "hours", "clients", "none"),
    "q19": ("chosen", "partly", "not_chosen"),
    "q20": ("zone", "grouping", "flat_fee", "remote", "none"),
    "q24": ("answer", "call", "visit", "quote", "none"),
    "q26": ("too_low", "fair", "too_high"),
}
NONE_IS = {"q20": NOTHING_TO_CHANGE, "q24": NOTHING_LOST}
WHICH = {"q09": _("Where from"), "q20": _("What you would change"), "q24": _("Where")}
RIGHTS = (
    _("The training fund of your trade"),
    _("Your personal training account"),
    _("Help of your region or town"),
    _("The tax credit for training"),
)


class ScaleForm(AnswerForm):
    """Her energy, and one word."""

    def build(self) -> None:
        self.add("energy", mark_field(_("Your energy")), said_mark(self.said.get("energy")))
        self.add("text", line_field(_("One word, or a few")), self.said.get("text", ""))

    def value(self) -> Json:
        return {"energy": as_mark(self.cleaned_data.get("energy")), "text": self.text("text")}


class MonthForm(AnswerForm):
    """A month of the period, and why."""

    def build(self) -> None:
        months = self.ground.months
        self.add("month", pick_field(_("The month"), months), self.said.get("month", ""))
        self.add("text", words_field(_("Why")), self.said.get("text", ""))


class ChoiceForm(AnswerForm):
    """One of a few answers, and what she makes of it."""

    def build(self) -> None:
        self.add("choice", radio_field(self._label(), _answers(self.question.id)), self._said())
        self.add("text", words_field(_("In a few words"), rows=3), self.said.get("text", ""))

    def _label(self) -> Any:
        return WHICH.get(self.question.id, _("Your answer"))

    def _said(self) -> str:
        return str(self.said.get("choice") or "")


class MultiForm(AnswerForm):
    """Any of a few answers."""

    def build(self) -> None:
        label = WHICH.get(self.question.id, _("Your answer"))
        self.add("picked", several_field(label, _answers(self.question.id)), self._picked())
        self.add("text", words_field(_("In a few words"), rows=3), self.said.get("text", ""))

    def _picked(self) -> list[str]:
        return list(self.said.get("picked") or ())

    def value(self) -> Json:
        picked = self.cleaned_data.get("picked") or []
        return {"picked": list(picked), "text": self.text("text")}


class ExpensesForm(MultiForm):
    """Expenses that were of no use; those she picked stay even when they left the list."""

    def build(self) -> None:
        listed = [*self.ground.expenses]
        listed += [(name, name) for name in self._picked() if name not in dict(listed)]
        if listed:
            self.add("picked", several_field(_("Of no use"), listed), self._picked())
        self.add("text", words_field(_("Others, or why"), rows=3), self.said.get("text", ""))


class RightsForm(MultiForm):
    """Training rights and grants she may use."""

    def build(self) -> None:
        told = beside(self.ground.facts, ("training_rights",))
        names = [row.name for fact in told for row in fact.rows] or [str(each) for each in RIGHTS]
        names += [name for name in self._picked() if name not in names]
        offered = [(name, name) for name in names]
        self.add("picked", several_field(_("You can use"), offered), self._picked())
        self.add("text", words_field(_("What you will ask for"), rows=3), self.said.get("text", ""))


class MoneyForm(AnswerForm):
    """A sum, and whether it is enough."""

    def build(self) -> None:
        amount = MoneyField(label=_("What you paid yourself, over the period"), min_value=0)
        self.add("amount", amount, as_number(self.said.get("amount")))
        amount.unit = self.ground.business.currency  # type: ignore[attr-defined]  # read by the page
        self.add("yes", radio_field(_("Is it enough?"), YES_NO), said_yes(self.said.get("yes")))
        self.add("text", words_field(_("In a few words"), rows=3), self.said.get("text", ""))

    def value(self) -> Json:
        return {**super().value(), "yes": as_yes(self.cleaned_data.get("yes"))}


class YesNoForm(AnswerForm):
    """Yes or no, and what happened."""

    def build(self) -> None:
        self.add("yes", radio_field(_("Your answer"), YES_NO), said_yes(self.said.get("yes")))
        self.add("text", words_field(_("In a few words")), self.said.get("text", ""))

    def value(self) -> Json:
        return {**super().value(), "yes": as_yes(self.cleaned_data.get("yes"))}


class NamesForm(AnswerForm):
    """Two names of a list: the most and the least, more and less, one to stop and one to make."""

    ASKED: Mapping[Kind, tuple[tuple[str, Any], ...]] = {
        Kind.RANK: (("best", _("Brings the most")), ("worst", _("Brings the least"))),
        Kind.COMPARE: (
            ("more", _("Where I put more hours")),
            ("less", _("Where I put fewer hours")),
        ),
        Kind.PICK: (("stop", _("I stop")), ("create", _("I create"))),
    }
    FREE = ("create",)

    def build(self) -> None:
        kind = self.question.kind
        known = self.ground.channels if kind is Kind.COMPARE else self.ground.offers
        for name, label in self.ASKED[kind]:
            said = str(self.said.get(name) or "")
            names = [*known, *([said] if said and said not in known else [])]
            if name in self.FREE or not known:
                self.add(name, line_field(label), said)
            else:
                self.add(name, pick_field(label, [(each, each) for each in names]), said)
        if kind is Kind.COMPARE:
            self.add("text", words_field(_("In a few words"), rows=3), self.said.get("text", ""))


class HatForm(AnswerForm):
    """One of the seven hats, with the hours it took."""

    template = "pilot/bilan_kinds/_hat.html"

    def build(self) -> None:
        hats = [(str(hat), str(name)) for hat, name in HAT_NAMES.items()]
        self.add("hat", radio_field(_("The hat"), hats), self.said.get("hat", ""))
        if self.question.kind is Kind.HAT_TEXT:
            label = _("What it cost")
            self.add("text", words_field(label, rows=4), self.said.get("text", ""))

    @property
    def hats(self) -> list[tuple[Any, str]]:
        """Each button with the hours of its hat."""
        hours = self.ground.hat_hours
        return [(each, hours.get(each.data["value"], "")) for each in self["hat"]]


def _answers(question: str) -> list[tuple[str, str]]:
    words = {**CHOSEN, "none": NONE_IS.get(question, CHOSEN["none"])}
    return [(mark, str(words[mark])) for mark in ANSWERS[question]]


def mark_field(label: Any) -> forms.ChoiceField:
    """From 1 to 5."""
    return radio_field(label, ONE_TO_FIVE)


def radio_field(label: Any, choices: Iterable[tuple[str, Any]]) -> forms.ChoiceField:
    """One of a few, all shown."""
    return forms.ChoiceField(
        label=label,
        choices=list(choices),
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": _("Choose one of the answers.")},
    )


def pick_field(label: Any, choices: Iterable[tuple[str, Any]]) -> forms.ChoiceField:
    """One of a list that opens."""
    return forms.ChoiceField(
        label=label,
        choices=[("", _("Choose…")), *choices],
        required=False,
        error_messages={"invalid_choice": _("Choose one of the list.")},
    )


def several_field(label: Any, choices: Iterable[tuple[str, Any]]) -> forms.MultipleChoiceField:
    """Any of a few, all shown."""
    return forms.MultipleChoiceField(
        label=label,
        choices=list(choices),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": _("Choose among the answers.")},
    )


def as_mark(value: Any) -> int | None:
    """1 to 5, or nothing said."""
    return int(value) if value in {"1", "2", "3", "4", "5"} else None


def said_mark(value: Any) -> str:
    """A mark as its button has it."""
    return str(value) if value else ""


def as_yes(value: Any) -> bool | None:
    """Yes, no, or nothing said."""
    return {"yes": True, "no": False}.get(value)


def said_yes(value: Any) -> str:
    """Yes or no as its button has it."""
    return {True: "yes", False: "no"}.get(value, "")


def as_number(value: Any) -> Any:
    """A number kept as JSON, as a field shows it."""
    return "" if value in (None, "") else Decimal(str(value))
