"""Facts of time: the billed share, what was given away, weeks, days off."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from statistics import median

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casquettes.engine.measures import NOTHING_WORKED, TOO_LITTLE
from casquettes.engine.measures import figures as figures_of
from casquettes.engine.periods import Period, week_of
from casquettes.engine.share import weekly_mean
from casquettes.engine.workdays import expected_days
from casquettes.kernel.models import HAT_NAMES
from casquettes.pilot.queries.bilan.facts import Fact, Facts, Row
from casquettes.pilot.queries.bilan.noted import Overrun, overruns
from casquettes.pilot.queries.bilan.phrases import (
    HOUR,
    between,
    doubt,
    hours,
    listed,
    mission_name,
    missions,
    month,
    moved,
    rows_of,
    time_rows,
    why_not,
)
from casquettes.timesheet.models import Absence
from casquettes.ui import wording
from casquettes.ui.charts import data_table
from casquettes.ui.lines import Point, band_line
from casquettes.ui.svg import together
from casquettes.ui.trends import Step, trend
from casquettes.ui.wording import number

LISTED = 5


def billed_share(facts: Facts) -> Fact:
    """The one number, beside the period before."""
    told, title = facts.headline, _("Your billed share")
    url = rows_of("pilot:measures", facts.period)
    if told.billed_share is None:
        why, where = why_not(TOO_LITTLE if told.worked else NOTHING_WORKED, told.coverage)
        return Fact("billed_share", title, missing=why, missing_url=where)
    said = [
        _("%(sold)s sold out of %(worked)s worked")
        % {"sold": wording.hours(told.sold), "worked": wording.hours(told.worked)}
    ]
    if told.before is not None and told.before.billed_share is not None:
        said.append(moved(told.billed_share, told.before.billed_share, _("the period before")))
    if told.interval is not None and doubt(told.coverage):
        low, high = told.interval
        said += [between(low, high) if low < high else "", doubt(told.coverage)]
    value = wording.percent(told.billed_share)
    return Fact("billed_share", title, value, listed(said), url, chart=_share_line(facts))


def _share_line(facts: Facts) -> str:
    """The share month by month over the reference of the trade."""
    months = [month for month in facts.months if month.billed_share is not None]
    if len(months) < 2:
        return ""
    points = [
        Point(wording.month(month.period.first), month.billed_share) for month in facts.months
    ]
    return band_line(points, label=_("Billed share month by month"))


def realisation(facts: Facts) -> Fact:
    """Hours sold out of hours delivered."""
    told, tally = figures_of(facts.tally, facts.coverage)["realisation"], facts.tally
    title = _("Hours delivered that are paid for")
    if told.value is None:
        why, where = why_not(told.why, facts.coverage)
        return Fact("realisation", title, missing=why, missing_url=where)
    gap = tally.delivered - tally.sold
    if abs(gap) < HOUR / 4:
        said = _("nothing given away")
    elif gap > 0:
        said = _("%(hours)s given away") % {"hours": wording.hours(gap)}
    else:
        said = _("%(hours)s sold beyond what was spent") % {"hours": wording.hours(-gap)}
    facts_said = {
        "sold": wording.hours(tally.sold),
        "delivered": wording.hours(tally.delivered),
    }
    detail = [_("%(sold)s sold for %(delivered)s delivered") % facts_said, said]
    return Fact(
        "realisation",
        title,
        wording.percent(told.value),
        listed([*detail, doubt(facts.coverage)]),
        time_rows(facts.period, hat="production"),
    )


def overruns_by_mission(facts: Facts) -> Fact:
    """Missions that ran over, one by one."""
    return _overruns(facts, "overruns_by_mission", _("Missions that ran over"))


def overruns_of(facts: Facts) -> Fact:
    """The same among disappointments."""
    return _overruns(facts, "overruns", _("Hours over what was sold"))


def _overruns(facts: Facts, id: str, title: str) -> Fact:
    found, url = overruns(facts.business, facts.period), reverse("production:missions")
    if not found:
        said = _("no mission of the period took longer than it sold")
        return Fact(id, title, hours(0), said, url)
    whole = sum(each.over for each in found)
    return Fact(
        id,
        title,
        hours(whole),
        _("on %(missions)s") % {"missions": missions(len(found))},
        url,
        rows=tuple(map(_overrun, found[:LISTED])),
    )


def _overrun(each: Overrun) -> Row:
    return Row(
        mission_name(each.mission),
        f"+{wording.THIN}{hours(each.over)}",
        _("%(real)s for %(sold)s sold") % {"real": hours(each.real), "sold": hours(each.sold)},
        reverse("production:mission", args=[each.mission.pk]),
    )


def weeks(facts: Facts) -> dict[Period, int]:
    """Worked seconds of each week, from the first noted to the last lived; none of weeks off."""
    if not facts.days:
        return {}
    first = max(facts.period.first, week_of(min(on for on, _hat in facts.days)).first)
    last = max(min(facts.period.last, facts.today), *(on for on, _hat in facts.days))
    found = dict.fromkeys(Period(first, last).weeks(), 0)
    by_monday = {week_of(week.first).first: week for week in found}
    for (on, _hat), seconds in facts.days.items():
        found[by_monday[week_of(on).first]] += seconds
    return found


def weekly_hours_series(facts: Facts) -> Fact:
    """Hours of each week, and the mean of those worked."""
    title, found = _("Your weeks"), weeks(facts)
    mean = weekly_mean(found.values())
    if mean is None:
        why, where = why_not(NOTHING_WORKED, facts.coverage)
        return Fact("weekly_hours_series", title, missing=why, missing_url=where)
    worked = sum(1 for seconds in found.values() if seconds)
    cap = float(facts.business.week_cap_hours)
    said = [
        ngettext("on average over %(n)s week worked", "on average over %(n)s weeks worked", worked)
        % {"n": number(worked, 0)},
        _("%(cap)s aimed at") % {"cap": hours(cap)},
    ]
    was = facts.past("week_hours")
    if was:
        said.append(_("%(hours)s at your last bilan") % {"hours": hours(was)})
    steps = [Step(s / HOUR, _week_end(week, s)) for week, s in found.items()]
    label = _("Hours week by week, %(mean)s on average") % {"mean": wording.hours(mean)}
    return Fact(
        "weekly_hours_series",
        title,
        wording.hours(round(mean / 60) * 60),
        listed([*said, doubt(facts.coverage)]),
        time_rows(facts.period),
        chart=trend(steps, label=label, level=cap),
    )


def _week_end(week: Period, seconds: int) -> str:
    return _("%(hours)s, week of %(day)s") % {
        "hours": wording.hours(seconds),
        "day": wording.day(week.first),
    }


def days_off_taken(facts: Facts) -> Fact:
    """Working days away, by reason; and weeks without any time."""
    business, title, url = facts.business, _("Days off"), reverse("timesheet:absences")
    # What is planned is not taken yet.
    past = Period(facts.period.first, max(facts.period.first, min(facts.period.last, facts.today)))
    rows = Absence.objects.filter(
        business=business,
        removed_at__isnull=True,
        first_on__lte=past.last,
        last_on__gte=facts.period.first,
    ).order_by()
    days: Counter[str] = Counter()
    for kind, first, last in rows.values_list("kind", "first_on", "last_on"):
        span = Period(first, last).common(past)
        days[kind] += len(_working(facts, span)) if span else 0
    empty = sum(1 for seconds in weeks(facts).values() if not seconds)
    bare = ngettext("%(n)s week without an hour", "%(n)s weeks without an hour", empty)
    without = bare % {"n": number(empty, 0)} if empty else ""
    if not days.total():
        said = _(
            "No day off is noted over these days: once noted, your weeks are judged without them."
        )
        return Fact("days_off_taken", title, detail=without, missing=said, missing_url=url)
    kinds = dict(Absence.Kind.choices)
    parts = [f"{number(n, 0)} {kinds[kind]}" for kind, n in days.most_common() if n]
    value = ngettext("%(n)s day", "%(n)s days", days.total()) % {"n": number(days.total(), 0)}
    return Fact("days_off_taken", title, value, listed([*parts, without]), url)


def _working(facts: Facts, span: Period) -> list[dt.date]:
    business = facts.business
    return list(
        expected_days(span, working_days=business.working_days, country=business.country, away=[])
    )


def median_week(facts: Facts) -> Fact:
    """The middling week worked, hat by hat."""
    title, whole = _("Your middling week"), _whole_weeks(facts)
    if not whole:
        why, where = why_not(NOTHING_WORKED, facts.coverage)
        return Fact("median_week", title, missing=why, missing_url=where)
    by_hat: dict[str, dict[Period, int]] = defaultdict(lambda: dict.fromkeys(whole, 0))
    mondays = {week_of(week.first).first: week for week in whole}
    for (on, hat), seconds in facts.days.items():
        week = mondays.get(week_of(on).first)
        if week is not None:
            by_hat[hat][week] += seconds
    typical = {hat: median(found.values()) for hat, found in by_hat.items() if hat}
    rows = [
        Row(str(HAT_NAMES[hat]), wording.hours(round(seconds / 60) * 60), hat=hat)  # type: ignore[index]  # a hat's value
        for hat, seconds in sorted(typical.items(), key=lambda each: -each[1])
    ]
    middle = round(median(whole.values()) / 60) * 60
    n = ngettext("over %(n)s week worked", "over %(n)s weeks worked", len(whole))
    return Fact(
        "median_week",
        title,
        wording.hours(middle),
        listed(
            [
                n % {"n": number(len(whole), 0)},
                _("half are longer, half shorter") if len(whole) > 2 else "",
                doubt(facts.coverage),
            ]
        ),
        time_rows(facts.period),
        rows=tuple(rows),
    )


def _whole_weeks(facts: Facts) -> dict[Period, int]:
    """Weeks worked, the cut ones at both ends left out unless there is nothing else."""
    worked = {week: seconds for week, seconds in weeks(facts).items() if seconds}
    return {week: seconds for week, seconds in worked.items() if week.days == 7} or worked


def overcap_weeks(facts: Facts) -> Fact:
    """Weeks beyond the hours she aims at."""
    title, found = _("Weeks beyond your limit"), weeks(facts)
    worked = sum(1 for seconds in found.values() if seconds)
    if not worked:
        why, where = why_not(NOTHING_WORKED, facts.coverage)
        return Fact("overcap_weeks", title, missing=why, missing_url=where)
    cap = float(facts.business.week_cap_hours)
    over = {week: seconds for week, seconds in found.items() if seconds > cap * HOUR}
    longest = sorted(over.items(), key=lambda each: -each[1])[:3]
    value = _("%(over)s of %(worked)s") % {
        "over": number(len(over), 0),
        "worked": number(worked, 0),
    }
    return Fact(
        "overcap_weeks",
        title,
        value,
        listed([_("beyond %(cap)s") % {"cap": hours(cap)}, doubt(facts.coverage)]),
        time_rows(facts.period),
        rows=tuple(
            Row(
                _("week of %(day)s") % {"day": wording.day(week.first)},
                wording.hours(seconds),
                url=reverse("timesheet:week_of", args=week.first.isocalendar()[:2]),
            )
            for week, seconds in longest
        ),
    )


def hours_by_month(facts: Facts) -> Fact:
    """Worked hours month by month."""
    found: dict[dt.date, int] = defaultdict(int)
    for (on, _hat), seconds in facts.days.items():
        found[on.replace(day=1)] += seconds
    title = _("Hours worked, month by month")
    if not found:
        why, where = why_not(NOTHING_WORKED, facts.coverage)
        return Fact("hours_by_month", title, missing=why, missing_url=where)
    whole = Period(min(found), max(found))
    told = {each.first.replace(day=1): found[each.first.replace(day=1)] for each in whole.months()}
    low, high = min(told, key=lambda on: told[on]), max(told, key=lambda on: told[on])
    said = _("%(high)s in %(high_month)s, %(low)s in %(low_month)s") % {
        "high": wording.hours(told[high]),
        "high_month": month(high),
        "low": wording.hours(told[low]),
        "low_month": month(low),
    }
    steps = [
        Step(seconds / HOUR, f"{wording.hours(seconds)}, {month(on)}")
        for on, seconds in told.items()
    ]
    table = [(month(on), wording.hours(seconds)) for on, seconds in told.items()]
    return Fact(
        "hours_by_month",
        title,
        wording.hours(sum(told.values())),
        listed([said if len(told) > 1 else "", doubt(facts.coverage)]),
        time_rows(facts.period),
        chart=together(trend(steps, label=said), data_table([_("Month"), _("Worked")], table)),
    )


FACTS = {
    "billed_share": billed_share,
    "realisation": realisation,
    "overruns": overruns_of,
    "overruns_by_mission": overruns_by_mission,
    "weekly_hours_series": weekly_hours_series,
    "days_off_taken": days_off_taken,
    "median_week": median_week,
    "overcap_weeks": overcap_weeks,
    "hours_by_month": hours_by_month,
}
