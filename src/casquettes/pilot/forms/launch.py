"""The figures of a launch plan as she types them, question by question or all at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casquettes.engine.launch.plan import limits
from casquettes.pilot.queries.launch import Assumed
from casquettes.ui.numbers import NumberField, as_typed, read_amount
from casquettes.ui.wording import number

MONTHS_OFFERED = 18
BOUNDS = ("min_value", "max_value", "max_digits", "max_whole_digits")


@dataclass(frozen=True, slots=True)
class Figure:
    """How a figure is asked: its words, its unit, decimals; `percent` is typed as percent."""

    label: Any
    unit: Any = ""
    hint: Any = ""
    places: int = 0
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """One of the eight screens: what is asked first, and what may be said more finely."""

    slug: str
    short: Any
    title: Any
    lead: Any
    first: Sequence[str]
    finer: Sequence[str] = ()


EURO, EURO_A_MONTH, HOURS_A_MONTH = "€", _("€ a month"), _("h a month")
FIGURES = {
    "target_income": Figure(
        _("What you want to earn"), EURO_A_MONTH, _("After contributions and costs.")
    ),
    "cash_start": Figure(_("Money set aside for the start"), EURO),
    "reserve": Figure(_("Never go below"), EURO, _("Your pay is cut before this is touched.")),
    "price": Figure(_("Price of an hour sold"), "€", places=2),
    "leads": Figure(_("People who ask, once you are known"), _("a month"), places=1),
    "ramp_months": Figure(
        _("Months to be known"), _("months"), _("After these, two leads out of three are there."), 1
    ),
    "conversion": Figure(_("Out of 100 who ask, those who say yes"), "%", percent=True),
    "mission_hours": Figure(_("Hours of a mission"), "h", places=1),
    "business_share": Figure(
        _("Part sold to firms"), "%", _("They pay at 30 days, often later."), percent=True
    ),
    "fixed_costs": Figure(
        _("Costs that come whatever you sell"),
        EURO_A_MONTH,
        _("Insurance, telephone, car, software, bank."),
    ),
    "variable_cost": Figure(_("Cost of each hour sold"), "€", _("Kilometres and supplies."), 2),
    "capacity_hours": Figure(_("Hours you can work"), HOURS_A_MONTH),
    "background_hours": Figure(
        _("Of these, for the business itself"),
        HOURS_A_MONTH,
        _("Accounts, publishing, network: what comes even without a client."),
    ),
    "induced_time": Figure(
        _("Time around each hour sold"), "h", _("Travel, quotes, preparing, reports."), 2
    ),
    "max_sold_hours": Figure(_("Most hours you could sell"), HOURS_A_MONTH),
    "cancellation": Figure(_("Hours called off too late"), "%", places=1, percent=True),
    "no_show": Figure(_("Hours where nobody is there"), "%", places=1, percent=True),
    "illness_chance": Figure(_("Chance of being ill in a month"), "%", places=1, percent=True),
    "illness_days": Figure(_("Working days an illness takes"), _("days"), places=1),
    "august_capacity": Figure(_("Part of August you work"), "%", percent=True),
    "backlog_lost": Figure(
        _("Clients lost while waiting"), "%", _("Each month they wait."), 1, percent=True
    ),
    "mission_spread": Figure(
        _("How unequal missions are"), "%", _("Spread around the usual size."), percent=True
    ),
    "unexpected_chance": Figure(
        _("Chance of an unexpected cost in a month"), "%", places=1, percent=True
    ),
    "unexpected_scale": Figure(_("Size of an unexpected cost"), "€", _("Twice this on average.")),
    "doubt_market": Figure(_("Doubt on the people who ask"), "%", percent=True),
    "doubt_conversion": Figure(_("Doubt on those who say yes"), "%", percent=True),
    "doubt_price": Figure(_("Doubt on the price"), "%", percent=True),
    "doubt_mission": Figure(_("Doubt on the size of missions"), "%", percent=True),
    "doubt_ramp": Figure(_("Doubt on the time to be known"), "%", percent=True),
    "doubt_fixed_costs": Figure(_("Doubt on costs"), "%", percent=True),
    "doubt_background": Figure(_("Doubt on the business’s own hours"), "%", percent=True),
}
FLAGS = {
    "acre": (
        _("You will have the starters’ reduction (ACRE)"),
        _("Lower contributions for the first year; you must ask for it."),
    ),
    "flat_income_tax": (
        _("You chose to pay income tax with the contributions"),
        _("The « versement libératoire ». Otherwise your income tax is not counted here."),
    ),
}
QUESTIONS = (
    Question(
        "start",
        pgettext_lazy("a question", "Start"),
        _("When do you start?"),
        _("The month matters: September and January bring more clients than August."),
        ("start_on",),
        ("acre", "flat_income_tax"),
    ),
    Question(
        "pay",
        pgettext_lazy("a question", "Pay"),
        _("How much do you want to earn?"),
        _("What should stay for you each month, contributions and costs paid."),
        ("target_income",),
    ),
    Question(
        "cash",
        pgettext_lazy("a question", "Money"),
        _("How much do you have ahead of you?"),
        _("What you can put into it, without touching what you live on."),
        ("cash_start",),
        ("reserve",),
    ),
    Question(
        "price",
        pgettext_lazy("a question", "Price"),
        _("How much for an hour of your work?"),
        _("What a client pays for one hour with you, all included."),
        ("price",),
    ),
    Question(
        "clients",
        pgettext_lazy("a question", "Clients"),
        _("How many people will ask?"),
        _("Calls and messages of people who may become clients, in a normal month."),
        ("leads", "conversion"),
        ("ramp_months",),
    ),
    Question(
        "missions",
        pgettext_lazy("a question", "Missions"),
        _("How long is a mission?"),
        _("All the hours one client buys, from the first to the last session."),
        ("mission_hours",),
        ("business_share",),
    ),
    Question(
        "costs",
        pgettext_lazy("a question", "Costs"),
        _("What do you spend each month?"),
        _("Even in a month without a client."),
        ("fixed_costs",),
        ("variable_cost",),
    ),
    Question(
        "time",
        pgettext_lazy("a question", "Time"),
        _("How much time will you give it?"),
        _("All your hours, sold or not: most of them are not."),
        ("capacity_hours", "background_hours"),
        ("induced_time", "max_sold_hours"),
    ),
)
CHANCES = (
    *("cancellation", "no_show", "illness_chance", "illness_days", "august_capacity"),
    *("backlog_lost", "mission_spread", "unexpected_chance", "unexpected_scale"),
)
DOUBTS = tuple(name for name in FIGURES if name.startswith("doubt_"))
# What may be moved on the page of the plan.
MOVED = (
    *("price", "leads", "conversion", "mission_hours", "fixed_costs"),
    *("background_hours", "target_income", "cash_start"),
)


class FigureField(NumberField):
    """A figure of the plan within its bounds; empty, it goes back to what it was without her."""

    def __init__(self, name: str, **options: Any) -> None:
        self.figure = FIGURES[name]
        least, most = limits(name)
        if self.figure.percent:
            least, most = 100 * least, 100 * most
        between = {"least": number(least), "most": number(most)}
        words = _("Write a number from %(least)s to %(most)s.") % between
        super().__init__(
            label=self.figure.label,
            help_text=self.figure.hint,
            required=False,
            min_value=Decimal(str(least)),
            max_value=Decimal(str(most)),
            max_digits=14,
            decimal_places=4,
            error_messages=dict.fromkeys(BOUNDS, words),
            **options,
        )

    def shown(self, value: float) -> str:
        """The figure as she would type it."""
        scale = 100 if self.figure.percent else 1
        places = max(self.figure.places, 1 if self.figure.percent else 0)
        rounded = round(Decimal(str(value)) * scale, places)
        return as_typed(rounded.normalize() if rounded else Decimal(0))

    def shown_is(self, typed: Decimal | None, value: float) -> bool:
        """Was the figure left as it was shown?"""
        return typed is not None and typed == read_amount(self.shown(value))

    def kept(self, typed: Decimal) -> float:
        """What the plan keeps of what was typed."""
        return float(typed / 100 if self.figure.percent else typed)


class FiguresForm(forms.Form):
    """Some figures of a plan, each shown with its value of the moment."""

    def __init__(
        self,
        data: Any = None,
        *,
        names: Iterable[str],
        assumed: Mapping[str, Assumed],
        start_on: dt.date | None = None,
        today: dt.date | None = None,
    ) -> None:
        super().__init__(data)
        self.assumed = assumed
        for name in names:
            if name == "start_on":
                assert start_on is not None
                assert today is not None
                self.fields[name] = _month_field(start_on, today)
                self.initial[name] = start_on.replace(day=1).isoformat()
            elif name in FLAGS:
                label, hint = FLAGS[name]
                self.fields[name] = forms.BooleanField(label=label, help_text=hint, required=False)
                self.initial[name] = bool(assumed[name].value)
            else:
                field = FigureField(name)
                self.fields[name] = field
                self.initial[name] = field.shown(assumed[name].value)

    def typed(self) -> dict[str, Any]:
        """What the plan keeps: her figures, and None where she left or went back to ours."""
        kept: dict[str, Any] = {}
        for name, field in self.fields.items():
            value = self.cleaned_data.get(name)
            if not isinstance(field, FigureField):
                kept[name] = self._said(name, value)
                continue
            ours = read_amount(field.shown(self.assumed[name].prior))
            same = self.assumed[name].origin != "typed" and field.shown_is(
                value, self.assumed[name].value
            )
            kept[name] = None if value is None or value == ours or same else field.kept(value)
        return kept

    def _said(self, name: str, value: Any) -> Any:
        if name == "start_on":
            return value or None
        return None if bool(value) == bool(self.assumed[name].prior) else bool(value)


def _month_field(start_on: dt.date, today: dt.date) -> forms.ChoiceField:
    """The months a start may be in: from this one on, and the one already chosen."""
    rank = today.year * 12 + today.month - 1
    months = [dt.date(n // 12, n % 12 + 1, 1) for n in range(rank, rank + MONTHS_OFFERED)]
    chosen = start_on.replace(day=1)
    if chosen not in months:
        months = sorted([chosen, *months])
    choices = [(m.isoformat(), f"{MONTHS[m.month]} {m.year}") for m in months]
    return forms.ChoiceField(
        label=_("First month"),
        choices=choices,
        error_messages={"invalid_choice": _("Choose a month of the list.")},
    )


class NameForm(forms.Form):
    """What she calls a plan."""

    name = forms.CharField(label=_("Name of the plan"), max_length=120, required=False)


class TryForm(FiguresForm):
    """Figures moved to see: what is wrong or empty stays as it was."""

    def tried(self) -> dict[str, float]:
        """The figures that differ from the plan's."""
        self.is_valid()
        moved = {}
        for name, field in self.fields.items():
            value = self.cleaned_data.get(name)
            if not isinstance(field, FigureField) or value is None:
                continue
            if not field.shown_is(value, self.assumed[name].value):
                moved[name] = field.kept(value)
        return moved
