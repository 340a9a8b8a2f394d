"""What the palette finds: hats to wear, pages, acts, her activities and labels."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable

from django.db.models import Max
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from casquettes.desk.options import Group, Option
from casquettes.desk.records import found
from casquettes.kernel.models import HAT_NAMES, Activity, Business, User
from casquettes.timesheet.models import RunningClock, TimeEntry
from casquettes.timesheet.queries import clock as clocks

MOST_OF_A_KIND = 6


def find(business: Business, user: User, typed: str, *, today: dt.date) -> list[Group]:
    """Everything the typed words lead to, grouped; without words, what is most often wanted."""
    if keyed := [option for option in hats() if option.key == typed]:
        return [Group(_("Wear a hat"), keyed)]
    worn = clocks.worn(business, user)
    groups = [
        Group(_("Wear a hat"), _matching(hats(), typed)),
        Group(_("Now"), _matching(acts(worn), typed)),
        Group(_("People and papers"), found(business, typed, today=today) if typed else []),
        Group(_("Start an activity"), activities(business, typed) if typed else []),
        Group(_("New"), _matching(makings(), typed)),
        Group(_("Go to"), _matching(pages(), typed) + (labels(business, typed) if typed else [])),
    ]
    return [group for group in groups if group.options]


def hats() -> list[Option]:
    """The seven hats, in the order of their keys."""
    return [
        Option(str(name), hat=str(hat), post=reverse("timesheet:wear", args=[hat]), key=str(place))
        for place, (hat, name) in enumerate(HAT_NAMES.items(), start=1)
    ]


def acts(worn: RunningClock | None) -> list[Option]:
    """What can be done with the clock as it is now."""
    if worn is None:
        again = reverse("timesheet:continue")
        return [Option(_("Continue the last one"), icon="player-play", post=again)]
    off = Option(_("Take the hat off"), icon="player-stop", post=reverse("timesheet:stop"))
    if worn.paused_at:
        resume = reverse("timesheet:resume")
        return [Option(_("Go on"), icon="player-play", post=resume), off]
    return [Option(_("Take a break"), icon="coffee", post=reverse("timesheet:pause")), off]


def makings() -> list[Option]:
    """What can be made from anywhere."""
    known = [
        (_("New invoice"), "finance:new_invoice", "manager"),
        (_("New quote"), "sales:new_quote", "sales"),
        (_("New contact"), "kernel:new_contact", "sales"),
        (_("New mission"), "production:new_mission", "production"),
    ]
    return [Option(label, hat=hat, href=reverse(name)) for label, name, hat in known]


def pages() -> list[Option]:
    """The pages known so far."""
    known = [
        (_("Today"), "desk:home", "home"),
        (_("Week"), "timesheet:week", "calendar-week"),
        (_("Time"), "timesheet:entries", "clock"),
        (_("Billed share"), "pilot:measures", "chart-bar"),
        (_("Contacts"), "kernel:contacts", "address-book"),
        (_("Offers"), "creation:offers", "tag"),
        (_("Quotes"), "sales:quotes", "note"),
        (_("Missions"), "production:missions", "list"),
        (_("Trips"), "logistics:trips", "map-pin"),
        (_("Invoices"), "finance:invoices", "note"),
        (_("To bill"), "finance:to_bill", "note"),
        (_("Receipts"), "finance:receipts", "list"),
        (_("Expenses"), "finance:expenses", "list"),
        (_("Outbox"), "kernel:outbox", "mail"),
        (_("Days away"), "timesheet:absences", "beach"),
        (_("Import time"), "timesheet:import_time", "file-import"),
        (_("Activities"), "timesheet:activities", "list"),
        (_("Settings"), "kernel:settings", "settings"),
    ]
    return [Option(label, icon=icon, href=reverse(name)) for label, name, icon in known]


def activities(business: Business, typed: str) -> list[Option]:
    """Her activities by name: choosing one puts its hat on and starts it."""
    hers = [
        Option(
            activity.label,
            hat=activity.hat,
            post=reverse("timesheet:wear", args=[activity.hat]),
            values={"activity": str(activity.pk)},
            note=str(activity.get_hat_display()),
        )
        for activity in Activity.objects.of(business).shown()
    ]
    return _matching(hers, typed)[:MOST_OF_A_KIND]


def labels(business: Business, typed: str) -> list[Option]:
    """Clients and missions she noted time for, the latest first: their time."""
    known = (
        TimeEntry.objects.of(business)
        .exclude(label="")
        .order_by()
        .values_list("label")
        .annotate(last=Max("on"))
        .order_by("-last", "label")
    )
    address, note = reverse("timesheet:entries"), _("client or mission")
    noted = [
        Option(label, icon="tag", href=f"{address}?{urlencode({'label': label})}", note=note)
        for label, _last in known
    ]
    return _matching(noted, typed)[:MOST_OF_A_KIND]


def _matching(options: Iterable[Option], typed: str) -> list[Option]:
    """Those that hold every typed word, accents and capitals aside."""
    words = _plain(typed).split()
    return [
        option
        for option in options
        if all(word in _plain(f"{option.label} {option.note}") for word in words)
    ]


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
