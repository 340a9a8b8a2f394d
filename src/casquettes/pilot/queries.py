"""The measure over all hats: worked, sold and delivered time of a period, and its reliability.

The rules are `casquettes.engine`'s; the database only adds seconds up. The number of queries does
not depend on the number of entries. Sold time comes through `sold_time` alone.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    IntegerField,
    Min,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Greatest, Substr
from django.utils.translation import gettext as _

from casquettes.engine.hats import Hat
from casquettes.engine.measures import Figure, figures
from casquettes.engine.periods import ONE_DAY, Period
from casquettes.engine.reliability import Coverage, NotedTime, Verdict, coverage
from casquettes.engine.share import (
    NOTHING,
    Kind,
    SoldTime,
    Tally,
    TimeSpent,
    kind_of,
    ratio,
    tally,
    tally_by,
    weekly_mean,
)
from casquettes.engine.workdays import expected_days
from casquettes.kernel.models import HAT_NAMES, Activity, Business
from casquettes.timesheet.models import Absence, TimeEntry

By = Literal["activity", "month", "label", "total"]
Entries = QuerySet[TimeEntry, dict[str, Any]]

# The days a period may be asked for: beyond, a date is a slip of the finger.
MEASURABLE = Period(dt.date(1990, 1, 1), dt.date(2100, 12, 31))

_GROUPS: dict[By, tuple[str, ...]] = {
    "activity": ("hat", "activity_id"),
    "month": ("month",),
    "label": ("label",),
    "total": (),
}


def _as_text(day: str) -> Cast:
    return Cast(day, CharField(max_length=10))


_MONTH = Substr(_as_text("on"), 1, 7)
_ON_MISSION = Case(When(label="", then=Value(0)), default=Value(1))
_UNSOLD = Greatest(F("seconds") - F("sold_seconds"), 0, output_field=IntegerField())


@dataclass(frozen=True, slots=True)
class Headline:
    """The one number of a period, and how far to believe it."""

    period: Period
    tally: Tally
    coverage: Coverage

    @property
    def billed_share(self) -> float | None:
        """S / T as a fraction, or None where it may not be shown."""
        shown = self.coverage.verdict is not Verdict.TOO_LITTLE
        return self.tally.billed_share if shown else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Where the share lies if the days not noted held unsold time."""
        return self.coverage.share_interval(self.tally.sold, self.tally.worked)

    @property
    def figures(self) -> dict[str, Figure]:
        return figures(self.tally, self.coverage)


@dataclass(frozen=True, slots=True)
class Part:
    """One hat, activity or label within a period."""

    key: str
    name: str
    hat: str
    tally: Tally
    time_share: float | None


@dataclass(frozen=True, slots=True)
class Measures(Headline):
    """Everything the measure says of a period."""

    # The first day that holds any time, whatever the period.
    first_noted: dt.date | None
    by_hat: list[Part]
    by_activity: list[Part]
    by_month: list[Headline]
    # The period just before, once she noted time all through it; else in how many days.
    before: Headline | None
    comparable_in_days: int | None
    weekly_mean: float | None


@dataclass(frozen=True, slots=True)
class _Frame:
    """What every reading of a business shares: since when, until when, and the days away."""

    business: Business
    today: dt.date
    first_noted: dt.date | None
    away: list[Period]

    def expected(self, period: Period) -> list[dt.date]:
        """Days of the period expected to hold time: from her first entry to today."""
        since = self.first_noted or self.business.started_on
        if since is None or since > self.today:
            return []
        span = period.common(Period(since, self.today))
        return self.expected_ever(span) if span else []

    def expected_ever(self, period: Period) -> list[dt.date]:
        return expected_days(
            period,
            working_days=self.business.working_days,
            country=self.business.country,
            away=self.away,
        )


def measures(business: Business, period: Period, *, today: dt.date) -> Measures:
    """The measures of a period, by hat, activity and month, beside the period before."""
    frame = _frame(business, today)
    activities = {activity.pk: activity for activity in Activity.objects.of(business)}
    times = time_spent(business, period, by="activity", activities=activities.values())
    sales = sold_time(business, period, by="activity")
    whole = tally(times, sales)
    noted = _noted(business, period)
    before, comparable_in_days = _before(frame, period)
    return Measures(
        period=period,
        tally=whole,
        coverage=coverage(frame.expected(period), noted, today=today),
        first_noted=frame.first_noted,
        by_hat=_hats(tally_by(times, sales, key=lambda row: row.hat), whole),
        by_activity=_activities(
            tally_by(times, sales, key=lambda row: (row.hat, row.activity)), whole, activities
        ),
        by_month=_months(frame, period, noted, list(activities.values())),
        before=before,
        comparable_in_days=comparable_in_days,
        weekly_mean=weekly_mean(_by_week(noted)),
    )


