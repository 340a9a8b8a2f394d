"""The shape of a training."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casquettes.kernel.models import HAT_CHOICES, Activity, Business
from casquettes.office.actions.trainings import TrainingDraft, TrainingRefused
from casquettes.office.models import Training
from casquettes.ui.days import day_field
from casquettes.ui.numbers import MoneyField, NumberField

CHOOSE = {"invalid_choice": _("Choose in the list.")}
FIELDS = (
    *("title", "hat", "activity", "provider", "hours", "price"),
    *("planned_on", "started_on", "done_on", "note"),
)


class TrainingForm(forms.Form):
    """What she learns, with whom, when, for how long and for how much."""

    title = forms.CharField(
        label=_("What you learn"),
        max_length=160,
        error_messages={
            "required": _("Write what it is about, for example Photos before and after."),
            "max_length": _("Shorten it to 160 characters."),
        },
    )
    hat = forms.ChoiceField(label=_("Hat"), choices=HAT_CHOICES, error_messages=CHOOSE)
    activity = forms.ModelChoiceField(
        Activity.objects.none(),
        label=_("For the activity"),
        required=False,
        empty_label=_("None in particular"),
        error_messages=CHOOSE,
    )
    provider = forms.CharField(label=_("With"), max_length=120, required=False)
    hours = NumberField(
        label=_("Hours"), min_value=0, max_value=2000, decimal_places=1, required=False
    )
    price = MoneyField(label=_("Price"), min_value=0, max_value=100_000, required=False)
    planned_on = day_field(label=_("Planned on"), required=False)
    started_on = day_field(label=_("Begun on"), required=False)
    done_on = day_field(label=_("Done on"), required=False)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(
        self, *arguments: Any, business: Business, training: Training | None = None, **named: Any
    ) -> None:
        if training is not None:
            named["initial"] = {name: getattr(training, name) for name in FIELDS}
        super().__init__(*arguments, **named)
        activities = self.fields["activity"]
        assert isinstance(activities, forms.ModelChoiceField)
        activities.queryset = Activity.objects.of(business)

    def draft(self) -> TrainingDraft:
        """The training as told."""
        told = dict(self.cleaned_data)
        told["hours"], told["price"] = told["hours"] or 0, told["price"] or 0
        return TrainingDraft(**told)

    def refuse(self, refusal: TrainingRefused) -> None:
        """Put an objection beside the field it is about."""
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))
