"""A period as the address of a page says it: 2026, 2026-T2, 2026-03."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import Any

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casquettes.engine.periods import Period

EVERYTHING = "all"
_CODE = re.compile(r"(20\d\d)(?:-(?:T([1-4])|(0[1-9]|1[0-2])))?")
QUARTERS = {
    1: gettext_lazy("January to March %(year)s"),
    2: gettext_lazy("April to June %(year)s"),
    3: gettext_lazy("July to September %(year)s"),
    4: gettext_lazy("October to December %(year)s"),
}


def read_period(code: str) -> Period | None:
    """The days a code stands for; None when it is none."""
    match = _CODE.fullmatch(code)
    if match is None:
        return None
    year = int(match[1])
    first, last = 1, 12
    if match[2]:
        last = int(match[2]) * 3
        first = last - 2
    elif match[3]:
        first = last = int(match[3])
    end = calendar.monthrange(year, last)[1]
    return Period(dt.date(year, first, 1), dt.date(year, last, end))


def period_choices(years: list[int], *, today: dt.date, asked: str = "") -> list[tuple[str, Any]]:
    """All, then each year with its quarters, and the months of this year; `asked` among them."""
    period = read_period(asked)
    if period is not None and period.first.year not in years:
        years = sorted({*years, period.first.year}, reverse=True)
    choices: list[tuple[str, Any]] = [("", _("All years"))]
    for year in years:
        until = today.month if year == today.year else 12
        quarters = range((until + 2) // 3, 0, -1)
        every_month = year == today.year or asked.startswith(f"{year}-")
        months = range(until, 0, -1) if every_month else range(0)
        inside = [
            (str(year), _("Year %(year)s") % {"year": year}),
            *((f"{year}-T{n}", QUARTERS[n] % {"year": year}) for n in quarters),
            *((f"{year}-{n:02d}", f"{MONTHS[n]} {year}".capitalize()) for n in months),
        ]
        choices.append((str(year), inside))
    return choices


class PeriodForm(forms.Form):
    """One period, this year when none is named; `all` is all of it."""

    period = forms.ChoiceField(label=gettext_lazy("Period"), required=False)

    def __init__(self, data: Any, *, years: list[int], today: dt.date) -> None:
        self.usual = str(today.year)
        super().__init__({"period": data.get("period") or self.usual})
        field = self.fields["period"]
        assert isinstance(field, forms.ChoiceField)
        rest = period_choices(years, today=today, asked=str(self.data["period"]))[1:]
        field.choices = [*rest, (EVERYTHING, gettext_lazy("All years"))]
        field.widget.attrs["class"] = "auto"

    def asked(self) -> Period | None:
        """The days asked for; None for all of them."""
        self.is_valid()
        code = self.cleaned_data.get("period") or self.usual
        return read_period(code)