def headline(business: Business, period: Period, *, today: dt.date) -> Headline:
    """The billed share of a period alone: quick, for pages where it is one fact among others."""
    return _headline(_frame(business, today), period)


def by_label(business: Business, period: Period) -> list[Part]:
    """Each client or mission of the period, most worked time first; "" where none is named."""
    activities = Activity.objects.of(business)
    times = time_spent(business, period, by="label", activities=activities)
    sales = sold_time(business, period, by="label")
    whole = tally(times, sales)
    tallies = tally_by(times, sales, key=lambda row: row.label)
    return _sorted(
        Part(label, label or _("No name"), "", part, ratio(part.worked, whole.worked))
        for label, part in tallies.items()
    )


def sold_time(business: Business, period: Period, *, by: By) -> list[SoldTime]:
    """S: the time clients pay for, on the day it is served. The only door to sold time.

    Today it is what time entries hold (marked by her, imported or of the example). Missions and
    invoices will add theirs here: packages capped and expired, hours of a result, more than
    one person on site. Rows are grouped by `by`; `on` is a day of the group.
    """
    groups = (
        _worked(business, period)
        .filter(sold_seconds__gt=0)
        .annotate(month=_MONTH)
        .values(*_GROUPS[by])
        .annotate(total=Sum("sold_seconds"), entries=Count("id"))
    )
    return [
        SoldTime(
            on=_day(row, period),
            seconds=row["total"],
            hat=row.get("hat", ""),
            activity=str(row.get("activity_id") or ""),
            label=row.get("label", ""),
            entries=row["entries"],
        )
        for row in groups
    ]


def time_spent(
    business: Business, period: Period, *, by: By, activities: Iterable[Activity]
) -> list[TimeSpent]:
    """T and what it counts as: breaks left out, grouped by `by`, kind and nature."""
    groups = (
        _worked(business, period)
        .annotate(month=_MONTH, on_mission=_ON_MISSION, kind=_kind(activities))
        .values(*_GROUPS[by], "nature", "on_mission", "kind")
        .annotate(total=Sum("seconds"), unsold=Sum(_UNSOLD), entries=Count("id"))
    )
    return [
        TimeSpent(
            on=_day(row, period),
            seconds=row["total"],
            nature=row["nature"],
            kind=Kind(row["kind"]),
            unsold_seconds=row["unsold"],
            hat=row.get("hat", ""),
            activity=str(row.get("activity_id") or ""),
            label=row.get("label", ""),
            on_mission=bool(row["on_mission"]),
            entries=row["entries"],
        )
        for row in groups
    ]


def _worked(business: Business, period: Period) -> QuerySet[TimeEntry]:
    entries = TimeEntry.objects.of(business).between(period.first, period.last)
    return entries.exclude(nature=TimeEntry.Nature.BREAK).order_by()


def _kind(activities: Iterable[Activity]) -> Case:
    """The engine's kinds as one SQL expression, so that the database groups by them."""
    kinds: dict[tuple[Kind, Kind], list[int]] = defaultdict(list)
    for activity in activities:
        usual = activity.nature
        in_production = kind_of(activity.key, hat=Hat.PRODUCTION, usual_nature=usual)
        elsewhere = kind_of(activity.key, hat="", usual_nature=usual)
        kinds[in_production, elsewhere].append(activity.pk)
    cases = [
        When(
            Q(activity_id=None, hat=Hat.PRODUCTION),
            then=Value(int(kind_of("", hat=Hat.PRODUCTION, usual_nature=""))),
        )
    ]
    for (in_production, elsewhere), ids in kinds.items():
        if in_production != elsewhere:
            mine = Q(hat=Hat.PRODUCTION, activity_id__in=ids)
            cases.append(When(mine, then=Value(int(in_production))))
        if elsewhere:
            cases.append(When(activity_id__in=ids, then=Value(int(elsewhere))))
    return Case(*cases, default=Value(0), output_field=IntegerField())


def _day(row: dict[str, Any], period: Period) -> dt.date:
    return dt.date.fromisoformat(f"{row['month']}-01") if "month" in row else period.first


