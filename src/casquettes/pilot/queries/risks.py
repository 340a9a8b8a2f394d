"""Her risks as they are read, each with its signal today; the causes a launch plan shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casquettes.engine.launch.levers import Swing
from casquettes.engine.launch.plan import PlanRefused
from casquettes.kernel.models import Business
from casquettes.pilot.models import Risk
from casquettes.pilot.queries import launch, launch_words
from casquettes.pilot.queries.alerts import open_risks, weight
from casquettes.pilot.queries.launch_words import Lever
from casquettes.pilot.queries.watched import WATCHED, Live
from casquettes.ui.rounded import about, near

State = Literal["", "calm", "near", "crossed", "unknown"]
# How close to its line a value is said to be near it: a fifth of the line.
CLOSE = 0.2
MOST_SUGGESTED = 4


@dataclass(frozen=True, slots=True)
class RiskSeen:
    """A risk, its rank in the list, and its signal: line and value today, how near it is."""

    risk: Risk
    rank: int
    weighed: str
    signal: str
    state: State

    @property
    def weight(self) -> int:
        return weight(self.risk)

    @property
    def level(self) -> str:
        """The tint of its place: low, middle, high."""
        return "" if not self.weight else level(self.weight)


@dataclass(frozen=True, slots=True)
class Cell:
    """A place of the matrix and the risks that stand there."""

    likelihood: int
    severity: int
    level: str
    risks: list[RiskSeen]


@dataclass(frozen=True, slots=True)
class Suggested:
    """A cause the launch plan shows: taken as a risk in one click, already watched."""

    key: str
    cause: str
    detail: str


def seen(business: Business, *, today: dt.date) -> list[RiskSeen]:
    """Her risks, likely × serious first, then those not weighed yet, the oldest first."""
    rows = sorted(open_risks(business), key=lambda risk: (-weight(risk), risk.noted_on, risk.pk))
    live = Live(business, today)
    return [_seen(risk, rank, live) for rank, risk in enumerate(rows, start=1)]


def to_weigh(business: Business) -> list[Risk]:
    """Causes noted, and not weighed yet, the oldest first."""
    rows = open_risks(business).filter(Q(likelihood=None) | Q(severity=None))
    return list(rows.order_by("noted_on", "pk"))


def closed(business: Business) -> list[Risk]:
    """Those she closed, the last one first."""
    rows = Risk.objects.filter(business=business, closed_on__isnull=False)
    return list(rows.order_by("-closed_on", "-pk")[:50])


def matrix(risks: list[RiskSeen]) -> list[list[Cell]]:
    """Five rows from very serious to hardly, five columns from unlikely to likely."""
    return [
        [
            Cell(
                likely,
                serious,
                level(likely * serious),
                [r for r in risks if (r.risk.likelihood, r.risk.severity) == (likely, serious)],
            )
            for likely in range(1, 6)
        ]
        for serious in range(5, 0, -1)
    ]


def level(weight: int) -> str:
    """Low under 6, middle under 15, high from there."""
    return "low" if weight < 6 else "middle" if weight < 15 else "high"


def _seen(risk: Risk, rank: int, live: Live) -> RiskSeen:
    watched = WATCHED.get(risk.measure)
    if watched is None or risk.threshold is None:
        return RiskSeen(risk, rank, weighed(risk), risk.signal, "")
    currency = live.business.currency
    value = live.value(watched)
    state: State = "unknown"
    told = {
        "measure": watched.name,
        "line": watched.line_said(risk.threshold, currency),
        "note": watched.note,
        "missing": watched.missing,
    }
    if value is None:
        said = _("%(measure)s: %(line)s. %(missing)s") % told
    else:
        told["now"] = watched.figure(value, currency)
        said = _("%(measure)s: %(line)s; today %(now)s, %(note)s.") % told
        state = _state(watched.id, value, risk.threshold)
    return RiskSeen(risk, rank, weighed(risk), f"{said} {risk.signal}".strip(), state)


def _state(measure: str, value: float, threshold: float) -> State:
    line = WATCHED[measure].line(threshold)
    if line.crossed(value):
        return "crossed"
    return "near" if abs(value - threshold) <= CLOSE * threshold else "calm"


LIKELY: Mapping[int, str | Promise] = {
    1: gettext_lazy("very unlikely"),
    2: gettext_lazy("unlikely"),
    3: gettext_lazy("possible"),
    4: gettext_lazy("likely"),
    5: gettext_lazy("very likely"),
}
SERIOUS: Mapping[int, str | Promise] = {
    1: gettext_lazy("hardly serious"),
    2: gettext_lazy("not very serious"),
    3: gettext_lazy("serious"),
    4: gettext_lazy("very serious"),
    5: gettext_lazy("fatal for the business"),
}


def weighed(risk: Risk) -> str:
    """Her answers as one line: "likely, very serious, seen in time"; "" before any."""
    said = [LIKELY.get(risk.likelihood or 0, ""), SERIOUS.get(risk.severity or 0, "")]
    if risk.seen_in_time is not None:
        said.append(_("seen in time") if risk.seen_in_time else _("not seen coming"))
    return ", ".join(str(part) for part in said if part).capitalize()


# What a lever or a blow of the plan is called as a cause, and the figure that shows it coming.
CAUSES: dict[str, tuple[str | Promise, str]] = {
    "leads": (gettext_lazy("Fewer people asked than planned"), "month_leads"),
    "price": (gettext_lazy("My price had to come down"), "net_hourly"),
    "conversion": (gettext_lazy("Fewer people said yes"), "billed_share"),
    "mission_hours": (gettext_lazy("Missions were shorter than planned"), "billed_share"),
    "background_hours": (
        gettext_lazy("The business itself took too many hours"),
        "weeks_over_cap",
    ),
    "induced_time": (gettext_lazy("Each hour sold took too much time around it"), "billed_share"),
    "fixed_costs": (gettext_lazy("Monthly costs went up"), "net_hourly"),
    "six_weeks_off": (gettext_lazy("I had to stop for six weeks"), "runway_days"),
    "leads_down": (gettext_lazy("A third fewer people asked for six months"), "month_leads"),
    "partner_stops": (gettext_lazy("The partner who sends me most stopped"), "month_leads"),
    "car_out": (gettext_lazy("The car was out for a month"), ""),
    "invoice_unpaid": (gettext_lazy("A large invoice was never paid"), "late_money"),
    "vat_crossed": (gettext_lazy("The VAT threshold was crossed"), "vat_share"),
}


def suggested(business: Business, *, today: dt.date) -> list[Suggested]:
    """What weighs most on the plan she follows, and the blows it does not stand, not noted yet."""
    plan = launch.plans(business).exclude(followed_since=None).first()
    if plan is None:
        return []
    try:
        standing = launch.stand(plan, launch.grounds(plan, today=today))
    except PlanRefused:
        return []
    told = launch.told(standing, seed=plan.seed, changes=())
    deeper = launch.deeper(standing, seed=plan.seed)
    currency = business.currency
    levers = launch_words.levers(deeper.swings, told.forecast, currency)
    by_title = {str(name): key for key, name in launch_words.LEVERS.items()}
    found = [
        _suggested(by_title[lever.title], _falls(lever, deeper.swings, currency))
        for lever in levers[:MOST_SUGGESTED]
    ]
    struck = sorted(
        (card for card in deeper.cards if card.strikes is not None),
        key=lambda card: (not card.out_of_cash, -card.income_lost),
    )
    said = launch_words.blows(struck, deeper.middling, currency)
    found += [
        _suggested(card.id, blow.sentence)
        for card, blow in zip(struck[:MOST_SUGGESTED], said, strict=False)
    ]
    noted = {risk.cause.casefold() for risk in open_risks(business)}
    return [each for each in found if each.cause.casefold() not in noted]


def _falls(lever: Lever, swings: list[Swing], currency: str) -> str:
    """What the worse end of a lever does."""
    if launch_words.by_chance(swings):
        said = _("The chance of reaching what you need would fall from %(middle)s to %(worse)s.")
        middle = near(lever.middle)
    else:
        said = _("A middling month of the second year would bring %(worse)s instead of %(middle)s.")
        middle = about(lever.middle, currency)
    return said % {"worse": lever.worse_words, "middle": middle}


def _suggested(key: str, detail: str) -> Suggested:
    return Suggested(key, str(CAUSES[key][0]), detail)
