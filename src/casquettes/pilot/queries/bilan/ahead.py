"""Facts of what is to come: what is within reach, what weighs most, blows, signals to watch."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casquettes.engine.measures import NO_CASH, NO_LAW
from casquettes.pilot.queries.bilan.coming import Ahead
from casquettes.pilot.queries.bilan.facts import Fact, Facts, Row
from casquettes.pilot.queries.bilan.phrases import listed, why_not
from casquettes.pilot.queries.goals import feasible
from casquettes.pilot.queries.launch_words import blows, levers, weighs_note
from casquettes.pilot.queries.watched import Live, candidates
from casquettes.ui.wording import number

LISTED, MOST_AIMS = 5, 9


def feasible_range(facts: Facts) -> Fact:
    """What each measure may become within a year, from her own months."""
    title = _("What is within your reach")
    found = feasible(facts.business, today=facts.today)
    if not found:
        return Fact(
            "feasible_range_from_forecast",
            title,
            missing=_("It takes some months of time or of invoices to say what is within reach."),
            missing_url=reverse("timesheet:week"),
        )
    rows = tuple(
        Row(each.name, each.now_said, each.reach_said or each.why) for each in found[:MOST_AIMS]
    )
    detail = _("today, then what a year may bring if you go on as you do")
    url = reverse("pilot:goals")
    return Fact("feasible_range_from_forecast", title, detail=detail, url=url, rows=rows)


def _url(ahead: Ahead) -> str:
    if ahead.plan is None:
        return reverse("pilot:launches")
    return reverse("pilot:launch", args=[ahead.plan.pk])


def _stands_on(ahead: Ahead) -> str:
    """Which plan is looked at, and how many of its figures are hers."""
    if ahead.plan is not None:
        return _("in the plan you follow")
    n = ahead.standing.hers
    text = ngettext(
        "drawn from %(n)s figure of yours, the rest as in the trade",
        "drawn from %(n)s figures of yours, the rest as in the trade",
        n,
    )
    return text % {"n": number(n, 0)} if n else _("supposed, as in the trade")


def tornado(facts: Facts) -> Fact:
    """What weighs most on the year to come."""
    title, ahead = _("What weighs most"), facts.ahead
    if ahead is None:
        why, where = why_not(NO_LAW, facts.coverage)
        return Fact("tornado", title, missing=why, missing_url=where)
    found = levers(ahead.deeper.swings, ahead.told.forecast, facts.currency)
    rows = tuple(Row(lever.title, lever.ends, lever.said) for lever in found[:LISTED])
    if not rows:
        said = _("The plan is too short to tell what weighs on a second year.")
        return Fact("tornado", title, missing=said, missing_url=_url(ahead))
    note = weighs_note(ahead.deeper.swings, ahead.told.forecast, facts.currency)
    detail = listed([note, _stands_on(ahead)])
    return Fact("tornado", title, detail=detail, url=_url(ahead), rows=rows)


def stress_results(facts: Facts) -> Fact:
    """What each blow would take at its worst."""
    title, ahead = _("If it went wrong"), facts.ahead
    if ahead is None:
        why, where = why_not(NO_LAW, facts.coverage)
        return Fact("stress_results", title, missing=why, missing_url=where)
    deeper = ahead.deeper
    found = blows(deeper.cards, deeper.middling, facts.currency)
    rows = tuple(Row(blow.title, "", blow.sentence) for blow in found)
    detail = [_("each blow told at its worst"), _stands_on(ahead)]
    missing = where = ""
    if ahead.plan is None and facts.account.costs.cash is None:
        missing, where = why_not(NO_CASH, facts.coverage)
    return Fact(
        "stress_results", title, detail=listed(detail), url=_url(ahead), rows=rows,
        missing=missing, missing_url=where,
    )  # fmt: skip


def alert_candidates(facts: Facts) -> Fact:
    """What can be watched for her, where it stands and where an alert would be wise."""
    title = _("Signals that can be watched for you")
    found = candidates(Live(facts.business, facts.today))
    rows = tuple(
        Row(
            str(each.watched.name),
            each.now_said if each.now is not None else "–",
            listed(
                [
                    str(each.watched.note)
                    if each.now is not None
                    else str(each.watched.missing).rstrip("."),
                    _("alert: %(line)s") % {"line": each.line_said},
                ]
            ),
        )
        for each in found
    )
    url = reverse("pilot:risks")
    return Fact("alert_candidates", title, _counted(len(rows)), "", url, rows=rows)


def _counted(n: int) -> str:
    return ngettext("%(n)s signal", "%(n)s signals", n) % {"n": number(n, 0)}


FACTS = {
    "feasible_range_from_forecast": feasible_range,
    "tornado": tornado,
    "stress_results": stress_results,
    "alert_candidates": alert_candidates,
}