def _noted(business: Business, period: Period) -> list[NotedTime]:
    """Worked seconds by day and by the day they were written down."""
    # Days travel as text: thousands of rows, and parsing them here costs a third.
    rows = (
        _worked(business, period)
        .annotate(day=_as_text("on"), written=_as_text("noted_on"))
        .values_list("day", "written")
        .annotate(total=Sum("seconds"))
    )
    read = dt.date.fromisoformat
    return [NotedTime(read(day), read(written), total) for day, written, total in rows]


def _frame(business: Business, today: dt.date) -> _Frame:
    worked = TimeEntry.objects.of(business).exclude(nature=TimeEntry.Nature.BREAK)
    away = Absence.objects.filter(business=business, removed_at__isnull=True)
    return _Frame(
        business=business,
        today=today,
        first_noted=worked.aggregate(first=Min("on"))["first"],
        away=[Period(*days) for days in away.order_by().values_list("first_on", "last_on")],
    )


def _headline(frame: _Frame, period: Period) -> Headline:
    sold = sold_time(frame.business, period, by="total")
    judged = coverage(frame.expected(period), _noted(frame.business, period), today=frame.today)
    entries = sum(sale.entries for sale in sold)
    seconds = sum(sale.seconds for sale in sold)
    return Headline(period, Tally(worked=judged.worked, sold=seconds, sold_entries=entries), judged)


def _before(frame: _Frame, period: Period) -> tuple[Headline | None, int | None]:
    """The period before once she had begun to note; else in how many days it can be compared."""
    earlier = period.before()
    if earlier is None or frame.first_noted is None:
        return None, None
    if earlier.first < frame.first_noted:
        unknown = Period(earlier.first, frame.first_noted - ONE_DAY)
        if frame.expected_ever(unknown):
            rolls = period.last == frame.today
            return None, (frame.first_noted - earlier.first).days if rolls else None
    return _headline(frame, earlier), None


def _hats(tallies: dict[str, Tally], whole: Tally) -> list[Part]:
    """The seven hats, most worked first; then time without a hat, if any."""
    parts = [
        Part(hat, str(name), hat, part, ratio(part.worked, whole.worked))
        for hat, name in HAT_NAMES.items()
        for part in [tallies.get(hat, NOTHING)]
    ]
    ranked = sorted(parts, key=lambda part: -part.tally.worked)
    if hatless := tallies.get(""):
        ranked.append(Part("", _("No hat"), "", hatless, ratio(hatless.worked, whole.worked)))
    return ranked


def _activities(
    tallies: dict[tuple[str, str], Tally], whole: Tally, activities: dict[int, Activity]
) -> list[Part]:
    """Each activity under each hat it was done under, most worked first."""
    parts = []
    for (hat, pk), part in tallies.items():
        activity = activities[int(pk)] if pk else None
        key, name = (activity.key, activity.label) if activity else ("", _("No activity"))
        parts.append(Part(key, name, hat, part, ratio(part.worked, whole.worked)))
    return _sorted(parts)


def _sorted(parts: Iterable[Part]) -> list[Part]:
    return sorted(parts, key=lambda part: (-part.tally.worked, -part.tally.sold, part.key))


def _months(
    frame: _Frame, period: Period, noted: list[NotedTime], activities: list[Activity]
) -> list[Headline]:
    """Each month from the first noted to the last day that counts, empty ones included."""
    if not noted:
        return []
    days = [time.on for time in noted]
    due = [min(period.last, frame.today)] if frame.today >= period.first else []
    span = Period(max(period.first, min(days)), max([*days, *due]))
    tallies = tally_by(
        time_spent(frame.business, period, by="month", activities=activities),
        sold_time(frame.business, period, by="month"),
        key=lambda row: row.on,
    )
    expected = _by_month((day, day) for day in frame.expected(period))
    written = _by_month((time.on, time) for time in noted)
    return [
        Headline(
            month,
            tallies.get(first, NOTHING),
            coverage(expected[first], written[first], today=frame.today),
        )
        for month in span.months()
        for first in [month.first.replace(day=1)]
    ]


def _by_month(dated: Iterable[tuple[dt.date, Any]]) -> dict[dt.date, list[Any]]:
    months: dict[dt.date, list[Any]] = defaultdict(list)
    for day, item in dated:
        months[day.replace(day=1)].append(item)
    return months


def _by_week(noted: Iterable[NotedTime]) -> Iterable[int]:
    weeks: dict[dt.date, int] = defaultdict(int)
    for time in noted:
        weeks[time.on - ONE_DAY * time.on.weekday()] += time.seconds
    return weeks.values()
