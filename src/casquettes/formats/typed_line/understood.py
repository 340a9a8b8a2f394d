"""What a typed line says: each part with its place, and what is missing or impossible."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from casquettes.engine.hats import Hat


@dataclass(frozen=True, slots=True)
class KnownActivity:
    """One of her activities; `names` are all it is called, the one she sees first."""

    key: str
    hat: Hat
    names: tuple[str, ...]
    nature: str = "unbilled"


class Kind(StrEnum):
    """What a part of the line was understood as."""

    DURATION = "duration"
    RANGE = "range"
    START = "start"
    DAY = "day"
    HAT = "hat"
    ACTIVITY = "activity"
    LABEL = "label"
    NATURE = "nature"
    NOTE = "note"


class Code(StrEnum):
    """Why a line cannot be noted as it stands."""

    NO_DURATION = "no_duration"
    ZERO = "zero"
    NEGATIVE = "negative"
    TOO_LONG = "too_long"
    NO_SUCH_TIME = "no_such_time"
    BACKWARDS = "backwards"
    NOT_YET = "not_yet"
    NO_SUCH_DAY = "no_such_day"
    WEEKDAY_DISAGREES = "weekday_disagrees"
    TWO_DURATIONS = "two_durations"
    TWO_HATS = "two_hats"
    DISAGREE = "disagree"
    LINE_TOO_LONG = "line_too_long"


@dataclass(frozen=True, slots=True)
class Part:
    """Characters `start` to `end` of the line, understood as `kind`; not `sure`: a guess."""

    kind: Kind
    start: int
    end: int
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Problem:
    """What cannot be, and where in the line; an empty place means something is missing."""

    code: Code
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Understood:
    """A line, understood. `starts` is local time on `on`; `nature` None follows the activity."""

    line: str
    on: dt.date
    seconds: int | None = None
    starts: dt.time | None = None
    hat: Hat | None = None
    activity: KnownActivity | None = None
    label: str = ""
    nature: str | None = None
    note: str = ""
    parts: tuple[Part, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def complete(self) -> bool:
        """Can it be noted as it stands?"""
        return not self.problems and self.seconds is not None

    @property
    def past_midnight(self) -> bool:
        """Does it end on the next day?"""
        if self.starts is None or self.seconds is None:
            return False
        begun = self.starts.hour * 3600 + self.starts.minute * 60
        return begun + self.seconds > 24 * 3600

    def part(self, kind: Kind) -> Part | None:
        """The first part of this kind, or None."""
        return next((part for part in self.parts if part.kind == kind), None)

    def text(self, part: Part | Problem) -> str:
        """The characters of the line a part or a problem is about."""
        return self.line[part.start : part.end]
