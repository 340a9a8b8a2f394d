"""Which days she wants to see measured."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casquettes.engine import periods
from casquettes.engine.periods import Period
from casquettes.pilot.queries import MEASURABLE

ROLLING = {
    "4w": _("4 weeks"),
    "13w": _("13 weeks"),
    "12m": _("12 months"),
    "year": _("This year"),
}


class PeriodForm(forms.Form):
    """A rolling period, a month, or two dates of hers; what is wrong falls back to 12 months."""

    def __init__(self, data: Any, *, today: dt.date) -> None:
        super().__init__(data)
        self.today = today
        for name, label in (("from", _("From")), ("to", _("To"))):
            self.fields[name] = forms.DateField(
                required=False,
                label=label,
                error_messages={"invalid": _("Write a date, for example 31/03/2026.")},
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("from"), cleaned.get("to")
        for name in ("from", "to"):
            if (day := cleaned.get(name)) and day not in MEASURABLE:
                self.add_error(
                    name,
                    _("Choose a date from %(first)s to %(last)s.")
                    % {"first": MEASURABLE.first.year, "last": MEASURABLE.last.year},
                )
        if first and last and last < first:
            self.add_error("to", _("This day comes before the first one."))
        return cleaned

    @property
    def own_dates(self) -> bool:
        """Did she write dates of her own?"""
        return bool((self.data.get("from", "") + self.data.get("to", "")).strip())

    @property
    def chosen(self) -> str:
        """Which way of choosing is in use: a rolling period's key, "month" or "dates"."""
        if self.own_dates:
            return "dates"
        if self.month_chosen:
            return "month"
        named = self.data.get("period", "")
        return named if named in ROLLING else "12m"

    @property
    def month_chosen(self) -> Period | None:
        """The month asked for as "2026-03", or None."""
        try:
            first = dt.datetime.strptime(self.data.get("month", ""), "%Y-%m").date()
        except ValueError:
            return None
        return periods.month_of(first) if first in MEASURABLE else None

    @property
    def days(self) -> Period:
        """The days to measure."""
        if self.own_dates and self.is_valid():
            return self._dates()
        if not self.own_dates and self.month_chosen:
            return self.month_chosen
        return {
            "4w": periods.weeks_to(self.today, 4),
            "13w": periods.weeks_to(self.today, 13),
            "year": Period(self.today.replace(month=1, day=1), self.today),
        }.get(self.chosen, periods.months_to(self.today, 12))

    def _dates(self) -> Period:
        first, last = self.cleaned_data["from"], self.cleaned_data["to"]
        if first:
            return Period(first, last or max(first, self.today))
        return periods.months_to(last, 12)
