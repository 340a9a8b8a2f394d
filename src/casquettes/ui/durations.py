"""How a duration is typed: "1:30", "1 h 30", "90 min", "1,5"."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from casquettes.formats.timesheets.values import (
    DecimalSign,
    Unit,
    read_duration,
    read_number,
    seconds_of,
)

EXAMPLE = _("Write a duration, for example 1:30 or 45 min.")


class MinutesField(forms.CharField):
    """A duration as she writes it, a bare number being hours; whole minutes come out."""

    def __init__(self, *, most_hours: int = 24, **options: Any) -> None:
        options.setdefault("max_length", 20)
        options.setdefault("error_messages", {}).update(required=EXAMPLE, max_length=EXAMPLE)
        super().__init__(**options)
        self.most_hours = most_hours
        self.widget.attrs.setdefault("autocomplete", "off")

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        seconds = read_duration(text)
        if seconds is None:
            sign = DecimalSign.DOT if "." in text else DecimalSign.COMMA
            number = read_number(text, sign)
            if number is None:
                raise ValidationError(EXAMPLE, code="invalid")
            if number > self.most_hours:
                self._refuse_length()
            seconds = seconds_of(number, Unit.HOURS)
        if seconds < 0:
            raise ValidationError(EXAMPLE, code="invalid")
        if seconds > self.most_hours * 3600:
            self._refuse_length()
        return round(seconds / 60)

    def prepare_value(self, value: Any) -> Any:
        """A number of minutes as she would type it again: 3:30."""
        return f"{value // 60}:{value % 60:02d}" if isinstance(value, int) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)

    def _refuse_length(self) -> None:
        text = _("At most %(hours)s hours: write 90 min or 1:30.")
        raise ValidationError(text, code="too_long", params={"hours": self.most_hours})
