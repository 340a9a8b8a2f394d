"""Answers in figures: three goals, the year she wants, what she can put into changes."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from casquettes.engine.bilan.wanted import Wanted, wanted
from casquettes.pilot.forms.bilan.answers import AnswerForm, Json
from casquettes.pilot.forms.bilan.picks import pick_field
from casquettes.pilot.queries.bilan.ground import Ground
from casquettes.pilot.queries.goal_measures import measure_of, measures
from casquettes.ui.numbers import NumberField, as_typed
from casquettes.ui.wording import currency_sign
from casquettes.ui.wording import hours as said_hours

GOALS = 3


@dataclass(frozen=True, slots=True)
class Slider:
    """A figure moved by hand: its ends, its step, its unit."""

    field: Any
    least: int
    most: int
    step: str
    unit: str


class SlidersForm(AnswerForm):
    """Figures moved by hand, each typed as well where there is no script."""

    template = "pilot/bilan_kinds/_sliders.html"
    ENDS = {
        "income_month": (0, 6000, "50"),
        "week_hours": (0, 60, "0.5"),
        "weeks_off": (0, 26, "1"),
        "money": (0, 6000, "50"),
    }

    def build(self) -> None:
        for name, (label, known) in self._asked().items():
            least, most, _step = self.ENDS[name]
            words = _("Write a number from %(least)s to %(most)s.") % {
                "least": least,
                "most": 10 * most if name in ("money", "income_month") else most,
            }
            field = NumberField(
                label=label,
                min_value=least,
                max_value=10 * most if name in ("money", "income_month") else most,
                decimal_places=2,
                error_messages=dict.fromkeys(("min_value", "max_value", "invalid"), words),
            )
            value = self.said.get(name)
            self.add(name, field, Decimal(str(known if value in (None, "") else value)))

    def _asked(self) -> dict[str, tuple[Any, Any]]:
        ground = self.ground
        if self.question.id == "q34":
            known = ground.facts.known.beliefs
            return {
                "money": (_("Money, until the next review"), round(known.value("budget"))),
                "week_hours": (_("Hours a week"), 1),
            }
        return {
            "income_month": (_("Earn, a month"), round(ground.costs.pay_month.value)),
            "week_hours": (_("Work, a week"), ground.business.week_cap_hours),
            "weeks_off": (_("Weeks off, a year"), 5),
        }

    @property
    def sliders(self) -> list[Slider]:
        """Each figure with its ends, wide enough for what she said."""
        sign = currency_sign(self.ground.business.currency)
        units = {"income_month": sign, "money": sign, "week_hours": "h", "weeks_off": ""}
        found = []
        for name in self.fields:
            least, most, step = self.ENDS[name]
            shown = self[name].value()
            most = max(most, int(shown) + 1 if isinstance(shown, Decimal) and shown > most else 0)
            found.append(Slider(self[name], least, most, step, units[name]))
        return found

    @property
    def has_price(self) -> bool:
        """Does the wish ask for a price?"""
        return "income_month" in self.fields

    @property
    def wish(self) -> Wanted | None:
        """What the figures shown ask for; None while her own figures say too little."""
        told = {**self.initial, **(self.cleaned_data if self.is_bound and self.is_valid() else {})}
        names = ("income_month", "week_hours", "weeks_off")
        if self.ground.ways is None or any(told.get(name) is None for name in names):
            return None
        income, hours, weeks = (float(told[name]) for name in names)
        return wanted(income, hours, weeks, self.ground.ways)

    @property
    def sold_said(self) -> str:
        """Hours to sell in a week at work, in words."""
        wish = self.wish
        return "" if wish is None else said_hours(round(wish.sold_week * 12) * 300)


@dataclass(frozen=True, slots=True)
class GoalLine:
    """One goal: its measure and its target, and the goal that stands already."""

    rank: int
    measure: Any
    target: Any
    goal: str


class GoalsForm(AnswerForm):
    """Three goals at most, each on a live measure; those that stand are there already."""

    template = "pilot/bilan_kinds/_goals.html"

    def build(self) -> None:
        names = measures_offered(self.ground)
        known = [
            {"measure": goal.measure, "target": goal.target, "goal": goal.pk}
            for goal in self.ground.goals
        ]
        said = self.said.get("goals")
        lines = [*(known if said is None else said), {}, {}, {}][:GOALS]
        for rank, line in enumerate(lines, start=1):
            self.add(f"measure{rank}", pick_field(_("Measure"), names), line.get("measure") or "")
            field = NumberField(label=_("Target"), max_digits=12, decimal_places=2)
            self.add(f"target{rank}", field, _as_typed(line))
        self._held = [str(line.get("goal") or "") for line in lines]
        self._shown = {line["goal"] for line in lines if line.get("goal")}

    @property
    def lines(self) -> list[GoalLine]:
        """The three lines."""
        return [
            GoalLine(n, self[f"measure{n}"], self[f"target{n}"], self._held[n - 1])
            for n in range(1, GOALS + 1)
        ]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        chosen = [told.get(f"measure{n}") for n in range(1, GOALS + 1)]
        for n, name in enumerate(chosen, start=1):
            if name and name in chosen[: n - 1]:
                self.add_error(f"measure{n}", _("This measure already has its goal above."))
            if told.get(f"target{n}") is not None and not name:
                self.add_error(f"measure{n}", _("Choose what is to be measured."))
        return told

    def value(self) -> Json:
        found = []
        before = {each.get("measure"): each.get("goal") for each in self.said.get("goals") or ()}
        before |= {g.measure: g.pk for g in self.ground.goals if g.measure not in before}
        for n in range(1, GOALS + 1):
            name, typed = self.cleaned_data.get(f"measure{n}"), self.cleaned_data.get(f"target{n}")
            measure = measure_of(name or "")
            if measure is not None:
                target = None if typed is None else measure.kept(typed)
                found.append({"measure": name, "target": target, "goal": before.get(name)})
        named = {each["goal"] for each in found}
        left = {*self._shown, *(self.said.get("left") or ())} - named
        return {"goals": found, **({"left": sorted(left)} if left else {})}


def measures_offered(ground: Ground) -> list[tuple[str, str]]:
    """What may be measured, with its unit."""
    currency = ground.business.currency
    return [(key, f"{each.name} ({each.suffix(currency)})") for key, each in measures().items()]


def _as_typed(line: dict[str, Any]) -> Any:
    measure, target = measure_of(line.get("measure") or ""), line.get("target")
    if measure is None or target is None:
        return ""
    return as_typed(measure.typed(float(target)))
