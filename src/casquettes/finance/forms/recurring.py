"""How often an invoice comes back."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casquettes.finance.forms.payments import Refusable
from casquettes.ui.days import day_field

RHYTHMS = [
    (1, _("every month")),
    (2, _("every two months")),
    (3, _("every quarter")),
    (6, _("every six months")),
    (12, _("every year")),
]


class RepeatForm(Refusable):
    """From when and how often the same invoice is drafted again."""

    every_months = forms.TypedChoiceField(
        label=_("Comes back"),
        coerce=int,
        choices=RHYTHMS,
        error_messages={"invalid_choice": _("Choose in the list.")},
    )
    next_on = day_field(label=_("Next draft"))
    last_on = day_field(label=_("Until"), required=False)

    def __init__(self, data: Any = None, *, next_on: dt.date) -> None:
        super().__init__(data, initial={"every_months": 1, "next_on": next_on})
