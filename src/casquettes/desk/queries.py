"""What several hats say at once: the day, the week, and what is incomplete."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from casquettes.engine.hats import Hat
from casquettes.engine.measures import Figure
from casquettes.engine.periods import Period, week_of
from casquettes.kernel.models import HAT_NAMES, Business
from casquettes.pilot.queries import Compared, Headline
from casquettes.pilot.queries.glance import Glance, glance
from casquettes.timesheet.models import TimeEntry
from casquettes.timesheet.queries.entries import Line, line_of

LOOK_BACK_DAYS = 14


@dataclass(frozen=True, slots=True)
class HatTime:
    """Seconds under one hat, ready for the bar and its legend."""

    hat: str
    name: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Incomplete:
    """What is missing for the figures to be believed."""

    empty_days: list[dt.date]
    hatless: int
    hatless_seconds: int
    unnamed: int
    unnamed_seconds: int

    @property
    def count(self) -> int:
        return bool(self.empty_days) + bool(self.hatless) + bool(self.unnamed)


@dataclass(frozen=True, slots=True)
class ShareView:
    """The billed share of four weeks beside her own past, her target and the year."""

    weeks: Compared
    year: Headline
    # What an hour of the year leaves.
    net: Figure
    target: float | None
    guess: float | None

    @property
    def share(self) -> float | None:
        return self.weeks.billed_share

    @property
    def fragile(self) -> bool:
        return self.share is not None and self.weeks.coverage.verdict == "fragile"

    @property
    def net_fragile(self) -> bool:
        return self.net.value is not None and self.net.quality == "fragile"

    @property
    def before(self) -> float | None:
        return self.weeks.before.billed_share if self.weeks.before else None

    @property
    def points(self) -> float | None:
        """Change against the four weeks before, in points."""
        if self.share is None or self.before is None:
            return None
        return (self.share - self.before) * 100

    @property
    def seconds_to_target(self) -> int | None:
        """What would have to be sold more for the target, at the same worked time."""
        if self.target is None or self.share is None:
            return None
        return max(0, round(self.target * self.weeks.worked) - self.weeks.sold)


@dataclass(frozen=True, slots=True)
class Today:
    """The day as far as facts exist."""

    week: list[HatTime]
    week_seconds: int
    first_day: dt.date
    entries: list[Line]
    incomplete: Incomplete
    has_any_time: bool


def today_view(
    business: Business, seen: Glance, seconds: dict[str, int], *, today: dt.date
) -> Today:
    """This week by hat (`seconds` of each), today's entries and what is incomplete."""
    hats = [HatTime(str(hat), str(name), seconds.get(hat, 0)) for hat, name in HAT_NAMES.items()]
    noted = TimeEntry.objects.of(business).filter(on=today).select_related("activity")
    entries = [line_of(entry) for entry in noted.order_by("starts_at", "id")]
    return Today(
        week=sorted((h for h in hats if h.seconds), key=lambda h: -h.seconds),
        week_seconds=sum(seconds.values()),
        first_day=week_of(today).first,
        entries=entries,
        incomplete=incomplete(business, seen, today=today),
        has_any_time=bool(entries) or seen.frame.noted is not None,
    )


def share_view(business: Business, seen: Glance) -> ShareView:
    """The one number of home, with what it is compared with."""
    return ShareView(
        weeks=seen.weeks,
        year=seen.year,
        net=seen.net_hourly,
        target=_fraction(business.target_share),
        guess=_fraction(business.guessed_share),
    )


def incomplete(business: Business, seen: Glance | None = None, *, today: dt.date) -> Incomplete:
    """Working days without time in the last two weeks, time without a hat, work without a name."""
    seen = seen or glance(business, today=today)
    since = today - dt.timedelta(days=LOOK_BACK_DAYS)
    hatless, unnamed = Q(hat=""), Q(hat=Hat.PRODUCTION, activity=None)
    sums = (
        TimeEntry.objects.of(business)
        .filter(hatless | unnamed)
        .exclude(nature=TimeEntry.Nature.BREAK)
        .order_by()
        .aggregate(
            hatless=Count("id", filter=hatless),
            hatless_seconds=Sum("seconds", filter=hatless, default=0),
            unnamed=Count("id", filter=unnamed),
            unnamed_seconds=Sum("seconds", filter=unnamed, default=0),
        )
    )
    return Incomplete(empty_days=_empty_days(seen, Period(since, today)), **sums)


def _empty_days(seen: Glance, period: Period) -> list[dt.date]:
    """Days expected to hold time and that hold none; today is not over, so it is not asked."""
    if seen.frame.noted is None:
        return []
    noted = seen.noted_days
    expected = seen.frame.expected(period)
    return [day for day in expected if day < period.last and day not in noted]


def _fraction(percent: int | None) -> float | None:
    return None if percent is None else percent / 100
