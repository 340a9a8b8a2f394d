"""The shape of time typed by hand: an entry, its move, a search, an act on several."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casquettes.engine.moments import HourMissing, comes_twice, moment_at
from casquettes.kernel.models import HAT_CHOICES, Activity, Business
from casquettes.timesheet.actions.entries import EntryDraft, EntryRefused, usual_sold
from casquettes.timesheet.actions.week import Told
from casquettes.timesheet.forms.fields import (
    CHOOSE,
    DurationField,
    ToldField,
    day_field,
    time_field,
    told_as_typed,
    written,
)
from casquettes.timesheet.models import TimeEntry

LONGEST_NIGHT = 12 * 3600
Nature = TimeEntry.Nature
# Where a refusal of the action shows, and what the page calls that field.
SHOWN_AT = {
    "on": "on",
    "starts_at": "starts",
    "seconds": "duration",
    "hat": "doing",
    "activity": "doing",
    "nature": "nature",
    "sold_seconds": "sold",
}


class EntryForm(forms.Form):
    """An entry: its day, its time, what it was, and what the client pays for."""

    on = day_field(label=_("Day"))
    starts = time_field(label=pgettext_lazy("moment", "Start"), required=False)
    ends = time_field(label=_("End"), required=False)
    duration = DurationField(label=_("Duration"), required=False)
    again = forms.ChoiceField(
        label=_("This hour comes twice that day"),
        choices=[
            ("first", _("The first time, summer time")),
            ("second", _("The second time, winter time")),
        ],
        required=False,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    doing = ToldField(label=_("Hat and activity"), required=False)
    label = forms.CharField(
        label=_("Client or mission"),
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs={"list": "labels", "autocomplete": "off"}),
        error_messages={"max_length": _("Shorten the name to 160 characters.")},
    )
    nature = forms.ChoiceField(
        label=_("Kind"),
        choices=[("", _("as the activity")), *Nature.choices],
        required=False,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    sold = DurationField(label=_("Sold time"), required=False)
    note = forms.CharField(
        label=_("Note"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": _("Shorten the note to 500 characters.")},
    )

    def __init__(
        self, *arguments: Any, business: Business, entry: TimeEntry | None = None, **named: Any
    ) -> None:
        if entry is not None:
            named["initial"] = _as_typed(entry, business)
        super().__init__(*arguments, **named)
        self.business, self.entry = business, entry
        doing = self.fields["doing"]
        assert isinstance(doing, ToldField)
        doing.offer(business, also=entry.activity if entry else None)
        if entry is not None:
            nature = self.fields["nature"]
            assert isinstance(nature, forms.ChoiceField)
            nature.choices = Nature.choices
        self.asks_again = False
        self.seconds = 0
        self.starts_at: dt.datetime | None = None

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if self.errors:
            return told
        if self.entry is not None and not self._times_changed():
            self.starts_at, self.seconds = self.entry.starts_at, self.entry.seconds
        elif told["starts"] is None:
            self._only_duration(told)
        else:
            self._from_start(told)
        return told

    def draft(self) -> EntryDraft:
        """The time as she told it; of a valid form."""
        told = self.cleaned_data
        doing: Told = told["doing"]
        return EntryDraft(
            on=told["on"],
            starts_at=self.starts_at,
            seconds=self.seconds,
            hat=doing.hat,
            activity=doing.activity,
            nature=told["nature"] or None,
            sold_seconds=told["sold"],
            label=told["label"],
            mission=self.entry.mission if self._label_stays() else None,
            note=told["note"],
        )

    def refuse(self, refusal: EntryRefused) -> None:
        """Show where it belongs why this time cannot be noted."""
        field = SHOWN_AT.get(refusal.field)
        if field == "duration" and self.cleaned_data.get("ends"):
            field = "ends"
        self.add_error(field, str(refusal))

    def _label_stays(self) -> bool:
        return self.entry is not None and "label" not in self.changed_data

    def _times_changed(self) -> bool:
        return bool({"on", "starts", "ends", "duration", "again"} & set(self.changed_data))

    def _only_duration(self, told: dict[str, Any]) -> None:
        if told["ends"] is not None:
            self.add_error("starts", _("Write the start too, or only a duration."))
        elif told["duration"] is None:
            self.add_error("duration", DurationField.EXAMPLE)
        else:
            self.seconds = told["duration"]

    def _from_start(self, told: dict[str, Any]) -> None:
        self.starts_at = self._moment("starts", told["on"], told["starts"])
        if self.starts_at is None:
            return
        if told["ends"] is None:
            if told["duration"] is None:
                self.add_error("ends", _("Write the end, or a duration."))
            self.seconds = told["duration"] or 0
            return
        on = told["on"]
        if told["ends"] <= told["starts"]:
            on += dt.timedelta(days=1)
        end = self._moment("ends", on, told["ends"])
        if end is None:
            return
        self.seconds = round((end - self.starts_at).total_seconds())
        if on != told["on"] and self.seconds > LONGEST_NIGHT:
            self.add_error("ends", _("The end comes before the start: write a later time."))
        duration = told["duration"]
        if duration is not None and abs(duration - self.seconds) > 59:
            self.add_error("duration", _("The end and the duration differ: keep one of them."))

    def _moment(self, field: str, on: dt.date, shown: dt.time) -> dt.datetime | None:
        """The moment of a time typed; asks when it comes twice, refuses when it never comes."""
        zone = self.business.zone
        if comes_twice(on, shown, zone):
            self.asks_again = True
            if not self.cleaned_data.get("again"):
                self.add_error("again", _("Say which of the two it was."))
        second = self.cleaned_data.get("again") == "second"
        try:
            return moment_at(on, shown, zone, second=second)
        except HourMissing:
            text = _("This time does not exist that day: clocks jump over it for summer time.")
            self.add_error(field, text)
            return None


class MoveForm(forms.Form):
    """Where an entry goes: a day, a start unless only its duration is known, a length."""

    on = day_field(label=_("Day"))
    starts = time_field(label=pgettext_lazy("moment", "Start"), required=False)
    minutes = forms.IntegerField(label=_("Duration"), required=False)

    def moved(self, entry: TimeEntry) -> tuple[dt.date, dt.datetime | None, int]:
        """The day, start and seconds asked for. Raises EntryRefused for a missing hour."""
        told = self.cleaned_data
        minutes = told["minutes"]
        same_length = minutes is None or minutes == round(entry.seconds / 60)
        seconds = entry.seconds if same_length else minutes * 60
        if told["starts"] is None or entry.starts_at is None:
            return told["on"], None, seconds
        zone = entry.business.zone
        before = entry.starts_at.astimezone(zone)
        shown = before.time().replace(second=0, microsecond=0)
        if told["starts"] == shown and told["on"] == entry.on:
            return entry.on, entry.starts_at, seconds
        try:
            return told["on"], moment_at(told["on"], told["starts"], zone), seconds
        except HourMissing as missing:
            text = _("This time does not exist that day: clocks jump over it for summer time.")
            raise EntryRefused(str(text), "starts_at") from missing


class HatForm(forms.Form):
    """The hat, or the activity, given to time that had none; neither makes it a break."""

    hat = forms.ChoiceField(choices=[("", ""), *HAT_CHOICES], required=False)
    activity = forms.ModelChoiceField(Activity.objects.none(), required=False)
    rest = forms.BooleanField(required=False)

    def __init__(self, *arguments: Any, business: Business, **named: Any) -> None:
        super().__init__(*arguments, **named)
        activity = self.fields["activity"]
        assert isinstance(activity, forms.ModelChoiceField)
        activity.queryset = Activity.objects.of(business).shown()

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if not (told.get("hat") or told.get("activity") or told.get("rest")):
            self.add_error(None, _("Choose a hat, or say it was a break."))
        return told

    def told(self) -> Told:
        """What the time was; of a valid form."""
        if self.cleaned_data["rest"]:
            return Told()
        return Told(self.cleaned_data["hat"], self.cleaned_data["activity"])


class GapForm(HatForm):
    """A gap of a day, and what it was."""

    starts_at = forms.DateTimeField(input_formats=["%Y-%m-%dT%H:%M:%S%z"])
    ends_at = forms.DateTimeField(input_formats=["%Y-%m-%dT%H:%M:%S%z"])


def _as_typed(entry: TimeEntry, business: Business) -> dict[str, Any]:
    """What the form shows of an entry."""
    usual = usual_sold(entry.activity, nature=entry.nature, seconds=entry.seconds)
    typed: dict[str, Any] = {
        "on": entry.on,
        "doing": told_as_typed(entry.hat, entry.activity),
        "label": entry.label,
        "nature": entry.nature,
        "sold": "" if entry.sold_seconds == usual else written(entry.sold_seconds),
        "note": entry.note,
    }
    if entry.starts_at is None or entry.ends_at is None:
        return typed | {"duration": written(entry.seconds)}
    starts, ends = (
        moment.astimezone(business.zone).time().replace(second=0, microsecond=0)
        for moment in (entry.starts_at, entry.ends_at)
    )
    return typed | {"starts": starts, "ends": ends}
