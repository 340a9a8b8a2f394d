"""The year she wants, in figures: hours to sell a week and the price an hour must bring.

Pure: every figure is an argument. See docs/method/bilan.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from casquettes.engine.margins import required_rate

WEEKS, MONTHS = 52, 12


@dataclass(frozen=True, slots=True)
class Ways:
    """How her business works today: what is sold of an hour worked, what an hour costs.

    `share` of 1; euros a month of costs that come anyway, euros of each hour sold; what the law
    takes, of 1.
    """

    share: Fraction
    fixed_month: Fraction
    variable_cost: Fraction
    levy_rate: Fraction


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a wish asks for: hours sold a week at work, and euros an hour sold, tax excluded."""

    sold_week: float
    rate: float | None


def wanted(income_month: float, week_hours: float, weeks_off: float, ways: Ways) -> Wanted:
    """Earn `income_month` euros, working `week_hours` hours, with `weeks_off` weeks away.

    `rate` is None where nothing could be sold: no hour, no week, no share, or all taken by law.
    """
    sold_week = Fraction(week_hours) * ways.share
    weeks = max(Fraction(0), WEEKS - Fraction(weeks_off))
    need = (Fraction(income_month) + ways.fixed_month) * MONTHS
    rate = required_rate(
        need,
        sold_hours=sold_week * weeks,
        variable_cost=ways.variable_cost,
        levy_rate=ways.levy_rate,
    )
    return Wanted(float(sold_week), rate)
