"""Why a file or a line is not read: codes for the pages to word, never sentences."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FileProblem(StrEnum):
    """Why a whole file is refused."""

    EMPTY = "empty"
    TOO_BIG = "too_big"
    BINARY = "binary"
    SPREADSHEET = "spreadsheet"
    ENCODING = "encoding"
    NUL = "nul"
    LONG_LINE = "long_line"
    LONG_FIELD = "long_field"
    MANY_COLUMNS = "many_columns"
    MANY_ROWS = "many_rows"
    QUOTES = "quotes"
    NO_TABLE = "no_table"
    ARCHIVE = "archive"
    ARCHIVE_CONTENT = "archive_content"
    UNKNOWN_COLUMN = "unknown_column"


class LineProblem(StrEnum):
    """Why one line is not read although the file is."""

    ABOVE_HEADER = "above_header"
    HEADER_AGAIN = "header_again"
    TOTAL = "total"
    WIDTH = "width"
    NO_DAY = "no_day"
    DAY = "day"
    NO_SUCH_DAY = "no_such_day"
    START = "start"
    END = "end"
    HALF_OF_DAY = "half_of_day"
    MISSING_HOUR = "missing_hour"
    REPEATED_HOUR = "repeated_hour"
    END_BEFORE_START = "end_before_start"
    NEGATIVE = "negative"
    TOO_LONG = "too_long"
    DURATION = "duration"
    NO_DURATION = "no_duration"
    RUNNING = "running"
    BILLABLE = "billable"
    TIME_OFF = "time_off"
    FUTURE = "future"
    ALL_DAY = "all_day"
    CANCELLED = "cancelled"
    NO_START = "no_start"
    RECURRENCE = "recurrence"


@dataclass
class Unreadable(Exception):
    """A whole file that cannot be read; `line` counts from 1, `detail` is the text that hinders."""

    problem: FileProblem
    line: int | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Unread:
    """One line that is not read; `detail` is the text that hinders, at most 80 characters."""

    line: int
    problem: LineProblem
    detail: str = ""


class LineRefused(Exception):
    """Raised while reading one line; becomes an `Unread`."""

    def __init__(self, problem: LineProblem, detail: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.detail = detail[:80]
