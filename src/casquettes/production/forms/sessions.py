"""The shape of a session: planned, done, moved, missed or cancelled; and of a search."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casquettes.production.actions.sessions import Served, SessionDraft, SessionRefused
from casquettes.production.forms.missions import CHOOSE, WHOLE
from casquettes.production.models import WorkSession
from casquettes.production.queries.sessions import VOLUMES, WORDS, State, Wanted
from casquettes.ui.days import day_field
from casquettes.ui.durations import MinutesField
from casquettes.ui.numbers import MoneyField

TIMES = ["%H:%M", "%H:%M:%S", "%Hh%M", "%H h %M", "%Hh", "%H h"]
VOLUME_NAMES = {
    "kept_litres": _("Kept"),
    "given_litres": _("Given"),
    "sold_litres": _("Sold on"),
    "recycled_litres": _("Recycled"),
    "waste_litres": _("Thrown away"),
}
STATE_CHOICES = [
    ("", _("Any state")),
    *((str(state), word) for state, word in WORDS.items() if state != State.MOVED_LATE),
]
# The field of the page a refusal of the action is about, where the two differ.
SHOWN_AT = {"planned_minutes": "planned", "sold_minutes": "sold", "real_minutes": "real"}


def _time_field(**options: Any) -> forms.TimeField:
    example = _("Write a time, for example 9:05.")
    return forms.TimeField(
        input_formats=TIMES,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": example, "required": example},
        **options,
    )


def _whole(label: Any, *, most: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=most,
        error_messages=WHOLE,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )


class _SessionForm(forms.Form):
    def refuse(self, refusal: SessionRefused) -> None:
        """Put an objection beside the field it is about."""
        field = SHOWN_AT.get(refusal.field, refusal.field)
        self.add_error(field if field in self.fields else None, str(refusal))


class PlanForm(_SessionForm):
    """A session to come."""

    on = day_field(label=_("Day"))
    starts_at = _time_field(label=pgettext_lazy("moment", "Start"), required=False)
    planned = MinutesField(label=_("Length"))
    zone = forms.CharField(label=_("Zone"), max_length=120, required=False)
    remote = forms.BooleanField(label=_("At a distance"), required=False)
    persons = _whole(_("Persons"), most=20)
    note = forms.CharField(
        label=_("Note"), max_length=5000, required=False, widget=forms.Textarea({"rows": 2})
    )

    def draft(self) -> SessionDraft:
        """The session as told; of a valid form."""
        told = dict(self.cleaned_data)
        persons = told.pop("persons")
        planned = told.pop("planned")
        return SessionDraft(
            planned_minutes=planned, persons=1 if persons is None else persons, **told
        )


class DoneForm(_SessionForm):
    """What was done: one tap when all went as planned."""

    sold = MinutesField(label=_("The client pays for"))
    real = MinutesField(label=_("It really lasted"))
    persons = _whole(_("Persons"), most=20)
    zone = forms.CharField(label=_("Zone"), max_length=120, required=False)
    kept_litres = _whole(VOLUME_NAMES["kept_litres"], most=1_000_000)
    given_litres = _whole(VOLUME_NAMES["given_litres"], most=1_000_000)
    sold_litres = _whole(VOLUME_NAMES["sold_litres"], most=1_000_000)
    recycled_litres = _whole(VOLUME_NAMES["recycled_litres"], most=1_000_000)
    waste_litres = _whole(VOLUME_NAMES["waste_litres"], most=1_000_000)
    photos = _whole(_("Photos taken"), most=10_000)
    note = forms.CharField(
        label=_("Note"), max_length=5000, required=False, widget=forms.Textarea({"rows": 2})
    )

    @property
    def volumes(self) -> list[forms.BoundField]:
        """The fields of litres, to be shown together."""
        return [self[name] for name in VOLUMES]

    def served(self) -> Served:
        """What was done, as told; of a valid form."""
        told = self.cleaned_data
        counts = {name: told[name] or 0 for name in (*VOLUMES, "photos")}
        persons = 1 if told["persons"] is None else told["persons"]
        return Served(
            sold_minutes=told["sold"],
            real_minutes=told["real"],
            persons=persons,
            zone=told["zone"].strip(),
            note=told["note"].strip(),
            **counts,
        )


class MoveForm(_SessionForm):
    """Another day for a session."""

    to = day_field(label=_("New day"))
    starts_at = _time_field(label=pgettext_lazy("moment", "Start"), required=False)
    late = forms.BooleanField(label=_("Too late to fill the day"), required=False)


class FeeForm(forms.Form):
    """What a late cancellation or an empty house costs the client."""

    fee = MoneyField(label=_("Fee due"), required=False, max_digits=8)


class SessionSearch(forms.Form):
    """Which sessions she wants to see, as the address says it."""

    q = forms.CharField(
        label=_("Search"),
        max_length=120,
        required=False,
        widget=forms.TextInput({"type": "search", "placeholder": _("Client, mission, zone")}),
    )
    state = forms.ChoiceField(
        label=_("State"), choices=STATE_CHOICES, required=False, error_messages=CHOOSE
    )
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
        if first and last and last < first:
            first, last = last, first
        return Wanted(
            first=first,
            last=last,
            state=told.get("state") or "",
            mission=told.get("mission"),
            words=told.get("q") or "",
        )


def plan_as_typed(session: SessionDraft | WorkSession) -> dict[str, Any]:
    """A planned session as the form shows it."""
    names = ("on", "starts_at", "zone", "remote", "note")
    shown: dict[str, Any] = {name: getattr(session, name) for name in names}
    persons = session.persons if session.persons > 1 else None
    return shown | {"planned": session.planned_minutes or None, "persons": persons}


def done_as_typed(served: Served) -> dict[str, Any]:
    """What was done as the form shows it; zeros are left empty."""
    counts = {name: getattr(served, name) or None for name in (*VOLUMES, "photos")}
    return counts | {
        "sold": served.sold_minutes,
        "real": served.real_minutes,
        "persons": served.persons if served.persons > 1 else None,
        "zone": served.zone,
        "note": served.note,
    }
