"""A measured fact shown beside a question, and what every fact of one bilan shares."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from casquettes.engine.periods import Period
from casquettes.engine.reliability import Coverage
from casquettes.engine.share import Tally, tally
from casquettes.kernel.models import Activity, Business
from casquettes.pilot import queries
from casquettes.pilot.models import Bilan
from casquettes.pilot.queries import Compared, Detail, Measures, kept, margins, revenue, winning
from casquettes.pilot.queries.bilan.coming import Ahead, look_ahead
from casquettes.pilot.queries.bilan.noted import noted_between, seconds_by_day
from casquettes.pilot.queries.choices import figures, plans
from casquettes.pilot.queries.choices.figures import Known
from casquettes.pilot.queries.choices.plans import Proposal
from casquettes.pilot.queries.hours import sold_time, time_spent
from casquettes.pilot.queries.kept import Account
from casquettes.pilot.queries.margins import Freed, Hourly
from casquettes.pilot.queries.revenue import Money, Work
from casquettes.pilot.queries.winning import Way


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a fact that lists things: its words are ready to be shown."""

    name: str
    value: str
    detail: str = ""
    url: str = ""
    hat: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: a title and its value in words, or what is missing and how to get it.

    `url` leads to the rows behind it. `chart` is ready SVG of the project's own brush.
    """

    id: str
    title: str
    value: str = ""
    detail: str = ""
    url: str = ""
    missing: str = ""
    missing_url: str = ""
    rows: tuple[Row, ...] = ()
    chart: str = ""


@dataclass
class Facts:
    """The figures of one business over the period of a bilan, each read once when first asked.

    What is quick to read alone has a way of its own: a question shows two or three facts, and
    waits for no more than these.
    """

    business: Business
    period: Period
    today: dt.date
    # The last finished bilan before this one.
    previous: Bilan | None = None
    # The bilan under way, where it exists already.
    bilan: Bilan | None = None
    kept: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def measured(self) -> Measures:
        return queries.measures(self.business, self.period, today=self.today)

    @property
    def currency(self) -> str:
        return self.business.currency

    def past(self, *path: str) -> Any:
        """A figure kept when the last bilan was closed; None where it kept none."""
        told: Any = self.previous.figures if self.previous else None
        for name in path:
            told = told.get(name) if isinstance(told, dict) else None
        return told

    @cached_property
    def headline(self) -> Compared:
        """The billed share beside that of the period before."""
        return queries.compared(self.business, self.period, today=self.today)

    @property
    def coverage(self) -> Coverage:
        return self.headline.coverage

    @cached_property
    def months(self) -> list[Detail]:
        """Each month from the first that holds time."""
        return queries.by_month(self.business, self.period, today=self.today)

    @cached_property
    def days(self) -> dict[tuple[dt.date, str], int]:
        """Worked seconds of each day under each hat."""
        return seconds_by_day(self.business, self.period)

    @cached_property
    def activities(self) -> dict[int, Activity]:
        return {activity.pk: activity for activity in Activity.objects.of(self.business)}

    @cached_property
    def tally(self) -> Tally:
        """All time of the period."""
        spent = time_spent(
            self.business, self.period, by="total", activities=self.activities.values()
        )
        return tally(spent, sold_time(self.business, self.period, by="total"))

    @cached_property
    def money(self) -> Money:
        return revenue.money(self.business, self.period, today=self.today)

    @property
    def works(self) -> list[Work]:
        return self.money.works

    @cached_property
    def year_before(self) -> Money | None:
        """The same days a year before; None where nothing was billed then."""
        earlier = winning.a_year_before(self.period)
        if earlier is None:
            return None
        was = revenue.money(self.business, earlier, today=self.today)
        return was if was.documents else None

    @cached_property
    def account(self) -> Account:
        """The money of the period from what came in to what is left."""
        return kept.account(self.business, self.period)

    @cached_property
    def hourly(self) -> Hourly:
        """What an hour leaves."""
        return margins.hourly(
            self.business,
            self.period,
            tally=self.tally,
            coverage=self.coverage,
            money=self.money,
            today=self.today,
        )

    @cached_property
    def spans(self) -> list[Period]:
        """The months of the period from the first noted to the last lived, cut at both ends."""
        noted = noted_between(self.business, self.period)
        if noted is None:
            return []
        last = max(noted.last, min(self.period.last, self.today))
        return list(Period(noted.first, last).months())

    @cached_property
    def freed(self) -> Freed | None:
        """What an hour given back is worth."""
        months = self.spans
        capacity = queries.own_hours(self.business, months, today=self.today)
        return margins.freed(self.business, self.hourly, months, capacity)

    @cached_property
    def ways(self) -> list[Way]:
        """How clients came; no price is put on an hour whose worth is not known."""
        value = (self.freed and self.freed.mean) or 0.0
        return winning.ways(self.business, self.period, hour_value=value)

    @cached_property
    def known(self) -> Known:
        """What the choices rest on: the twelve months before today, whatever the period."""
        return figures.known(self.business, today=self.today)

    @cached_property
    def proposal(self) -> Proposal:
        """The plan of changes, proven."""
        return plans.propose(self.known, prove=True)

    @cached_property
    def ahead(self) -> Ahead | None:
        """What the months to come may be: the plan she follows, else one of her own figures."""
        return look_ahead(self.business, today=self.today)
