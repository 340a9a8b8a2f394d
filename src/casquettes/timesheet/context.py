"""What every page shows of the clock: the rack, the hat worn and the tools of its ribbon."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import ResolverMatch, reverse
from django.utils.formats import date_format
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casquettes.engine.hats import Hat
from casquettes.kernel.http import Request
from casquettes.kernel.models import HAT_NAMES
from casquettes.timesheet.models import RunningClock
from casquettes.timesheet.queries import clock as clocks

# Rooms that belong to one hat, whichever is worn.
ROOM_HATS = {
    "pilot": Hat.PILOT,
    "creation": Hat.CREATION,
    "sales": Hat.SALES,
    "production": Hat.PRODUCTION,
    "logistics": Hat.LOGISTICS,
    "finance": Hat.MANAGER,
    "office": Hat.MANAGER,
}

# The pages of each hat, in the order of its ribbon.
TOOLS = {
    Hat.PILOT: (
        (gettext_lazy("Heading"), "pilot:direction"),
        (gettext_lazy("Goals"), "pilot:goals"),
        (gettext_lazy("Reviews"), "pilot:bilans"),
        (gettext_lazy("Billed share"), "pilot:measures"),
        (gettext_lazy("Money"), "pilot:money"),
        (gettext_lazy("What the law takes"), "pilot:levies"),
        (gettext_lazy("Launch"), "pilot:launches"),
        (gettext_lazy("Choices"), "pilot:choices"),
        (gettext_lazy("Risks"), "pilot:risks"),
    ),
    Hat.MANAGER: (
        (gettext_lazy("Invoices"), "finance:invoices"),
        (gettext_lazy("To bill"), "finance:to_bill"),
        (gettext_lazy("Expenses"), "finance:expenses"),
        (gettext_lazy("Receipts"), "finance:receipts"),
        (gettext_lazy("Outbox"), "kernel:outbox"),
        (gettext_lazy("Days away"), "timesheet:absences"),
        (gettext_lazy("Trainings"), "office:trainings"),
        (gettext_lazy("Partners"), "office:partners"),
    ),
    Hat.SALES: (
        (gettext_lazy("Quotes"), "sales:quotes"),
        (gettext_lazy("Contacts"), "kernel:contacts"),
    ),
    Hat.CREATION: ((gettext_lazy("Offers"), "creation:offers"),),
    Hat.LOGISTICS: (
        (gettext_lazy("Trips"), "logistics:trips"),
        (gettext_lazy("Import time"), "timesheet:import_time"),
    ),
    Hat.PRODUCTION: (
        (gettext_lazy("Missions"), "production:missions"),
        (gettext_lazy("Sessions"), "production:sessions"),
    ),
}


@dataclass(frozen=True, slots=True)
class Peg:
    """A place of the hat rack, and this week's time under its hat."""

    hat: str
    name: str
    week_seconds: int
    worn: bool
    wear_url: str


@dataclass(frozen=True, slots=True)
class Worn:
    """The hat on her head, ready to be shown."""

    hat: str
    name: str
    since: dt.datetime
    seconds: int
    activity: str
    label: str
    note: str
    paused: bool
    version: str
    url: str
    stop_url: str
    pause_url: str
    resume_url: str


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Ribbon:
    """The tools of the hat in view, and the pages that belong to every hat."""

    tools: list[Link]
    pages: list[Link]


def version(clock: RunningClock | None) -> str:
    """Changes whenever the clock does: what another window compares."""
    if clock is None:
        return "none"
    parts = [clock.hat, clock.started_at, clock.paused_at, clock.activity_id]
    return "-".join(str(part).replace(" ", "T") for part in parts) + f"-{clock.label}"


