"""The field by which any room’s form chooses a contact, or names one still to add."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casquettes.kernel.models import Business, Contact
from casquettes.kernel.queries.contacts import label_of, labels_of, meant_by, names_offered


class ContactInput(forms.TextInput):
    """A line to type a name in, with the names that answer offered below it."""

    template_name = "kernel/_contact_input.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", "maxlength": "200", **(attrs or {})})
        self.business: Business | None = None

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        names_id = f"{context['widget']['attrs'].get('id', name)}-names"
        context["widget"]["attrs"]["list"] = names_id
        asked = f"{reverse('kernel:contact_names')}?field={name}"
        names = names_offered(self.business) if self.business else []
        context["widget"] |= {"names_id": names_id, "names": names, "asked": asked}
        return context


class ContactChoice(forms.CharField):
    """One of her contacts, by name: a `Contact` comes out, or the name of one still to add.

    In the form's `__init__` say `field.offer(business)`; once valid, hand what came out to
    `kernel.actions.contacts.find_or_add(business, told, on=today)`. With `adds=False` only known
    contacts are taken. As `initial`, a `Contact` or its id.
    """

    widget = ContactInput
    MISSING = _("Write a name, for example Claire Moreau.")
    UNKNOWN = _("No contact has this name: choose one of the list, or add the contact first.")
    SEVERAL = _("Several contacts have this name: write %(names)s.")

    def __init__(self, *, adds: bool = True, **options: Any) -> None:
        options.setdefault("error_messages", {}).setdefault("required", self.MISSING)
        super().__init__(max_length=200, **options)
        self.adds = adds
        self.business: Business | None = None

    def offer(self, business: Business) -> None:
        """Say whose contacts are meant."""
        self.business = business
        self.widget.business = business

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Contact):
            return label_of(value)
        if isinstance(value, int) and self.business is not None:
            chosen = Contact.objects.of(self.business).filter(pk=value).first()
            return label_of(chosen) if chosen else ""
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)

    def clean(self, value: Any) -> Any:
        """A `Contact`, the name of one to add, or "" when it may be left empty."""
        assert self.business is not None, "say whose contacts are meant: field.offer(business)"
        text = super().clean(value).strip()
        if not text:
            return ""
        found = meant_by(self.business, text)
        if len(found) == 1:
            return found[0]
        if found:
            names = " / ".join(f"“{label}”" for label in labels_of(found).values())
            raise ValidationError(self.SEVERAL, code="several", params={"names": names})
        if not self.adds:
            raise ValidationError(self.UNKNOWN, code="unknown")
        return text
