"""Answers hat by hat: the wheel of pleasure, ease and importance; the week she wants."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casquettes.kernel.models import HAT_NAMES
from casquettes.pilot.forms.bilan.answers import AnswerForm, Json
from casquettes.pilot.forms.bilan.picks import as_mark, as_number, mark_field, said_mark
from casquettes.ui.numbers import NumberField
from casquettes.ui.wording import hours as said_hours

NOTED = (
    ("pleasure", _("Pleasure")),
    ("ease", _("Ease")),
    ("importance", _("Importance")),
)
HOUR = 3600


@dataclass(frozen=True, slots=True)
class HatLine:
    """One hat and its fields."""

    hat: str
    name: str
    fields: list[Any]
    hours: str = ""


class WheelForm(AnswerForm):
    """Each hat from 1 to 5, three times."""

    template = "pilot/bilan_kinds/_wheel.html"

    def build(self) -> None:
        said = self.said.get("hats") or {}
        for hat in HAT_NAMES:
            for name, label in NOTED:
                mark = said_mark((said.get(str(hat)) or {}).get(name))
                self.add(f"{hat}-{name}", mark_field(label), mark)

    @property
    def lines(self) -> list[HatLine]:
        """Hat by hat."""
        hours = self.ground.hat_hours
        return [
            HatLine(
                str(hat),
                str(title),
                [self[f"{hat}-{name}"] for name, _label in NOTED],
                hours.get(str(hat), ""),
            )
            for hat, title in HAT_NAMES.items()
        ]

    def value(self) -> Json:
        told = {
            str(hat): {
                name: mark
                for name, _label in NOTED
                if (mark := as_mark(self.cleaned_data.get(f"{hat}-{name}"))) is not None
            }
            for hat in HAT_NAMES
        }
        return {"hats": {hat: marks for hat, marks in told.items() if marks}}


class WeekForm(AnswerForm):
    """Hours a week under each hat; filled in with her median week."""

    template = "pilot/bilan_kinds/_week.html"

    def build(self) -> None:
        said = self.said.get("hours")
        known = self.ground.median_week if said is None else said
        for hat, name in HAT_NAMES.items():
            field = NumberField(
                label=name,
                min_value=0,
                max_value=112,
                decimal_places=2,
                error_messages=dict.fromkeys(
                    ("min_value", "max_value"), _("Write hours, for example 6.5.")
                ),
            )
            self.add(str(hat), field, as_number(known.get(str(hat))))

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if sum(hours for hours in told.values() if hours) > 7 * 24:
            raise forms.ValidationError(_("A week has 168 hours: take some away."))
        return told

    @property
    def lines(self) -> list[HatLine]:
        """Hat by hat, with the week she has now."""
        now = self.ground.median_week
        return [
            HatLine(
                str(hat),
                str(name),
                [self[str(hat)]],
                said_hours(now[str(hat)] * HOUR) if now.get(str(hat)) else "",
            )
            for hat, name in HAT_NAMES.items()
        ]

    @property
    def cap(self) -> str:
        """The most hours a week she said she wants."""
        return said_hours(float(self.ground.business.week_cap_hours) * HOUR)

    @property
    def total(self) -> str:
        """What it comes to."""
        whole = sum(float(hours or 0) for hours in self.initial.values())
        return said_hours(whole * HOUR)

    def value(self) -> Json:
        return {
            "hours": {
                name: float(hours)
                for name, hours in self.cleaned_data.items()
                if hours is not None and name in self.fields
            }
        }
