"""Everything the choices suppose, in one form: each figure with its origin."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from casquettes.engine.choices.priors import levers, prior
from casquettes.kernel.models import HAT_NAMES
from casquettes.pilot.queries.choices.figures import Known
from casquettes.pilot.queries.choices.words import ORIGINS
from casquettes.ui.numbers import NumberField

SHARES = ("demand_room", "course_gain", "wright_factor", "specialist_hours", "factor", "demand")
YEAR = {
    "margin": _("What an hour sold leaves, €"),
    "demand_room": _("Requests beyond what you sell, %"),
    "specialist_hours": _("Hours of a specialist for 100 of yours"),
    "course_gain": _("Time left after a course, %"),
    "wright_factor": _("Learning by doing, % of a beginner’s"),
}
BY_HAT = {
    "specialist_price": _("An hour of a specialist, €"),
    "training_hours": _("A course, in hours"),
    "training_euros": _("A course, €"),
}
OF_LEVER = {"factor": _("Time left, %"), "demand": _("Effect on demand, %")}


@dataclass(frozen=True, slots=True)
class Group:
    """Figures that belong together."""

    title: str
    fields: list[tuple[forms.BoundField, str]]


class PriorsForm(forms.Form):
    """Each figure the plan supposes; emptied, it goes back to what is supposed."""

    def __init__(self, *arguments: Any, known: Known, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.known = known
        self.keys: dict[str, tuple[str, float]] = {}
        self.titles: dict[str, list[str]] = {}
        for key, label in YEAR.items():
            self._offer(str(_("The year")), key, label, prior(key))
        for hat, name in HAT_NAMES.items():
            for kind, label in BY_HAT.items():
                self._offer(str(name), f"{kind}.{hat}", label, prior(f"{kind}.{hat}"))
        english = (get_language() or "fr").startswith("en")
        for lever in levers():
            for part, label in OF_LEVER.items():
                title = lever.en if english else lever.fr
                self._offer(title, f"lever.{lever.id}.{part}", label, getattr(lever, part))

    def groups(self) -> list[Group]:
        """The figures as the page shows them, each with its origin."""
        return [
            Group(title, [(self[name], self._origin(self.keys[name][0])) for name in names])
            for title, names in self.titles.items()
        ]

    def typed(self) -> dict[str, Decimal | None]:
        """By key of belief; None where she says what was supposed anyway."""
        found: dict[str, Decimal | None] = {}
        for name, (key, supposed) in self.keys.items():
            value = self.cleaned_data[name]
            if value is not None and _is_share(key):
                value /= 100
            same = value is None or abs(float(value) - supposed) < 1e-9
            found[f"choices.{key}"] = None if same else value
        return found

    def _offer(self, title: str, key: str, label: Any, supposed: float) -> None:
        name = key.replace(".", "-")
        least = -100 if key.endswith(".demand") else -1000 if key == "margin" else 0
        most = 100 if _is_share(key) and key != "specialist_hours" else 100_000
        now = self.known.beliefs.typed.get(key, supposed)
        if key == "margin":
            now = round(self.known.figures.margin, 2)
        shown = Decimal(f"{round(now * (100 if _is_share(key) else 1), 3):g}")
        self.fields[name] = NumberField(
            label=label, required=False, min_value=least, max_value=most, initial=shown
        )
        # Left as measured, the margin stays measured.
        self.keys[name] = (
            key,
            now if key == "margin" and key not in self.known.beliefs.typed else supposed,
        )
        self.titles.setdefault(title, []).append(name)

    def _origin(self, key: str) -> str:
        if key == "margin":
            return str(ORIGINS[self.known.margin_origin])
        return str(ORIGINS[self.known.beliefs.origin(key)])


def _is_share(key: str) -> bool:
    return key.rpartition(".")[2] in SHARES
