"""The shape of what she says about a file of another tool."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from casquettes.engine.hats import Hat
from casquettes.formats.timesheets.headers import DAYS, LENGTHS, Columns, Field, known_field
from casquettes.formats.timesheets.reading import Question
from casquettes.kernel.models import HAT_NAMES, Activity
from casquettes.timesheet.queries.imports import Group, Meaning

ORDERS = [("dmy", _("Day first: 25/03/2026")), ("mdy", _("Month first: 03/25/2026"))]
SIGNS = [("comma", _("A comma: 1,5")), ("dot", _("A dot: 1.5"))]
UNITS = {
    "hours": _("Hours"),
    "minutes": _("Minutes"),
    "seconds": _("Seconds"),
    "days": _("Days"),
}
ROLES = {
    "day": _("the day"),
    "start": _("the start"),
    "end": _("the end"),
    "duration": _("the duration"),
    "pause": _("the pause, not worked"),
    "client": _("the client"),
    "project": _("the project"),
    "task": _("the task"),
    "description": _("the description"),
    "billable": _("billable or not"),
}
# A role may be held by a column known under a closer name.
_CLOSER = {"day": DAYS, "duration": LENGTHS}


class UploadForm(forms.Form):
    """The file itself."""

    file = forms.FileField(
        label=_("Your file"),
        help_text=_("CSV, ZIP or iCalendar (.ics), 64 MB at most."),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("This file is empty."),
        },
    )

    def clean_file(self) -> Any:
        """Refused before it is read."""
        file = self.cleaned_data["file"]
        if file.size > settings.MAX_IMPORT_BYTES:
            raise forms.ValidationError(
                _("This file is too big: %(most)s MB at most.")
                % {"most": settings.MAX_IMPORT_BYTES // (1024 * 1024)}
            )
        return file


class ValuesForm(forms.Form):
    """What the whole file leaves open about its dates and numbers."""

    def __init__(self, *args: Any, questions: Iterable[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = {question.field: question.choices for question in questions}
        if "date_order" in asked:
            self._ask("date_order", _("How are its dates written?"), ORDERS)
        if "decimal" in asked:
            self._ask("decimal", _("What is its decimal sign?"), SIGNS)
        if "unit" in asked:
            units = [(unit, UNITS[unit]) for unit in asked["unit"]]
            self._ask("unit", _("What do its durations count?"), units)

    def _ask(self, name: str, label: Any, choices: list[tuple[str, Any]]) -> None:
        self.fields[name] = forms.ChoiceField(
            label=label,
            choices=choices,
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose one of them.")},
        )


class ColumnsForm(forms.Form):
    """What each column of the file is."""

    def __init__(self, *args: Any, columns: Columns, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = columns
        known = {place: _role_of(field) for field, place in columns.place.items()}
        for place, name in enumerate(columns.header):
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=name[:60] or str(place + 1),
                required=False,
                choices=[("", _("something else")), *ROLES.items()],
                initial=known.get(place, ""),
            )

    def clean(self) -> dict[str, Any]:
        """A day and a length, or a start and an end; nothing twice."""
        roles = [role for role in self.cleaned_data.values() if role]
        if len(set(roles)) < len(roles):
            raise forms.ValidationError(_("Two columns are said to be the same thing."))
        if "duration" not in roles and not {"start", "end"} <= set(roles):
            raise forms.ValidationError(_("Say where the duration is, or the start and the end."))
        if not {"day", "start"} & set(roles):
            raise forms.ValidationError(_("Say which column holds the day."))
        return self.cleaned_data

    def mapping(self) -> dict[str, str]:
        """Rank of the column → field, only where she says otherwise than was understood."""
        understood = {place: field for field, place in self.columns.place.items()}
        chosen = {}
        for place in range(len(self.columns.header)):
            role = self.cleaned_data[f"column-{place}"]
            field = understood.get(place)
            if role != _role_of(field) or field in self.columns.doubtful:
                chosen[str(place + 1)] = str(_field_of(role, self.columns.header[place]))
        return chosen

    def rows(self, examples: list[list[str]]) -> list[tuple[forms.BoundField, list[str]]]:
        """Each column with what its first cells say."""
        return [
            (self[f"column-{place}"], [cells[place] for cells in examples if cells[place]])
            for place in range(len(self.columns.header))
        ]


def _field_of(role: str, title: str) -> Field:
    """The field a choice stands for; the title of the column may say it closer."""
    closer = known_field(title)
    if closer in _CLOSER.get(role, ()):
        return closer
    return Field(role or Field.IGNORED)


def _role_of(field: Field | None) -> str:
    """The choice that stands for a field: several fields may tell the day, or the duration."""
    closer = next((role for role, fields in _CLOSER.items() if field in fields), None)
    return closer or (str(field) if field in ROLES else "")


class MeaningsForm(forms.Form):
    """What each project and task means here."""

    def __init__(
        self, *args: Any, groups: list[Group], activities: Iterable[Activity], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.groups = groups
        self.activities = {str(activity.pk): activity for activity in activities}
        choices = self._choices()
        for rank, group in enumerate(groups):
            self.fields[f"meaning-{rank}"] = forms.ChoiceField(
                label=" · ".join(filter(None, (group.project, group.task))) or _("Without project"),
                required=False,
                choices=choices,
                initial=str(group.activity_id or ""),
            )

    def meanings(self) -> dict[Meaning, Activity | None]:
        """What she chose, by project and task; None stays without a hat."""
        return {
            (group.project, group.task): self.activities.get(
                self.cleaned_data.get(f"meaning-{rank}") or ""
            )
            for rank, group in enumerate(self.groups)
        }

    def rows(self) -> list[tuple[Group, forms.BoundField]]:
        """Each group beside its field."""
        return [(group, self[f"meaning-{rank}"]) for rank, group in enumerate(self.groups)]

    def _choices(self) -> list[tuple[Any, Any]]:
        by_hat: dict[str, list[tuple[str, str]]] = {str(hat): [] for hat in Hat}
        for pk, activity in self.activities.items():
            by_hat[activity.hat].append((pk, activity.label))
        hats = [(HAT_NAMES[Hat(hat)], known) for hat, known in by_hat.items() if known]
        return [("", _("Decide later")), *hats]
