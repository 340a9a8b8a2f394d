"""Days away: noted in one act, a day or a range, and never twice over the same day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from casquettes.engine.periods import Period
from casquettes.kernel.models import Business
from casquettes.timesheet.actions.turns import one_at_a_time
from casquettes.timesheet.models import Absence

LONGEST_DAYS = 366
FIRST_DAY, LAST_DAY = dt.date(2000, 1, 1), dt.date(2199, 12, 31)


@dataclass
class AbsenceRefused(Exception):
    """Days away that cannot be noted: the sentence for her, and the field it is about."""

    message: str
    field: str = ""

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True)
class DaysAway:
    """Why she is away, and from when to when, both included."""

    kind: str
    first_on: dt.date
    last_on: dt.date
    note: str = ""


@transaction.atomic
def note_absence(business: Business, days: DaysAway) -> Absence:
    """The days away, noted."""
    _check(business, days)
    return Absence.objects.create(
        business=business,
        kind=days.kind,
        first_on=days.first_on,
        last_on=days.last_on,
        note=days.note.strip(),
    )


@transaction.atomic
def change_absence(absence: Absence, days: DaysAway) -> Absence:
    """The same absence with other days, reason or note."""
    _check(absence.business, days, but=absence)
    absence.kind, absence.note = days.kind, days.note.strip()
    absence.first_on, absence.last_on = days.first_on, days.last_on
    absence.save(update_fields=["kind", "note", "first_on", "last_on"])
    return absence


def remove_absence(absence: Absence, *, at: dt.datetime) -> None:
    """Put the absence aside; it can be restored."""
    absence.removed_at = at
    absence.save(update_fields=["removed_at"])


@transaction.atomic
def restore_absence(absence: Absence) -> Absence:
    """Bring the absence back, unless other days away have taken its place."""
    days = DaysAway(absence.kind, absence.first_on, absence.last_on, absence.note)
    _check(absence.business, days, but=absence)
    absence.removed_at = None
    absence.save(update_fields=["removed_at"])
    return absence


def _check(business: Business, days: DaysAway, *, but: Absence | None = None) -> None:
    if days.first_on < FIRST_DAY or days.last_on > LAST_DAY:
        raise AbsenceRefused(_("Give days between 2000 and 2199."), "first_on")
    if days.last_on < days.first_on:
        raise AbsenceRefused(_("The last day comes before the first: give a later one."), "last_on")
    if Period(days.first_on, days.last_on).days > LONGEST_DAYS:
        raise AbsenceRefused(_("Give at most a year at a time."), "last_on")
    one_at_a_time(business)
    others = Absence.objects.filter(business=business, removed_at__isnull=True)
    met = (
        others.exclude(pk=but.pk if but else 0)
        .filter(first_on__lte=days.last_on, last_on__gte=days.first_on)
        .order_by("first_on")
        .first()
    )
    if met is not None:
        raise AbsenceRefused(_already(met), "first_on")


def _already(absence: Absence) -> str:
    first, last = (date_format(d, "j F Y") for d in (absence.first_on, absence.last_on))
    if first == last:
        text = _("The %(first)s is already noted as %(kind)s: change that absence instead.")
    else:
        text = _("%(first)s to %(last)s is already noted as %(kind)s: change that absence instead.")
    return text % {"first": first, "last": last, "kind": absence.get_kind_display()}
