"""The page of the measure: one number, how far to believe it, and what it is made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from casquettes.engine.periods import ONE_DAY, Period, month_of
from casquettes.kernel import access
from casquettes.kernel.http import Request
from casquettes.pilot import queries
from casquettes.pilot.forms.measures import ROLLING, PeriodForm
from casquettes.pilot.queries import Headline, Measures, Part
from casquettes.pilot.queries.neglect import left_aside
from casquettes.pilot.views.brings import brings
from casquettes.ui import wording
from casquettes.ui.lines import Point

LISTED_ACTIVITIES = 10
WORTH_SAYING = 0.05  # of the time written down late


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table, and where its figures open."""

    part: Part
    url: str
    sold_url: str


@dataclass(frozen=True, slots=True)
class MonthLine:
    month: Headline
    url: str
    sold_url: str
    page_url: str


@dataclass(frozen=True, slots=True)
class Tab:
    name: str
    url: str
    current: bool


@access.figures
@require_GET
def measures(request: Request) -> HttpResponse:
    """Her billed share over the period asked for, and everything it is made of."""
    form = PeriodForm(request.GET, today=request.today)
    refused = form.own_dates and not form.is_valid()
    measured = queries.measures(request.business, form.days, today=request.today)
    context = {
        "form": form,
        "measured": measured,
        "figures": measured.figures,
        "tabs": [
            Tab(str(name), _page(period=key), form.chosen == key) for key, name in ROLLING.items()
        ],
        "months": _months_around(form),
        "rows": _rows(measured.period),
        "sold_rows": _rows(measured.period, sold="1"),
        "billed_rows": _rows(measured.period, nature="billed"),
        "production_rows": _rows(measured.period, hat="production"),
        # As it is today, whatever the days in view: said where they reach today.
        "left_aside": left_aside(request.business, today=request.today)
        if measured.period.last >= request.today
        else [],
        **_headline(request, measured),
        **brings(measured, request.business),
        **_tables(measured),
    }
    return render(request, "pilot/measures.html", context, status=422 if refused else 200)


def _tables(measured: Measures) -> dict[str, object]:
    activities = list(_lines(measured.by_activity, measured.period))
    return {
        "bar": [part for part in measured.by_hat if part.hat and part.seconds],
        "hats": list(_lines(measured.by_hat, measured.period)),
        "listed": LISTED_ACTIVITIES,
        "first_activities": activities[: LISTED_ACTIVITIES // 2],
        "next_activities": activities[LISTED_ACTIVITIES // 2 : LISTED_ACTIVITIES],
        "more_activities": activities[LISTED_ACTIVITIES:],
        "by_month": [_month_line(month) for month in measured.by_month],
        "points_by_month": [_point(month) for month in measured.by_month],
        "months_said": shares_said((m.billed_share, m.period.first) for m in measured.by_month),
    }


def _lines(parts: Iterable[Part], period: Period) -> Iterable[Line]:
    for part in parts:
        about = {"hat": part.hat or "none"}
        if part.activity_id:
            about["activity"] = str(part.activity_id)
        elif part.key != part.hat:
            about["without"] = "activity"
        yield Line(part, _rows(period, **about), _rows(period, **about, sold="1"))


def _month_line(month: Headline) -> MonthLine:
    return MonthLine(
        month=month,
        url=_rows(month.period),
        sold_url=_rows(month.period, sold="1"),
        page_url=_page(month=f"{month.period.first:%Y-%m}"),
    )


def _point(month: Headline) -> Point:
    first = month.period.first
    year = f" {first.year}" if first.month == 1 else ""
    low, high = (month.billed_share is not None and month.interval) or (None, None)
    return Point(f"{wording.month(first)}{year}", month.billed_share, low, high)


def shares_said(months: Iterable[tuple[float | None, dt.date]]) -> str:
    """What a drawing of the billed share by month shows, for who does not see it."""
    known = [(share, on) for share, on in months if share is not None]
    if not known:
        return _("Billed share month by month: no figure yet")
    (low, low_on), (high, high_on) = min(known), max(known)
    return _(
        "Billed share month by month, from %(low)s in %(low_month)s to %(high)s in %(high_month)s"
    ) % {
        "low": wording.percent(low),
        "low_month": date_format(low_on, "F Y"),
        "high": wording.percent(high),
        "high_month": date_format(high_on, "F Y"),
    }


def _months_around(form: PeriodForm) -> dict[str, object]:
    """The month in view, or today's, and those beside it."""
    month = form.month_chosen or month_of(form.today)
    after = month.last + ONE_DAY
    return {
        "current": month,
        "url": _page(month=f"{month.first:%Y-%m}"),
        "before_url": _page(month=f"{month.first - ONE_DAY:%Y-%m}"),
        "before": month.first - ONE_DAY,
        "after": after if after <= form.today else None,
        "after_url": _page(month=f"{after:%Y-%m}"),
    }


def _headline(request: Request, measured: Measures) -> dict[str, object]:
    """The one number beside what she aims at, guessed and did before; what it still lacks."""
    target, guess = request.business.target_share, request.business.guessed_share
    shown = measured.billed_share is not None
    low, high = (shown and measured.interval) or (None, None)
    late = measured.coverage.reconstructed_share
    induced = measured.figures["induced_time"].value
    elsewhere = measured.noted if not shown and measured.noted != measured.period else None
    return {
        "target": target and target / 100,
        "guess": None if guess is None else guess / 100,
        "missing": measured.tally.sold_missing(target) if target and shown else None,
        "before": measured.before and measured.before.billed_share,
        "points": None if measured.change is None else 100 * measured.change,
        "low": low,
        "high": high,
        "late": late if late and late >= WORTH_SAYING else None,
        "induced": induced and round(induced * 3600),
        "found": elsewhere and _page(**_dates(elsewhere)),
    }


def _page(**asked: str) -> str:
    return f"{reverse('pilot:measures')}?{urlencode(asked)}"


def _rows(period: Period, **about: str) -> str:
    """The list of her time, narrowed to what a figure was made of."""
    return f"{reverse('timesheet:entries')}?{urlencode({**_dates(period), **about})}"


def _dates(period: Period) -> dict[str, str]:
    return {"from": period.first.isoformat(), "to": period.last.isoformat()}
