"""The shape of a trip, and of a search among them."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casquettes.kernel.models import Business
from casquettes.logistics.actions.trips import TripDraft, TripRefused
from casquettes.logistics.models import Trip
from casquettes.logistics.queries.trips import Wanted
from casquettes.production.models import Mission
from casquettes.ui.days import day_field
from casquettes.ui.durations import MinutesField
from casquettes.ui.numbers import NumberField

CHOOSE = {"invalid_choice": _("Choose in the list.")}
SHORTER = {"max_length": _("Shorten it to 120 characters.")}
MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


class TripForm(forms.Form):
    """A trip: with its mission said, the last one there says the rest."""

    on = day_field(label=_("Day"))
    mission = forms.ModelChoiceField(
        Mission.objects.none(),
        label=_("For"),
        required=False,
        empty_label=_("No mission"),
        error_messages=CHOOSE,
    )
    km = NumberField(label=_("Kilometres"), required=False, max_digits=6, decimal_places=1)
    minutes = MinutesField(label=_("Time"), required=False)
    purpose = forms.CharField(
        label=_("Purpose"),
        max_length=120,
        required=False,
        widget=forms.TextInput({"list": "purposes", "autocomplete": "off"}),
        error_messages=SHORTER,
    )
    start = forms.CharField(label=_("From"), max_length=120, required=False, error_messages=SHORTER)
    destination = forms.CharField(
        label=_("To"), max_length=120, required=False, error_messages=SHORTER
    )
    paid = forms.BooleanField(label=_("The client pays for it"), required=False)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(
        self, *arguments: Any, business: Business, trip: Trip | None = None, **named: Any
    ) -> None:
        if trip is not None:
            named["initial"] = _as_typed(trip)
        super().__init__(*arguments, **named)
        self.trip = trip
        missions = self.fields["mission"]
        assert isinstance(missions, forms.ModelChoiceField)
        missions.queryset = Mission.objects.of(business).select_related("client")

    def draft(self) -> TripDraft:
        """The trip as told; on one line, whether it is paid follows from its mission."""
        told = dict(self.cleaned_data)
        if self.trip is None and "all" not in self.data:
            told["paid"] = None
        return TripDraft(**told)

    def refuse(self, refusal: TripRefused) -> None:
        """Put an objection beside the field it is about."""
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))


class TripSearch(forms.Form):
    """Which trips she wants to see, as the address says it."""

    q = forms.CharField(
        label=_("Search"),
        max_length=120,
        required=False,
        widget=forms.TextInput({"type": "search", "placeholder": _("Client, mission, place")}),
    )
    paid = forms.ChoiceField(
        label=_("Paid for"),
        required=False,
        choices=[("", _("Paid for or not")), ("yes", _("Paid for")), ("no", _("Not paid for"))],
        error_messages=CHOOSE,
    )
    month = forms.RegexField(MONTH, required=False)
    mission = forms.IntegerField(required=False, min_value=1, max_value=2**62)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["from"] = day_field(label=_("From"), required=False)
        self.fields["to"] = day_field(label=_("To"), required=False)

    def wanted(self) -> Wanted:
        """What was asked, as far as it could be read."""
        self.is_valid()
        told = self.cleaned_data
        first, last = told.get("from"), told.get("to")
        if month := MONTH.fullmatch(told.get("month") or ""):
            first, last = _month(int(month[1]), int(month[2]))
        if first and last and last < first:
            first, last = last, first
        paid = {"yes": True, "no": False}.get(told.get("paid") or "")
        return Wanted(first, last, told.get("mission"), paid, told.get("q") or "")


def _month(year: int, month: int) -> tuple[dt.date, dt.date]:
    end = calendar.monthrange(year, month)[1]
    return dt.date(year, month, 1), dt.date(year, month, end)


def _as_typed(trip: Trip) -> dict[str, Any]:
    names = ("on", "km", "purpose", "start", "destination", "paid", "note")
    shown: dict[str, Any] = {name: getattr(trip, name) for name in names}
    return shown | {"mission": trip.mission_id, "minutes": trip.minutes or None}
