"""Where a week went: seven days, their entries on a grid, their hats, and what is missing."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from casquettes.engine.hats import Hat
from casquettes.engine.periods import Period
from casquettes.engine.reliability import Coverage, NotedTime, Verdict, coverage
from casquettes.engine.share import ratio
from casquettes.engine.workdays import expected_days, public_holidays
from casquettes.kernel.models import HAT_NAMES, Business
from casquettes.timesheet.models import Absence, RunningClock, TimeEntry
from casquettes.timesheet.queries.entries import Line, line_of
from casquettes.timesheet.queries.gaps import Gap, gaps_of_day
from casquettes.timesheet.queries.grid import Block, Hours, Running, blocks, hours_shown

FULL_DAY = 8 * 3600
DAY_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class HatTime:
    """Seconds under one hat, ready for a bar and its legend ("" is time without a hat)."""

    hat: str
    name: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a day's bar, in percent of the longest day, written for SVG."""

    hat: str
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the week: its entries, as a list and on the grid."""

    on: dt.date
    lines: list[Line]
    blocks: list[Block]
    bar: list[Segment]
    gaps: list[Gap]
    worked: int
    sold: int
    works: bool
    public_holiday: bool
    absence: Absence | None
    is_today: bool

    @property
    def untimed(self) -> list[Line]:
        """The entries of which only the duration is known."""
        return [line for line in self.lines if line.entry.starts_at is None]

    @property
    def rests(self) -> bool:
        """Is no time expected on this day?"""
        return not self.works or self.public_holiday or self.absence is not None

    @property
    def overlaps(self) -> int:
        return sum(block.overlaps for block in self.blocks)

    @property
    def is_impossible(self) -> bool:
        """Does it hold more time than a day?"""
        return self.worked > DAY_SECONDS


@dataclass(frozen=True, slots=True)
class Week:
    """A week as its page shows it."""

    period: Period
    days: list[Day]
    hours: Hours
    hats: list[HatTime]
    worked: int
    sold: int
    coverage: Coverage
    target: float | None

    @property
    def number(self) -> int:
        return self.period.first.isocalendar().week

    @property
    def year(self) -> int:
        return self.period.first.isocalendar().year

    @property
    def share(self) -> float | None:
        """S / T of the week; None where too few of its days are noted to show it."""
        shown = self.coverage.verdict is not Verdict.TOO_LITTLE
        return ratio(self.sold, self.worked) if shown else None

    @property
    def is_fragile(self) -> bool:
        return self.share is not None and self.coverage.verdict is Verdict.FRAGILE

    @property
    def gaps(self) -> list[Gap]:
        """Time between two entries that was perhaps forgotten."""
        return [gap for day in self.days for gap in day.gaps if not gap.is_likely_free]

    @property
    def free(self) -> list[Gap]:
        """Time between two entries that was likely her own: meals, long absences from work."""
        return [gap for day in self.days for gap in day.gaps if gap.is_likely_free]

    @property
    def hatless(self) -> list[Line]:
        """Time that waits for its hat; breaks need none."""
        return [
            line
            for day in self.days
            for line in day.lines
            if not line.entry.hat and line.entry.nature != TimeEntry.Nature.BREAK
        ]

    @property
    def missing_seconds(self) -> int:
        """The seconds of its gaps and of its time without a hat."""
        waiting = sum(line.entry.seconds for line in self.hatless)
        return waiting + sum(gap.seconds for gap in self.gaps)

    @property
    def overlaps(self) -> int:
        return sum(day.overlaps for day in self.days)

    @property
    def is_empty(self) -> bool:
        return not any(day.lines for day in self.days)

    @property
    def has_untimed(self) -> bool:
        return any(day.untimed for day in self.days)

    def day(self, on: dt.date) -> Day:
        return self.days[(on - self.period.first).days]


@dataclass(frozen=True, slots=True)
class _Frame:
    """What every day of the week is drawn within."""

    business: Business
    hours: Hours
    running: Running | None
    absences: list[Absence]
    longest: int
    today: dt.date


def week_view(
    business: Business,
    period: Period,
    *,
    today: dt.date,
    clock: RunningClock | None,
    at: dt.datetime,
) -> Week:
    """The week of `period`, Monday to Sunday; the running clock is drawn, not counted."""
    entries = _entries(business, period)
    worked = [e for days in entries.values() for e in days if _is_work(e)]
    by_day = Counter(
        {day: sum(e.seconds for e in of if _is_work(e)) for day, of in entries.items()}
    )
    running = _running(business, clock, at=at)
    everything = [entry for of in entries.values() for entry in of]
    shown = running if running is not None and running.on in period else None
    frame = _Frame(
        business=business,
        hours=hours_shown(everything, shown, zone=business.zone),
        running=running,
        absences=absences_in(business, period),
        longest=max(FULL_DAY, *by_day.values()) if by_day else FULL_DAY,
        today=today,
    )
    return Week(
        period=period,
        days=[_day(frame, on, entries[on]) for on in period],
        hours=frame.hours,
        hats=hat_times(worked),
        worked=sum(entry.seconds for entry in worked),
        sold=sum(entry.sold_seconds for entry in worked),
        coverage=_coverage(frame, period, worked),
        target=None if business.target_share is None else business.target_share / 100,
    )


def hat_times(entries: Iterable[TimeEntry]) -> list[HatTime]:
    """The seconds under each hat, most first; time without a hat comes last."""
    seconds: Counter[str] = Counter()
    for entry in entries:
        seconds[entry.hat] += entry.seconds
    ranked = sorted(seconds.items(), key=lambda one: (not one[0], -one[1]))
    return [
        HatTime(hat, str(HAT_NAMES[Hat(hat)]) if hat else _("No hat"), spent)
        for hat, spent in ranked
        if spent
    ]


def absences_in(business: Business, period: Period) -> list[Absence]:
    """Her days away that touch the period, first ones first."""
    kept = Absence.objects.filter(business=business, removed_at__isnull=True)
    touching = kept.filter(first_on__lte=period.last, last_on__gte=period.first)
    return list(touching.order_by("first_on"))


def _entries(business: Business, period: Period) -> dict[dt.date, list[TimeEntry]]:
    by_day: dict[dt.date, list[TimeEntry]] = defaultdict(list)
    entries = TimeEntry.objects.of(business).between(period.first, period.last)
    for entry in entries.select_related("activity").order_by("on", "starts_at", "id"):
        by_day[entry.on].append(entry)
    return by_day


def _is_work(entry: TimeEntry) -> bool:
    return entry.nature != TimeEntry.Nature.BREAK


def _running(business: Business, clock: RunningClock | None, *, at: dt.datetime) -> Running | None:
    """The clock's part of today: since midnight when it was put on before."""
    if clock is None:
        return None
    today = business.local_day(at)
    midnight = dt.datetime.combine(today, dt.time.min, business.zone).astimezone(dt.UTC)
    since = max(midnight, clock.paused_at or clock.started_at)
    return Running(clock, since, at, today) if since < at else None


