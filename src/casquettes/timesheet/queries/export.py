"""Entries as a table file: for a French or English spreadsheet, or plain for programs."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from casquettes.engine.hats import Hat
from casquettes.formats.cells import harmless
from casquettes.kernel.models import HAT_NAMES
from casquettes.timesheet.models import TimeEntry


@dataclass(frozen=True, slots=True)
class Flavour:
    """How a table file is written."""

    delimiter: str
    decimal: str
    day: str
    bom: bool
    worded: bool  # names for a person, or the codes of the program


PLAIN = Flavour(",", ".", "%Y-%m-%d", bom=False, worded=False)
FRENCH = Flavour(";", ",", "%d/%m/%Y", bom=True, worded=True)
ENGLISH = Flavour(",", ".", "%Y-%m-%d", bom=True, worded=True)


def table_of(entries: Iterable[TimeEntry], flavour: Flavour, *, zone: ZoneInfo) -> str:
    """The entries as CSV, one row each, with a row of headings; text is never a formula."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=flavour.delimiter, lineterminator="\r\n")
    writer.writerow(_headings(flavour))
    writer.writerows(_rows(entries, flavour, zone))
    return ("\ufeff" if flavour.bom else "") + out.getvalue()


def _headings(flavour: Flavour) -> list[str]:
    if not flavour.worded:
        return [
            *("date", "start", "end", "hours", "hat", "activity", "label", "note"),
            *("nature", "sold_hours", "source"),
        ]
    return [
        *(_("Day"), pgettext("moment", "Start"), _("End"), _("Hours"), _("Hat"), _("Activity")),
        *(_("Client or mission"), _("Note"), _("Kind"), _("Sold hours"), _("Noted by")),
    ]


def _rows(entries: Iterable[TimeEntry], flavour: Flavour, zone: ZoneInfo) -> Iterator[list[str]]:
    for entry in entries:
        worded = flavour.worded
        hat = str(HAT_NAMES[Hat(entry.hat)]) if worded and entry.hat else entry.hat
        yield [
            entry.on.strftime(flavour.day),
            _time(entry.starts_at, zone),
            _time(entry.ends_at, zone),
            _hours(entry.seconds, flavour),
            hat,
            harmless(entry.activity.label if entry.activity else ""),
            harmless(entry.label),
            harmless(entry.note),
            entry.get_nature_display() if worded else entry.nature,
            _hours(entry.sold_seconds, flavour),
            entry.get_source_display() if worded else entry.source,
        ]


def _time(moment: dt.datetime | None, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%H:%M:%S") if moment else ""


def _hours(seconds: int, flavour: Flavour) -> str:
    text = f"{seconds / 3600:.4f}".rstrip("0").rstrip(".")
    return text.replace(".", flavour.decimal)
