"""The shape of what she says of herself for her documents."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casquettes.formats import identifiers
from casquettes.kernel.actions.identity import FirstPaper
from casquettes.kernel.models import Identity
from casquettes.kernel.queries.identity import usual_name

PLACE = re.compile(r"\s*(?P<postcode>[A-Za-z]{0,3}-?\s?[0-9][0-9A-Za-z -]*?)[\s,]+(?P<city>\D.*)")
SIREN_ASKED = _(
    "Write the 9 digits of your SIREN or the 14 of your SIRET, for example 732 829 320."
)
IBAN_ASKED = _("Check this IBAN: its digits do not agree. It is on your bank’s account details.")


class FirstPaperForm(forms.Form):
    """What a first invoice needs of her, in as few fields as there can be.

    Shown anywhere by `{% load papers %}{% first_paper next=… %}`; answered by kernel:first_paper.
    """

    legal_name = forms.CharField(
        label=_("Your name, as documents print it"),
        max_length=160,
        error_messages={
            "required": _("Write your first name and name, for example Anne Martin EI.")
        },
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    number = forms.CharField(
        label=_("SIREN or SIRET"),
        max_length=24,
        error_messages={"required": SIREN_ASKED, "max_length": SIREN_ASKED},
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    street = forms.CharField(
        label=_("Street"),
        max_length=160,
        error_messages={
            "required": _("Write the number and the street, for example 12 rue des Lilas.")
        },
        widget=forms.TextInput({"autocomplete": "street-address"}),
    )
    place = forms.CharField(
        label=_("Postcode and city"),
        max_length=94,
        error_messages={
            "required": _("Write the postcode and the city, for example 44000 Nantes.")
        },
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    iban = forms.CharField(
        label=_("IBAN"),
        max_length=50,
        required=False,
        help_text=_("So that clients can pay by transfer. You can add it later."),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *arguments: Any, identity: Identity, **named: Any) -> None:
        named.setdefault("initial", _known(identity))
        super().__init__(*arguments, **named)
        self.identity = identity
        if identity.iban:
            del self.fields["iban"]
        if identity.country != "FR":
            self.fields["number"].required = False

    def clean_number(self) -> tuple[str, str]:
        """SIREN and SIRET; a SIRET begins with its SIREN."""
        return siren_and_siret(self.cleaned_data["number"])

    def clean_place(self) -> tuple[str, str]:
        found = PLACE.fullmatch(self.cleaned_data["place"])
        if found is None or len(found["postcode"]) > 12 or len(found["city"]) > 80:
            raise forms.ValidationError(self.fields["place"].error_messages["required"])
        return found["postcode"].strip(), found["city"].strip()

    def clean_iban(self) -> str:
        return checked_iban(self.cleaned_data["iban"])

    def first_paper(self) -> FirstPaper:
        """What was told; of a valid form."""
        told = self.cleaned_data
        siren, siret = told["number"]
        postcode, city = told["place"]
        return FirstPaper(
            told["legal_name"], siren, siret, told["street"], postcode, city, told.get("iban", "")
        )


def siren_and_siret(text: str) -> tuple[str, str]:
    """Both, from whichever was typed; nothing from nothing."""
    if not text:
        return "", ""
    try:
        if sum(sign.isdigit() for sign in text) > 9:
            siret = identifiers.read_siret(text)
            return siret[:9], siret
        return identifiers.read_siren(text), ""
    except identifiers.Misread as wrong:
        raise forms.ValidationError(SIREN_ASKED) from wrong


def checked_iban(text: str) -> str:
    """The account, without spaces; nothing from nothing."""
    try:
        return identifiers.read_iban(text) if text else ""
    except identifiers.Misread as wrong:
        raise forms.ValidationError(IBAN_ASKED) from wrong


def _known(identity: Identity) -> dict[str, str]:
    return {
        "legal_name": identity.legal_name or usual_name(identity.business),
        "number": identity.siret or identity.siren,
        "street": identity.street,
        "place": f"{identity.postcode} {identity.city}".strip(),
    }
