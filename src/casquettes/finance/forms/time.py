"""Which time is billed, to whom and at what price when no mission says it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casquettes.kernel.choosing import ContactChoice
from casquettes.kernel.models import Business
from casquettes.ui.numbers import MoneyField

MOST_ENTRIES = 2000


class TimeForm(forms.Form):
    """Time entries, by their numbers."""

    entries = forms.CharField(error_messages={"required": _("Choose the time to bill.")})
    client = ContactChoice(label=_("Client"), required=False)
    price = MoneyField(label=_("Price of an hour"), required=False)

    def __init__(self, *arguments: Any, business: Business, **named: Any) -> None:
        super().__init__(*arguments, **named)
        client = self.fields["client"]
        assert isinstance(client, ContactChoice)
        client.offer(business)

    def clean_entries(self) -> list[int]:
        """The numbers told; what is no number is nobody's."""
        parts = self.cleaned_data["entries"].split(",")[:MOST_ENTRIES]
        return [int(part) for part in parts if part.isdecimal() and len(part) < 19]
