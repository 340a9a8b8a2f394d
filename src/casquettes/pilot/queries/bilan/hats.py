"""Facts of the seven hats: their hours, how they moved, how she rated them, those left aside."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from casquettes.engine.hats import Hat
from casquettes.engine.measures import NOTHING_WORKED
from casquettes.kernel.models import HAT_NAMES
from casquettes.pilot.models import BilanAnswer
from casquettes.pilot.queries.bilan.facts import Fact, Facts, Row
from casquettes.pilot.queries.bilan.phrases import doubt, listed, month, time_rows, why_not
from casquettes.pilot.queries.neglect import LeftAside, left_aside, weeks_by_hat
from casquettes.ui import wording
from casquettes.ui.charts import hat_bar
from casquettes.ui.wording import number


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the bar of hats."""

    hat: str
    name: str
    seconds: int


def seconds_by_hat(facts: Facts) -> Counter[str]:
    """Worked seconds under each hat; all seven are there."""
    found: Counter[str] = Counter({str(hat): 0 for hat in Hat})
    for (_on, hat), seconds in facts.days.items():
        found[hat] += seconds
    return found


def hours_by_hat(facts: Facts) -> Fact:
    """The seven hats, most worked first."""
    title, found = _("Your time by hat"), seconds_by_hat(facts)
    whole = found.total()
    if not whole:
        why, where = why_not(NOTHING_WORKED, facts.coverage)
        return Fact("hours_by_hat", title, missing=why, missing_url=where)
    ranked = [(hat, seconds) for hat, seconds in found.most_common() if hat or seconds]
    rows = tuple(
        Row(
            _name(hat),
            wording.hours(round(seconds / 60) * 60),
            url=time_rows(facts.period, hat=hat or "none"),
            detail=_("%(share)s of your time") % {"share": wording.percent(seconds / whole)}
            if seconds
            else "",
            hat=hat,
        )
        for hat, seconds in ranked
    )
    bar = hat_bar([Segment(hat, _name(hat), s) for hat, s in ranked], legend=False)
    value = wording.hours(round(whole / 60) * 60)
    return Fact(
        "hours_by_hat", title, value, doubt(facts.coverage), time_rows(facts.period), rows=rows,
        chart=bar,
    )  # fmt: skip


def _name(hat: str) -> str:
    return str(HAT_NAMES[hat]) if hat else _("No hat")  # type: ignore[index]  # a hat's value


def delta_vs_last_bilan(facts: Facts) -> Fact:
    """How the share of each hat moved since the last bilan."""
    title, then = _("Since your last bilan"), facts.past("hats")
    was = {each["hat"]: each["share"] for each in then or () if each.get("share") is not None}
    found = seconds_by_hat(facts)
    if not was:
        said = _("This is your first bilan: the next one will say what moved.")
        if facts.previous is not None:
            said = _("Your last bilan kept no hours by hat: the next one will say what moved.")
        return Fact("delta_vs_last_bilan", title, missing=said)
    if not found.total():
        why, where = why_not(NOTHING_WORKED, facts.coverage)
        return Fact("delta_vs_last_bilan", title, missing=why, missing_url=where)
    now = {hat: seconds / found.total() for hat, seconds in found.items()}
    moved = {hat: now[hat] - was.get(hat, 0.0) for hat in map(str, Hat)}
    ranked = sorted(moved.items(), key=lambda each: -abs(each[1]))
    rows = tuple(
        Row(
            _name(hat),
            _("%(points)s points") % {"points": wording.signed(100 * change)},
            _("from %(before)s to %(after)s of your time")
            % {
                "before": wording.percent(round(was.get(hat, 0.0), 3)),
                "after": wording.percent(round(now[hat], 3)),
            },
            hat=hat,
        )
        for hat, change in ranked
        if abs(change) >= 0.0005
    )
    on = _("the one of %(month)s") % {"month": month(facts.previous.last_on)}  # type: ignore[union-attr]
    said = on if rows else listed([on, _("nothing moved")])
    return Fact("delta_vs_last_bilan", title, detail=said, rows=rows)


def benchmark_hats(facts: Facts) -> Fact:  # noqa: ARG001 every fact is asked alike
    """What others spend: nothing is known of it."""
    return Fact(
        "benchmark_hats",
        _("Beside other businesses"),
        missing=_(
            "No one has shared their hours by hat with you, and figures found elsewhere do not "
            "count the same ones. Your own past is the fairest mirror."
        ),
    )


def neglected_flags(facts: Facts) -> Fact:
    """Hats with under a quarter of their usual hours lately while something of them is overdue.

    The same as on the page of measures: the four weeks that end today, whatever the period.
    """
    name, title = "neglected_flags", _("Hats left aside lately")
    left = left_aside(facts.business, today=facts.today)
    if not left and not weeks_by_hat(facts.business, facts.today):
        said = _("It takes three months of noted time to tell a quiet month from a hat left aside.")
        return Fact(name, title, missing=said, missing_url=reverse("timesheet:week"))
    if not left:
        said = _("no hat has both few hours and something overdue over the last four weeks")
        return Fact(name, title, number(0, 0), said, time_rows(facts.period))
    said = _("under a quarter of their usual hours over four weeks, and something waits")
    return Fact(name, title, number(len(left), 0), said, rows=tuple(map(_left_aside, left)))


def _left_aside(each: LeftAside) -> Row:
    now = wording.hours(round(each.seconds / 60) * 60)
    usually = _("%(hours)s as a rule") % {"hours": wording.hours(round(each.usual / 60) * 60)}
    return Row(
        each.name,
        _("%(hours)s in four weeks") % {"hours": now},
        listed([usually, *(duty.text for duty in each.duties)]),
        each.duties[0].url,
        each.hat,
    )


def previous_wheel(facts: Facts) -> Fact:
    """How she rated each hat at the last bilan."""
    title = _("Your last wheel")
    answer = (
        BilanAnswer.objects.filter(bilan=facts.previous, question="q18").first()
        if facts.previous
        else None
    )
    told = (answer.value.get("hats") if answer else None) or {}
    rows = tuple(
        Row(_name(hat), _marks(told[hat]), hat=hat)
        for hat in map(str, Hat)
        if _marks(told.get(hat))
    )
    if not rows:
        said = _("Nothing rated yet: what you say today will stand here at the next bilan.")
        return Fact("previous_wheel", title, missing=said)
    on = _("the one of %(month)s") % {"month": month(facts.previous.last_on)}  # type: ignore[union-attr]
    legend = _("pleasure, ease, importance")
    return Fact("previous_wheel", title, detail=listed([on, legend]), rows=rows)


def _marks(told: object) -> str:
    if not isinstance(told, dict):
        return ""
    marks = [told.get(name) for name in ("pleasure", "ease", "importance")]
    return " · ".join(number(mark, 0) if mark else "–" for mark in marks) if any(marks) else ""


FACTS = {
    "hours_by_hat": hours_by_hat,
    "delta_vs_last_bilan": delta_vs_last_bilan,
    "benchmark_hats": benchmark_hats,
    "neglected_flags": neglected_flags,
    "previous_wheel": previous_wheel,
}
