"""Moments cut into local days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo


def midnight(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    """The first moment of a local day, in UTC (some zones skip midnight: the first one that exists)."""
    return dt.datetime.combine(day, dt.time.min, tzinfo=zone).astimezone(dt.UTC)


def split_at_midnight(
    start: dt.datetime, end: dt.datetime, zone: ZoneInfo
) -> Iterator[tuple[dt.date, dt.datetime, int]]:
    """Cut [start, end) at each local midnight: (local day, start in UTC, whole seconds).

    `start` and `end` are aware; seconds are elapsed ones, so a day of 23 or 25 hours counts as such.
    Nothing comes out when `end` is not after `start`.
    """
    begun, end = start.astimezone(dt.UTC), end.astimezone(dt.UTC)
    while begun < end:
        day = begun.astimezone(zone).date()
        until = min(end, midnight(day + dt.timedelta(days=1), zone))
        yield day, begun, round((until - begun).total_seconds())
        begun = until
