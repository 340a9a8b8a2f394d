"""Launch plans: where each of their figures comes from, and what a plan may become."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from django.db.models import QuerySet

from casquettes.engine.launch.judging import Calibration, Short, calibration, short_of
from casquettes.engine.launch.levers import Swing, swings
from casquettes.engine.launch.plan import DOUBT, Plan, defaults, read_plan
from casquettes.engine.launch.simulate import PACKS, Band, Change, levy_rate, simulate, what_ifs
from casquettes.engine.launch.simulate import Forecast as Foreseen
from casquettes.engine.launch.stress import Card, Middling, cards, middling
from casquettes.engine.launch.updating import DOUBTS, Facts, Learned, updated
from casquettes.kernel.models import Business
from casquettes.pilot.models import Forecast, LaunchPlan
from casquettes.pilot.queries import kept, lived

Origin = Literal["prior", "settings", "measured", "typed", "tried"]
# How far the guided questions went: kept beside the figures, and no figure itself.
ASKED = "asked"
# A year has 49 weeks she may work; what August takes besides is another figure of the plan.
WEEKS_A_MONTH = 49 / 12
EARLIEST = dt.date(2000, 1, 1)
LAW = ("country", "activity", "acre", "flat_income_tax")


@dataclass(frozen=True, slots=True)
class Assumed:
    """A figure of a plan: its value, where it comes from, and what it would be without her.

    `n` counts the rows behind a measured one; `prior` is what stood before.
    """

    name: str
    value: Any
    origin: Origin
    prior: Any
    n: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """A plan ready to be lived: every figure settled, each with its origin."""

    plan: Plan
    assumed: dict[str, Assumed]
    season_months: int

    @property
    def hers(self) -> int:
        """How many figures are typed or measured."""
        return sum(each.origin in ("typed", "measured") for each in self.assumed.values())


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a plan stands on besides what she typed in it: her settings, her days, her months."""

    known: dict[str, Any]
    days: dict[str, Any]
    facts: Facts
    today: dt.date


@dataclass(frozen=True, slots=True)
class Told:
    """Everything the page of a plan says."""

    standing: Standing
    forecast: Foreseen
    short: Short


@dataclass(frozen=True, slots=True)
class Deeper:
    """What takes longer to say: the levers, the blows, the middling life."""

    swings: list[Swing]
    cards: list[Card]
    middling: Middling


@dataclass(frozen=True, slots=True)
class Followed:
    """A plan that is lived: the first forecast of it, what came, and how well it held."""

    bands: list[Band]
    came: dict[dt.date, float]
    calibration: Calibration
    forecasts: int
    last_on: dt.date


def plans(business: Business) -> QuerySet[LaunchPlan]:
    """Her plans that are not put aside, the last changed first."""
    return LaunchPlan.objects.filter(business=business, archived_on=None)


def answers(launch: LaunchPlan) -> dict[str, Any]:
    """The figures she typed, as `read_plan` reads them."""
    return {name: value for name, value in launch.plan.items() if name != ASKED}


def begins_on(launch: LaunchPlan, standing: Standing) -> dt.date:
    """Its first month: hers, even once the plan is lived and goes on from a later one."""
    typed = answers(launch).get("start_on")
    return dt.date.fromisoformat(typed) if typed else standing.plan.start_on


def asked(launch: LaunchPlan) -> int:
    """How many of the guided questions she went through."""
    return int(launch.plan.get(ASKED, 0))


def grounds(launch: LaunchPlan, *, today: dt.date) -> Grounds:
    """What a plan stands on, read once; a plan that is lived learns from its own months only."""
    business, typed = launch.business, answers(launch)
    start = typed.get("start_on") if launch.followed_since else None
    since = dt.date.fromisoformat(start) if start else None
    facts = lived.facts_of(business, today=today, since=since)
    return Grounds(_known(business), _days(launch, typed, today=today), facts, today)


def stand(launch: LaunchPlan, on: Grounds, *, tried: Mapping[str, Any] | None = None) -> Standing:
    """The plan with its figures settled: tried, else typed, else hers measured, else a prior.

    Once a plan is followed, months lived since its start move the figures she typed too.
    Raises `PlanRefused`.
    """
    typed, tried = answers(launch), dict(tried or {})
    document = {**defaults(), **on.known, **typed, **on.days}
    before = read_plan(document, today=on.today)
    followed = launch.followed_since is not None
    learned = updated(before, on.facts)
    moved = {n: figure for n, figure in learned.learned.items() if followed or n not in typed}
    document |= {name: figure.value for name, figure in moved.items()}
    document |= {"season": list(learned.plan.season), **_doubts(learned.plan, moved, typed)}
    if followed:
        document["cash_start"] = _held(launch, before, typed, today=on.today)
    plan = read_plan({**document, **tried}, today=on.today)
    return Standing(
        plan=plan,
        assumed=_assumed({**document, **tried}, on.known, typed=typed, moved=moved, tried=tried),
        season_months=learned.season_months,
    )


