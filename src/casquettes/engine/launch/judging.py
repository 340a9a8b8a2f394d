"""What a plan is short of, and how well a forecast held against the months that came."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from casquettes.engine.launch.plan import Plan, priors
from casquettes.engine.launch.simulate import Forecast, full_rate, levy_rate
from casquettes.engine.proportions import jeffreys

BUSY = 0.8


class Short(StrEnum):
    """What breaks first."""

    MARGIN = "margin"  # an hour costs more than it brings
    PRICE = "price"  # a full calendar would not pay the target either
    CLIENTS = "clients"  # hours stay empty
    HOURS = "hours"  # no more hours to sell
    NOTHING = "nothing"  # the target is reached nine times in ten


@dataclass(frozen=True, slots=True)
class Calibration:
    """Months that came, and how many fell inside the band that was foreseen.

    `share` and `interval` are None until there are months enough to speak of.
    """

    inside: int
    months: int
    expected: float
    share: float | None
    interval: tuple[float, float] | None


def short_of(plan: Plan, forecast: Forecast) -> Short:
    """What the plan is short of, first of all."""
    levy, _assumed = levy_rate(plan)
    margin = plan.price * (1 - full_rate(plan, levy)) - plan.variable_cost
    if margin <= 0:
        return Short.MARGIN
    if (forecast.p_target or 0) >= 0.9:
        return Short.NOTHING
    used, sold = forecast.used_share_year2, forecast.sold_hours_year2
    if used is None or sold is None or used.p50 < BUSY:
        return Short.CLIENTS
    full = sold.p50 / used.p50
    short = full * margin < 12 * (plan.fixed_costs + plan.target_income)
    return Short.PRICE if short else Short.HOURS


def calibration(
    actual: Mapping[dt.date, float], foreseen: Mapping[dt.date, tuple[float, float]]
) -> Calibration:
    """Cash that came, by month, against the band foreseen for it before it began."""
    rules = priors()["update"]
    judged: Sequence[dt.date] = [month for month in actual if month in foreseen]
    inside = sum(foreseen[m][0] <= actual[m] <= foreseen[m][1] for m in judged)
    if len(judged) < rules["months_to_judge"]:
        return Calibration(inside, len(judged), rules["level"], None, None)
    share = inside / len(judged)
    return Calibration(inside, len(judged), rules["level"], share, jeffreys(inside, len(judged)))
