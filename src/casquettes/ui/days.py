"""How a day of the calendar is typed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

WAYS = ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"]


def day_field(**options: Any) -> forms.DateField:
    """A day: picked in the browser's calendar, or typed 12/03/2026."""
    example = _("Write a day of the calendar, for example 12/03/2026.")
    options.setdefault("error_messages", {"invalid": example, "required": example})
    return forms.DateField(
        input_formats=WAYS,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        **options,
    )
