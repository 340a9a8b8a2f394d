"""What the measures of goals say of her months and days; read once, whatever the goals ask."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import CharField, Sum
from django.db.models.functions import Cast, Substr

from casquettes.engine.goals import Drawn, Month, Part, SoFar
from casquettes.engine.launch.ahead import Sums, sums_ahead
from casquettes.engine.launch.plan import Plan, PlanRefused
from casquettes.engine.levies import taken
from casquettes.engine.margins import runway_days
from casquettes.engine.periods import ONE_DAY, Period, month_of, months_to
from casquettes.engine.reliability import Verdict
from casquettes.engine.workdays import expected_days
from casquettes.kernel.models import Business
from casquettes.logistics.models import Trip
from casquettes.pilot import queries
from casquettes.pilot.models import Forecast
from casquettes.pilot.queries import kept, launch, lived, revenue
from casquettes.pilot.queries.goal_measures import Measure
from casquettes.pilot.queries.lived import Lead
from casquettes.timesheet.models import Absence, TimeEntry

YEARS, HOUR = 3, 3600
# A month begun later than this says too little of itself.
BEGUN_BY = 7
BANDS = ("p5", "p10", "p25", "p50", "p75", "p90", "p95")
CHANCES = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
Hours = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Read:
    """A measure over days: what adds up, and its value where enough is noted."""

    so_far: SoFar
    value: float | None


NOTHING_READ = Read(SoFar(), None)


class Readings:
    """The months and days of a business, each read once, when first asked for."""

    def __init__(
        self,
        business: Business,
        *,
        today: dt.date,
        known: Mapping[Period, queries.Headline] | None = None,
    ) -> None:
        self.business, self.today = business, today
        last = today.replace(day=1) - ONE_DAY
        self.span = Period(dt.date(last.year - YEARS, last.month, 1), last)
        self._over: dict[tuple[str, Period], Read] = {}
        self._planned: dict[tuple[Part, ...], Sums | None] = {}
        # What the page has read already is not read again.
        self._headlines: dict[Period, queries.Headline] = dict(known or {})

    def months(self, measure: Measure) -> list[Month]:
        """Each whole month that counts for a measure, in order; none for a figure of a day."""
        if measure.on_a_day:
            return []
        found: dict[str, Callable[[], list[Month]]] = {
            "billed_share": lambda: self._per_worked({m.on: m.sold for m in self._noted}),
            "gross_hourly": lambda: self._per_worked(self._turnover),
            "net_hourly": lambda: self._per_worked(self._net),
            "worked_hours": lambda: self._weekly(""),
            "sold_hours": lambda: [Month(m.on, m.sold) for m in self._noted],
            "revenue": lambda: _from_first(self._turnover, self.span),
            "win_rate": lambda: self._answered,
            "days_off": lambda: self._days_off_by_month,
        }
        return found.get(measure.key, lambda: self._weekly(measure.hat))()

    def over(self, measure: Measure, period: Period) -> Read:
        """The measure over the days of a period that are past."""
        if measure.on_a_day:
            return Read(SoFar(), self.runway)
        past = period.common(Period(dt.date.min, self.today))
        if past is None:
            return NOTHING_READ
        asked = (measure.key, past)
        if asked not in self._over:
            self._over[asked] = self._read(measure, past)
        return self._over[asked]

    def _read(self, measure: Measure, past: Period) -> Read:
        if measure.key == "revenue":
            return _total(self._billed(past))
        if measure.key == "days_off":
            return _total(float(sum(day in past for day in self._days_off)))
        if measure.key == "win_rate":
            asked = [lead for lead in self._asked if lead.on in past]
            return _ratio(sum(bool(lead.won) for lead in asked), len(asked), shown=True)
        return self._of_time(measure, past)

    def _of_time(self, measure: Measure, past: Period) -> Read:
        """A measure that rests on noted hours: shown where enough days are."""
        told = self._headline(past)
        shown = told.coverage.verdict is not Verdict.TOO_LITTLE
        sold, worked = told.sold / HOUR, told.worked / HOUR
        if measure.key == "billed_share":
            return _ratio(sold, worked, shown=shown)
        if measure.key == "sold_hours":
            return _ratio(sold, months_in(past), shown=shown)
        if measure.key == "gross_hourly":
            return _ratio(self._billed(past), worked, shown=shown)
        if measure.key == "net_hourly":
            account = kept.account(self.business, past)
            return _ratio(float(account.kept.net), worked, shown=shown and account.complete)
        weeks = [each for monday, each in self._weeks.items() if _inside(monday, past, self.today)]
        return _ratio(sum(_hours(each, measure.hat) for each in weeks), len(weeks), shown=shown)

    def _billed(self, period: Period) -> float:
        months = revenue.turnover_by(self.business, period, by="month")
        return float(sum((net for net, _documents in months.values()), Decimal(0)))

    @cached_property
    def runway(self) -> float | None:
        """Days her cash lasts at what goes out in a year; None where cash or law is not known."""
        outflow, cash = self.daily_outflow, kept.costs(self.business).cash
        if cash is None or outflow is None:
            return None
        return runway_days(cash.value, outflow, 1)

    @cached_property
    def daily_outflow(self) -> Decimal | None:
        """What goes out on a mean day of the last year, her pay included."""
        year = months_to(self.today, 12)
        account = kept.account(self.business, year)
        first = self.business.started_on or min(
            [*account.flows.receipts, *account.flows.expenses], default=year.first
        )
        begun = year.common(Period(min(first, self.today), self.today))
        if begun is None or not account.complete:
            return None
        told = account.kept
        out = told.expenses + told.vehicle + told.levies + told.income_tax
        out += account.costs.pay_month.value * Decimal(str(months_in(begun)))
        return out / begun.days if out > 0 else None

    def planned(self, parts: tuple[Part, ...]) -> Sums | None:
        """What the plan she follows foresees of these months; None without one that holds them."""
        if parts not in self._planned:
            known = self._followed
            ahead = None if known is None else sums_ahead(known[0], parts, seed=known[1])
            self._planned[parts] = ahead
        return self._planned[parts]

    def cash_on(self, day: dt.date) -> Drawn | None:
        """Days her cash would last at the end of the month of a day, as the plan foresaw."""
        row = (
            Forecast.objects.filter(
                business=self.business,
                plan__archived_on=None,
                plan__followed_since__isnull=False,
            )
            .order_by("-on")
            .first()
        )
        month = day.replace(day=1)
        band = next((b for b in launch.bands_of(row) if b.month == month), None) if row else None
        if band is None or self.daily_outflow is None:
            return None
        values = sorted(max(0.0, getattr(band, name)) for name in BANDS)
        return Drawn(CHANCES, tuple(value / float(self.daily_outflow) for value in values))

    @cached_property
    def _followed(self) -> tuple[Plan, int] | None:
        plan = launch.plans(self.business).exclude(followed_since=None).first()
        if plan is None:
            return None
        try:
            standing = launch.stand(plan, launch.grounds(plan, today=self.today))
        except PlanRefused:
            return None
        return standing.plan, plan.seed

    @cached_property
    def days_off_planned(self) -> int:
        """Days off she has already put in her calendar after today."""
        return sum(day > self.today for day in self._days_off)

    @cached_property
    def _noted(self) -> list[_Noted]:
        """Whole months noted well enough to be said."""
        return [
            _Noted(month.period.first.replace(day=1), month.worked / HOUR, month.sold / HOUR)
            for month in queries.headlines(self.business, self.span, today=self.today)
            if month.coverage.verdict is not Verdict.TOO_LITTLE
            and month.period.first.day <= BEGUN_BY
        ]

    @cached_property
    def _weeks(self) -> dict[dt.date, dict[str, float]]:
        """Hours of each week that holds any, by its Monday and by hat."""
        rows = (
            TimeEntry.objects.of(self.business)
            .between(self.span.first, self.today)
            .exclude(nature=TimeEntry.Nature.BREAK)
            .order_by()
            .annotate(day=Cast("on", CharField(max_length=10)))
            .values_list("day", "hat")
            .annotate(Sum("seconds"))
        )
        weeks: dict[dt.date, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for day, hat, seconds in rows:
            on = dt.date.fromisoformat(day)
            weeks[on - ONE_DAY * on.weekday()][hat] += seconds / HOUR
        return weeks

    @cached_property
    def _turnover(self) -> dict[dt.date, float]:
        told = revenue.turnover_by(self.business, self.span, by="month")
        return {_first(month): float(net) for month, (net, _n) in told.items()}

    @cached_property
    def _net(self) -> dict[dt.date, float]:
        """What is left of each month, levies included; months whose law is not known are out."""
        account = kept.account(self.business, self.span)
        flows, law = account.flows, account.law
        if law.pack is None:
            return {}
        driven = self._vehicle(float(account.costs.km.value))
        left: dict[dt.date, float] = {}
        for month in sorted({*flows.receipts, *flows.expenses, *driven}):
            got = flows.receipts.get(month, Decimal(0))
            spent = flows.expenses.get(month, Decimal(0))
            levied = taken(law.pack, law.rules, {month: got}, expenses={month: spent})
            if not levied.unknown:
                due = float(levied.levies + levied.income_tax)
                left[month] = float(got - spent) - due - driven.get(month, 0.0)
        return left

    def _vehicle(self, price: float) -> dict[dt.date, float]:
        rows = (
            Trip.objects.of(self.business)
            .filter(on__gte=self.span.first, on__lte=self.span.last)
            .order_by()
            .annotate(month=Substr(Cast("on", CharField(max_length=10)), 1, 7))
            .values_list("month")
            .annotate(Sum("km"))
        )
        return {_first(month): float(km or 0) * price for month, km in rows}

    @cached_property
    def _asked(self) -> list[Lead]:
        """Who asked and said yes or no, by the day they asked."""
        whole = Period(self.span.first, self.today)
        found = lived.leads(self.business, whole, today=self.today)
        return [lead for lead in found if lead.won is not None]

    @cached_property
    def _answered(self) -> list[Month]:
        asked: Counter[dt.date] = Counter()
        won: Counter[dt.date] = Counter()
        for lead in self._asked:
            if lead.on in self.span:
                asked[lead.on.replace(day=1)] += 1
                won[lead.on.replace(day=1)] += bool(lead.won)
        return [Month(first, won[first], asked[first]) for first in sorted(asked)]

    @cached_property
    def _days_off(self) -> set[dt.date]:
        """Working days of her leave, past and planned."""
        rows = Absence.objects.filter(
            business=self.business, kind=Absence.Kind.LEAVE, removed_at=None
        )
        return {
            day
            for first, last in rows.order_by().values_list("first_on", "last_on")
            for day in expected_days(
                Period(first, last),
                working_days=self.business.working_days,
                country=self.business.country,
            )
        }

    @cached_property
    def _days_off_by_month(self) -> list[Month]:
        """From the first month that holds any, or any noted time."""
        off = Counter(day.replace(day=1) for day in self._days_off if day in self.span)
        months = sorted([*off, *(month.on for month in self._noted)])
        if not months:
            return []
        return _from_first({months[0]: 0.0} | {m: float(n) for m, n in off.items()}, self.span)

    def _per_worked(self, tops: Mapping[dt.date, float]) -> list[Month]:
        """Something per worked hour, from the first month that holds any."""
        begun = min(tops, default=None)
        if begun is None:
            return []
        return [Month(m.on, tops.get(m.on, 0.0), m.worked) for m in self._noted if m.on >= begun]

    def _weekly(self, hat: str) -> list[Month]:
        """Hours a week of each month noted well enough, by the weeks that begin in it."""
        weeks: dict[dt.date, list[Hours]] = defaultdict(list)
        for monday, each in self._weeks.items():
            weeks[monday.replace(day=1)].append(each)
        return [
            Month(m.on, sum(_hours(each, hat) for each in weeks[m.on]), len(weeks[m.on]))
            for m in self._noted
            if weeks[m.on]
        ]

    def _headline(self, period: Period) -> queries.Headline:
        if period not in self._headlines:
            told = queries.headline(self.business, period, today=self.today)
            self._headlines[period] = told
        return self._headlines[period]


@dataclass(frozen=True, slots=True)
class _Noted:
    """A whole month of hours."""

    on: dt.date
    worked: float
    sold: float


def months_in(period: Period) -> float:
    """How many months a period is, the first and the last in part."""
    return sum(month.days / month_of(month.first).days for month in period.months())


def _total(value: float) -> Read:
    return Read(SoFar(value, 1.0), value)


def _ratio(top: float, bottom: float, *, shown: bool) -> Read:
    value = top / bottom if shown and bottom else None
    return Read(SoFar(top, bottom), value)


def _from_first(tops: Mapping[dt.date, float], span: Period) -> list[Month]:
    """Each month from the first that holds anything; the others count nothing."""
    if not tops:
        return []
    first = min(tops)
    return [Month(m.first, tops.get(m.first, 0.0)) for m in span.months() if m.first >= first]


def _hours(week: Hours, hat: str) -> float:
    return week.get(hat, 0.0) if hat else sum(week.values())


def _inside(monday: dt.date, period: Period, today: dt.date) -> bool:
    """Is it a whole week of the period, and over?"""
    return period.first <= monday and monday + 6 * ONE_DAY <= min(period.last, today)


def _first(month: str) -> dt.date:
    return dt.date.fromisoformat(f"{month}-01")
