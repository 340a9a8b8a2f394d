"""Launch plans kept as they are written: begun, answered, followed, put aside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from casquettes.engine.launch.simulate import SEED, simulate
from casquettes.kernel.models import Business
from casquettes.pilot.models import Forecast, LaunchPlan
from casquettes.pilot.queries import launch as queries

# Forecasts are kept for months to be judged by: lives enough for their bands to stand still.
KEPT_PATHS = 4000
MOST_PLANS = 30


class TooManyPlans(Exception):
    """She keeps as many plans as a person can compare, and more."""

    def __init__(self) -> None:
        super().__init__(
            _("You already keep %(n)s plans: put one aside first.") % {"n": MOST_PLANS}
        )


def begin(business: Business, *, at: dt.datetime, like: LaunchPlan | None = None) -> LaunchPlan:
    """A new plan, empty or starting like another; raises `TooManyPlans`."""
    if queries.plans(business).count() >= MOST_PLANS:
        raise TooManyPlans
    return LaunchPlan.objects.create(
        business=business,
        name=_("%(name)s (copy)") % {"name": like.name} if like and like.name else "",
        plan=dict(like.plan) if like else {},
        seed=SEED,
        made_at=at,
        changed_at=at,
    )


@transaction.atomic
def answer(
    launch: LaunchPlan,
    figures: Mapping[str, Any],
    *,
    at: dt.datetime,
    step: int = 0,
    name: str | None = None,
) -> LaunchPlan:
    """Keep what she typed; None takes a figure back to what it was without her.

    `step` is the last guided question she went through.
    """
    held = LaunchPlan.objects.select_for_update().get(pk=launch.pk)
    plan = {key: value for key, value in {**held.plan, **figures}.items() if value is not None}
    plan[queries.ASKED] = max(queries.asked(held), step)
    held.plan, held.changed_at = plan, at
    if name is not None:
        held.name = name
    held.save(update_fields=["plan", "changed_at", "name"])
    return held


@transaction.atomic
def follow(launch: LaunchPlan, *, on: dt.date, at: dt.datetime) -> Forecast:
    """This plan is the one that is lived, from now on; its forecast is kept to be judged."""
    others = LaunchPlan.objects.filter(business=launch.business).exclude(pk=launch.pk)
    others.update(followed_since=None)
    held = LaunchPlan.objects.select_for_update().get(pk=launch.pk)
    if held.followed_since is None:
        # What is foreseen from here must not move with the calendar.
        start = queries.stand(held, queries.grounds(held, today=on)).plan.start_on.isoformat()
        held.plan = {"start_on": start, **held.plan}
        held.followed_since, held.changed_at = on, at
        held.save(update_fields=["plan", "followed_since", "changed_at"])
    return redraw(held, on=on)


def redraw(launch: LaunchPlan, *, on: dt.date) -> Forecast:
    """What the plan foresees today, from her last figures; kept once a day."""
    plan = queries.stand(launch, queries.grounds(launch, today=on)).plan
    foreseen = simulate(plan, paths=KEPT_PATHS, seed=launch.seed, changes=())
    bands = {
        band.month.isoformat(): {
            name: round(getattr(band, name), 2)
            for name in ("p5", "p10", "p25", "p50", "p75", "p90", "p95")
        }
        for band in foreseen.cash
    }
    row, _made = Forecast.objects.update_or_create(
        business=launch.business,
        plan=launch,
        on=on,
        defaults={"paths": KEPT_PATHS, "bands": bands},
    )
    return row


def redraw_followed(business: Business, *, at: dt.datetime) -> None:
    """Once a month, the plan that is lived is foreseen again from her last figures."""
    today = business.local_day(at)
    for launch in queries.plans(business).exclude(followed_since=None):
        rows = Forecast.objects.filter(business=business, plan=launch)
        if not rows.filter(on__gte=today.replace(day=1)).exists():
            redraw(launch, on=today)


def unfollow(launch: LaunchPlan) -> None:
    """No longer the plan that is lived; its forecasts stay."""
    LaunchPlan.objects.filter(pk=launch.pk).update(followed_since=None)


def put_aside(launch: LaunchPlan, *, on: dt.date) -> None:
    """Out of the list, with the way back."""
    LaunchPlan.objects.filter(pk=launch.pk).update(archived_on=on, followed_since=None)


def bring_back(launch: LaunchPlan) -> None:
    """Back in the list."""
    LaunchPlan.objects.filter(pk=launch.pk).update(archived_on=None)
