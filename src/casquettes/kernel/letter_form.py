"""A letter before it leaves, as any room shows it: addresses, subject, text."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casquettes.formats import eml
from casquettes.kernel.actions.mail import Letter

WHO = _("Write an address, for example claire@example.org.")


class AddressesField(forms.CharField):
    """One or several addresses on a line, separated by commas; they come out tidied."""

    widget = forms.TextInput(
        attrs={"inputmode": "email", "autocomplete": "off", "spellcheck": "false"}
    )

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 254)
        options.setdefault("error_messages", {}).setdefault("required", WHO)
        super().__init__(**options)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        try:
            return ", ".join(eml.addresses(text))
        except eml.NotAnAddress as error:
            raise ValidationError(
                _("“%(text)s” is not an address. Write for example claire@example.org."),
                code="invalid",
                params={"text": str(error)[:60]},
            ) from error


class SubjectField(forms.CharField):
    """One line: a pasted line break would hide another header."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 200)
        options.setdefault("error_messages", {}).setdefault("required", _("Write a subject."))
        super().__init__(**options)

    def clean(self, value: Any) -> str:
        if eml.CONTROLS.search(str(value or "").strip("\r\n")):
            raise ValidationError(_("Write the subject on one line."), code="invalid")
        return str(super().clean(value))


class LetterForm(forms.Form):
    """A letter as it will leave; what she types replaces what was proposed."""

    to = AddressesField(label=pgettext_lazy("mail", "To"))
    copy_to = AddressesField(label=_("Copy to"), required=False)
    subject = SubjectField(label=_("Subject"))
    body = forms.CharField(
        label=_("Text"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 16, "class": "letter-body"}),
        error_messages={"required": _("Write a text.")},
    )

    def __init__(self, *arguments: Any, letter: Letter, **options: Any) -> None:
        self.proposed = letter
        proposed = {name: getattr(letter, name) for name in self.base_fields}
        options["initial"] = proposed | options.get("initial", {})
        super().__init__(*arguments, **options)

    def letter(self) -> Letter:
        """The letter as she left it, with the files that go with it."""
        body = self.cleaned_data["body"].replace("\r\n", "\n")
        return replace(self.proposed, **{**self.cleaned_data, "body": body})
