"""Changing how documents are numbered, without ever writing a number twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casquettes.engine import numbering as formats
from casquettes.engine.numbering import FormatRefused, Why
from casquettes.kernel import journal, numbering
from casquettes.kernel.models import Business, NumberSeries
from casquettes.kernel.queries.numbers import CHANGE_NUMBERS, used_numbers

Kind = NumberSeries.Kind
WORDS: dict[Why, str | Promise] = {
    Why.NO_RANK: gettext_lazy("Write a number as it should look, for example F2026-001."),
    Why.TWICE: gettext_lazy("Write the rank once, and the year once at most."),
    Why.SIGNS: gettext_lazy("Use letters without accents, digits and - _ / + only."),
    Why.LONG: gettext_lazy("Shorten this number: 35 characters at most, 9 digits for the rank."),
}


@dataclass
class NumbersRefused(Exception):
    """Documents cannot be numbered so; the message says why, `field` is the kind it is about."""

    field: str
    message: str

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True, slots=True)
class Asked:
    """How a kind should be numbered: a format and its first rank, or the rank to go on from."""

    kind: str
    pattern: str
    rank: int | None


@transaction.atomic
def change_numbers(
    business: Business, told: Mapping[str, str], *, on: dt.date, at: dt.datetime
) -> None:
    """Number each kind as the example typed for it; "" puts credit notes back with invoices.

    Raises NumbersRefused, and changes nothing then.
    """
    # Nobody takes a number meanwhile: each kind is held as `next_number` holds it.
    numbering.hold(business)
    for kind, text in told.items():
        if kind == Kind.CREDIT_NOTE and not text.strip():
            _follow_invoices(business, at=at)
        elif text.strip() != _shown(business, kind, on=on):
            _change(business, understood(kind, text, on=on), on=on, at=at)
    _refuse_same_numbers(business)


def understood(kind: str, text: str, *, on: dt.date) -> Asked:
    """What an example of a number asks for. Raises NumbersRefused."""
    try:
        pattern, rank = formats.read_example(text, on=on)
        formats.read(pattern)
    except FormatRefused as refused:
        raise NumbersRefused(kind, str(WORDS[refused.why])) from refused
    if rank == 0:
        raise NumbersRefused(kind, _("The count begins at 1."))
    return Asked(kind, pattern, rank)


def _shown(business: Business, kind: str, *, on: dt.date) -> str:
    """The number she was shown for a kind, as it is the next one; nothing for one set apart."""
    series = numbering.series_of(business, kind)
    return numbering.upcoming(business, kind, on=on).number if series.kind == kind else ""


def _change(business: Business, asked: Asked, *, on: dt.date, at: dt.datetime) -> None:
    series = numbering.own_series(business, asked.kind, pattern=asked.pattern)
    before, reached = series.pattern, _reached(series)
    series.pattern = asked.pattern
    begun = numbering.has_begun(series)
    if not begun:
        series.first_rank = asked.rank or 1
    going_on = numbering.following(series, on=on)
    if begun and asked.rank not in (None, going_on.rank):
        text = _("Numbers follow one another: the next one must be %(number)s.")
        raise NumbersRefused(asked.kind, text % {"number": going_on.number})
    _refuse_used(business, series, on=on)
    series.save()
    payload = {
        "kind": asked.kind,
        "before": before,
        "after": asked.pattern,
        "reached": reached,
        "first": series.first_rank,
    }
    journal.record(business, CHANGE_NUMBERS, at=at, subject=series, payload=payload)


def _follow_invoices(business: Business, *, at: dt.datetime) -> None:
    """Credit notes are numbered with invoices; the numbers they had are remembered."""
    series = NumberSeries.objects.filter(business=business, kind=Kind.CREDIT_NOTE).first()
    if series is None:
        return
    payload: dict[str, Any] = {"kind": series.kind, "before": series.pattern, "after": None}
    payload["reached"] = _reached(series)
    journal.record(business, CHANGE_NUMBERS, at=at, subject=series, payload=payload)
    series.delete()


def _reached(series: NumberSeries) -> dict[str, int]:
    return {str(counter.year): counter.last_rank for counter in series.counters.all()}


def _refuse_used(business: Business, series: NumberSeries, *, on: dt.date) -> None:
    chosen = formats.read(series.pattern)
    taken = dict(series.counters.values_list("year", "last_rank"))
    taken.setdefault(on.year if chosen.yearly else 0, numbering.following(series, on=on).rank - 1)
    met = formats.first_met(used_numbers(business), chosen, since=on.year, taken=taken)
    if met is not None:
        text = _("Number %(number)s is used already, and this format would write it again.")
        raise NumbersRefused(series.kind, text % {"number": met})


def _refuse_same_numbers(business: Business) -> None:
    chosen = {
        kind: formats.read(numbering.series_of(business, kind).pattern)
        for kind in Kind
        if numbering.series_of(business, kind).kind == kind
    }
    for one, other in combinations(chosen, 2):
        if chosen[one].may_meet(chosen[other]):
            text = _("This format could give a number that %(kind)s have too: change a letter.")
            raise NumbersRefused(other, text % {"kind": one.label})
