"""How sums of money and other numbers are typed: "48,90", "1 240,50", "1240.5"."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

# The spaces a thousand may be set apart with, and the apostrophe of Switzerland.
_GROUPS = re.compile("[\\s\u00a0\u202f\u2009'’]+(?=\\d{3}(?!\\d))")
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)")
_GROUPED_EN = re.compile(r"[+-]?\d{1,3}(,\d{3})+\.\d+")
_GROUPED_FR = re.compile(r"[+-]?\d{1,3}(\.\d{3})+,\d+")
_LONGEST = 30


def read_amount(text: str) -> Decimal | None:
    """The number a person typed, in French or in English; None when it is not one."""
    text = text.strip().replace("−", "-").removesuffix("€").strip()
    text = re.sub(r"^([+-])\s+", r"\1", text)
    text = _GROUPS.sub("", text)
    if len(text) > _LONGEST:
        return None
    if _GROUPED_EN.fullmatch(text):
        text = text.replace(",", "")
    elif _GROUPED_FR.fullmatch(text):
        text = text.replace(".", "")
    if not _NUMBER.fullmatch(text):
        return None
    return Decimal(text.replace(",", "."))


def as_typed(value: Decimal, *, places: int = 0) -> str:
    """A number as she would type it again: "48,90"; at least `places` decimals."""
    text = f"{value:f}"
    whole, _point, rest = text.partition(".")
    rest = rest.rstrip("0").ljust(places, "0")
    point = "." if (get_language() or "fr").startswith("en") else ","
    return f"{whole}{point}{rest}" if rest else whole


class NumberField(forms.DecimalField):
    """A number with a comma or a dot; never an exponent, infinity or « not a number »."""

    EXAMPLE: Any = _("Write a number, for example 2.5.")
    TOO_BIG: Any = _("This number is too big.")
    places = 0

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_digits", 12)
        options.setdefault("decimal_places", 3)
        messages = options.setdefault("error_messages", {})
        for key in ("required", "invalid", "max_decimal_places"):
            messages.setdefault(key, self.EXAMPLE)
        for key in ("max_digits", "max_whole_digits"):
            messages.setdefault(key, self.TOO_BIG)
        options.setdefault("widget", forms.TextInput())
        super().__init__(**options)
        self.widget.attrs.setdefault("inputmode", "decimal")
        self.widget.attrs.setdefault("autocomplete", "off")
        self.widget.attrs["class"] = f"{self.widget.attrs.get('class', '')} num".strip()

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        if isinstance(value, Decimal):
            return value
        text = "" if value is None else str(value).strip()
        if not text:
            return None
        number = read_amount(text)
        if number is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return number

    def prepare_value(self, value: Any) -> Any:
        return as_typed(value, places=self.places) if isinstance(value, Decimal) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(data) != self.to_python(initial)
        except ValidationError:
            return True


class MoneyField(NumberField):
    """A sum of money, to the cent."""

    EXAMPLE = _("Write a sum, for example 48.90.")
    TOO_BIG = _("This sum is too big.")
    places = 2

    def __init__(self, **options: Any) -> None:
        options.setdefault("decimal_places", 2)
        super().__init__(**options)
