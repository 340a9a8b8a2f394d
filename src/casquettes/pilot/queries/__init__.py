"""The measure over all hats: worked, sold and delivered time of a period, and its reliability.

The rules are `casquettes.engine`'s; the database only adds seconds up (`hours`). The number of
queries does not depend on the number of entries.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Subquery
from django.utils.translation import gettext as _

from casquettes.engine.measures import (
    DAYS,
    FRACTION,
    PER_HOUR,
    Figure,
    figures,
    money_figures,
)
from casquettes.engine.periods import ONE_DAY, Period
from casquettes.engine.reliability import Coverage, NotedTime, Verdict, coverage
from casquettes.engine.share import NOTHING, SoldTime, Tally, ratio, tally, tally_by, weekly_mean
from casquettes.engine.workdays import expected_days
from casquettes.kernel.models import HAT_NAMES, Activity, Business
from casquettes.pilot.queries.hours import (
    By,
    noted_time,
    noted_times,
    sold_time,
    sold_times,
    time_spent,
)
from casquettes.pilot.queries.margins import Hourly, hourly
from casquettes.pilot.queries.revenue import Money, money, read_ledger
from casquettes.timesheet.models import Absence, TimeEntry

# The days a period may be asked for: beyond, a date is a slip of the finger.
MEASURABLE = Period(dt.date(1990, 1, 1), dt.date(2100, 12, 31))


@dataclass(frozen=True, slots=True)
class Headline:
    """The one number of a period, and how far to believe it; seconds."""

    period: Period
    worked: int
    sold: int
    coverage: Coverage

    @property
    def billed_share(self) -> float | None:
        """S / T as a fraction, or None where it may not be shown."""
        shown = self.coverage.verdict is not Verdict.TOO_LITTLE
        return ratio(self.sold, self.worked) if shown else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Where the share lies if the days not noted held unsold time."""
        return self.coverage.share_interval(self.sold, self.worked)

    def change_since(self, earlier: Headline | None) -> float | None:
        """How much the share moved, as a fraction; None where either is not shown."""
        was = earlier.billed_share if earlier else None
        now = self.billed_share
        return None if was is None or now is None else now - was


@dataclass(frozen=True, slots=True)
class Compared(Headline):
    """The one number beside her own past."""

    # The period just before, once she noted time all through it; else in how many days.
    before: Headline | None
    comparable_in_days: int | None

    @property
    def change(self) -> float | None:
        return self.change_since(self.before)


@dataclass(frozen=True, slots=True)
class Detail(Headline):
    """The same with everything its time counts as."""

    tally: Tally

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
    activity_id: int | None = None

    @property
    def seconds(self) -> int:
        """Worked time: what its bar shows."""
        return self.tally.worked


@dataclass(frozen=True, slots=True)
class Measures(Detail):
    """Everything the measure says of a period."""

    # From the first to the last day that holds any time, whatever the period.
    noted: Period | None
    by_hat: list[Part]
    by_activity: list[Part]
    by_month: list[Headline]
    # As in Compared.
    before: Headline | None
    comparable_in_days: int | None
    weekly_mean: float | None
    money: Money
    hourly: Hourly

    @property
    def days_to_be_paid(self) -> int | None:
        """Whole days from the work to its money."""
        days = self.money.days_to_be_paid
        return None if days is None else round(days)

    @property
    def runway(self) -> int | None:
        """Whole days the account lasts."""
        days = self.hourly.figures["runway_days"].value
        return None if days is None else int(days)

    @property
    def money_figures(self) -> dict[str, Figure]:
        """What an hour brings and how money comes, each with its reason where not known."""
        told, worked = self.money, self.tally.worked
        return money_figures(
            self.coverage,
            gross_hourly=Figure(told.gross_hourly(worked), PER_HOUR, told.documents),
            price_realisation=Figure(told.price_realisation, FRACTION, told.missions),
            days_to_be_paid=Figure(told.days_to_be_paid, DAYS, told.paid_documents),
        )

    @property
    def kept_figures(self) -> dict[str, Figure]:
        """What an hour leaves and what it takes to live on it."""
        return self.hourly.figures

    @property
    def change(self) -> float | None:
        return self.change_since(self.before)


