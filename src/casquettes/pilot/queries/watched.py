"""What the product can watch for her: live measures, how each is said, a line from her own past.

Shares are fractions here as everywhere; a line of hers is kept in the unit of its measure.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Literal

from django.db.models import F, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from casquettes.engine.alerts import Line, run_above
from casquettes.engine.periods import ONE_DAY, Period, months_to, week_of, weeks_to
from casquettes.engine.reliability import Verdict
from casquettes.engine.share import tally
from casquettes.finance.models import Invoice
from casquettes.kernel.models import Activity, Business
from casquettes.pilot import queries
from casquettes.pilot.queries import lived
from casquettes.pilot.queries.hours import noted_time, sold_time, time_spent
from casquettes.pilot.queries.levied import Gauge, levied
from casquettes.pilot.queries.margins import Hourly, hourly
from casquettes.pilot.queries.revenue import money, turnover_by
from casquettes.ui.rounded import euros, tenths
from casquettes.ui.wording import number, percent_sign

Unit = Literal["share", "money", "hourly", "days", "weeks", "people"]
A_FIFTH_LESS = 0.8
WEEKS_READ = 26
FIFTY = 50


class Live:
    """Her figures on a day, each read once and only when asked."""

    def __init__(self, business: Business, today: dt.date) -> None:
        self.business, self.today = business, today
        self.year = months_to(today, 12)
        self._read: dict[str, float | None] = {}

    def value(self, watched: Watched) -> float | None:
        """What a measure is today, read once."""
        if watched.id not in self._read:
            self._read[watched.id] = watched.read(self)
        return self._read[watched.id]

    @cached_property
    def hourly(self) -> Hourly:
        """What an hour leaves over twelve months."""
        business, year = self.business, self.year
        times = time_spent(business, year, by="total", activities=Activity.objects.of(business))
        return hourly(
            business,
            year,
            tally=tally(times, sold_time(business, year, by="total")),
            coverage=queries.headline(business, year, today=self.today).coverage,
            money=money(business, year, today=self.today),
            today=self.today,
        )

    @cached_property
    def by_client(self) -> dict[str, Decimal]:
        """Billed over twelve months, by client."""
        billed = turnover_by(self.business, self.year, by="client")
        return {name: net for name, (net, _documents) in billed.items()}

    @cached_property
    def gauges(self) -> dict[str, Gauge]:
        """The ceilings of this year, by name."""
        told = levied(self.business, self.today.year, today=self.today)
        return {gauge.ceiling.name: gauge for gauge in told.gauges}

    @cached_property
    def month_leads(self) -> list[int]:
        """People who asked in each of the last twelve stretches of 30 days, the last one first."""
        span = Period(self.today - dt.timedelta(days=12 * 30 - 1), self.today)
        asked = lived.leads(self.business, span, today=self.today)
        counted = Counter((self.today - lead.on).days // 30 for lead in asked)
        return [counted[rank] for rank in range(max(counted, default=-1) + 1)]

    @cached_property
    def weeks(self) -> list[float]:
        """Hours of the last whole weeks, the last one first; nothing where nothing is noted."""
        last = week_of(self.today).first - ONE_DAY
        span = weeks_to(last, WEEKS_READ)
        found: dict[dt.date, int] = defaultdict(int)
        for time in noted_time(self.business, span):
            found[week_of(time.on).first] += time.seconds
        if not found:
            return []
        return [found[week.first] / 3600 for week in reversed(list(span.weeks()))]


@dataclass(frozen=True, slots=True)
class Watched:
    """A measure that can be watched: how it is read and said, and the line proposed for it.

    `note` says over which days; `missing` how to get the figure where there is none.
    """

    id: str
    name: str | Promise
    note: str | Promise
    unit: Unit
    above: bool
    read: Callable[[Live], float | None]
    usual: Callable[[Live], float]
    missing: str | Promise

    def line(self, threshold: float) -> Line:
        return Line(threshold, self.above)

    def figure(self, value: float, currency: str) -> str:
        """A value in words: "34 %", "28 days", "1 200 €"."""
        return _SAID[self.unit](value, currency)

    def line_said(self, threshold: float, currency: str) -> str:
        """When the alert comes: "under 25 %", "from 40 % on"."""
        figure = self.figure(threshold, currency)
        if self.above:
            return _("from %(figure)s on") % {"figure": figure}
        return _("under %(figure)s") % {"figure": figure}

    def typed(self, threshold: float) -> Decimal:
        """A line as she types it: percents for a share."""
        value = threshold * 100 if self.unit == "share" else threshold
        return Decimal(str(round(value, 2))).normalize()

    def kept(self, typed: Decimal) -> float:
        """What she typed, in the unit of the measure."""
        return float(typed / 100 if self.unit == "share" else typed)

    @property
    def most(self) -> int:
        """The highest line that means anything, as she types it."""
        return {"share": 100, "days": 3650, "weeks": WEEKS_READ, "people": 1000}.get(
            self.unit, 10_000_000
        )


@dataclass(frozen=True, slots=True)
class Candidate:
    """A measure proposed as a signal: its value today, where known, and the line proposed."""

    watched: Watched
    now: float | None
    threshold: float
    now_said: str
    line_said: str


def candidates(live: Live) -> list[Candidate]:
    """Everything that can be watched, what is known today first."""
    found = [_candidate(each, live) for each in WATCHED.values()]
    return sorted(found, key=lambda each: each.now is None)


def _candidate(watched: Watched, live: Live) -> Candidate:
    now, threshold = live.value(watched), watched.usual(live)
    currency = live.business.currency
    return Candidate(
        watched=watched,
        now=now,
        threshold=threshold,
        now_said="" if now is None else watched.figure(now, currency),
        line_said=watched.line_said(threshold, currency),
    )


def _billed_share(live: Live) -> float | None:
    return queries.headline(live.business, weeks_to(live.today, 13), today=live.today).billed_share


def _usual_share(live: Live) -> float:
    year = queries.headline(live.business, live.year, today=live.today).billed_share
    return 0.3 if not year else max(0.01, round(A_FIFTH_LESS * year, 2))


def _net_hourly(live: Live) -> float | None:
    return live.hourly.figures["net_hourly"].value


def _usual_net(live: Live) -> float:
    net = _net_hourly(live)
    return 15.0 if net is None or net <= 1 else float(round(A_FIFTH_LESS * net))


def _runway(live: Live) -> float | None:
    """A balance typed long ago says nothing of today."""
    figure = live.hourly.figures["runway_days"]
    return figure.value if figure.quality is Verdict.GOOD else None


def _leads(live: Live) -> float | None:
    return float(live.month_leads[0]) if live.month_leads else None


def _usual_leads(live: Live) -> float:
    """Fewer than in the leanest of the stretches before: seasons raise nothing."""
    return float(max(1, min(live.month_leads[1:], default=2)))


def _late_money(live: Live) -> float | None:
    invoices = Invoice.objects.of(live.business)
    if not invoices.issued().exists():
        return None
    late = invoices.overdue(on=live.today).aggregate(sum=Sum(F("gross") - F("paid")))["sum"]
    return round(float(late or 0), 2)


def _usual_late(live: Live) -> float:
    """Half of a mean month's turnover, to fifty."""
    month = float(sum(live.by_client.values(), Decimal(0))) / 12
    return 500.0 if month <= 0 else max(100.0, float(FIFTY * round(month / 2 / FIFTY)))


