"""Sold minutes of a mission, on the days they are served, whatever its terms.

What each rule means is told in docs/method/sold.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Kind = Literal["hourly", "package", "fixed"]


@dataclass(frozen=True, slots=True)
class Terms:
    """How a mission is sold; `minutes` are those of a package, or the reference of a result.

    `planned` is the number of sessions expected of a result. `over_on` is the day a package ends
    or a result is delivered; None while it is not.
    """

    kind: Kind
    minutes: int = 0
    planned: int = 0
    over_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Served:
    """Minutes on a day: what a session was sold for, times the persons sold."""

    on: dt.date
    minutes: int


def sold_minutes(terms: Terms, served: Iterable[Served]) -> list[Served]:
    """The minutes sold by each session, in order of days, and on the day it was over; no zeros.

    By the hour: as served. A package: as served until its hours are used up; what is left is sold
    on the day it ends. A result: its reference minutes as the work advances, one part per session.
    """
    rows = sorted(served, key=lambda row: row.on)
    if terms.kind == "hourly":
        return [row for row in rows if row.minutes]
    if terms.kind == "package":
        steps = [(row.on, row.minutes) for row in rows]
    else:
        steps = [(row.on, part) for row, part in zip(rows, _parts(terms, len(rows)), strict=True)]
    return _capped(terms, steps)


def _parts(terms: Terms, sessions: int) -> list[int]:
    """Whole minutes of each session of a result: parts of the reference that add up to it."""
    planned = max(terms.planned, 1)
    reached = [terms.minutes * min(done, planned) // planned for done in range(sessions + 1)]
    return [after - before for before, after in zip(reached, reached[1:], strict=False)]


def _capped(terms: Terms, steps: list[tuple[dt.date, int]]) -> list[Served]:
    left = terms.minutes
    sold = []
    for on, minutes in steps:
        if terms.over_on is not None and on > terms.over_on:
            break
        part = min(minutes, left)
        left -= part
        sold.append(Served(on, part))
    if terms.over_on is not None:
        sold.append(Served(terms.over_on, left))
    return [row for row in sold if row.minutes]
