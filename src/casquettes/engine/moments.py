"""The moment a wall clock shows a time: hours that summer time skips or brings twice.

Pure: no clock is read. See docs/method/moments.md.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo


class HourMissing(ValueError):
    """The clocks jump over this time on this day: it never comes."""


def moment_at(day: dt.date, time: dt.time, zone: ZoneInfo, *, second: bool = False) -> dt.datetime:
    """The moment, in UTC, at which a local clock shows `time` on `day`.

    Where the clocks go back over it, the first time it comes, or the `second`.
    Raises `HourMissing` where they jump over it.
    """
    shown = dt.datetime.combine(day, time.replace(fold=int(second), tzinfo=None), zone)
    moment = shown.astimezone(dt.UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != shown.replace(tzinfo=None):
        raise HourMissing(f"{day} {time} does not exist in {zone.key}")
    return moment


def comes_twice(day: dt.date, time: dt.time, zone: ZoneInfo) -> bool:
    """Does this time come twice on this day? False where it does not come at all."""
    try:
        return moment_at(day, time, zone) != moment_at(day, time, zone, second=True)
    except HourMissing:
        return False
