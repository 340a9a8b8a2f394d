"""The shape of the three answers of a first run."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from casquettes.kernel.models import Business

WEEKDAYS = [
    ("0", _("Mon.")),
    ("1", _("Tue.")),
    ("2", _("Wed.")),
    ("3", _("Thu.")),
    ("4", _("Fri.")),
    ("5", _("Sat.")),
    ("6", _("Sun.")),
]


class NameForm(forms.ModelForm):  # type: ignore[type-arg]
    """Who she is and what she does."""

    class Meta:
        model = Business
        fields = ["person_name", "name", "trade"]
        labels = {
            "person_name": _("Your first name"),
            "name": _("Name of your business"),
            "trade": _("Your trade"),
        }

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]
        self.fields["person_name"].required = True
        self.fields["person_name"].error_messages["required"] = _(
            "Write your first name, as you want to be greeted."
        )


class WeekForm(forms.ModelForm):  # type: ignore[type-arg]
    """Her week, and the share she believes she bills."""

    days = forms.MultipleChoiceField(
        label=_("The days you usually work"),
        choices=WEEKDAYS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one day.")},
    )
    guessed_share = forms.IntegerField(
        label=_("At a guess, the share of your time that is billed"),
        min_value=0,
        max_value=100,
        required=False,
        error_messages={
            "invalid": _("Write a whole number, for example 40."),
            "min_value": _("Write a share between 0 and 100."),
            "max_value": _("Write a share between 0 and 100."),
        },
    )

    class Meta:
        model = Business
        fields = ["guessed_share", "week_cap_hours"]
        # Not a number field: browsers empty it when the value has her decimal comma.
        widgets = {"week_cap_hours": forms.TextInput(attrs={"inputmode": "decimal"})}
        labels = {"week_cap_hours": _("Hours of work a week, everything included")}
        error_messages = {
            "week_cap_hours": {
                "invalid": _("Write a number of hours, for example 38."),
                "required": _("Write a number of hours, for example 38."),
            }
        }

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]
        worked = enumerate(self.instance.working_days)
        self.fields["days"].initial = [str(day) for day, mark in worked if mark == "1"]
        hours = self.fields["week_cap_hours"]
        hours.localize = hours.widget.is_localized = True
        known = self.instance.week_cap_hours
        self.initial["week_cap_hours"] = int(known) if known == int(known) else known

    def clean_week_cap_hours(self) -> object:
        value = self.cleaned_data["week_cap_hours"]
        if not 0 < value <= 168:
            raise forms.ValidationError(_("A week has at most 168 hours: write a smaller number."))
        return value

    def working_days(self) -> str:
        """The ticked days, Monday first: "1111100"."""
        return "".join("1" if day in self.cleaned_data["days"] else "0" for day, _name in WEEKDAYS)