@dataclass(frozen=True, slots=True)
class Frame:
    """What every reading of a business shares: since when, until when, and the days away."""

    business: Business
    today: dt.date
    noted: Period | None
    away: list[Period]

    def expected(self, period: Period) -> list[dt.date]:
        """Days of the period expected to hold time: from her first entry to today."""
        since = self.noted.first if self.noted else self.business.started_on
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

    def before(self, period: Period) -> tuple[Period | None, int | None]:
        """The period just before once she noted all through it; else in how many days."""
        earlier = period.before()
        if earlier is None or self.noted is None:
            return None, None
        if earlier.first < self.noted.first:
            unknown = Period(earlier.first, self.noted.first - ONE_DAY)
            if self.expected_ever(unknown):
                rolls = period.last == self.today
                return None, (self.noted.first - earlier.first).days if rolls else None
        return earlier, None


def measures(business: Business, period: Period, *, today: dt.date) -> Measures:
    """The measures of a period, by hat, activity and month, beside the period before."""
    frame = frame_of(business, today)
    activities = {activity.pk: activity for activity in Activity.objects.of(business)}
    times = time_spent(business, period, by="activity", activities=activities.values())
    earlier, comparable_in_days = frame.before(period)
    ledger = read_ledger(business, period, since=earlier.first if earlier else None)
    periods = [period, earlier] if earlier else [period]
    sales, *sales_before = sold_times(
        business, periods, by="part", lives=ledger.lives, activities=activities.values()
    )
    written, *written_before = noted_times(business, periods)
    whole = tally(times, sales)
    judged = coverage(frame.expected(period), written, today=today)
    turnover = money(business, period, today=today, ledger=ledger)
    return Measures(
        period=period,
        worked=whole.worked,
        sold=whole.sold,
        tally=whole,
        coverage=judged,
        noted=frame.noted,
        by_hat=_hats(tally_by(times, sales, key=lambda row: row.hat), whole),
        by_activity=_activities(
            tally_by(times, sales, key=lambda row: (row.hat, row.activity)), whole, activities
        ),
        by_month=_months(frame, period, written, sales),
        before=_headline(frame, earlier, written_before[0], sales_before[0]) if earlier else None,
        comparable_in_days=comparable_in_days,
        weekly_mean=weekly_mean(_by_week(written)),
        money=turnover,
        hourly=hourly(business, period, tally=whole, coverage=judged, money=turnover, today=today),
    )


def own_hours(
    business: Business, months: Iterable[Period], *, today: dt.date
) -> dict[dt.date, float]:
    """Hours she has each month, by its first day: her weekly cap, over the days she works."""
    frame = frame_of(business, today)
    a_day = float(business.week_cap_hours) / max(1, business.working_days.count("1"))
    return {month.first.replace(day=1): a_day * len(frame.expected_ever(month)) for month in months}


def headline(business: Business, period: Period, *, today: dt.date) -> Headline:
    """The billed share of a period alone: quick, for pages where it is one fact among others."""
    return _headline(frame_of(business, today), period, *_read(business, [period])[0])


def by_month(business: Business, period: Period, *, today: dt.date) -> list[Detail]:
    """Each month of the period that holds time, with everything its time counts as."""
    frame = frame_of(business, today)
    activities = Activity.objects.of(business)
    sales = sold_time(business, period, by="month")
    tallies = tally_by(
        time_spent(business, period, by="month", activities=activities),
        sales,
        key=lambda row: row.on,
    )
    return [
        Detail(month.period, month.worked, month.sold, month.coverage, tallies.get(first, NOTHING))
        for month in _months(frame, period, noted_time(business, period), sales)
        for first in [month.period.first.replace(day=1)]
    ]


