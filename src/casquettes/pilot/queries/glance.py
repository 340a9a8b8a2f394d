"""Her figures at a glance: four weeks, those before and twelve months, in one reading of time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from casquettes.engine.measures import Figure
from casquettes.engine.periods import Period, months_to, weeks_to
from casquettes.engine.reliability import NotedTime, coverage
from casquettes.engine.share import SoldTime
from casquettes.kernel.models import Business
from casquettes.pilot.queries import Compared, Frame, Headline, frame_of
from casquettes.pilot.queries.hours import noted_time, sold_time
from casquettes.pilot.queries.kept import Account, account
from casquettes.pilot.queries.margins import net_hourly

WEEKS, MONTHS = 4, 12


@dataclass(frozen=True, slots=True)
class Glance:
    """The billed share and the net of an hour, and what says how far to believe them."""

    weeks: Compared
    year: Headline
    account: Account
    frame: Frame
    written: tuple[NotedTime, ...]
    sales: tuple[SoldTime, ...]

    @property
    def noted_days(self) -> frozenset[dt.date]:
        """Days of the twelve months that hold worked time."""
        return frozenset(time.on for time in self.written)

    def over(self, period: Period) -> Headline | None:
        """The headline of any days of the twelve months; None where they reach beyond."""
        within = self.year.period.common(period) == period
        return _cut(self.frame, period, self.written, self.sales) if within else None

    @property
    def net_hourly(self) -> Figure:
        """What an hour of these twelve months leaves."""
        return net_hourly(self.account, self.year.worked, self.year.coverage)


def glance(business: Business, *, today: dt.date) -> Glance:
    """Everything home says of time and money; as many questions whatever there is."""
    frame = frame_of(business, today)
    year = months_to(today, MONTHS)
    written = noted_time(business, year)
    sales = sold_time(business, year, by="day")
    weeks = weeks_to(today, WEEKS)
    now = _cut(frame, weeks, written, sales)
    earlier, in_days = frame.before(weeks)
    before = _cut(frame, earlier, written, sales) if earlier else None
    return Glance(
        weeks=Compared(now.period, now.worked, now.sold, now.coverage, before, in_days),
        year=_cut(frame, year, written, sales),
        account=account(business, year),
        frame=frame,
        written=tuple(written),
        sales=tuple(sales),
    )


def _cut(
    frame: Frame, period: Period, written: Iterable[NotedTime], sales: Iterable[SoldTime]
) -> Headline:
    """The headline of a part of what was read."""
    noted = [time for time in written if time.on in period]
    sold = sum(sale.seconds for sale in sales if sale.on in period)
    judged = coverage(frame.expected(period), noted, today=frame.today)
    return Headline(period, judged.worked, sold, judged)