def worn_of(clock: RunningClock | None, *, at: dt.datetime) -> Worn | None:
    if clock is None:
        return None
    since = clock.paused_at or clock.started_at
    return Worn(
        hat=clock.hat,
        name=str(HAT_NAMES[Hat(clock.hat)]),
        since=since,
        seconds=max(0, int((at - since).total_seconds())),
        activity=str(clock.activity or ""),
        label=clock.label,
        note=clock.note,
        paused=clock.paused_at is not None,
        version=version(clock),
        url=reverse("timesheet:hat", args=[clock.hat]),
        stop_url=reverse("timesheet:stop"),
        pause_url=reverse("timesheet:pause"),
        resume_url=reverse("timesheet:resume"),
    )


def rack_of(request: Request, clock: RunningClock | None) -> list[Peg]:
    """The seven pegs; the running time counts in this week's."""
    monday = request.today - dt.timedelta(days=request.today.weekday())
    # A page that shows the week by hat has asked already.
    known: dict[str, int] | None = getattr(request, "week_by_hat", None)
    if known is None:
        known = clocks.seconds_by_hat(request.business, monday, request.today)
    seconds = dict(known)
    if clock is not None and clock.paused_at is None:
        running = max(0, int((request.now - clock.started_at).total_seconds()))
        seconds[clock.hat] = seconds.get(clock.hat, 0) + running
    return [
        Peg(
            hat=str(hat),
            name=str(name),
            week_seconds=seconds.get(hat, 0),
            worn=clock is not None and clock.hat == hat,
            wear_url=reverse("timesheet:wear", args=[str(hat)]),
        )
        for hat, name in HAT_NAMES.items()
    ]


def _tools(hat: str) -> list[tuple[str, str]]:
    home = (str(HAT_NAMES[Hat(hat)]), reverse("timesheet:hat", args=[hat]))
    return [home, *((str(name), reverse(url)) for name, url in TOOLS.get(Hat(hat), ()))]


def ribbon_of(request: HttpRequest, hat: str) -> Ribbon:
    pages = [
        (_("Today"), reverse("desk:home")),
        (_("Week"), reverse("timesheet:week")),
        (_("Time"), reverse("timesheet:entries")),
        (_("Settings"), reverse("kernel:settings")),
    ]

    def links(of: list[tuple[str, str]]) -> list[Link]:
        # A page under another tool's address is its own, not both.
        nearest = max(
            (url for _label, url in of if _is_here(request.path, url)), key=len, default=""
        )
        return [Link(label, url, current=url == nearest) for label, url in of]

    return Ribbon(tools=links(_tools(hat)), pages=links(pages))


def _is_here(path: str, url: str) -> bool:
    # The list of activities is a page of the settings, under its own address.
    path = path.replace("/activities/", "/settings/activities/", 1)
    return path == url if url == "/" else path.startswith(url)


def worn_hat(request: Request) -> dict[str, object]:
    """Context of every page inside a business; one query for the clock, one for the rack."""
    if not hasattr(request, "business"):
        return {}
    clock = clocks.worn(request.business, request.user)
    match = request.resolver_match
    in_view = _page_hat(match) or (clock.hat if clock else Hat.PILOT)
    return {
        "business": request.business,
        "today": request.today,
        "clock": clock,
        "clock_is_long": clocks.is_too_long(clock, at=request.now),
        "worn": worn_of(clock, at=request.now),
        "worn_version": version(clock),
        "worn_url": reverse("timesheet:clock"),
        "page_hat": in_view,
        "rack": SimpleLazyObject(lambda: rack_of(request, clock)),
        "ribbon": SimpleLazyObject(lambda: ribbon_of(request, str(in_view))),
        "demo_note": _demo_note(request),
    }


def _page_hat(match: ResolverMatch | None) -> str:
    """The hat of the page itself: named in its address, or that of its room."""
    if match is None:
        return ""
    if str(match.route).startswith("contacts/"):
        return Hat.SALES
    return str(match.kwargs.get("hat") or ROOM_HATS.get(match.app_name, ""))


def _demo_note(request: Request) -> str:
    if not request.business.is_demo:
        return ""
    return _("Example business, everything is invented. Here it is %(day)s.") % {
        "day": date_format(request.today, "j F Y")
    }