def _client_share(live: Live) -> float | None:
    billed = [net for net in live.by_client.values() if net > 0]
    return float(max(billed) / sum(billed)) if len(billed) > 1 else None


def _weeks_over(live: Live) -> float | None:
    if not live.weeks:
        return None
    return float(run_above(live.weeks, float(live.business.week_cap_hours)))


def _ceiling(name: str) -> Callable[[Live], float | None]:
    return lambda live: live.gauges[name].share if name in live.gauges else None


def _always(value: float) -> Callable[[Live], float]:
    return lambda _live: value


def _share_said(value: float, _currency: str) -> str:
    return f"{number(round(value * 100), 0)}{percent_sign()}"


def _days_said(value: float, _currency: str) -> str:
    n = int(value)
    return ngettext("%(n)s day", "%(n)s days", n) % {"n": number(n, 0)}


def _weeks_said(value: float, _currency: str) -> str:
    n = round(value)
    return ngettext("%(n)s week", "%(n)s weeks", n) % {"n": number(n, 0)}


def _people_said(value: float, _currency: str) -> str:
    n = round(value)
    return ngettext("%(n)s request", "%(n)s requests", n) % {"n": number(n, 0)}


def _hourly_said(value: float, currency: str) -> str:
    return _("%(sum)s an hour") % {"sum": tenths(value, currency)}


