"""The shape of what is typed about the running clock."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.utils.translation import gettext_lazy as _

from casquettes.kernel.models import Activity, Business


class WearForm(forms.Form):
    """Optional details given while putting a hat on."""

    activity = forms.ModelChoiceField(Activity.objects.none(), required=False)
    label = forms.CharField(max_length=160, required=False)
    note = forms.CharField(max_length=500, required=False)

    def __init__(self, *arguments: object, business: Business, **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]
        field = self.fields["activity"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Activity.objects.of(business).shown()


class DescribeForm(WearForm):
    """What is being done under the hat worn now."""


class StartForm(forms.Form):
    """The time of day at which the hat was put on."""

    started = forms.TimeField(
        label=_("Since"),
        error_messages={
            "invalid": _("Write a time, for example 9:05."),
            "required": _("Write a time, for example 9:05."),
        },
        input_formats=["%H:%M", "%H:%M:%S", "%Hh%M", "%H h %M", "%Hh", "%H h"],
    )

    def moment(self, *, now: dt.datetime) -> dt.datetime:
        """The last time the clock showed this hour: today, or yesterday for a later hour."""
        started = self.cleaned_data["started"]
        found = now.replace(hour=started.hour, minute=started.minute, second=0)
        return found if found <= now else found - dt.timedelta(days=1)


class EndForm(forms.Form):
    """The day and time at which a forgotten hat was really taken off."""

    ended_at = forms.DateTimeField(
        label=_("I stopped at"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        error_messages={
            "invalid": _("Give a day and a time."),
            "required": _("Give a day and a time."),
        },
    )
