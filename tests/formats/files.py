"""Files of time written by the tests themselves, in the shapes other tools give them."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from zoneinfo import ZoneInfo

from casquettes.formats.timefiles import Period, look_through
from casquettes.formats.timesheets.problems import FileProblem, Unreadable
from casquettes.formats.timesheets.reading import Answers
from casquettes.formats.timesheets.rows import Row
from casquettes.formats.timesheets.summary import Summary, TimeFile, summarise

PARIS = ZoneInfo("Europe/Paris")

TOGGL = (
    "User,Email,Client,Project,Task,Description,Billable,"
    "Start date,Start time,End date,End time,Duration,Tags,Amount (EUR)\n"
)
CLOCKIFY = (
    "Project,Client,Description,Task,User,Group,Email,Tags,Billable,Start Date,Start Time,"
    "End Date,End Time,Duration (h),Duration (decimal),Billable Rate (USD),Billable Amount (USD)\n"
)
KIMAI = (
    "Date,From,To,Duration,Currency,Price,Internal price,Hourly price,Fixed price,Name,User,E-mail,"
    "Staff number,Customer,Project,Activity,Description,Billable,Tags,Type\n"
)
HARVEST = (
    "Date,Client,Project,Project Code,Task,Notes,Hours,Billable?,Invoiced?,Approved?,First Name,"
    "Last Name,Roles,Employee?,Billable Rate,Billable Amount,Currency\n"
)


def opened(
    content: str | bytes,
    *,
    answers: Answers | None = None,
    until: dt.date | None = None,
    first: dt.date | None = None,
    zone: ZoneInfo = PARIS,
) -> TimeFile:
    """The file looked through; text is UTF-8."""
    raw = content.encode() if isinstance(content, str) else content
    return look_through(
        lambda: io.BytesIO(raw), zone=zone, answers=answers, period=Period(first, until)
    )


def summed(content: str | bytes, *, answers: Answers | None = None) -> Summary:
    """The figures of a file."""
    return summarise(opened(content, answers=answers))


def read(content: str | bytes, *, answers: Answers | None = None) -> list[Row]:
    """The rows that are read."""
    return [row for row in opened(content, answers=answers).rows() if isinstance(row, Row)]


def unread(content: str | bytes, *, answers: Answers | None = None) -> list[tuple[int, str]]:
    """The lines that are not read, with the code of the reason."""
    summary = summed(content, answers=answers)
    return [(one.line, str(one.problem)) for one in [*summary.above, *summary.unread]]


def asked(content: str | bytes) -> dict[str, tuple[str, ...]]:
    """The open questions and their choices."""
    return {one.field: one.choices for one in opened(content).questions}


def refused(content: str | bytes) -> tuple[FileProblem, int | None]:
    """Why the whole file is refused, and at which line."""
    try:
        summed(content)
    except Unreadable as error:
        return error.problem, error.line
    raise AssertionError("the file is read")


def zipped(files: dict[str, str | bytes]) -> bytes:
    """An archive of these files."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return held.getvalue()
