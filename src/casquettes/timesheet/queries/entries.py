"""Finding time entries again: filtered, summed, named."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from casquettes.engine.hats import Hat
from casquettes.kernel.models import HAT_NAMES, Activity, Business
from casquettes.timesheet.models import TimeEntry
from casquettes.ui.wording import at


@dataclass(frozen=True, slots=True)
class Line:
    """An entry with the words it is shown under."""

    entry: TimeEntry
    title: str
    detail: str

    @property
    def times(self) -> str:
        """From when to when; empty where only the duration is known."""
        if self.entry.starts_at is None or self.entry.ends_at is None:
            return ""
        start, end = (localtime(m) for m in (self.entry.starts_at, self.entry.ends_at))
        return f"{at(start)} – {at(end)}"

    @property
    def minutes(self) -> int:
        return round(self.entry.seconds / 60)

    @property
    def look(self) -> str:
        """How it differs from plain work on the grid: sold, a break, or without a hat."""
        if self.entry.nature == TimeEntry.Nature.BREAK:
            return " idle"
        return (" bill" if self.entry.sold_seconds else "") + ("" if self.entry.hat else " lost")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries she is looking for; what is empty leaves all of them."""

    first: dt.date | None = None
    last: dt.date | None = None
    hat: str = ""
    activity: Activity | None = None
    label: str = ""
    nature: str = ""
    source: str = ""
    words: str = ""
    sold: bool = False
    without_hat: bool = False
    without_activity: bool = False
    mission: int | None = None


@dataclass(frozen=True, slots=True)
class Sums:
    """What the entries found add up to; breaks are counted as rows, not as work."""

    entries: int
    worked: int
    sold: int
    rest: int


def line_of(entry: TimeEntry) -> Line:
    """The entry named after its client, else its activity, its hat or its note."""
    hat = str(HAT_NAMES[Hat(entry.hat)]) if entry.hat else ""
    activity = entry.activity.label if entry.activity else ""
    is_break = entry.nature == TimeEntry.Nature.BREAK
    nameless = _("Break") if is_break else _("Time without a hat")
    words = [word for word in (entry.label, activity, hat, entry.note) if word]
    title = words[0] if words else nameless
    return Line(entry, title, ", ".join(word for word in words[1:3] if word != title))


def recent_labels(business: Business, *, most: int = 50) -> list[str]:
    """The clients and missions she named last, latest first, each once."""
    named = TimeEntry.objects.of(business).exclude(label="").order_by("-on", "-id")
    return list(dict.fromkeys(named.values_list("label", flat=True)[: most * 10]))[:most]


def found(business: Business, wanted: Wanted) -> QuerySet[TimeEntry]:
    """The entries wanted, latest first."""
    entries = TimeEntry.objects.of(business)
    if wanted.first:
        entries = entries.filter(on__gte=wanted.first)
    if wanted.last:
        entries = entries.filter(on__lte=wanted.last)
    exact = {
        "hat": wanted.hat,
        "activity": wanted.activity,
        "label": wanted.label,
        "nature": wanted.nature,
        "source": wanted.source,
        "mission_id": wanted.mission,
    }
    entries = entries.filter(**{name: value for name, value in exact.items() if value})
    if wanted.sold:
        entries = entries.filter(sold_seconds__gt=0)
    if wanted.without_hat:
        entries = entries.filter(hat="").exclude(nature=TimeEntry.Nature.BREAK)
    if wanted.without_activity:
        entries = entries.filter(activity=None).exclude(nature=TimeEntry.Nature.BREAK)
    for word in wanted.words.split()[:8]:
        entries = entries.filter(_holds(word))
    return entries.select_related("activity").order_by("-on", "-starts_at", "-id")


def sums(entries: QuerySet[TimeEntry]) -> Sums:
    """What these entries add up to, in one query."""
    work = ~Q(nature=TimeEntry.Nature.BREAK)
    return Sums(
        **entries.order_by().aggregate(
            entries=Count("id"),
            worked=Sum("seconds", filter=work, default=0),
            sold=Sum("sold_seconds", filter=work, default=0),
            rest=Sum("seconds", filter=~work, default=0),
        )
    )


def _holds(word: str) -> Q:
    fields = ("label", "note", "activity__name", "activity__name_fr", "activity__name_en")
    holds = Q()
    for field in fields:
        holds |= Q(**{f"{field}__icontains": word})
    return holds
