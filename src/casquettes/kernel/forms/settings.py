"""The shape of what she says about her business and herself."""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from casquettes.kernel.models import Business, Membership, User

WEEKDAYS = [
    ("0", _("Monday")),
    ("1", _("Tuesday")),
    ("2", _("Wednesday")),
    ("3", _("Thursday")),
    ("4", _("Friday")),
    ("5", _("Saturday")),
    ("6", _("Sunday")),
]
COUNTRIES = [
    ("FR", _("France")),
    ("BE", _("Belgium")),
    ("CH", _("Switzerland")),
    ("LU", _("Luxembourg")),
    ("MC", _("Monaco")),
    ("CA", _("Canada")),
    ("DE", _("Germany")),
    ("ES", _("Spain")),
    ("GB", _("United Kingdom")),
    ("IE", _("Ireland")),
    ("IT", _("Italy")),
    ("NL", _("Netherlands")),
    ("PT", _("Portugal")),
]
CURRENCIES = [
    ("EUR", _("euro (€)")),
    ("CHF", _("Swiss franc (CHF)")),
    ("CAD", _("Canadian dollar ($)")),
    ("GBP", _("pound sterling (£)")),
    ("XPF", _("CFP franc (F)")),
]


class BusinessForm(forms.ModelForm):  # type: ignore[type-arg]
    """Everything her business is known by, and her week."""

    days = forms.MultipleChoiceField(
        label=_("Days you usually work"),
        choices=WEEKDAYS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one day.")},
    )
    country = forms.ChoiceField(label=_("Country"))
    currency = forms.ChoiceField(label=_("Currency"))
    locale = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    timezone = forms.ChoiceField(label=_("Time zone"))
    target_share = forms.IntegerField(
        label=_("The share of your time you aim to bill"),
        required=False,
        min_value=1,
        max_value=100,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"),
            _("Write a whole number between 1 and 100, for example 40."),
        ),
    )

    class Meta:
        model = Business
        fields = [
            "name",
            "person_name",
            "trade",
            "activity_type",
            "started_on",
            "country",
            "currency",
            "locale",
            "timezone",
            "week_cap_hours",
            "target_share",
        ]
        labels = {
            "name": _("Name of the business"),
            "person_name": _("Your name"),
            "trade": _("Trade"),
            "activity_type": _("Type of activity"),
            "started_on": _("Start of the business"),
            "week_cap_hours": _("Hours of work a week, everything included"),
        }
        widgets = {
            "week_cap_hours": forms.TextInput({"inputmode": "decimal"}),
            "started_on": forms.DateInput({"inputmode": "numeric", "autocomplete": "off"}),
        }
        error_messages = {
            "started_on": {"invalid": _("Write a date, for example 01/09/2025.")},
            "week_cap_hours": dict.fromkeys(
                ("invalid", "required", "max_digits", "max_decimal_places", "max_whole_digits"),
                _("Write a number of hours between 1 and 168, for example 38."),
            ),
        }

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        business = self.instance
        self._choose_from("country", COUNTRIES)
        self._choose_from("currency", CURRENCIES)
        self._field("timezone").choices = zones_by_continent()
        self._field("name").required = True
        self._field("name").error_messages["required"] = _("Give your business a name.")
        worked = enumerate(business.working_days)
        self.initial["days"] = [str(day) for day, mark in worked if mark == "1"]
        for name in ("week_cap_hours", "started_on"):
            self._field(name).localize = True
            self._field(name).widget.is_localized = True

    def clean_week_cap_hours(self) -> object:
        hours = self.cleaned_data["week_cap_hours"]
        if not 1 <= hours <= 168:
            raise forms.ValidationError(
                _("Write a number of hours between 1 and 168, for example 38.")
            )
        return hours

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        chosen = cleaned.get("days", [])
        self.instance.working_days = "".join("1" if str(day) in chosen else "0" for day in range(7))
        return cleaned

    def _choose_from(self, name: str, choices: list[Any]) -> None:
        """The usual choices, and what she already has when it is another one."""
        present = getattr(self.instance, name)
        known = {code for code, _label in choices}
        self._field(name).choices = choices + ([] if present in known else [(present, present)])

    def _field(self, name: str) -> Any:
        return self.fields[name]


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]
    """How she is called, the language she reads, and whether keys do things."""

    language = forms.ChoiceField(
        label=_("Language of the pages"),
        required=False,
        choices=[("", _("That of the business")), *settings.LANGUAGES],
    )

    class Meta:
        model = User
        fields = ["name", "language", "shortcuts"]
        labels = {"name": _("Your name"), "shortcuts": _("Keyboard shortcuts")}
        help_texts = {"shortcuts": _("Single letters that go somewhere, off while you type.")}


class MemberForm(forms.Form):
    """Whom to let in, and as what."""

    email = forms.EmailField(
        label=_("E-mail address of the account"),
        error_messages=dict.fromkeys(
            ("required", "invalid"), _("Write an address, for example lea@example.org.")
        ),
    )
    role = forms.ChoiceField(
        label=_("Role"), choices=[c for c in Membership.Role.choices if c[0] != "owner"]
    )


def zones_by_continent() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every time zone of the world, under its continent, Europe first."""
    grouped: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for zone in sorted(available_timezones()):
        continent, _slash, city = zone.partition("/")
        if city and continent not in ("Etc", "SystemV", "US", "posix", "right"):
            grouped[continent].append((zone, city.replace("_", " ").replace("/", ", ")))
    first = ["Europe", *sorted(grouped.keys() - {"Europe"})]
    return [*((name, grouped[name]) for name in first), ("UTC", [("UTC", "UTC")])]
