"""What lies between the entries of a day: proposed to her, never written by itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from casquettes.engine.stretches import gaps
from casquettes.timesheet.models import TimeEntry
from casquettes.timesheet.queries.entries import line_of
from casquettes.timesheet.queries.grid import Running

SHORTEST = dt.timedelta(minutes=10)
LONGEST_TRIP = 90 * 60
AT_A_CLIENT = frozenset({"pro_seance", "pro_atelier", "com_diag"})
SHORTEST_MEAL, LONGEST_MEAL = 30 * 60, 150 * 60
LONG = 3 * 3600
LUNCH = range(11, 15)


@dataclass(frozen=True, slots=True)
class Gap:
    """Time between two entries that nothing explains yet."""

    on: dt.date
    starts_at: dt.datetime
    ends_at: dt.datetime
    before: str
    after: str  # either is empty where the clock runs
    hint: str  # trip | meal | untimed, or nothing to say

    @property
    def is_likely_free(self) -> bool:
        """A meal, or half a day for herself, rather than time forgotten."""
        return self.hint == "meal" or self.seconds >= LONG

    @property
    def seconds(self) -> int:
        return round((self.ends_at - self.starts_at).total_seconds())


def gaps_of_day(
    on: dt.date, entries: Sequence[TimeEntry], running: Running | None, *, zone: ZoneInfo
) -> list[Gap]:
    """The gaps of one day, from its first start to its last end; a break is no gap."""
    timed = [e for e in entries if e.starts_at is not None and e.ends_at is not None]
    stretches = [(e.starts_at, e.ends_at) for e in timed if e.starts_at and e.ends_at]
    if running is not None:
        stretches.append((running.starts_at, running.ends_at))
    untimed = sum(entry.seconds for entry in entries if entry.starts_at is None)
    found = []
    for start, end in gaps(stretches, shortest=SHORTEST):
        before = next((e for e in timed if e.ends_at == start), None)
        after = next((e for e in timed if e.starts_at == end), None)
        found.append(
            Gap(
                on=on,
                starts_at=start,
                ends_at=end,
                before=line_of(before).title if before else "",
                after=line_of(after).title if after else "",
                hint=_hint({before, after}, start.astimezone(zone).hour, end - start, untimed),
            )
        )
    return found


def _hint(neighbours: set[TimeEntry | None], hour: int, length: dt.timedelta, untimed: int) -> str:
    """What it may have been; she decides."""
    seconds = length.total_seconds()
    if untimed >= seconds:
        return "untimed"
    keys = {entry.activity.key for entry in neighbours if entry and entry.activity}
    if keys & AT_A_CLIENT and seconds <= LONGEST_TRIP:
        return "trip"
    is_meal = hour in LUNCH and SHORTEST_MEAL <= seconds <= LONGEST_MEAL
    return "meal" if is_meal else ""