def _known(business: Business) -> dict[str, Any]:
    """What the house knows of her without any launch plan."""
    costs, law = kept.costs(business), kept.law(business)
    known: dict[str, Any] = {
        "country": business.country,
        "capacity_hours": round(float(business.week_cap_hours) * WEEKS_A_MONTH),
    }
    if business.country in PACKS and law.rules.line:
        known |= {"activity": law.rules.line, "flat_income_tax": law.rules.flat_tax}
    if costs.pay_month.origin == "typed":
        known["target_income"] = float(costs.pay_month.value)
    if costs.cash is not None:
        known["cash_start"] = float(costs.cash.value)
    return known


def _days(launch: LaunchPlan, typed: Mapping[str, Any], *, today: dt.date) -> dict[str, Any]:
    """When the business opened; a plan that is lived goes on from this month."""
    start = dt.date.fromisoformat(typed["start_on"]) if "start_on" in typed else None
    begun = launch.business.started_on
    opened: dt.date | None
    if launch.followed_since and start and start < today.replace(day=1):
        opened = min(start, begun or start)
        start = today.replace(day=1)
    else:
        opened = begun if begun and begun <= (start or today) else None
    opened = max(opened, EARLIEST) if opened else None
    days = {"start_on": start, "opened_on": opened}
    return {name: day.isoformat() for name, day in days.items() if day}


def _doubts(plan: Plan, moved: Mapping[str, Learned], typed: Mapping[str, Any]) -> dict[str, float]:
    """What is learned of a figure takes from the doubt about its driver."""
    drivers = {DOUBTS[name] for name in moved if name in DOUBTS}
    return {DOUBT + d: plan.doubt[d] for d in drivers if DOUBT + d not in typed}


def _held(launch: LaunchPlan, plan: Plan, typed: Mapping[str, Any], *, today: dt.date) -> float:
    """The cash a plan that is lived goes on with: what is left of its beginning."""
    first = _begun(plan, typed)
    cash = lived.cash_by_month(launch.business, first, levy_rate(first)[0], today=today)
    return cash[max(cash)] if cash else first.cash_start


def _begun(plan: Plan, typed: Mapping[str, Any]) -> Plan:
    """The plan as it began: from the start and the cash she typed."""
    start = dt.date.fromisoformat(typed["start_on"]) if "start_on" in typed else plan.start_on
    cash = float(typed.get("cash_start", plan.cash_start))
    return replace(plan, start_on=start, opened_on=min(plan.opened_on, start), cash_start=cash)


def _assumed(
    settled: Mapping[str, Any],
    known: Mapping[str, Any],
    *,
    typed: Mapping[str, Any],
    moved: Mapping[str, Learned],
    tried: Mapping[str, Any],
) -> dict[str, Assumed]:
    priors = {**defaults(), **known}
    found = {}
    for name, prior in priors.items():
        origin: Origin = "prior"
        if name in tried:
            origin = "tried"
        elif name in moved or (name.startswith(DOUBT) and settled[name] != typed.get(name, prior)):
            origin = "measured"
        elif name in typed:
            origin = "typed"
        elif name in known and name not in LAW:
            origin = "settings"
        n = moved[name].n if name in moved and origin == "measured" else 0
        found[name] = Assumed(name, settled[name], origin, prior, n)
    return found


def told(standing: Standing, *, seed: int, changes: tuple[Change, ...] | None = None) -> Told:
    """What the plan may become; `changes` are the house's unless said."""
    asked_of = what_ifs() if changes is None else changes
    forecast = simulate(standing.plan, seed=seed, changes=asked_of)
    return Told(standing, forecast, short_of(standing.plan, forecast))


def deeper(standing: Standing, *, seed: int) -> Deeper:
    """Levers and blows of the plan."""
    plan = standing.plan
    return Deeper(swings(plan, seed=seed), cards(plan), middling(plan))


def followed(launch: LaunchPlan, standing: Standing, *, today: dt.date) -> Followed | None:
    """What came of a plan that is lived; None before its first forecast is kept."""
    kept_rows = list(Forecast.objects.filter(business=launch.business, plan=launch).order_by("on"))
    if launch.followed_since is None or not kept_rows:
        return None
    plan = _begun(standing.plan, answers(launch))
    came = lived.cash_by_month(launch.business, plan, levy_rate(plan)[0], today=today)
    foreseen: dict[dt.date, tuple[float, float]] = {}
    for row in kept_rows:
        # A month is judged by the last forecast made before it was over.
        for band in bands_of(row):
            if band.month >= row.on.replace(day=1):
                foreseen[band.month] = (band.p10, band.p90)
    judged = calibration(came, foreseen)
    return Followed(bands_of(kept_rows[0]), came, judged, len(kept_rows), kept_rows[-1].on)


def bands_of(row: Forecast) -> list[Band]:
    """The fan a forecast kept, month by month."""
    return [
        Band(dt.date.fromisoformat(month), **{name: float(value) for name, value in band.items()})
        for month, band in sorted(row.bands.items())
    ]
