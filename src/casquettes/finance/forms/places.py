"""Where a client lives, in two fields: what an invoice must say of them."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from casquettes.kernel.actions.contacts import PlaceDraft

PLACE = re.compile(r"\s*([A-Za-z]{0,3}-?\s?[0-9][0-9A-Za-z -]*?)[\s,]+(\D.*)")
ASKED = _("Write the postcode and the city, for example 44000 Nantes.")


class CityField(forms.CharField):
    """Postcode and city on one line; both come out."""

    def __init__(self, **options: object) -> None:
        messages = {"required": ASKED, "max_length": ASKED}
        super().__init__(
            max_length=94,
            error_messages=messages,
            widget=forms.TextInput({"autocomplete": "off"}),
            **options,  # type: ignore[arg-type]
        )

    def clean(self, value: object) -> tuple[str, str]:
        text = super().clean(value)
        if not text:
            return "", ""
        found = PLACE.fullmatch(text)
        if found is None or len(found[1]) > 12 or len(found[2]) > 80:
            raise forms.ValidationError(ASKED, code="invalid")
        return found[1].strip(), found[2].strip()


class PlaceForm(forms.Form):
    """The address of who is billed."""

    street = forms.CharField(
        label=_("Street"),
        max_length=160,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={
            "required": _("Write the number and the street, for example 12 rue des Lilas.")
        },
    )
    city = CityField(label=_("Postcode and city"))

    def place(self) -> PlaceDraft:
        """The address told."""
        postcode, city = self.cleaned_data["city"]
        return PlaceDraft(street=self.cleaned_data["street"], postcode=postcode, city=city)
