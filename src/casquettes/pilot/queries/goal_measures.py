"""The measures a goal may be tied to: how each is read over days, its unit, which way is better.

To add one: a line in `_MEASURES`, its months in `_months` and its days in `_over`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casquettes.engine.goals import Kind
from casquettes.kernel.models import HAT_NAMES
from casquettes.ui import wording
from casquettes.ui.rounded import euros, tenths

HAT_HOURS = "hat_hours:"


class Wanted(StrEnum):
    """Which way she wants it to go; either: her target says."""

    MORE = "more"
    LESS = "less"
    EITHER = "either"


class Unit(StrEnum):
    """What a figure counts, as it is typed."""

    PERCENT = "percent"
    PER_HOUR = "per_hour"
    WEEK_HOURS = "week_hours"
    MONTH_HOURS = "month_hours"
    MONEY = "money"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure. Values are kept as the house counts them: a share is a fraction of 1."""

    key: str
    name: Any
    unit: Unit
    wanted: Wanted
    step: float
    most: float
    least: float = 0
    kind: Kind = Kind.RATIO
    # Of a figure that is read on a day, as cash is, and not over days.
    on_a_day: bool = False
    # Follows the seasons: two years of months say how.
    seasonal: bool = False

    @property
    def hat(self) -> str:
        """The hat whose hours it counts, if any."""
        return self.key.removeprefix(HAT_HOURS) if self.key.startswith(HAT_HOURS) else ""

    def more(self, target: float, start: float | None) -> bool:
        """Is a higher figure a better one, for this target?"""
        if self.wanted is Wanted.EITHER:
            return start is not None and target > start
        return self.wanted is Wanted.MORE

    def within(self, value: float) -> float:
        """A foreseen value, kept to what can be."""
        return min(self.most, max(self.least, value))

    def typed(self, value: float) -> Decimal:
        """A value as she would type it."""
        scaled = value * 100 if self.unit is Unit.PERCENT else value
        places = 0 if self.unit in (Unit.MONEY, Unit.DAYS) else 2
        rounded = Decimal(str(round(scaled, places)))
        return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral() else rounded

    def kept(self, typed: Decimal) -> float:
        """What is kept of a figure she typed."""
        return float(typed / 100 if self.unit is Unit.PERCENT else typed)

    def said(self, value: float | None, currency: str) -> str:
        """A value in words: "32,5 %", "17 € l’heure", "34 h par semaine"."""
        if value is None:
            return wording.NOTHING
        if self.unit is Unit.PERCENT:
            return wording.percent(round(value, 3))
        if self.unit is Unit.MONEY:
            return euros(value, currency)
        if self.unit is Unit.DAYS:
            # Cash that lasts 67.9 days does not last 68; days off are whole.
            days = int(value) if self.on_a_day else round(value)
            return _("%(n)s d") % {"n": wording.number(days, 0)}
        if self.unit is Unit.PER_HOUR:
            return _("%(sum)s an hour") % {"sum": tenths(value, currency)}
        hours = wording.hours(round(value * 12) * 300)
        if self.unit is Unit.WEEK_HOURS:
            return _("%(hours)s a week") % {"hours": hours}
        return _("%(hours)s a month") % {"hours": hours}

    def suffix(self, currency: str) -> str:
        """What stands beside the field."""
        sign = wording.currency_sign(currency)
        return {
            Unit.PERCENT: "%",
            Unit.MONEY: sign,
            Unit.DAYS: _("days"),
            Unit.PER_HOUR: _("%(sign)s an hour") % {"sign": sign},
            Unit.WEEK_HOURS: _("h a week"),
            Unit.MONTH_HOURS: _("h a month"),
        }[self.unit]


_MEASURES = (
    Measure("billed_share", gettext_lazy("Billed share"), Unit.PERCENT, Wanted.MORE, 0.01, most=1),
    Measure(
        "net_hourly",
        gettext_lazy("What is left of a worked hour"),
        Unit.PER_HOUR,
        Wanted.MORE,
        0.5,
        most=10_000,
        least=-10_000,
    ),
    Measure(
        "gross_hourly",
        gettext_lazy("What a worked hour brings"),
        Unit.PER_HOUR,
        Wanted.MORE,
        0.5,
        most=10_000,
    ),
    Measure(
        "worked_hours",
        gettext_lazy("Hours worked a week"),
        Unit.WEEK_HOURS,
        Wanted.EITHER,
        0.5,
        most=168,
    ),
    Measure(
        "sold_hours",
        gettext_lazy("Hours sold a month"),
        Unit.MONTH_HOURS,
        Wanted.MORE,
        1,
        most=744,
        seasonal=True,
    ),
    Measure(
        "revenue",
        gettext_lazy("Turnover over the period"),
        Unit.MONEY,
        Wanted.MORE,
        500,
        most=1e9,
        kind=Kind.TOTAL,
        seasonal=True,
    ),
    Measure(
        "win_rate",
        gettext_lazy("Those who ask and say yes"),
        Unit.PERCENT,
        Wanted.MORE,
        0.01,
        most=1,
    ),
    Measure(
        "days_off",
        gettext_lazy("Days off taken"),
        Unit.DAYS,
        Wanted.MORE,
        1,
        most=1_100,
        kind=Kind.TOTAL,
        seasonal=True,
    ),
    Measure(
        "runway_days",
        gettext_lazy("How long your cash lasts"),
        Unit.DAYS,
        Wanted.MORE,
        5,
        most=10_000,
        on_a_day=True,
    ),
)


def measures() -> dict[str, Measure]:
    """Every measure by its key, the hours of each hat last."""
    hats = (
        Measure(
            f"{HAT_HOURS}{hat}",
            _("Hours a week, %(hat)s") % {"hat": name},
            Unit.WEEK_HOURS,
            Wanted.EITHER,
            0.5,
            most=168,
        )
        for hat, name in HAT_NAMES.items()
    )
    return {measure.key: measure for measure in (*_MEASURES, *hats)}


def measure_of(key: str) -> Measure | None:
    """A measure by its key; None for another."""
    return measures().get(key)
