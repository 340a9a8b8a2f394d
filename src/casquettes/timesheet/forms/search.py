"""The shape of a search among entries, and of an act on those found."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from casquettes.kernel.models import HAT_CHOICES, Activity, Business
from casquettes.timesheet.forms.fields import CHOOSE, ToldField, day_field
from casquettes.timesheet.models import TimeEntry
from casquettes.timesheet.queries.entries import Wanted

MOST_AT_ONCE = 200


class SearchForm(forms.Form):
    """What she is looking for, as the address of the page says it."""

    q = forms.CharField(label=_("Words"), max_length=120, required=False)
    hat = forms.ChoiceField(label=_("Hat"), required=False, error_messages=CHOOSE)
    activity = forms.ModelChoiceField(
        Activity.objects.none(),
        label=_("Activity"),
        required=False,
        empty_label=_("Any"),
        error_messages=CHOOSE,
    )
    label = forms.CharField(
        label=_("Client or mission"),
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs={"list": "labels", "autocomplete": "off"}),
    )
    nature = forms.ChoiceField(
        label=_("Kind"),
        choices=[("", _("Any")), *TimeEntry.Nature.choices],
        required=False,
        error_messages=CHOOSE,
    )
    source = forms.ChoiceField(
        label=_("Noted by"),
        choices=[("", _("Any")), *TimeEntry.Source.choices],
        required=False,
        error_messages=CHOOSE,
    )
    sold = forms.BooleanField(label=_("Only what is sold"), required=False)
    mission = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    without = forms.ChoiceField(choices=[("", ""), ("hat", ""), ("activity", "")], required=False)

    def __init__(self, *arguments: Any, business: Business, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["from"] = day_field(label=_("From"), required=False)
        self.fields["to"] = day_field(label=_("To"), required=False)
        hat, activity = self.fields["hat"], self.fields["activity"]
        assert isinstance(hat, forms.ChoiceField)
        assert isinstance(activity, forms.ModelChoiceField)
        hat.choices = [("", _("Any")), ("none", _("No hat")), *HAT_CHOICES]
        activity.queryset = Activity.objects.of(business)

    def wanted(self) -> Wanted:
        """What was asked, as far as it could be read."""
        told = self.cleaned_data if self.is_bound and self.is_valid() else self._readable()
        hat = told.get("hat") or ""
        return Wanted(
            first=told.get("from"),
            last=told.get("to"),
            hat="" if hat == "none" else hat,
            activity=told.get("activity"),
            label=told.get("label") or "",
            nature=told.get("nature") or "",
            source=told.get("source") or "",
            words=told.get("q") or "",
            sold=bool(told.get("sold")),
            without_hat=hat == "none" or told.get("without") == "hat",
            without_activity=told.get("without") == "activity",
            mission=told.get("mission"),
        )

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        first, last = told.get("from"), told.get("to")
        if isinstance(first, dt.date) and isinstance(last, dt.date) and last < first:
            self.add_error("to", _("This day comes before the first: give a later one."))
        return told

    def _readable(self) -> dict[str, Any]:
        return getattr(self, "cleaned_data", {})


class SeveralForm(forms.Form):
    """Which entries, and what becomes of them."""

    ids = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": _("Tick at least one row."), **CHOOSE}
    )
    act = forms.ChoiceField(
        choices=[(act, act) for act in ("doing", "label", "billed", "unbilled", "break", "remove")],
        error_messages=CHOOSE | {"required": _("Say what to do with the ticked rows.")},
    )
    doing = ToldField(label=_("Hat and activity"), required=False)
    label = forms.CharField(label=_("Client or mission"), max_length=160, required=False)

    def __init__(self, *arguments: Any, business: Business, **named: Any) -> None:
        super().__init__(*arguments, **named)
        doing = self.fields["doing"]
        assert isinstance(doing, ToldField)
        doing.offer(business)
        ids = self.fields["ids"]
        assert isinstance(ids, forms.TypedMultipleChoiceField)
        given = self.data.getlist("ids") if isinstance(self.data, MultiValueDict) else []
        ids.choices = [
            (text, text) for text in given[:MOST_AT_ONCE] if text.isdecimal() and len(text) < 19
        ]
