"""How her documents are numbered, and which numbers were used."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from casquettes.engine import journal as chain
from casquettes.engine import numbering as formats
from casquettes.kernel import numbering
from casquettes.kernel.models import Business, JournalEntry, NumberSeries

CHANGE_NUMBERS = "change_numbers"


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a series will write: the next numbers of the year, and the first of the next one."""

    next: tuple[str, ...]
    new_year: str


def outlook(pattern: str, rank: int, *, on: dt.date) -> Outlook:
    """The next three numbers of a format from `rank` on, and the first of next year."""
    chosen = formats.read(pattern)
    coming = tuple(chosen.number(on.year, rank + step) for step in range(3))
    return Outlook(coming, chosen.number(on.year + 1, 1) if chosen.yearly else "")


def next_numbers(business: Business, *, on: dt.date) -> dict[str, str]:
    """The next number of each kind; "" for credit notes that follow the invoices."""
    shown = {
        str(kind): numbering.upcoming(business, kind, on=on).number for kind in NumberSeries.Kind
    }
    if numbering.series_of(business, NumberSeries.Kind.CREDIT_NOTE).kind != "credit_note":
        shown["credit_note"] = ""
    return shown


def used_numbers(business: Business) -> Iterator[str]:
    """Every number any series of hers may have written so far, in any format it had."""
    for series in NumberSeries.objects.filter(business=business).prefetch_related("counters"):
        reached = {counter.year: counter.last_rank for counter in series.counters.all()}
        yield from _written(series.pattern, reached)
    entries = JournalEntry.objects.filter(business=business, verb=CHANGE_NUMBERS)
    for payload in entries.values_list("payload", flat=True):
        told = chain.read(payload)
        reached = {int(year): rank for year, rank in told["reached"].items()}
        yield from _written(told["before"], reached)


def _written(pattern: str, reached: dict[int, int]) -> Iterator[str]:
    chosen = formats.read(pattern)
    for year, last in reached.items():
        if chosen.yearly is (year > 0):
            for rank in range(1, last + 1):
                yield chosen.number(year, rank)
