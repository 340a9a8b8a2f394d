"""Numbers of documents: one after the other, none skipped and none twice, per series.

A number is taken inside the transaction of the act that uses it; when the act fails, the number
was never taken. See docs/method/numbering.md.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import connection, transaction

from casquettes.engine import numbering
from casquettes.kernel.models import Business, Counter, NumberSeries

Kind = NumberSeries.Kind
DEFAULTS = {Kind.INVOICE: "F{year}-{rank:03}", Kind.QUOTE: "D{year}-{rank:03}"}


@dataclass(frozen=True, slots=True)
class Numbered:
    """A number, and where it stands in its series; year 0 where the count never starts anew."""

    number: str
    year: int
    rank: int


def next_number(business: Business, kind: str, *, on: dt.date) -> Numbered:
    """Take the next number of a kind ("invoice", "credit_note", "quote") for a document of `on`.

    The series stays locked until the caller's transaction ends.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("A number is taken in a transaction.")
    series = _locked(business, kind)
    numbered = following(series, on=on)
    _count(series, numbered.year, numbered.rank)
    return numbered


def upcoming(business: Business, kind: str, *, on: dt.date) -> Numbered:
    """The number the next document of a kind would get; it is not taken."""
    series = series_of(business, kind)
    return following(series, on=on)


def series_of(business: Business, kind: str) -> NumberSeries:
    """The series that numbers a kind, unsaved while it is the usual one."""
    apart = {series.kind: series for series in NumberSeries.objects.filter(business=business)}
    if kind == Kind.CREDIT_NOTE and kind not in apart:
        kind = Kind.INVOICE
    return apart.get(kind) or NumberSeries(
        business=business, kind=kind, pattern=DEFAULTS[Kind(kind)]
    )


@transaction.atomic
def count_up_to(business: Business, kind: str, *, year: int, rank: int) -> None:
    """Say that numbers up to `rank` were taken elsewhere; the count never goes back.

    `year` is that of the documents; it does not matter to a series that never starts anew.
    """
    series = _locked(business, kind)
    key = year if numbering.read(series.pattern).yearly else 0
    known = series.counters.filter(year=key).first()
    if known is None or known.last_rank < rank:
        _count(series, key, rank)


def hold(business: Business) -> None:
    """Lock every series of a business until the end of the transaction."""
    for kind in DEFAULTS:
        _locked(business, kind)
    list(NumberSeries.objects.select_for_update(no_key=True).filter(business=business))


def own_series(business: Business, kind: str, *, pattern: str) -> NumberSeries:
    """The series of this very kind; a new one, in this format, for credit notes set apart."""
    found, _made = NumberSeries.objects.get_or_create(
        business=business, kind=kind, defaults={"pattern": pattern}
    )
    return found


def has_begun(series: NumberSeries) -> bool:
    """Was a number taken already in a count that goes on as this series counts?"""
    taken = (
        series.counters.filter(year__gt=0) if _yearly(series) else series.counters.filter(year=0)
    )
    return taken.exists()


def following(series: NumberSeries, *, on: dt.date) -> Numbered:
    """What a series writes next for a document of `on`; it is not taken."""
    chosen = numbering.read(series.pattern)
    year = on.year if chosen.yearly else 0
    taken = Counter.objects.filter(business_id=series.business_id, series_id=series.pk)
    counters = dict(taken.values_list("year", "last_rank"))
    if year in counters:
        rank = counters[year] + 1
    else:
        # Her own start is that of the first year; every other year begins at 1.
        begun = any(key > 0 for key in counters) if chosen.yearly else False
        rank = 1 if begun else series.first_rank
    return Numbered(chosen.number(on.year, rank), year, rank)


def _yearly(series: NumberSeries) -> bool:
    return numbering.read(series.pattern).yearly


def _locked(business: Business, kind: str) -> NumberSeries:
    """The series of a kind, held until the end of the transaction."""
    series = series_of(business, kind)
    if series.pk is None:
        NumberSeries.objects.get_or_create(
            business=business, kind=series.kind, defaults={"pattern": series.pattern}
        )
    return NumberSeries.objects.select_for_update(no_key=True).get(
        business=business, kind=series.kind
    )


def _count(series: NumberSeries, year: int, rank: int) -> None:
    """Write down the last rank taken; the series is locked."""
    key = {"business_id": series.business_id, "series": series, "year": year}
    if not Counter.objects.filter(**key).update(last_rank=rank):
        Counter.objects.create(**key, last_rank=rank)
