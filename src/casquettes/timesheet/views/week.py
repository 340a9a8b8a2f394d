"""The week: where it went, what is missing, and the week before to copy from."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casquettes.engine.periods import Period, iso_week, week_of
from casquettes.kernel.access import inside, owner
from casquettes.kernel.http import Request
from casquettes.kernel.models import HAT_NAMES, Activity
from casquettes.timesheet.actions import week as actions
from casquettes.timesheet.actions.entries import EntryRefused
from casquettes.timesheet.actions.undo import step_of
from casquettes.timesheet.forms.entries import GapForm
from casquettes.timesheet.queries import clock as clocks
from casquettes.timesheet.queries.entries import line_of
from casquettes.timesheet.queries.pattern import copies
from casquettes.timesheet.queries.week import Week, week_view
from casquettes.timesheet.views.back import back, tell
from casquettes.ui.wording import hours

YEARS = range(2000, 2200)
ONE_WEEK = dt.timedelta(days=7)
SHOWN_AT_MOST = 8


@inside
@require_GET
def this_week(request: Request) -> HttpResponse:
    """The week of today, or of the day asked for."""
    return _page(request, week_of(_day(request) or request.today))


@inside
@require_GET
def week(request: Request, year: int, week: int) -> HttpResponse:
    return _page(request, _period(year, week))


@owner
@require_POST
def fill(request: Request) -> HttpResponse:
    """Say what the time between two entries was."""
    form = GapForm(request.POST, business=request.business)
    if not form.is_valid():
        messages.error(request, _("Choose a hat, or say it was a break."))
        return back(request, reverse("timesheet:week"))
    told = form.cleaned_data
    try:
        written = actions.fill_gap(
            request.business,
            request.user,
            form.told(),
            starts_at=told["starts_at"],
            ends_at=told["ends_at"],
            at=request.now,
        )
    except EntryRefused as refusal:
        messages.error(request, str(refusal))
    else:
        facts = {"time": hours(written[0].seconds), "name": line_of(written[0]).title}
        tell(request, _("%(time)s under “%(name)s”.") % facts, step_of(made=written))
    return back(request, reverse("timesheet:week"))


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: Request, year: int, week: int) -> HttpResponse:
    """Choose what of the week before is copied into this one."""
    period = _period(year, week)
    if request.method == "POST":
        ids = {int(text) for text in request.POST.getlist("ids") if text.isdecimal()}
        written = actions.copy_week(
            request.business, request.user, ids=ids, to=period, at=request.now
        )
        if written:
            text = ngettext("One entry copied.", "%(n)s entries copied.", len(written))
            tell(request, text % {"n": len(written)}, step_of(made=written))
        else:
            messages.info(request, _("Nothing was copied: it is all there already."))
        return redirect("timesheet:week_of", year=year, week=week)
    found = copies(request.business, to=period, at=request.now)
    facts = {
        "period": period,
        "before": Period(period.first - ONE_WEEK, period.last - ONE_WEEK),
        "number": week,
        "year": year,
        "copies": [(copy, line_of(copy.source)) for copy in found],
        "possible": sum(not copy.why_not for copy in found),
    }
    return render(request, "timesheet/week_copy.html", facts)


def _page(request: Request, period: Period) -> HttpResponse:
    clock = clocks.worn(request.business, request.user)
    hat_names = list(HAT_NAMES.items())
    view = week_view(request.business, period, today=request.today, clock=clock, at=request.now)
    facts = {
        "week": view,
        "day": view.day(_shown_day(view, _day(request), request.today)),
        "is_current": request.today in period,
        "previous": _address(period.first - ONE_WEEK),
        "following": _address(period.last + dt.timedelta(days=1)),
        "gaps": view.gaps[:SHOWN_AT_MOST],
        "more_gaps": len(view.gaps[SHOWN_AT_MOST:]),
        "free": view.free[:SHOWN_AT_MOST],
        "hatless": view.hatless[:SHOWN_AT_MOST],
        "more_hatless": len(view.hatless[SHOWN_AT_MOST:]),
        "hat_buttons": render_to_string("timesheet/_hat_buttons.html", {"hat_names": hat_names}),
        "trip": _trip(request) if any(gap.hint == "trip" for gap in view.gaps) else None,
    }
    return render(request, "timesheet/week.html", facts)


def _period(year: int, week: int) -> Period:
    if year not in YEARS:
        raise Http404
    try:
        return iso_week(year, week)
    except ValueError as unknown:
        raise Http404 from unknown


def _day(request: Request) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return None
    return day if day.year in YEARS else None


def _shown_day(view: Week, asked: dt.date | None, today: dt.date) -> dt.date:
    """On a phone one day is shown: the one asked for, today, or the first that holds time."""
    for day in (asked, today):
        if day is not None and day in view.period:
            return day
    return next((day.on for day in view.days if day.lines), view.period.first)


def _address(day: dt.date) -> str:
    year, week, _weekday = day.isocalendar()
    return reverse("timesheet:week_of", args=[year, week])


def _trip(request: Request) -> Activity | None:
    return Activity.objects.of(request.business).shown().filter(key="log_trajet").first()
