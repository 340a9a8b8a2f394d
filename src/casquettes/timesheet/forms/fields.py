"""How durations, days, times, hats and activities are typed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from casquettes.engine.hats import Hat
from casquettes.formats.timesheets.values import (
    DecimalSign,
    Unit,
    read_duration,
    read_number,
    seconds_of,
)
from casquettes.kernel.models import HAT_NAMES, Activity, Business
from casquettes.timesheet.actions.week import Told

CHOOSE = {"invalid_choice": _("Choose in the list.")}
HAT_PREFIX = "hat-"
TIMES = ["%H:%M", "%H:%M:%S", "%Hh%M", "%H h %M", "%Hh", "%H h"]
DAYS = ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"]
Choices = list[tuple[str, Any]]


class DurationField(forms.CharField):
    """A duration as she writes it: 1:30, 1 h 30, 90 min, 1,5; whole seconds come out."""

    EXAMPLE = _("Write a duration, for example 1:30 or 45 min.")
    UNIT = _("Say the unit: 90 min or 1:30.")

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 20)
        options.setdefault("error_messages", {}).update(
            required=self.EXAMPLE, max_length=self.EXAMPLE
        )
        super().__init__(**options)

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        seconds = read_duration(text)
        return self._hours(text) if seconds is None else seconds

    def _hours(self, text: str) -> int:
        """A bare number counts hours, as long as it can."""
        number = read_number(text, DecimalSign.DOT if "." in text else DecimalSign.COMMA)
        if number is None:
            raise ValidationError(self.EXAMPLE, code="invalid")
        if number > 24:
            raise ValidationError(self.UNIT, code="unit")
        return seconds_of(number, Unit.HOURS)


def written(seconds: int) -> str:
    """A duration as the field reads it back: 1:30, or 0:00:45 where there are seconds."""
    minutes, rest = divmod(seconds, 60)
    text = f"{minutes // 60}:{minutes % 60:02d}"
    return f"{text}:{rest:02d}" if rest else text


def day_field(**options: Any) -> forms.DateField:
    """A day of the calendar."""
    example = _("Write a day of the calendar, for example 12/03/2026.")
    return forms.DateField(
        input_formats=DAYS,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": example, "required": example},
        **options,
    )


def time_field(**options: Any) -> forms.TimeField:
    """The time a clock shows."""
    example = _("Write a time, for example 9:05.")
    return forms.TimeField(
        input_formats=TIMES,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": example, "required": example},
        **options,
    )


class ToldField(forms.ChoiceField):
    """What was done: one of her activities, or a hat without saying more."""

    activities: dict[int, Activity]

    def __init__(self, **options: Any) -> None:
        super().__init__(error_messages=CHOOSE, **options)

    def offer(self, business: Business, *, also: Activity | None = None) -> None:
        """Offer her shown activities under their hats, and `also` one that is hidden."""
        shown = list(Activity.objects.of(business).shown())
        if also is not None and also not in shown:
            shown.append(also)
        self.activities = {activity.pk: activity for activity in shown}
        choices: Choices = [("", _("To be said later"))]
        for hat, name in HAT_NAMES.items():
            under = [(str(a.pk), a.label) for a in shown if a.hat == hat]
            only = (f"{HAT_PREFIX}{hat}", _("%(hat)s, no more") % {"hat": name})
            choices.append((str(name), [*under, only]))
        self.choices = choices

    def clean(self, value: Any) -> Told:
        chosen = super().clean(value) or ""
        if chosen.startswith(HAT_PREFIX):
            return Told(hat=str(Hat(chosen.removeprefix(HAT_PREFIX))))
        return Told(activity=self.activities[int(chosen)]) if chosen else Told()


def told_as_typed(hat: str, activity: Activity | None) -> str:
    """The choice that says this hat and activity."""
    if activity is not None:
        return str(activity.pk)
    return f"{HAT_PREFIX}{hat}" if hat else ""
