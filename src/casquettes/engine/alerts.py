"""When a watched value is worth a word: lines crossed, without flapping, said once.

Pure. See docs/method/alerts.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

# How far back over its line a value has to come before the alert is over.
MARGIN = 0.1
# What she has seen is not said again unless it was over for as long.
REST = dt.timedelta(days=28)
MOST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A threshold in the unit of what is watched, and on which side of it the trouble lies."""

    threshold: float
    above: bool

    def crossed(self, value: float) -> bool:
        """On the line itself counts as above it, and not as under it."""
        return value >= self.threshold if self.above else value < self.threshold

    def left(self, value: float) -> bool:
        """Is the value back, and clearly so?"""
        margin = MARGIN * abs(self.threshold)
        if self.above:
            return value < self.threshold - margin
        return value >= self.threshold + margin


@dataclass(frozen=True, slots=True)
class Past:
    """The last alert about something: over when it ended, seen when she put it away."""

    over_on: dt.date | None
    seen: bool


class Move(StrEnum):
    """What a look at a value brings."""

    NOTHING = "nothing"
    RAISE = "raise"
    REOPEN = "reopen"  # it had ended, and she had not read it
    END = "end"


def move(value: float | None, line: Line, past: Past | None, *, today: dt.date) -> Move:
    """What becomes of an alert at a value, in the unit of the line; None where it is not known.

    What is not known neither raises nor ends anything.
    """
    if value is None:
        return Move.NOTHING
    over_on = past.over_on if past else dt.date.min
    if over_on is None:
        return Move.END if line.left(value) else Move.NOTHING
    if not line.crossed(value):
        return Move.NOTHING
    if past is None or today - over_on >= REST:
        return Move.RAISE
    return Move.NOTHING if past.seen else Move.REOPEN


def run_above(weeks: Iterable[float], cap: float) -> int:
    """How many weeks in a row, the last one backwards, lie above the cap; hours, latest first."""
    count = 0
    for hours in weeks:
        if hours <= cap:
            break
        count += 1
    return count
