"""Why a file or a line of it is not read, in her language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casquettes.formats.timesheets.problems import FileProblem, LineProblem, Unread, Unreadable

FILE_WORDS: dict[FileProblem, str | Promise] = {
    FileProblem.EMPTY: gettext_lazy("This file is empty."),
    FileProblem.TOO_BIG: gettext_lazy("This file is too big: 64 MB at most."),
    FileProblem.BINARY: gettext_lazy("This is not a text file. Export as CSV or iCalendar."),
    FileProblem.SPREADSHEET: gettext_lazy("This is a spreadsheet. Save the sheet as CSV first."),
    FileProblem.ENCODING: gettext_lazy("The letters cannot be read: the file is damaged or cut."),
    FileProblem.NUL: gettext_lazy("There is a null character in the text: the file is damaged."),
    FileProblem.LONG_LINE: gettext_lazy("One line is immense."),
    FileProblem.LONG_FIELD: gettext_lazy("One cell is immense: perhaps a quote was left open."),
    FileProblem.MANY_COLUMNS: gettext_lazy("Too many columns: 300 at most."),
    FileProblem.MANY_ROWS: gettext_lazy("Too many lines: 500,000 at most. Split the file by year."),
    FileProblem.QUOTES: gettext_lazy("A quote is opened or closed askew: the rest cannot be read."),
    FileProblem.NO_TABLE: gettext_lazy("This is neither a table with columns nor a calendar."),
    FileProblem.ARCHIVE: gettext_lazy("The archive is damaged or protected."),
    FileProblem.ARCHIVE_CONTENT: gettext_lazy(
        "The archive holds neither time_entries.csv nor a single CSV file."
    ),
    FileProblem.UNKNOWN_COLUMN: gettext_lazy("The file has no such column any more."),
}

LINE_WORDS: dict[LineProblem, str | Promise] = {
    LineProblem.ABOVE_HEADER: gettext_lazy("above the column titles"),
    LineProblem.HEADER_AGAIN: gettext_lazy("column titles repeated"),
    LineProblem.TOTAL: gettext_lazy("a line of totals"),
    LineProblem.WIDTH: gettext_lazy("not as many cells as columns"),
    LineProblem.NO_DAY: gettext_lazy("no date"),
    LineProblem.DAY: gettext_lazy("a date that cannot be read"),
    LineProblem.NO_SUCH_DAY: gettext_lazy("a day that does not exist"),
    LineProblem.START: gettext_lazy("a start that cannot be read"),
    LineProblem.END: gettext_lazy("an end that cannot be read"),
    LineProblem.HALF_OF_DAY: gettext_lazy("morning or afternoon?"),
    LineProblem.MISSING_HOUR: gettext_lazy("an hour skipped when summer time began"),
    LineProblem.REPEATED_HOUR: gettext_lazy("an hour that came twice when summer time ended"),
    LineProblem.END_BEFORE_START: gettext_lazy("the end is before the start"),
    LineProblem.NEGATIVE: gettext_lazy("a negative duration"),
    LineProblem.TOO_LONG: gettext_lazy("more than 24 hours"),
    LineProblem.DURATION: gettext_lazy("a duration that cannot be read"),
    LineProblem.NO_DURATION: gettext_lazy("no duration"),
    LineProblem.RUNNING: gettext_lazy("a timer still running: neither end nor duration"),
    LineProblem.BILLABLE: gettext_lazy("billable or not?"),
    LineProblem.TIME_OFF: gettext_lazy("leave or public holiday: note it as an absence"),
    LineProblem.FUTURE: gettext_lazy("a day still to come"),
    LineProblem.ALL_DAY: gettext_lazy("a whole day without hours"),
    LineProblem.CANCELLED: gettext_lazy("cancelled"),
    LineProblem.NO_START: gettext_lazy("an event without a start"),
    LineProblem.RECURRENCE: gettext_lazy("a recurrence that cannot be read, or too dense"),
}

TOOL_NAMES = {
    "clockify": "Clockify",
    "harvest": "Harvest",
    "icalendar": "iCalendar",
    "kimai": "Kimai",
    "solidtime": "solidtime",
    "timetracker": "TimeTracker",
    "toggl": "Toggl",
    "csv": "CSV",
}


@dataclass(frozen=True)
class Line:
    """One line of the file that stays out, and why."""

    number: int
    reason: str
    text: str


def refusal(error: Unreadable) -> str:
    """Why the whole file is refused, with its line when there is one."""
    said = str(FILE_WORDS[error.problem])
    if error.line is None:
        return said
    return _("Line %(line)s. %(reason)s") % {"line": error.line, "reason": said}


def lines(unread: Iterable[Unread]) -> list[Line]:
    """The lines that stay out, in words."""
    return [Line(one.line, str(LINE_WORDS[one.problem]), one.detail) for one in unread]


def counts(by_problem: dict[str, int]) -> list[tuple[str, int]]:
    """How many lines stay out for each reason, the commonest first."""
    ranked = sorted(by_problem.items(), key=lambda item: -item[1])
    return [(str(LINE_WORDS[LineProblem(problem)]), count) for problem, count in ranked]
