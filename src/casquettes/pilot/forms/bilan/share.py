"""What to show to a peer, and for how long."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casquettes.pilot.queries.bilan.shared import Choices

DAYS = {"7": _("a week"), "30": _("30 days"), "90": _("three months")}


class ShareForm(forms.Form):
    """Nothing is chosen unless she chooses it."""

    shows = forms.MultipleChoiceField(
        error_messages={
            "required": _("Choose at least one figure or one answer to show."),
            "invalid_choice": _("This is not among what can be shown: read the page again."),
        }
    )
    days = forms.ChoiceField(
        label=_("The link opens for"), choices=list(DAYS.items()), initial="30"
    )

    def __init__(self, *args: Any, groups: list[Choices], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = groups
        field = self.fields["shows"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(one.key, one.name) for group in groups for one in group.choices]

    @property
    def life(self) -> dt.timedelta:
        return dt.timedelta(days=int(self.cleaned_data["days"]))

    @property
    def chosen(self) -> list[str]:
        """What she ticked, to be ticked again when something is to correct."""
        return self.data.getlist("shows") if self.is_bound else []  # type: ignore[attr-defined]  # what was posted
