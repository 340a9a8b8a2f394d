"""The shapes of the choices: answers of 1 to 5, means, what is believed, a choice made real."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casquettes.engine.choices.case import MOST_AT_ONCE, Choice
from casquettes.kernel.choosing import ContactChoice
from casquettes.kernel.models import Business
from casquettes.pilot.actions.choices import ASPECTS, Acceptance, ChoiceRefused
from casquettes.ui.days import day_field
from casquettes.ui.numbers import MoneyField, NumberField

REVIEW_DAYS = {Choice.REDUCE: 91, Choice.LEARN: 182, Choice.DELEGATE: 121, Choice.DROP: 182}
ASPECT_NAMES = {
    "level": _("Ease"),
    "pleasure": _("Pleasure"),
    "importance": _("Importance"),
}


class MeansForm(forms.Form):
    """What she has for changing things: each may be tried before it is kept."""

    rest_value = NumberField(label=_("An hour of rest is worth"), min_value=0, max_value=500)
    budget = NumberField(label=_("Money for changes, in a year"), min_value=0, max_value=1_000_000)
    max_changes = forms.IntegerField(
        label=_("Changes at a time"),
        min_value=1,
        max_value=MOST_AT_ONCE,
        error_messages={
            "required": _("Choose from 1 to 6."),
            "invalid": _("Choose from 1 to 6."),
            "min_value": _("Choose from 1 to 6."),
            "max_value": _("Choose from 1 to 6."),
        },
    )

    def typed(self) -> dict[str, float]:
        """The figures as the engine takes them."""
        return {name: float(value) for name, value in self.cleaned_data.items()}


class RatingsForm(forms.Form):
    """Her answers of 1 to 5, named « level_12 »; only those that were sent."""

    def told(self) -> dict[int, dict[str, int | None]]:
        """By activity; what is no answer of 1 to 5 counts as none."""
        found: dict[int, dict[str, int | None]] = {}
        for name, value in self.data.items():
            aspect, _underscore, pk = name.partition("_")
            if aspect in ASPECTS and pk.isdecimal() and len(pk) < 12:
                answer = int(value) if value in {"1", "2", "3", "4", "5"} else None
                found.setdefault(int(pk), {})[aspect] = answer
        return found


class BeliefsForm(forms.Form):
    """What is believed of one activity; emptied, a figure goes back to the prior."""

    specialist_price = MoneyField(
        label=_("An hour of a specialist costs"), required=False, min_value=0, max_value=10_000
    )
    training_euros = MoneyField(
        label=_("A course costs"), required=False, min_value=0, max_value=100_000
    )
    training_hours = NumberField(
        label=_("and lasts, in hours"), required=False, min_value=0, max_value=2_000
    )
    demand_lost = NumberField(
        label=_("Of your clients, it brings or keeps"), required=False, min_value=0, max_value=100
    )
    protected = forms.BooleanField(
        label=_("Protect it: neither delegated nor stopped"), required=False
    )

    def __init__(self, *arguments: Any, offered: set[str], **named: Any) -> None:
        super().__init__(*arguments, **named)
        for name in set(self.fields) - offered:
            del self.fields[name]

    def typed(self, key: str, priors: Mapping[str, float]) -> dict[str, Decimal | None]:
        """By key of belief; None where she says what was believed anyway."""
        found: dict[str, Decimal | None] = {}
        for name, value in self.cleaned_data.items():
            told = Decimal(int(value)) if name == "protected" else value
            if name == "demand_lost" and told is not None:
                told /= 100
            same = told is None or abs(float(told) - priors[name]) < 1e-9
            found[f"{name}.{key}"] = None if same else told
        return found


class AcceptForm(forms.Form):
    """A choice made real: when, and what it takes."""

    starts_on = day_field(label=_("Beginning on"))
    review_on = day_field(label=_("Read it again on"))
    sign = forms.CharField(
        label=_("How you will see that it worked"),
        max_length=200,
        required=False,
        error_messages={"max_length": _("Shorten it to 200 characters.")},
    )
    contact = ContactChoice(label=_("Who does it for you"))
    hourly_price = MoneyField(label=_("An hour costs"), min_value=0, max_value=10_000)
    month_hours = NumberField(
        label=_("Hours a month"), min_value=0, max_value=744, decimal_places=1
    )
    brief = forms.CharField(
        label=_("What they do for you"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    provider = forms.CharField(label=_("With"), max_length=120, required=False)
    hours = NumberField(label=_("Hours of the course"), min_value=0, max_value=2_000)
    price = MoneyField(label=_("Its price"), min_value=0, max_value=100_000)

    ONLY: Mapping[Choice, frozenset[str]] = {
        Choice.DELEGATE: frozenset({"contact", "hourly_price", "month_hours", "brief"}),
        Choice.LEARN: frozenset({"provider", "hours", "price"}),
    }

    def __init__(self, *arguments: Any, business: Business, choice: Choice, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.choice = choice
        contact = self.fields["contact"]
        assert isinstance(contact, ContactChoice)
        contact.offer(business)
        for other, names in self.ONLY.items():
            if other is not choice:
                for name in names:
                    del self.fields[name]
        if choice is Choice.DROP:
            del self.fields["starts_on"]

    def acceptance(self, *, title: str, lever: str, today: dt.date) -> Acceptance:
        """The choice as she tells it."""
        told = {"starts_on": today, **self.cleaned_data}
        return Acceptance(choice=self.choice, title=title, lever=lever, **told)

    def refuse(self, refusal: ChoiceRefused) -> None:
        """Put an objection beside the field it is about."""
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))


class VerdictForm(forms.Form):
    """What came of a decision."""

    verdict = forms.CharField(
        label=_("What came of it"),
        max_length=300,
        error_messages={
            "required": _("Write in a few words what came of it."),
            "max_length": _("Shorten it to 300 characters."),
        },
    )
