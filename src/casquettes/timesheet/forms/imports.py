"""The shape of what she says about a file of another tool."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from casquettes.engine.hats import Hat
from casquettes.formats.timesheets.headers import DAYS, LENGTHS, Columns, Field
from casquettes.formats.timesheets.reading import Question
from casquettes.kernel.models import HAT_NAMES, Activity
from casquettes.timesheet.queries.imports import Group, Meaning

ORDERS = [("dmy", _("Day first: 25/03/2026")), ("mdy", _("Month first: 03/25/2026"))]
SIGNS = [("comma", _("A comma: 1,5")), ("dot", _("A dot: 1.5"))]
UNITS = {"hours": _("Hours"), "minutes": _("Minutes"), "seconds": _("Seconds")}
ROLES = {
    "day": _("The day"),
    "start": _("The start"),
    "end": _("The end"),
    "duration": _("The duration"),
    "client": _("The client"),
    "project": _("The project"),
    "task": _("The task"),
    "description": _("The description"),
    "billable": _("Billable or not"),
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
    """Which column of the file is what."""

    def __init__(self, *args: Any, columns: Columns, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = columns
        numbered = [(str(rank), name[:60]) for rank, name in enumerate(columns.header, start=1)]
        for role, label in ROLES.items():
            place = columns.place.get(self._field(role))
            self.fields[role] = forms.ChoiceField(
                label=label,
                required=False,
                choices=[("", _("none")), *numbered],
                initial="" if place is None else str(place + 1),
            )

    def clean(self) -> dict[str, Any]:
        """A day and a length, or a start and an end; no column twice."""
        chosen = {role: rank for role, rank in self.cleaned_data.items() if rank}
        if len(set(chosen.values())) < len(chosen):
            raise forms.ValidationError(
                _("One column is chosen twice: each can be one thing only.")
            )
        if "duration" not in chosen and not {"start", "end"} <= chosen.keys():
            raise forms.ValidationError(_("Choose the duration, or the start and the end."))
        if not {"day", "start"} & chosen.keys():
            raise forms.ValidationError(_("Choose the column of the day."))
        return self.cleaned_data

    def mapping(self) -> dict[str, str]:
        """Rank of the column → field; what she set to none is left aside."""
        chosen = {rank: str(self._field(role)) for role, rank in self.cleaned_data.items() if rank}
        known = {
            str(self.columns.place[self._field(role)] + 1) for role in ROLES if self._known(role)
        }
        return dict.fromkeys(known - chosen.keys(), str(Field.IGNORED)) | chosen

    def _known(self, role: str) -> bool:
        return self._field(role) in self.columns.place

    def _field(self, role: str) -> Field:
        held = (field for field in _CLOSER.get(role, ()) if field in self.columns.place)
        return next(held, Field(role))


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
