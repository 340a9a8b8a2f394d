"""The shape of an activity."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from casquettes.kernel.models import HAT_CHOICES, Activity


class ActivityForm(forms.Form):
    """Its name, its hat and whether its time is usually billed."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        error_messages={
            "required": _("Give the activity a name."),
            "max_length": _("Shorten the name to 120 characters."),
        },
    )
    hat = forms.ChoiceField(label=_("Hat"), choices=HAT_CHOICES)
    nature = forms.ChoiceField(
        label=_("Its time is usually"),
        choices=Activity.Nature.choices,
        initial=Activity.Nature.UNBILLED,
        widget=forms.RadioSelect,
    )
