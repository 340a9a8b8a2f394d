"""The shape of a goal: a measure, a figure, a day; and of her direction: four texts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from casquettes.engine.periods import Period
from casquettes.pilot.actions.goals import TITLE, GoalRefused
from casquettes.pilot.models import Goal
from casquettes.pilot.queries.goal_measures import Measure, measure_of
from casquettes.ui.days import day_field
from casquettes.ui.numbers import NumberField, as_typed, read_amount

LONGEST_TEXT = 4000


class GoalChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic only in stubs
    """One of her goals, by what it is called."""

    def label_from_instance(self, obj: Any) -> str:
        known = measure_of(obj.measure)
        return obj.title or str(known.name if known else obj.measure)


class GoalForm(forms.Form):
    """How much, until when; the measure is that of the page."""

    target = NumberField(label=_("You aim at"), max_digits=12, decimal_places=2)
    first_on = day_field(label=_("From"))
    last_on = day_field(label=_("Until"))
    title = forms.CharField(
        label=_("In your words"),
        max_length=TITLE,
        required=False,
        error_messages={"max_length": _("Shorten it to 160 characters.")},
    )

    instead = GoalChoice(
        label=_("Three goals at most: which one do you leave?"),
        queryset=Goal.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": _("Choose the goal you leave for this one."),
            "invalid_choice": _("Choose the goal you leave for this one."),
        },
    )

    def __init__(
        self,
        *arguments: Any,
        measure: Measure,
        changing: bool = False,
        leaving: QuerySet[Goal] | None = None,
        **named: Any,
    ) -> None:
        super().__init__(*arguments, **named)
        self.measure = measure
        if changing:
            del self.fields["first_on"]
        if leaving is None:
            del self.fields["instead"]
        else:
            self.fields["instead"].queryset = leaving  # type: ignore[attr-defined]  # its own

    def told(self) -> dict[str, Any]:
        """What she said, the target as the house counts it."""
        said = dict(self.cleaned_data)
        said["target"] = self.measure.kept(said["target"])
        return said

    def looked(self, period: Period) -> tuple[float | None, Period]:
        """The target and the days as far as they can be read: what a live sentence needs."""
        if not self.is_bound:
            typed = read_amount(str(self.initial.get("target", "")))
            return None if typed is None else self.measure.kept(typed), period
        self.is_valid()
        said = self.cleaned_data
        target = said.get("target")
        first, last = said.get("first_on", period.first), said.get("last_on", period.last)
        days = Period(first, last) if first <= last else period
        return None if target is None else self.measure.kept(target), days

    def refuse(self, refusal: GoalRefused) -> None:
        """Put an objection beside the field it is about."""
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))


def as_shown(measure: Measure, value: float | None) -> str:
    """A target as it stands in its field."""
    return "" if value is None else as_typed(measure.typed(value))


def text_field(label: Any, hint: Any) -> forms.CharField:
    """A text of the direction: as long as a page holds."""
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": _("Shorten it: this is a page, not a book.")},
    )


class DirectionForm(forms.Form):
    """Where she goes, in four short texts."""

    clients = text_field(
        _("Who you work for"),
        _("The people you help best: what they live, what they ask, where they are."),
    )
    promise = text_field(
        _("What you promise"),
        _("What is different in their lives once you have been there."),
    )
    refusals = text_field(
        _("What you will not do"),
        _("The work, the prices and the hours you say no to."),
    )
    picture = text_field(
        _("In a year, a good day"),
        _("From morning to evening: with whom, doing what, finished when."),
    )
