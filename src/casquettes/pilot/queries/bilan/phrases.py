"""Words that several facts share: the days they are about, their doubt, a change, a list's end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from casquettes.engine.measures import (
    NEGATIVE_MARGIN,
    NO_CASH,
    NO_LAW,
    NO_LIST_PRICE,
    NO_OUTFLOW,
    NOTHING_BILLED,
    NOTHING_DELIVERED,
    NOTHING_RECEIVED,
    NOTHING_SOLD,
    NOTHING_WORKED,
    TOO_LITTLE,
)
from casquettes.engine.periods import Period
from casquettes.engine.proportions import jeffreys
from casquettes.engine.reliability import Coverage, Verdict
from casquettes.production.models import Mission
from casquettes.ui import wording
from casquettes.ui.rounded import euros, near
from casquettes.ui.wording import number

HOUR = 3600
SAME = 0.005  # half a point: no change worth a word


def dates(period: Period) -> dict[str, str]:
    """The period as the lists of time ask for it."""
    return {"from": period.first.isoformat(), "to": period.last.isoformat()}


def rows_of(name: str, period: Period, **about: str) -> str:
    """The address of a list narrowed to the period."""
    return f"{reverse(name)}?{urlencode({**dates(period), **about})}"


def time_rows(period: Period, **about: str) -> str:
    """Her time, narrowed to what a figure was made of."""
    return rows_of("timesheet:entries", period, **about)


def hours(value: float) -> str:
    """Hours, to the minute: "3 h 30"."""
    return wording.hours(value * HOUR)


def whole_hours(value: float) -> str:
    """Hours that are only about right: "638 h"; short ones keep their minutes."""
    return hours(round(value)) if abs(value) >= 10 else hours(round(value * 4) / 4)


def money(value: float, currency: str) -> str:
    """A sum without cents, but for the price of an hour and other small ones."""
    return euros(value, currency)


def per_hour(value: float, currency: str) -> str:
    """A price of an hour, with its cents."""
    return _("%(sum)s an hour") % {"sum": wording.money(value, currency)}


def month(on: dt.date) -> str:
    """A month in full: "octobre 2026"."""
    return date_format(on, "F Y")


def doubt(coverage: Coverage) -> str:
    """How far a figure of time may be believed; nothing where it is solid."""
    if coverage.share is None or coverage.verdict is Verdict.GOOD:
        return ""
    covered = coverage.covered_days
    text = ngettext(
        "fragile: %(covered)s of %(expected)s working days is noted",
        "fragile: %(covered)s of %(expected)s working days are noted",
        covered,
    )
    return text % {
        "covered": number(covered, 0),
        "expected": number(coverage.expected_days, 0),
    }


def between(low: float, high: float) -> str:
    """Where a share lies: "between 28 % and 34 %"."""
    return _("between %(low)s and %(high)s") % {
        "low": wording.percent(round(low, 3)),
        "high": wording.percent(round(high, 3)),
    }


def share_of(part: int, whole: int) -> str:
    """A proportion of few cases: "4 of 9, between 21 % and 71 %"."""
    low, high = jeffreys(part, whole)
    return _("%(part)s of %(whole)s, nine times in ten between %(low)s and %(high)s") % {
        "part": number(part, 0),
        "whole": number(whole, 0),
        "low": near(low),
        "high": near(high),
    }


def moved(now: float, before: float, when: str) -> str:
    """A share against another: "+ 2,6 points against the period before"."""
    change = now - before
    if abs(change) < SAME / 10:
        return _("as much as %(when)s") % {"when": when}
    return _("%(points)s points against %(when)s") % {
        "points": wording.signed(100 * change),
        "when": when,
    }


def moved_sum(now: float, before: float, when: str, currency: str) -> str:
    """A sum against another."""
    change = round(now - before)
    if not change:
        return _("as much as %(when)s") % {"when": when}
    facts = {"sum": euros(abs(change), currency), "when": when}
    if change > 0:
        return _("%(sum)s more than %(when)s") % facts
    return _("%(sum)s less than %(when)s") % facts


def listed(parts: Iterable[str]) -> str:
    """Several words on one line, the empty ones left out."""
    return ", ".join(part for part in parts if part)


def mission_name(mission: Mission) -> str:
    """The client, then the title unless it names the client already."""
    client, title = str(mission.client), mission.title
    return title if client in title else f"{client}, {title}"


def missions(n: int) -> str:
    """ "12 missions"."""
    return ngettext("%(n)s mission", "%(n)s missions", n) % {"n": number(n, 0)}


def sentences(parts: Iterable[str]) -> str:
    """Several sentences one after the other."""
    return " ".join(part for part in parts if part)


def why_not(why: str, coverage: Coverage) -> tuple[str, str]:
    """What a measure lacks and how to get it, and where; both empty for a reason unknown here."""
    if why == TOO_LITTLE:
        days = coverage.days_to_show
        text = ngettext(
            "Too few days are noted to speak of it: it appears after %(n)s more working day.",
            "Too few days are noted to speak of it: it appears after %(n)s more working days.",
            days,
        )
        return text % {"n": number(days, 0)}, reverse("timesheet:week")
    said, name = _REASONS.get(why, _REASONS[NOTHING_WORKED])
    return str(said), reverse(name)


_REASONS = {
    NOTHING_WORKED: (
        gettext_lazy("No time is noted over these days: note a week, and it appears."),
        "timesheet:week",
    ),
    NOTHING_DELIVERED: (
        gettext_lazy("No hour of work at a client’s is noted over these days."),
        "timesheet:week",
    ),
    NOTHING_SOLD: (
        gettext_lazy("No hour is sold over these days: it appears with the first session held."),
        "production:missions",
    ),
    NOTHING_BILLED: (
        gettext_lazy("Nothing was billed over these days: it appears with the first invoice."),
        "finance:invoices",
    ),
    NO_LIST_PRICE: (
        gettext_lazy("Nothing served has a list price: give your offers one."),
        "creation:offers",
    ),
    NOTHING_RECEIVED: (
        gettext_lazy("Nothing came in over these days: note your payments, and it appears."),
        "finance:invoices",
    ),
    NEGATIVE_MARGIN: (
        gettext_lazy("An hour sold costs more than it leaves: look at your prices first."),
        "creation:offers",
    ),
    NO_LAW: (
        gettext_lazy("What the law takes is not known here for your country."),
        "pilot:levies",
    ),
    NO_CASH: (
        gettext_lazy("Type what is on your account, and it is counted."),
        "pilot:levies",
    ),
    NO_OUTFLOW: (
        gettext_lazy("Nothing goes out over these days: note your expenses, and it is counted."),
        "finance:expenses",
    ),
}
