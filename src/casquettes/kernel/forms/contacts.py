"""The shape of what she tells of a contact, with as many numbers and addresses as there are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from casquettes.formats.cards import Point
from casquettes.formats.country_names import country_codes, country_name
from casquettes.formats.identifiers import (
    Misread,
    Why,
    grouped,
    phone_shown,
    read_email,
    read_iban,
    read_phone,
    read_siren,
    read_siret,
    read_vat_number,
    siret_shown,
)
from casquettes.formats.names import folded
from casquettes.kernel.actions.contacts import ContactDraft, ContactRefused, PlaceDraft
from casquettes.kernel.choosing import ContactChoice
from casquettes.kernel.forms.settings import CURRENCIES
from casquettes.kernel.models import Business, Contact, ContactPoint

MOST_ROWS = 15
ROWS = ("phones", "emails", "places")
PLACE_PARTS = ("street", "street2", "postcode", "city", "country", "label", "access_note")
CHECK_IT = _("One digit is mistyped: check it against a paper of theirs.")
SIREN = _("Write the nine digits of the SIREN, for example 732 829 320.")
SIRET = _("Write the fourteen digits of the SIRET, for example 732 829 320 00074.")
OTHER_SIREN = _("This SIRET does not begin with the SIREN above: one of the two is mistyped.")
VAT = _("Write the letters of the country and the number, for example FR40303265045.")
IBAN = _("Write the whole IBAN, for example FR14 2004 1010 0505 0001 3M02 606.")
PHONE = _("Write a telephone number, for example 06 12 34 56 78 or +32 470 12 34 56.")
EMAIL = _("Write an e-mail address, for example claire@example.org.")
DAY = _("Write a day of the calendar, for example 12/03/2026.")
NAME = _("Write a name, for example Claire Moreau.")


class PhoneField(forms.CharField):
    """A telephone number as she writes it; what was kept as it came may stay so."""

    def __init__(self, *, country: str, kept: str = "", **options: Any) -> None:
        widget = forms.TextInput({"inputmode": "tel", "autocomplete": "off"})
        super().__init__(required=False, max_length=60, widget=widget, **options)
        self.country, self.kept = country, kept

    def clean(self, value: Any) -> str:
        text = str(super().clean(value)).strip()
        try:
            return read_phone(text, country=self.country) if text else ""
        except Misread as error:
            if text == self.kept:
                return text
            raise ValidationError(PHONE, code="invalid") from error


class EmailField(forms.CharField):
    """An e-mail address; what was kept as it came may stay so."""

    def __init__(self, *, kept: str = "", **options: Any) -> None:
        widget = forms.TextInput(
            {"inputmode": "email", "autocomplete": "off", "autocapitalize": "off"}
        )
        super().__init__(required=False, max_length=254, widget=widget, **options)
        self.kept = kept

    def clean(self, value: Any) -> str:
        text = str(super().clean(value)).strip()
        try:
            return read_email(text) if text else ""
        except Misread as error:
            if text == self.kept:
                return text
            raise ValidationError(EMAIL, code="invalid") from error


class ContactForm(forms.Form):
    """Who they are; a name is enough. Numbers and addresses come in rows, empty ones count not."""

    kind = forms.ChoiceField(
        label=_("Who is it?"),
        choices=[("person", _("A person")), ("firm", _("A firm"))],
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose in the list.")),
    )
    phones, emails, places = (
        forms.IntegerField(required=False, widget=forms.HiddenInput) for _row in ROWS
    )
    payer = ContactChoice(label=_("Who pays"), required=False)
    follow_up_on = forms.DateField(
        label=_("Next follow-up"),
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": DAY},
    )
    language = forms.ChoiceField(label=_("Language of their papers"), required=False)
    currency = forms.ChoiceField(label=_("Currency of their papers"), required=False)
    note = forms.CharField(
        label=_("Note"), required=False, widget=forms.Textarea({"rows": 3}), max_length=4000
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        business: Business,
        contact: Contact | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        first = {"kind": "person", **(_as_typed(contact) if contact else {}), **(initial or {})}
        super().__init__(data, initial=first)
        self.business, self.contact = business, contact
        self._add_lines()
        payer = self.fields["payer"]
        assert isinstance(payer, ContactChoice)
        payer.offer(business)
        same = [("", _("As usual"))]
        self._choose("language", [*same, *settings.LANGUAGES])
        self._choose("currency", [*same, *CURRENCIES])
        told: Mapping[str, Any] = data if data is not None else first
        self.counts = {name: _count(told.get(name)) for name in ROWS}
        for rank in range(self.counts["phones"]):
            kept = str(first.get(f"phone_{rank}", ""))
            self.fields[f"phone_{rank}"] = PhoneField(
                label=_("Telephone"), country=business.country, kept=kept
            )
            self.fields[f"phone_{rank}_label"] = _label_field()
        for rank in range(self.counts["emails"]):
            kept = str(first.get(f"email_{rank}", ""))
            self.fields[f"email_{rank}"] = EmailField(label=_("E-mail"), kept=kept)
            self.fields[f"email_{rank}_label"] = _label_field()
        for rank in range(self.counts["places"]):
            self._add_place(rank)

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        self._read("siren", read_siren, SIREN)
        siren = str(told.get("siren") or "")
        self._read("siret", lambda text: read_siret(text, siren=siren), SIRET)
        self._read("vat_number", read_vat_number, VAT)
        self._read("iban", read_iban, IBAN)
        firm = told.get("kind") == Contact.Kind.FIRM
        names = ["company"] if firm else ["first_name", "last_name"]
        reached = any(told.get(f"{name}_0") for name in ("phone", "email"))
        if not reached and not folded(" ".join(str(told.get(name, "")) for name in names)):
            self.add_error("company" if firm else "last_name", NAME)
        return told

    def draft(self) -> ContactDraft:
        """The contact as told; of a valid form."""
        told = self.cleaned_data
        text = {
            name: told[name]
            for name in (
                *("kind", "title", "first_name", "last_name", "company", "vat_number", "iban"),
                *("language", "currency", "origin", "follow_up_note", "note", "siret"),
            )
        }
        return ContactDraft(
            **text,
            siren=told["siren"] or told["siret"][:9],
            payer=told["payer"] or None,
            follow_up_on=told["follow_up_on"],
            phones=self._points("phone"),
            emails=self._points("email"),
            places=[place for rank in range(self.counts["places"]) if (place := self._place(rank))],
            tags=told["tags"].split(","),
        )

    def refuse(self, refusal: ContactRefused) -> None:
        """Show where it belongs why this cannot be written."""
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))

    @property
    def phone_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Each number with its label."""
        ranks = range(self.counts["phones"])
        return [(self[f"phone_{rank}"], self[f"phone_{rank}_label"]) for rank in ranks]

    @property
    def email_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Each address with its label."""
        ranks = range(self.counts["emails"])
        return [(self[f"email_{rank}"], self[f"email_{rank}_label"]) for rank in ranks]

    @property
    def place_rows(self) -> list[dict[str, forms.BoundField]]:
        """The fields of each postal address."""
        ranks = range(self.counts["places"])
        return [
            {name: self[f"place_{rank}_{name}"] for name in (*PLACE_PARTS, "pk")} for rank in ranks
        ]

    def opens(self, *names: str) -> bool:
        """Has any of these fields something to show, or to correct?"""
        return any(self[name].value() or self[name].errors for name in names)

    @property
    def papers_open(self) -> bool:
        return self.opens("siren", "siret", "vat_number", "iban", "payer", "language", "currency")

    @property
    def finding_open(self) -> bool:
        return self.opens("tags", "origin", "follow_up_on", "follow_up_note", "note")

    def _add_lines(self) -> None:
        lines = {
            "title": (_("Title"), 20, ""),
            "first_name": (_("First name"), 80, ""),
            "last_name": (_("Last name"), 80, ""),
            "company": (_("Firm"), 160, ""),
            "siren": (_("SIREN"), 20, "numeric"),
            "siret": (_("SIRET"), 30, "numeric"),
            "vat_number": (_("VAT number"), 30, ""),
            "iban": (_("IBAN"), 60, ""),
            "origin": (_("How they came"), 60, ""),
            "tags": (_("Tags"), 300, ""),
            "follow_up_note": (_("About"), 200, ""),
        }
        for name, (label, most, mode) in lines.items():
            attributes = {"autocomplete": "off"} | ({"inputmode": mode} if mode else {})
            if name in {"title", "origin"}:
                attributes["list"] = f"{name}s"
            self.fields[name] = forms.CharField(
                label=label, max_length=most, required=False, widget=forms.TextInput(attributes)
            )

    def _add_place(self, rank: int) -> None:
        lines = {
            "street": (_("Street"), 160),
            "street2": (_("More"), 160),
            "postcode": (_("Postcode"), 12),
            "city": (_("City"), 80),
            "label": (_("Label"), 40),
            "access_note": (_("How to get in"), 200),
        }
        for name, (label, most) in lines.items():
            widget = forms.TextInput({"autocomplete": "off"})
            self.fields[f"place_{rank}_{name}"] = forms.CharField(
                label=label, max_length=most, required=False, widget=widget
            )
        self.fields[f"place_{rank}_country"] = forms.ChoiceField(
            label=_("Country"),
            required=False,
            choices=_countries(self.business.country),
            initial=self.business.country,
        )
        self.fields[f"place_{rank}_pk"] = forms.IntegerField(
            required=False, widget=forms.HiddenInput
        )

    def _choose(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        present = self.initial.get(name)
        known = {code for code, _said in choices}
        field.choices = choices + ([(present, present)] if present and present not in known else [])

    def _read(self, name: str, read: Any, shape: Any) -> None:
        text = str(self.cleaned_data.get(name) or "")
        if not text:
            return
        try:
            self.cleaned_data[name] = read(text)
        except Misread as error:
            said = {Why.CHECK: CHECK_IT, Why.OTHER_SIREN: OTHER_SIREN}.get(error.why, shape)
            self.add_error(name, said)

    def _points(self, name: str) -> list[Point]:
        told = self.cleaned_data
        ranks = range(self.counts[f"{name}s"])
        return [
            Point(told[f"{name}_{rank}"], told[f"{name}_{rank}_label"].strip())
            for rank in ranks
            if told[f"{name}_{rank}"]
        ]

    def _place(self, rank: int) -> PlaceDraft | None:
        parts = {name: self.cleaned_data[f"place_{rank}_{name}"] for name in PLACE_PARTS}
        if not any(parts[name] for name in ("street", "street2", "postcode", "city")):
            return None
        return PlaceDraft(**parts, pk=self.cleaned_data[f"place_{rank}_pk"])


class FollowUpForm(forms.Form):
    """When to write or call next: in so many days, or on a day; neither forgets it."""

    days = forms.IntegerField(required=False, min_value=1, max_value=3660)
    on = forms.DateField(
        label=_("Next follow-up"),
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": DAY},
    )
    note = forms.CharField(label=_("About"), max_length=200, required=False)


class MergeForm(forms.Form):
    """The other contact that is the same one, and which of the two stays."""

    other = ContactChoice(label=_("The same as"), adds=False)
    stays = forms.ChoiceField(
        choices=[("this", ""), ("other", "")], required=False, widget=forms.RadioSelect
    )

    def __init__(self, *arguments: Any, business: Business, **named: Any) -> None:
        super().__init__(*arguments, **named)
        other = self.fields["other"]
        assert isinstance(other, ContactChoice)
        other.offer(business)


def _label_field() -> forms.CharField:
    widget = forms.TextInput({"autocomplete": "off", "list": "labels"})
    return forms.CharField(label=_("Label"), max_length=40, required=False, widget=widget)


def _countries(home: str) -> list[tuple[str, str]]:
    """Every country by name, hers first."""
    language = get_language() or "fr"
    named = [(code, country_name(code, language=language)) for code in country_codes()]
    named.sort(key=lambda each: (each[0] != home, folded(each[1])))
    return named


def _count(told: Any) -> int:
    """How many rows a form shows: one at least."""
    text = str(told or "")
    return min(MOST_ROWS, max(1, int(text))) if text.isdecimal() and len(text) < 4 else 1


def _as_typed(contact: Contact) -> dict[str, Any]:
    """What the form shows of a contact."""
    names = (
        *("kind", "title", "first_name", "last_name", "company", "vat_number", "language"),
        *("currency", "origin", "follow_up_on", "follow_up_note", "note", "payer"),
    )
    typed: dict[str, Any] = {name: getattr(contact, name) for name in names}
    typed["siren"] = grouped(contact.siren, 3)
    typed["siret"] = siret_shown(contact.siret) if contact.siret else ""
    typed["iban"] = grouped(contact.iban)
    typed["tags"] = ", ".join(tag.name for tag in contact.tags.all())
    points = list(contact.points.all())
    country = contact.business.country
    for kind, name in ((ContactPoint.Kind.PHONE, "phone"), (ContactPoint.Kind.EMAIL, "email")):
        mine = [point for point in points if point.kind == kind]
        typed[f"{name}s"] = max(1, len(mine))
        for rank, point in enumerate(mine):
            shown = phone_shown(point.value, country=country) if name == "phone" else point.value
            typed |= {f"{name}_{rank}": shown, f"{name}_{rank}_label": point.label}
    addresses = list(contact.addresses.all())
    typed["places"] = max(1, len(addresses))
    for rank, address in enumerate(addresses):
        typed |= {f"place_{rank}_{name}": getattr(address, name) for name in (*PLACE_PARTS, "pk")}
    return typed
