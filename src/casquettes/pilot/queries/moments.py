"""The bilan offered at the right moment, or the one under way."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casquettes.engine.bilan.moments import LEAST_WEEKS, Due, Standing, due
from casquettes.engine.periods import week_of
from casquettes.kernel.models import Business
from casquettes.pilot.models import Alert, Bilan
from casquettes.pilot.queries.alerts import BILAN, CASH, OVER_CAP
from casquettes.timesheet.models import TimeEntry
from casquettes.ui.wording import hours, number


@dataclass(frozen=True, slots=True)
class Invitation:
    """A bilan offered: at which moment, why now, and the name under which it is put away.

    `bilan` is the one under way, to be taken up again; then `key` is empty.
    """

    moment: str
    title: str
    sentence: str
    key: str = ""
    bilan: int | None = None


def invitation(business: Business, *, today: dt.date) -> Invitation | None:
    """What home says of taking stock today; None most days."""
    bilans = Bilan.objects.filter(business=business, removed_at=None)
    rows = list(bilans)
    under_way = next((row for row in rows if row.finished_at is None), None)
    if under_way is not None:
        title = _("Your bilan is under way")
        sentence = _("It waits where you left it; every answer is kept.")
        return Invitation(under_way.moment, title, sentence, bilan=under_way.pk)
    weeks = _weeks_noted(business)
    if weeks < LEAST_WEEKS:
        return None
    last = max((row.finished_at for row in rows if row.finished_at), default=None)
    alerts, put_away = _raised(business)
    found = due(
        Standing(
            started_on=business.started_on,
            weeks_noted=weeks,
            last_bilan_on=business.local_day(last) if last else None,
            alerts=alerts,
            put_away=put_away,
        ),
        today=today,
    )
    return _said(found, business) if found else None


def _weeks_noted(business: Business) -> int:
    """Weeks that hold time, counted as far as it takes: 42 days are of six weeks at least."""
    days = TimeEntry.objects.of(business).order_by("on").values_list("on", flat=True).distinct()
    return len({week_of(day).first for day in days[: 7 * LEAST_WEEKS]})


def _raised(business: Business) -> tuple[list[tuple[str, dt.date]], list[tuple[str, dt.date]]]:
    """The alerts that call for a bilan, cash first; and the invitations she put away."""
    calls = Q(key__in=[CASH, OVER_CAP], over_on=None)
    away = Q(key__startswith=BILAN, seen_at__isnull=False)
    rows = Alert.objects.filter(calls | away, business=business).order_by("key", "-on")
    found = list(rows.values_list("key", "on"))
    alerts = [each for each in found if each[0] in (CASH, OVER_CAP)]
    return alerts, [each for each in found if each[0].startswith(BILAN)]


def _said(found: Due, business: Business) -> Invitation:
    asks = _("About fifteen minutes, your figures beside each question, three decisions at most.")
    if found.moment == "anniversary":
        year = int(found.key.rpartition("-")[2])
        age = year - (business.started_on.year if business.started_on else year)
        title = ngettext(
            "One year of business: time to take stock",
            "%(n)s years of business: time to take stock",
            age,
        ) % {"n": number(age, 0)}
    elif found.moment == "alert":
        title = _("A good moment to take stock")
        asks = f"{_why(found.key, business)} {asks}"
    elif found.moment == "rentree":
        title = _("After the summer: time to take stock")
    else:
        title = _("A new year: time to take stock")
    return Invitation(found.moment, title, asks, found.key)


def _why(key: str, business: Business) -> str:
    if key.startswith(f"{BILAN}alert-{CASH}"):
        return _("Your cash lasts less than 30 days.")
    cap = hours(float(business.week_cap_hours) * 3600)
    return _("Three weeks in a row went above your %(cap)s.") % {"cap": cap}