def headlines(business: Business, period: Period, *, today: dt.date) -> list[Headline]:
    """The billed share of each month of the period that holds time, alone."""
    sales = sold_time(business, period, by="month")
    return _months(frame_of(business, today), period, noted_time(business, period), sales)


def compared(business: Business, period: Period, *, today: dt.date) -> Compared:
    """The billed share of a period beside the period before, as quickly."""
    frame = frame_of(business, today)
    earlier, in_days = frame.before(period)
    read = _read(business, [period, earlier] if earlier else [period])
    now = _headline(frame, period, *read[0])
    before = _headline(frame, earlier, *read[1]) if earlier else None
    return Compared(now.period, now.worked, now.sold, now.coverage, before, in_days)


def by_label(business: Business, period: Period) -> list[Part]:
    """Each client of the period, most worked time first; "" where none is named."""
    return _by_name(business, period, by="label", nameless=_("No name"))


def by_offer(business: Business, period: Period) -> list[Part]:
    """Each offer sold in the period, most worked time first; "" for what is of none."""
    return _by_name(business, period, by="offer", nameless=_("No offer"))


def _by_name(business: Business, period: Period, *, by: By, nameless: str) -> list[Part]:
    activities = Activity.objects.of(business)
    times = time_spent(business, period, by=by, activities=activities)
    sales = sold_time(business, period, by=by)
    whole = tally(times, sales)
    tallies = tally_by(times, sales, key=lambda row: row.label)
    return _sorted(
        Part(label, label or nameless, "", part, ratio(part.worked, whole.worked))
        for label, part in tallies.items()
    )


def frame_of(business: Business, today: dt.date) -> Frame:
    """What the readings of a business share, read once."""
    worked = TimeEntry.objects.of(business).exclude(nature=TimeEntry.Nature.BREAK).values("on")
    ends = Subquery(worked.order_by("on")[:1]), Subquery(worked.order_by("-on")[:1])
    first, last = Business.objects.filter(pk=business.pk).values_list(*ends).get()
    away = Absence.objects.filter(business=business, removed_at__isnull=True)
    return Frame(
        business=business,
        today=today,
        noted=Period(first, last) if first and last else None,
        away=[Period(*days) for days in away.order_by().values_list("first_on", "last_on")],
    )


def _read(
    business: Business, periods: Sequence[Period]
) -> list[tuple[list[NotedTime], list[SoldTime]]]:
    """What was written and sold of each period."""
    sold = sold_times(business, periods, by="total")
    return list(zip(noted_times(business, periods), sold, strict=True))


def _headline(
    frame: Frame, period: Period, written: list[NotedTime], sales: list[SoldTime]
) -> Headline:
    judged = coverage(frame.expected(period), written, today=frame.today)
    return Headline(period, judged.worked, sum(sale.seconds for sale in sales), judged)


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
        share = ratio(part.worked, whole.worked)
        parts.append(Part(key, name, hat, part, share, activity.pk if activity else None))
    return _sorted(parts)


def _sorted(parts: Iterable[Part]) -> list[Part]:
    return sorted(parts, key=lambda part: (-part.tally.worked, -part.tally.sold, part.key))


def _months(
    frame: Frame, period: Period, written: list[NotedTime], sales: list[SoldTime]
) -> list[Headline]:
    """Each month from the first noted to the last day that counts, empty ones included."""
    if not written:
        return []
    days = [time.on for time in written]
    due = [min(period.last, frame.today)] if frame.today >= period.first else []
    span = Period(max(period.first, min(days)), max([*days, *due]))
    sold = tally_by([], sales, key=lambda row: row.on)
    expected = _by_month((day, day) for day in frame.expected(period))
    noted = _by_month((time.on, time) for time in written)
    months = []
    for month in span.months():
        first = month.first.replace(day=1)
        judged = coverage(expected[first], noted[first], today=frame.today)
        months.append(Headline(month, judged.worked, sold.get(first, NOTHING).sold, judged))
    return months


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
