"""The shape of everything her documents say of her."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casquettes.formats import identifiers
from casquettes.formats.paper.colours import INK
from casquettes.kernel.forms.identity import checked_iban, siren_and_siret
from casquettes.kernel.models import Identity
from casquettes.kernel.queries.identity import usual_name

COLOUR = re.compile(r"#[0-9a-f]{6}")
MOST_DAYS = 60
OWES_NOTHING, CHARGES = "franchise", "charged"
PERCENT_ASKED = _("Write a number between 0 and 100, for example 30.")
DAYS_ASKED = _("Write a number of days between 0 and 60: the law allows no more between firms.")
STANDS_ASKED = _("Write a number of days between 1 and 365, for example 30.")
RATE_ASKED = _("Write a yearly rate in percent, for example 12.5.")
LINK_ASKED = _("Write an address that begins with https://, from your bank or payment service.")
SITE_ASKED = _("Write an address, for example https://example.org.")
PLAIN = [
    *("legal_name", "street", "street2", "postcode", "city", "email", "register"),
    *("account_holder", "vat_on_debits", "mediator", "insurance", "sap_number"),
    *("early_discount", "footer"),
]


class CompanyForm(forms.ModelForm):  # type: ignore[type-arg]
    """Her name and address, how she is paid, her VAT, and the look of her paper."""

    number = forms.CharField(
        label=_("SIREN or SIRET"),
        max_length=24,
        required=False,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    phone = forms.CharField(
        label=_("Telephone"), max_length=30, required=False, widget=forms.TextInput({"type": "tel"})
    )
    website = forms.URLField(
        label=_("Web site"),
        required=False,
        assume_scheme="https",
        error_messages={"invalid": SITE_ASKED},
    )
    iban = forms.CharField(
        label=_("IBAN"),
        max_length=50,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    bic = forms.CharField(
        label=_("BIC"),
        max_length=16,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    payment_link = forms.URLField(
        label=_("Payment link"),
        required=False,
        assume_scheme="https",
        error_messages={"invalid": LINK_ASKED},
    )
    payment_days = forms.IntegerField(
        label=_("Days to pay"),
        min_value=0,
        max_value=MOST_DAYS,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), DAYS_ASKED),
    )
    quote_days = forms.IntegerField(
        label=_("Days a quote stands"),
        min_value=1,
        max_value=365,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), STANDS_ASKED
        ),
    )
    deposit_rate = forms.DecimalField(
        label=_("Usual deposit"),
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput({"inputmode": "decimal"}),
    )
    late_rate = forms.DecimalField(
        label=_("Late fee rate, a year"),
        required=False,
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput({"inputmode": "decimal"}),
    )
    vat = forms.ChoiceField(
        label=_("VAT"),
        choices=[(OWES_NOTHING, _("No VAT (franchise)")), (CHARGES, _("I charge VAT"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether you charge VAT.")},
    )
    vat_since = forms.DateField(
        label=_("Since"),
        required=False,
        localize=True,
        widget=forms.DateInput({"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": _("Write a date, for example 01/09/2025.")},
    )
    vat_number = forms.CharField(label=_("VAT number"), max_length=24, required=False)
    colour = forms.CharField(
        label=_("Colour"), required=False, widget=forms.TextInput({"type": "color"})
    )

    class Meta:
        model = Identity
        fields = [
            *PLAIN,
            *("phone", "website", "iban", "bic", "payment_link", "payment_days", "quote_days"),
            *("deposit_rate", "late_rate", "vat_since", "vat_number", "colour"),
        ]
        labels = {
            "legal_name": _("Your name, as documents print it"),
            "street": _("Street"),
            "street2": _("More of the address"),
            "postcode": _("Postcode"),
            "city": _("City"),
            "email": _("E-mail address"),
            "register": _("Register"),
            "account_holder": _("Account holder"),
            "vat_on_debits": _("I opted to pay VAT on debits"),
            "mediator": _("Consumer mediator"),
            "insurance": _("Insurance"),
            "sap_number": _("Personal services declaration number"),
            "early_discount": _("Discount for early payment"),
            "footer": _("Last line of documents"),
        }
        error_messages = {
            "email": {"invalid": _("Write an address, for example lea@example.org.")},
        }

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        identity = self.instance
        self.before = (identity.iban, identity.bic)
        self.initial.update(
            legal_name=identity.legal_name or usual_name(identity.business),
            number=_shown_number(identity.siret or identity.siren),
            iban=identifiers.grouped(identity.iban),
            vat=CHARGES if identity.vat_since else OWES_NOTHING,
            colour=identity.colour or INK,
        )
        for name, words in (("deposit_rate", PERCENT_ASKED), ("late_rate", RATE_ASKED)):
            self.fields[name].error_messages |= dict.fromkeys(_REFUSALS, words)
        if identity.business.country != "FR":
            del self.fields["number"]

    def clean_number(self) -> str:
        siren, siret = siren_and_siret(self.cleaned_data["number"])
        self.instance.siren, self.instance.siret = siren, siret
        return siret or siren

    def clean_phone(self) -> str:
        return _phone(self.cleaned_data["phone"], country=self.instance.business.country)

    def clean_iban(self) -> str:
        return checked_iban(self.cleaned_data["iban"])

    def clean_bic(self) -> str:
        """As typed; that of the bank when none was, or when only the account changed."""
        iban, typed = self.cleaned_data.get("iban", ""), self.cleaned_data["bic"]
        old_iban, old_bic = self.before
        if not iban:
            return ""
        if not typed or (iban != old_iban and typed == old_bic):
            return identifiers.bic_of(iban)
        try:
            return identifiers.read_bic(typed)
        except identifiers.Misread as wrong:
            raise forms.ValidationError(
                _("Write the 8 or 11 signs of the BIC, or leave it empty.")
            ) from wrong

    def clean_payment_link(self) -> str:
        link: str = self.cleaned_data["payment_link"]
        if link and not link.startswith("https://"):
            raise forms.ValidationError(LINK_ASKED)
        return link

    def clean_vat_number(self) -> str:
        try:
            typed = self.cleaned_data["vat_number"]
            return identifiers.read_vat_number(typed) if typed else ""
        except identifiers.Misread as wrong:
            raise forms.ValidationError(
                _("Check this VAT number, for example FR44732829320.")
            ) from wrong

    def clean_colour(self) -> str:
        """Empty for ink."""
        colour = self.cleaned_data["colour"].lower()
        return colour if COLOUR.fullmatch(colour) and colour != INK else ""

    def clean(self) -> dict[str, Any]:
        """Since when, once she charges VAT; her number follows from her SIREN."""
        told = super().clean() or self.cleaned_data
        if told.get("vat") == CHARGES:
            if not told.get("vat_since") and "vat_since" not in self.errors:
                self.add_error("vat_since", _("Write the day from which you charge VAT."))
            if not told.get("vat_number") and self.instance.siren:
                told["vat_number"] = identifiers.vat_number_of(self.instance.siren)
        else:
            told["vat_since"] = None
            told["vat_on_debits"] = False
        return told

    def shown_identity(self) -> Identity:
        """What the form says so far, its refused answers left as they were: for a preview."""
        self.full_clean()
        identity: Identity = self.instance
        for name in self.Meta.fields:
            if name in self.cleaned_data:
                setattr(identity, name, self.cleaned_data[name])
        return identity


_REFUSALS = (
    *("required", "invalid", "min_value", "max_value"),
    *("max_digits", "max_decimal_places", "max_whole_digits"),
)


def _shown_number(number: str) -> str:
    return identifiers.siret_shown(number) if len(number) == 14 else identifiers.grouped(number, 3)


def _phone(typed: str, *, country: str) -> str:
    """The telephone as her country writes it."""
    if not typed:
        return ""
    try:
        kept = identifiers.read_phone(typed, country=country)
    except identifiers.Misread as wrong:
        raise forms.ValidationError(
            _("Check this telephone number, for example 06 12 34 56 78.")
        ) from wrong
    return identifiers.phone_shown(kept, country=country)


class LogoForm(forms.Form):
    """The file of a logo."""

    logo = forms.FileField(
        label=_("Logo"),
        help_text=_("PNG or JPEG, 1 MB at most."),
        widget=forms.FileInput({"accept": "image/png,image/jpeg", "form": "logo-form"}),
        error_messages={
            "required": _("Choose a PNG or JPEG file."),
            "empty": _("This file is empty: choose a PNG or JPEG file."),
        },
    )


class NumbersForm(forms.Form):
    """The next number of each kind, as it should look."""

    invoice = forms.CharField(label=_("Next invoice"), max_length=60, required=False)
    quote = forms.CharField(label=_("Next quote"), max_length=60, required=False)
    credit_note = forms.CharField(label=_("Next credit note"), max_length=60, required=False)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        for field in self.fields.values():
            field.widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}
