"""The shape of days away."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casquettes.timesheet.actions.absences import DaysAway
from casquettes.timesheet.forms.fields import CHOOSE, day_field
from casquettes.timesheet.models import Absence


class AbsenceForm(forms.Form):
    """Why, and from when to when; one day when no end is given."""

    kind = forms.ChoiceField(
        label=_("Reason"),
        choices=Absence.Kind.choices,
        initial=Absence.Kind.LEAVE,
        widget=forms.RadioSelect,
        error_messages=CHOOSE | {"required": _("Say why: leave, illness or a public holiday.")},
    )
    first_on = day_field(label=_("First day"))
    last_on = day_field(label=_("Last day"), required=False)
    note = forms.CharField(
        label=_("Note"),
        max_length=200,
        required=False,
        error_messages={"max_length": _("Shorten the note to 200 characters.")},
    )

    def days(self) -> DaysAway:
        """The days away; of a valid form."""
        told: dict[str, Any] = self.cleaned_data
        last_on = told["last_on"] or told["first_on"]
        return DaysAway(told["kind"], told["first_on"], last_on, told["note"])