_SAID: dict[Unit, Callable[[float, str], str]] = {
    "share": _share_said,
    "money": euros,
    "hourly": _hourly_said,
    "days": _days_said,
    "weeks": _weeks_said,
    "people": _people_said,
}

_OF_THE_LAW = gettext_lazy("Known where the law of your country sets it for you.")
WATCHED: dict[str, Watched] = {
    each.id: each
    for each in (
        Watched(
            "billed_share",
            gettext_lazy("Billed share"),
            gettext_lazy("over 13 weeks"),
            "share",
            above=False,
            read=_billed_share,
            usual=_usual_share,
            missing=gettext_lazy("Known once six working days in ten hold time."),
        ),
        Watched(
            "month_leads",
            gettext_lazy("People who ask"),
            gettext_lazy("over 30 days"),
            "people",
            above=False,
            read=_leads,
            usual=_usual_leads,
            missing=gettext_lazy("Known once quotes, missions or contacts are noted."),
        ),
        Watched(
            "net_hourly",
            gettext_lazy("Net per hour worked"),
            gettext_lazy("over 12 months"),
            "hourly",
            above=False,
            read=_net_hourly,
            usual=_usual_net,
            missing=gettext_lazy("Known once your hours and your receipts are noted."),
        ),
        Watched(
            "runway_days",
            gettext_lazy("Days your cash lasts"),
            gettext_lazy("your pay included"),
            "days",
            above=False,
            read=_runway,
            usual=_always(30.0),
            missing=gettext_lazy("Known once you have typed, this month, what is on your account."),
        ),
        Watched(
            "late_money",
            gettext_lazy("Money that is late"),
            gettext_lazy("past its due day"),
            "money",
            above=True,
            read=_late_money,
            usual=_usual_late,
            missing=gettext_lazy("Known once an invoice is issued."),
        ),
        Watched(
            "client_share",
            gettext_lazy("Part of your largest client"),
            gettext_lazy("of 12 months billed"),
            "share",
            above=True,
            read=_client_share,
            usual=_always(0.4),
            missing=gettext_lazy("Known once two clients have been billed."),
        ),
        Watched(
            "weeks_over_cap",
            gettext_lazy("Weeks in a row above your limit"),
            gettext_lazy("up to last Sunday"),
            "weeks",
            above=True,
            read=_weeks_over,
            usual=_always(3.0),
            missing=gettext_lazy("Known after the first whole week noted."),
        ),
        Watched(
            "vat_share",
            gettext_lazy("Part of the VAT threshold used"),
            gettext_lazy("since 1 January"),
            "share",
            above=True,
            read=_ceiling("vat_franchise"),
            usual=_always(0.8),
            missing=_OF_THE_LAW,
        ),
        Watched(
            "regime_share",
            gettext_lazy("Part of the ceiling of your regime used"),
            gettext_lazy("since 1 January"),
            "share",
            above=True,
            read=_ceiling("regime"),
            usual=_always(0.8),
            missing=_OF_THE_LAW,
        ),
    )
}
