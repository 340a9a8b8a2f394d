"""The shape of a partner."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casquettes.kernel.choosing import ContactChoice
from casquettes.kernel.models import HAT_CHOICES, Activity, Business
from casquettes.office.actions.partners import PartnerDraft
from casquettes.office.models import Partner
from casquettes.ui.days import day_field
from casquettes.ui.numbers import MoneyField, NumberField

CHOOSE = {"invalid_choice": _("Choose in the list.")}
FIELDS = (
    *("contact", "hat", "activity", "brief", "hourly_price", "month_hours"),
    *("briefed_on", "from_on", "until_on", "note"),
)


class PartnerForm(forms.Form):
    """Who does what for her, at what price, from when to when."""

    contact = ContactChoice(label=_("Who"))
    hat = forms.ChoiceField(label=_("Hat"), choices=HAT_CHOICES, error_messages=CHOOSE)
    activity = forms.ModelChoiceField(
        Activity.objects.none(),
        label=_("For the activity"),
        required=False,
        empty_label=_("None in particular"),
        error_messages=CHOOSE,
    )
    brief = forms.CharField(
        label=_("What they do for you"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    hourly_price = MoneyField(
        label=_("An hour costs"), min_value=0, max_value=10_000, required=False
    )
    month_hours = NumberField(
        label=_("Hours a month"), min_value=0, max_value=744, decimal_places=1, required=False
    )
    briefed_on = day_field(label=_("Briefed on"), required=False)
    from_on = day_field(label=_("From"), required=False)
    until_on = day_field(label=_("Until"), required=False)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(
        self, *arguments: Any, business: Business, partner: Partner | None = None, **named: Any
    ) -> None:
        if partner is not None:
            named["initial"] = {name: getattr(partner, name) for name in FIELDS}
        super().__init__(*arguments, **named)
        contact, activities = self.fields["contact"], self.fields["activity"]
        assert isinstance(contact, ContactChoice)
        assert isinstance(activities, forms.ModelChoiceField)
        contact.offer(business)
        activities.queryset = Activity.objects.of(business)

    def draft(self) -> PartnerDraft:
        """The partner as told."""
        return PartnerDraft(**self.cleaned_data)

    def refuse(self, message: str, field: str) -> None:
        """Put an objection beside the field it is about."""
        self.add_error(field if field in self.fields else None, message)
