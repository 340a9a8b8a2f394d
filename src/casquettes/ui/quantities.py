"""A quantity as it is typed on a line: "3,5 h", "1 h 30", "2 sessions", "6"."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from casquettes.ui.numbers import read_amount
from casquettes.ui.papers import quantity_of

_WORDS = {
    "hour": ("h", "hr", "hrs", "heure", "heures", "hour", "hours"),
    "session": ("seance", "seances", "session", "sessions"),
    "half_day": (
        *("demi-journee", "demi-journees", "demi journee", "demi journees"),
        *("half-day", "half-days", "half day", "half days"),
    ),
    "day": ("j", "jour", "jours", "journee", "journees", "day", "days"),
    "package": ("forfait", "forfaits", "package", "packages"),
    "person": ("personne", "personnes", "pers", "pers.", "person", "persons", "people"),
    "item": ("piece", "pieces", "unite", "unites", "item", "items", "unit", "units"),
    "km": ("km", "kilometre", "kilometres", "kilometer", "kilometers"),
}
UNITS = {word: unit for unit, words in _WORDS.items() for word in words}
# Units that no word is printed for: they stay when only the number is typed again.
SILENT = frozenset({"fixed", "item", ""})
_NUMBER_THEN_WORD = re.compile(r"([-+−]?[\s\d.,'’]*\d[.,]?)\s*(.*)", re.DOTALL)
_HOURS_AND_MINUTES = re.compile(r"(\d{1,4})\s*(?:h|:)\s*([0-5]\d)(?:\s*(?:min|mn))?")
_MINUTES = re.compile(r"(\d{1,5})\s*(?:min|mn|minutes?)")


@dataclass(frozen=True, slots=True)
class Quantity:
    """How many of what; `unit` as the tables say it, or None where only a number was typed."""

    number: Decimal
    unit: str | None = None


def read_quantity(text: str) -> Quantity | None:
    """What was typed; None when it is no quantity."""
    text = _small(text)
    if clock := _HOURS_AND_MINUTES.fullmatch(text):
        return Quantity(_hours(int(clock[1]) * 60 + int(clock[2])), "hour")
    if minutes := _MINUTES.fullmatch(text):
        return Quantity(_hours(int(minutes[1])), "hour")
    parts = _NUMBER_THEN_WORD.fullmatch(text)
    number = read_amount(parts[1]) if parts else None
    if parts is None or number is None:
        return None
    word = parts[2].strip()
    if not word:
        return Quantity(number)
    return Quantity(number, UNITS[word]) if word in UNITS else None


class QuantityField(forms.CharField):
    """A quantity with its unit in one field."""

    EXAMPLE = _("Write a quantity, for example 3.5 h, 2 sessions or 6.")

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 40)
        options.setdefault("error_messages", {}).update(
            required=self.EXAMPLE, max_length=self.EXAMPLE
        )
        super().__init__(**options)
        self.widget.attrs["class"] = "num"

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        quantity = read_quantity(text)
        if quantity is None:
            raise ValidationError(self.EXAMPLE, code="invalid")
        whole, places = abs(quantity.number).adjusted() + 1, -quantity.number.as_tuple().exponent  # type: ignore[operator]
        if whole > 9:
            raise ValidationError(_("This quantity is too large."), code="too_large")
        if places > 3:
            raise ValidationError(_("A quantity has at most three decimals."), code="decimals")
        return quantity


def as_typed(number: Decimal, unit: str) -> str:
    """A quantity as she would type it again: "3,5 h"."""
    return quantity_of(number, unit)


def _small(text: str) -> str:
    """Small letters without accents, every kind of space as one."""
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text)).casefold()
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def _hours(minutes: int) -> Decimal:
    return (Decimal(minutes) / 60).quantize(Decimal("0.001")).normalize()
