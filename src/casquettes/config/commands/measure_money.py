"""Money beside the lines of `casquettes measure`: what each hat costs, what each month leaves."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from casquettes.engine.measures import Figure
    from casquettes.kernel.models import Business
    from casquettes.pilot.queries import Measures

Json = dict[str, Any]


def add_hat_costs(lines: Json, business: Business, measured: Measures, *, today: dt.date) -> None:
    """What the hours of each hat could have brought, where a freed hour has a value."""
    from casquettes.pilot import queries
    from casquettes.pilot.queries import margins

    months = [month.period for month in measured.by_month]
    hours = queries.own_hours(business, months, today=today)
    freed = margins.freed(business, measured.hourly, months, hours)
    for hat in freed.hats if freed else ():
        if hat.hat in lines:
            lines[hat.hat]["opportunity_cost"] = {
                "value": hat.cost,
                "unit": business.currency,
                "n": len(months),
                "interval": None,
                "quality": str(measured.coverage.verdict),
            }


def own_figures(
    lines: Json, business: Business, measured: Measures, by: str
) -> dict[str, dict[str, Figure]]:
    """What each offer or client leaves of its own; the rest is not shared out, and that is said."""
    from casquettes.pilot.queries import own

    figures = own.figures_by(business, measured, by=by)  # type: ignore[arg-type]  # one of both
    return {key: figures(key) for key in lines}


def month_figures(
    business: Business, measured: Measures, *, today: dt.date
) -> dict[str, dict[str, Figure]]:
    """What an hour left in each month ("2026-03"), as the whole period says it."""
    from casquettes.pilot import queries

    return {
        f"{month.period.first:%Y-%m}": queries.measures(
            business, month.period, today=today
        ).kept_figures
        for month in measured.by_month
    }
