"""Alerts: what is watched every day, and what she has not put away, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casquettes.engine.alerts import MOST_SHOWN, Line
from casquettes.kernel.models import Business
from casquettes.pilot.models import Alert, Risk
from casquettes.pilot.queries.levied import Gauge
from casquettes.pilot.queries.watched import WATCHED, Live
from casquettes.ui.rounded import about, euros
from casquettes.ui.wording import hours, long_day, number

RISK, BILAN = "risk:", "bilan:"
OVER_CAP, CASH = "over_cap", "cash_under_30_days"
PASSED = "passed:"
CEILINGS = {"vat_tolerance": "vat_share", "vat_franchise": "vat_share", "regime": "regime_share"}
# Hers takes the place of ours: what we watch is not shown beside a risk that watches the same.
SAME = {
    CASH: "runway_days",
    **{PASSED + name: "" for name in CEILINGS},
    **CEILINGS,
    OVER_CAP: "weeks_over_cap",
}
# A ceiling worth a word: passed within so many days, half of it already in.
NEAR_DAYS, FAR, ENOUGH_IN = 60.0, 366.0, 0.5


@dataclass(frozen=True, slots=True)
class Signal:
    """A value watched, its line, and the facts that say it later."""

    key: str
    value: float | None
    line: Line
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AlertSeen:
    """An alert as it is read, and where to look."""

    pk: int
    key: str
    title: str
    sentence: str
    url: str
    on: dt.date


def open_risks(business: Business) -> QuerySet[Risk]:
    """What could make it fail, not closed."""
    return Risk.objects.filter(business=business, closed_on=None)


def signals(live: Live) -> Iterator[Signal]:
    """Everything watched today: her own lines, then the few that hold for everyone."""
    for risk in open_risks(live.business).exclude(measure="").exclude(threshold=None):
        watched = WATCHED.get(risk.measure)
        if watched is not None and risk.threshold is not None:
            line = watched.line(risk.threshold)
            yield Signal(f"{RISK}{risk.pk}", live.value(watched), line, {"measure": risk.measure})
    cap = float(live.business.week_cap_hours)
    over = WATCHED["weeks_over_cap"]
    yield Signal(OVER_CAP, live.value(over), over.line(3), {"cap": cap})
    runway = WATCHED["runway_days"]
    yield Signal(CASH, live.value(runway), runway.line(30))
    for name in CEILINGS:
        gauge = live.gauges.get(name)
        if gauge is not None:
            facts, passed = _of_gauge(gauge), float(gauge.crossing.crossed_on is not None)
            near = Line(NEAR_DAYS, above=False)
            yield Signal(name, _days_left(gauge, live.today), near, facts)
            yield Signal(PASSED + name, passed, Line(1, above=True), facts)


def last_alerts(business: Business) -> dict[str, Alert]:
    """The last alert of each key, invitations left out."""
    rows = Alert.objects.filter(business=business).exclude(key__startswith=BILAN)
    return {row.key: row for row in rows.order_by("on", "id")}


def open_alerts(business: Business, *, today: dt.date, most: int = MOST_SHOWN) -> list[AlertSeen]:
    """The few alerts she has not put away, in order of weight."""
    rows = list(
        Alert.objects.filter(business=business, seen_at=None, over_on=None, on__lte=today).exclude(
            key__startswith=BILAN
        )
    )
    if not rows:
        return []
    risks = {f"{RISK}{risk.pk}": risk for risk in open_risks(business)}
    hers = {risk.measure for risk in risks.values()} - {""}
    kept = [
        row for row in rows if row.key in risks or (row.key in SAME and SAME[row.key] not in hers)
    ]
    kept.sort(key=lambda row: (_rank(row, risks), row.on, row.pk))
    return [_seen(row, risks.get(row.key), business) for row in kept[:most]]


def _rank(row: Alert, risks: Mapping[str, Risk]) -> int:
    """What touches everyone first, in the order of `SAME`; then her risks, the heaviest first."""
    ours = list(SAME)
    if row.key in SAME:
        return ours.index(row.key)
    return len(ours) + 25 - weight(risks[row.key])


def weight(risk: Risk) -> int:
    """Likely × serious, 1 to 25; nothing before she has said both."""
    return (risk.likelihood or 0) * (risk.severity or 0)


def _days_left(gauge: Gauge, today: dt.date) -> float:
    """Days until a ceiling is passed; many where it is already, or no pace leads there."""
    expected = gauge.crossing.expected_on
    if expected is None or gauge.share < ENOUGH_IN:
        return FAR
    return float((expected - today).days)


def _of_gauge(gauge: Gauge) -> dict[str, Any]:
    crossed, expected = gauge.crossing.crossed_on, gauge.crossing.expected_on
    return {
        "received": float(gauge.received),
        "ceiling": float(gauge.ceiling.amount),
        "crossed_on": crossed.isoformat() if crossed else "",
        "expected_on": expected.isoformat() if expected else "",
    }


def _seen(row: Alert, risk: Risk | None, business: Business) -> AlertSeen:
    if risk is not None:
        title, sentence, url = _of_risk(row, risk, business.currency)
    elif row.key == OVER_CAP:
        title, sentence, url = _of_weeks(row)
    elif row.key == CASH:
        title, sentence, url = _of_cash(row)
    else:
        title, sentence, url = _of_ceiling(row, business.currency)
    return AlertSeen(row.pk, row.key, title, sentence, url, row.on)


def _of_risk(row: Alert, risk: Risk, currency: str) -> tuple[str, str, str]:
    watched = WATCHED[row.facts["measure"]]
    said = _("%(measure)s, %(note)s: %(value)s. You asked to be told %(line)s.") % {
        "measure": watched.name,
        "note": watched.note,
        "value": watched.figure(row.facts["value"], currency),
        "line": watched.line_said(row.facts["threshold"], currency),
    }
    if risk.plan_b:
        said = f"{said} {_('Your plan B is noted.')}"
    return risk.cause, said, reverse("pilot:risk", args=[risk.pk])


def _of_weeks(row: Alert) -> tuple[str, str, str]:
    n = round(row.facts["value"])
    title = ngettext(
        "%(n)s week above your %(cap)s", "%(n)s weeks in a row above your %(cap)s", n
    ) % {"n": number(n, 0), "cap": hours(row.facts["cap"] * 3600)}
    sentence = _("Every hour counts, sold or not. Something may wait, or be left out.")
    return title, sentence, reverse("timesheet:week")


def _of_cash(row: Alert) -> tuple[str, str, str]:
    n = int(row.facts["value"])
    title = ngettext("Cash for %(n)s day", "Cash for %(n)s days", n) % {"n": number(n, 0)}
    sentence = _(
        "From the balance you typed last, and what goes out over twelve months, your pay included."
    )
    return title, sentence, reverse("pilot:measures")


def _of_ceiling(row: Alert, currency: str) -> tuple[str, str, str]:
    name = row.key.removeprefix(PASSED)
    near, passed = {
        "vat_franchise": (_("The VAT threshold is near"), _("The VAT threshold is passed")),
        "vat_tolerance": (
            _("The upper VAT threshold is near"),
            _("The upper VAT threshold is passed"),
        ),
        "regime": (_("The ceiling of your regime is near"), _("The ceiling is passed")),
    }[name]
    facts = row.facts
    told = {
        "received": about(facts["received"], currency),
        "ceiling": euros(facts["ceiling"], currency),
    }
    if row.key != name:
        day = long_day(dt.date.fromisoformat(facts["crossed_on"]))
        sentence = _("%(ceiling)s came in since 1 January, on %(day)s. See what it changes.")
        return passed, sentence % {**told, "day": day}, reverse("pilot:levies")
    day = long_day(dt.date.fromisoformat(facts["expected_on"]))
    sentence = _(
        "%(received)s of %(ceiling)s came in since 1 January. At the pace of the last twelve "
        "months it is reached around %(day)s."
    )
    return near, sentence % {**told, "day": day}, reverse("pilot:levies")
