"""How far a figure can be believed: noted days against expected ones, and what follows.

See docs/method/reliability.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from casquettes.engine.share import ratio

SHOWN_FROM_PERCENT = 60
SOLID_FROM_PERCENT = 85
RECONSTRUCTED_AFTER_DAYS = 2


class Verdict(StrEnum):
    """What may be said of a figure."""

    GOOD = "good"
    FRAGILE = "fragile"
    TOO_LITTLE = "too_little"  # not shown


@dataclass(frozen=True, slots=True)
class NotedTime:
    """Worked seconds of one day written down on another."""

    on: dt.date
    noted_on: dt.date
    seconds: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Expected working days that hold time, and worked seconds noted too late to be sure."""

    covered_days: int
    expected_days: int
    worked: int
    reconstructed: int

    @property
    def share(self) -> float | None:
        """κ, covered / expected; 1 when time was noted and no day expected any; None without."""
        if self.expected_days:
            return self.covered_days / self.expected_days
        return 1.0 if self.worked else None

    @property
    def reconstructed_share(self) -> float | None:
        """The part of worked time written down more than two days later."""
        return ratio(self.reconstructed, self.worked)

    @property
    def verdict(self) -> Verdict:
        """Nothing is shown under 60 % coverage; a figure is fragile under 85 %."""
        if self.share is None or self._under(SHOWN_FROM_PERCENT):
            return Verdict.TOO_LITTLE
        return Verdict.FRAGILE if self._under(SOLID_FROM_PERCENT) else Verdict.GOOD

    @property
    def days_to_show(self) -> int:
        """How many more working days to note, one after the other, before figures are shown."""
        if self.share is None:
            return 1
        # Smallest x with (covered + x) / (expected + x) ≥ 60 %.
        missing = SHOWN_FROM_PERCENT * self.expected_days - 100 * self.covered_days
        return max(0, -(-missing // (100 - SHOWN_FROM_PERCENT)))

    def share_interval(self, part: int, worked: int) -> tuple[float, float] | None:
        """[part / (T/κ), part / T]: if the days not noted held as much, none of it sold.

        None when every expected day is covered, or nothing is.
        """
        if not worked or not 0 < self.covered_days < self.expected_days:
            return None
        return part * self.covered_days / (worked * self.expected_days), part / worked

    def hours_interval(self, worked: int) -> tuple[float, float] | None:
        """[T, T/κ] in hours, under the same condition."""
        if not worked or not 0 < self.covered_days < self.expected_days:
            return None
        return worked / 3600, worked * self.expected_days / (3600 * self.covered_days)

    def _under(self, percent: int) -> bool:
        return 100 * self.covered_days < percent * self.expected_days


def coverage(
    expected: Iterable[dt.date], noted: Iterable[NotedTime], *, today: dt.date
) -> Coverage:
    """How much of the expected days is noted; today is only expected once it holds time."""
    covered: set[dt.date] = set()
    worked = reconstructed = 0
    for time in noted:
        if time.seconds:
            covered.add(time.on)
        worked += time.seconds
        if (time.noted_on - time.on).days > RECONSTRUCTED_AFTER_DAYS:
            reconstructed += time.seconds
    due = {day for day in expected if day < today or (day == today and day in covered)}
    return Coverage(
        covered_days=len(due & covered),
        expected_days=len(due),
        worked=worked,
        reconstructed=reconstructed,
    )