def _day(frame: _Frame, on: dt.date, entries: list[TimeEntry]) -> Day:
    business = frame.business
    running = frame.running if frame.running is not None and frame.running.on == on else None
    worked = [entry for entry in entries if _is_work(entry)]
    return Day(
        on=on,
        lines=[line_of(entry) for entry in entries],
        blocks=blocks(entries, running, frame.hours, zone=business.zone),
        bar=_bar(worked, frame.longest),
        gaps=gaps_of_day(on, entries, running, zone=business.zone),
        worked=sum(entry.seconds for entry in worked),
        sold=sum(entry.sold_seconds for entry in worked),
        works=business.works_on(on),
        public_holiday=on in public_holidays(business.country, on.year),
        absence=next((a for a in frame.absences if a.first_on <= on <= a.last_on), None),
        is_today=on == frame.today,
    )


def _bar(entries: list[TimeEntry], longest: int) -> list[Segment]:
    segments, done = [], 0
    for part in hat_times(entries):
        x, width = 100 * done / longest, 100 * part.seconds / longest
        segments.append(Segment(part.hat, f"{x:.2f}%", f"{width:.2f}%"))
        done += part.seconds
    return segments


def _coverage(frame: _Frame, period: Period, worked: list[TimeEntry]) -> Coverage:
    """How much of the week's working days is noted, since she began to note at all."""
    first = TimeEntry.objects.of(frame.business).order_by("on").values_list("on", flat=True).first()
    since = period.common(Period(min(first, period.last), period.last)) if first else None
    expected = (
        expected_days(
            since,
            working_days=frame.business.working_days,
            country=frame.business.country,
            away=[Period(a.first_on, a.last_on) for a in frame.absences],
        )
        if since
        else []
    )
    noted = [NotedTime(entry.on, entry.noted_on, entry.seconds) for entry in worked]
    return coverage(expected, noted, today=frame.today)
