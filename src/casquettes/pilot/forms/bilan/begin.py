"""How a bilan is begun: short or whole, what for, over which days."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casquettes.engine.periods import Period
from casquettes.pilot.actions.bilan import BilanRefused
from casquettes.pilot.models import Bilan
from casquettes.ui.days import day_field

SHORT, WHOLE = "short", "whole"
LENGTHS = [(SHORT, _("Short")), (WHOLE, pgettext_lazy("a review", "Whole"))]


class BeginForm(forms.Form):
    """What the bilan is for, and the days it looks back on."""

    is_short = forms.ChoiceField(
        label=_("How long"), choices=LENGTHS, widget=forms.RadioSelect, required=False
    )
    moment = forms.ChoiceField(
        label=_("What for"),
        choices=Bilan.Moment.choices,
        error_messages={"invalid_choice": _("Choose what this review is for.")},
    )
    first_on = day_field(label=_("From"), required=False)
    last_on = day_field(label=_("To"), required=False)

    def __init__(self, data: Any = None, *, period: Period, moment: str) -> None:
        self.period = period
        super().__init__(data)
        self.initial = {
            "is_short": SHORT,
            "moment": moment,
            "first_on": period.first,
            "last_on": period.last,
        }

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        first = told.get("first_on") or self.period.first
        last = told.get("last_on") or self.period.last
        if not self.errors and last < first:
            self.add_error("last_on", _("Choose a day after the first one."))
        return told

    def chosen(self) -> Period:
        """The days it looks back on."""
        told = self.cleaned_data
        return Period(
            told.get("first_on") or self.period.first, told.get("last_on") or self.period.last
        )

    def wants_short(self) -> bool:
        """The quarter of an hour, unless the whole of it is asked for."""
        return self.cleaned_data.get("is_short") != WHOLE

    def refuse(self, refusal: BilanRefused) -> None:
        """Put an objection beside the field it is about."""
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))
