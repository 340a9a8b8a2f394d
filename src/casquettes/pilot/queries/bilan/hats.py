"""Facts of the seven hats: their hours, how they moved, how she rated them, those left aside."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casquettes.engine.freed_hour import neglected
from casquettes.engine.hats import Hat
from casquettes.engine.measures import NOTHING_WORKED
from casquettes.engine.periods import ONE_DAY, Period
from casquettes.engine.workdays import expected_days
from casquettes.finance.models import Invoice
from casquettes.kernel.models import HAT_NAMES, Business, Contact
from casquettes.pilot.models import BilanAnswer, Decision
from casquettes.pilot.queries.bilan.facts import Fact, Facts, Row
from casquettes.pilot.queries.bilan.phrases import doubt, listed, month, time_rows, why_not
from casquettes.production.models import WorkSession
from casquettes.sales.models import Quote
from casquettes.timesheet.models import Absence
from casquettes.ui import wording
from casquettes.ui.charts import hat_bar
from casquettes.ui.wording import number

LATELY = dt.timedelta(days=28)
ENOUGH = dt.timedelta(days=56)  # of time noted before the last four weeks can be judged


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
    """Hats with under a quarter of their usual hours lately while something of them is overdue."""
    name, title = "neglected_flags", _("Hats left aside lately")
    told = usual_and_lately(facts)
    if told is None:
        said = _("It takes three months of noted time to tell a quiet month from a hat left aside.")
        return Fact(name, title, missing=said, missing_url=reverse("timesheet:week"))
    waiting = overdue(facts.business, today=facts.today)
    left = [
        (hat, usual, now)
        for hat, (usual, now) in told.items()
        if neglected(now, usual, overdue=waiting[hat])
    ]
    if not left:
        said = _("no hat has both few hours and something overdue over the last four weeks")
        return Fact(name, title, number(0, 0), said, time_rows(facts.period))
    rows = tuple(_left_aside(facts, *each, waiting[each[0]]) for each in left)
    said = _("under a quarter of their usual hours over four weeks, and something waits")
    return Fact(name, title, number(len(left), 0), said, rows=rows)


def _left_aside(facts: Facts, hat: str, usual: float, now: float, waiting: int) -> Row:
    text = ngettext("%(n)s thing overdue", "%(n)s things overdue", waiting)
    usually = _("%(hours)s as a rule") % {"hours": wording.hours(round(usual / 60) * 60)}
    return Row(
        _name(hat),
        _("%(hours)s a week") % {"hours": wording.hours(round(now / 60) * 60)},
        listed([usually, text % {"n": number(waiting, 0)}]),
        time_rows(facts.period, hat=hat),
        hat,
    )


def usual_and_lately(facts: Facts) -> dict[str, tuple[float, float]] | None:
    """Seconds a week of each hat before the last four weeks, and in them; None without a past.

    Only the days she was not away count, on both sides.
    """
    last = min(facts.today, facts.period.last)
    since = last - LATELY + ONE_DAY
    first = min((on for on, _hat in facts.days), default=last)
    if since - first < ENOUGH:
        return None
    before, lately = Counter[str](), Counter[str]()
    for (on, hat), seconds in facts.days.items():
        (before if on < since else lately)[hat] += seconds
    days_a_week = max(1, facts.business.working_days.count("1"))
    weeks = [
        len(working_days(facts, Period(start, end))) / days_a_week
        for start, end in ((first, since - ONE_DAY), (since, last))
    ]
    if not weeks[0] or not weeks[1]:
        return None
    return {str(hat): (before[hat] / weeks[0], lately[hat] / weeks[1]) for hat in Hat}


def working_days(facts: Facts, period: Period) -> list[dt.date]:
    """Her working days of a period, those away left out."""
    rows = Absence.objects.filter(business=facts.business, removed_at__isnull=True).order_by()
    away = [Period(*days) for days in rows.values_list("first_on", "last_on")]
    business = facts.business
    return list(
        expected_days(
            period, working_days=business.working_days, country=business.country, away=away
        )
    )


def overdue(business: Business, *, today: dt.date) -> Counter[str]:
    """Things whose day is past, by the hat they wait under."""
    found: Counter[str] = Counter()
    invoices = Invoice.objects.of(business)
    found[Hat.MANAGER] = invoices.overdue(on=today).count()
    quotes = Quote.objects.of(business).filter(
        accepted_on=None, refused_on=None, withdrawn_on=None, replaced_by=None
    )
    people = Contact.objects.of(business).shown()
    found[Hat.SALES] = (
        quotes.filter(follow_up_on__lt=today).count()
        + people.filter(follow_up_on__lt=today).count()
    )
    found[Hat.PILOT] = Decision.objects.filter(
        business=business, review_on__lt=today, judged_on=None, ended_on=None
    ).count()
    found[Hat.PRODUCTION] = WorkSession.objects.of(business).planned().filter(on__lt=today).count()
    return found


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
