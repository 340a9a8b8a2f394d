"""From the cells of one record to one row of time, or the reason why not.

Where columns disagree: start and end win, then the duration, then decimal hours, and the row says
so. A row is refused by its line rather than read with a guess.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from casquettes.formats.timesheets import words
from casquettes.formats.timesheets.headers import LENGTHS, Columns, Field
from casquettes.formats.timesheets.lengths import Length, may_be_a_number, read_length
from casquettes.formats.timesheets.problems import LineProblem, LineRefused, Unread
from casquettes.formats.timesheets.spans import Span, Written, between, from_start
from casquettes.formats.timesheets.values import (
    DAY_SECONDS,
    DateOrder,
    DecimalSign,
    Moment,
    NoSuchDay,
    Unit,
    read_moment,
    read_number,
    read_yes,
)

MAX_VALUE = 64
MAX_TEXT = 500
PAUSE_UNITS = {
    "min": Unit.MINUTES,
    "minutes": Unit.MINUTES,
    "h": Unit.HOURS,
    "hours": Unit.HOURS,
    "heures": Unit.HOURS,
    "std": Unit.HOURS,
}

Names = dict[Field, dict[str, str]]
"""What identifiers stand for: field of the identifier → identifier → name."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How the cells of one whole file are to be read; None where the file does not say."""

    columns: Columns
    zone: ZoneInfo
    order: DateOrder | None = None
    sign: DecimalSign | None = None
    unit: Unit | None = None
    half_days: bool = False  # some time of the file says morning or afternoon
    until: dt.date | None = None  # later days are planned, not spent; None when today is unknown


@dataclass(frozen=True, slots=True)
class Row:
    """One row of time as the file tells it; it may cross midnight.

    `starts_at` is in UTC, None where only the length is known; `seconds` are whole and elapsed.
    """

    line: int
    day: dt.date
    starts_at: dt.datetime | None
    seconds: int
    client: str
    project: str
    task: str
    description: str
    user: str
    billable: bool
    is_break: bool
    disagrees: bool

    @property
    def sold_seconds(self) -> int:
        return self.seconds if self.billable else 0


def read_row(line: int, cells: list[str], reading: Reading, names: Names) -> Row | Unread:
    """The row of one record, or why it is not read."""
    try:
        return _Record(line, cells, reading, names).row()
    except LineRefused as refused:
        return Unread(line, refused.problem, refused.detail)


class _Record:
    """The cells of one record and how to read them."""

    def __init__(self, line: int, cells: list[str], reading: Reading, names: Names) -> None:
        self.line = line
        self.cells = cells
        self.reading = reading
        self.place = reading.columns.place
        self.names = names

    def row(self) -> Row:
        self._refuse_what_is_no_row()
        kind = words.plain(self.value(Field.TYPE))
        if kind in words.TIME_OFF:
            raise LineRefused(LineProblem.TIME_OFF, kind)
        is_break = kind in words.BREAK
        billable = read_yes(self.value(Field.BILLABLE))
        if billable is None:
            raise LineRefused(LineProblem.BILLABLE, self.value(Field.BILLABLE))
        span = self._span()
        if self.reading.until is not None and span.day > self.reading.until:
            raise LineRefused(LineProblem.FUTURE, span.day.isoformat())
        return Row(
            line=self.line,
            day=span.day,
            starts_at=span.starts_at,
            seconds=span.seconds,
            client=self._name(Field.CLIENT, Field.CLIENT_ID),
            project=self._name(Field.PROJECT, Field.PROJECT_ID),
            task=self._name(Field.TASK, Field.TASK_ID),
            description=self.text(Field.DESCRIPTION),
            user=self.text(Field.USER),
            billable=billable and not is_break,
            is_break=is_break,
            disagrees=span.disagrees,
        )

    def value(self, name: Field) -> str:
        """A cell that holds a value; a text too long for one stays too long and is refused."""
        place = self.place.get(name)
        return "" if place is None else self.cells[place].strip()[: MAX_VALUE + 1]

    def text(self, name: Field) -> str:
        place = self.place.get(name)
        return "" if place is None else self.cells[place].strip()[:MAX_TEXT]

    def _name(self, name: Field, identifier: Field) -> str:
        if self.text(name):
            return self.text(name)
        known = self.text(identifier)
        return self.names.get(identifier, {}).get(known, known)

    # --- rows that are none -----------------------------------------------------------------

    def _refuse_what_is_no_row(self) -> None:
        header = self.reading.columns.header
        if self._is_total():
            raise LineRefused(LineProblem.TOTAL, " ".join(self.cells).strip())
        if len(self.cells) < len(header) or any(c.strip() for c in self.cells[len(header) :]):
            raise LineRefused(LineProblem.WIDTH, f"{len(self.cells)}/{len(header)}")
        if all(cell.strip() == name for cell, name in zip(self.cells, header, strict=False)):
            raise LineRefused(LineProblem.HEADER_AGAIN)

    def _is_total(self) -> bool:
        """A first filled cell that says "Total", and no day or time beside it."""
        first = next(cell for cell in self.cells if cell.strip())[: MAX_VALUE + 1]
        said = words.plain(first)
        if said not in words.TOTAL and not said.startswith(("total ", "totaux ", "somme ")):
            return False
        if len(self.cells) < len(self.reading.columns.header):
            return True
        dated = (self.value(f) for f in (Field.START_DATE, Field.DAY, Field.START, Field.END))
        return all(words.plain(text) in {"", said} for text in dated)

    # --- when and how long ------------------------------------------------------------------

    def _span(self) -> Span:
        stated, odd = self._stated()
        start = self._moment(Field.START, LineProblem.START)
        end = self._moment(Field.END, LineProblem.END)
        day = (start and start.day) or self._day()
        if day is None:
            raise LineRefused(LineProblem.NO_DAY)
        starts = Written.of(start, day)
        ends = Written.of(end, (end and end.day) or self._last_day())
        if starts and ends:
            span = self._worked(starts, ends, stated)
            return replace(span, disagrees=True) if odd else span
        if stated is None:
            running = starts is not None and self.reading.columns.has(Field.END)
            raise LineRefused(LineProblem.RUNNING if running else LineProblem.NO_DURATION)
        if stated.seconds > DAY_SECONDS:
            raise LineRefused(LineProblem.TOO_LONG, stated.text)
        if starts:
            return from_start(starts, stated, self.reading.zone)
        return Span(day, None, stated.seconds, stated.disagrees or odd)

    def _worked(self, starts: Written, ends: Written, stated: Length | None) -> Span:
        """From start to end without the pause, unless the length itself counts the pause."""
        pause = self._pause()
        if not pause:
            return between(starts, ends, stated, self.reading.zone)
        if stated is None:
            return _shortened(between(starts, ends, None, self.reading.zone), pause)
        with_pause = replace(stated, seconds=stated.seconds + pause)
        span = between(starts, ends, with_pause, self.reading.zone)
        if span.seconds == stated.seconds:
            return between(starts, ends, stated, self.reading.zone)
        return _shortened(span, pause)

    def _pause(self) -> int:
        """Seconds of the pause column. Raises LineRefused where its unit is not told."""
        text = self.value(Field.PAUSE)
        if not text or read_number(text, self.reading.sign) == 0:
            return 0
        titled = words.plain(self.reading.columns.header[self.place[Field.PAUSE]]).split()
        unit = next((unit for word, unit in PAUSE_UNITS.items() if word in titled), None)
        read = read_length(text, Field.PAUSE, sign=self.reading.sign, unit=unit)
        if read is None:
            raise LineRefused(LineProblem.DURATION, text)
        return read.seconds

    def _stated(self) -> tuple[Length | None, bool]:
        """The length by the first column that has one, which a later one may belie; and whether
        a column says something odd instead of a length."""
        reading, found = self.reading, list[Length]()
        both = bool(self.value(Field.START) and self.value(Field.END))
        odd = False
        for name in LENGTHS:
            text = self.value(name)
            read = read_length(text, name, sign=reading.sign, unit=reading.unit) if text else None
            if read:
                found.append(read)
            elif text and not both and not found:
                raise LineRefused(LineProblem.DURATION, text)
            odd = odd or (read is None and not may_be_a_number(text))
        return found[0].against(found[1:]) if found else None, odd

    def _day(self) -> dt.date | None:
        text = self.value(Field.START_DATE) or self.value(Field.DAY)
        if not text:
            return None
        moment = self._read(text, LineProblem.DAY)
        if moment.day is None:
            raise LineRefused(LineProblem.DAY, text)
        whole = Written.of(moment, moment.day)
        if whole and moment.offset is not None:
            return from_start(whole, Length(0, 0, ""), self.reading.zone).day
        return moment.day

    def _last_day(self) -> dt.date | None:
        text = self.value(Field.END_DATE)
        return self._read(text, LineProblem.END).day if text else None

    def _moment(self, name: Field, problem: LineProblem) -> Moment | None:
        text = self.value(name)
        if not text:
            return None
        moment = self._read(text, problem)
        clock = moment.clock
        unmarked = clock is not None and not clock.marked and moment.offset is None
        if clock and unmarked and self.reading.half_days and 1 <= clock.time.hour <= 12:
            raise LineRefused(LineProblem.HALF_OF_DAY, text)
        return moment

    def _read(self, text: str, problem: LineProblem) -> Moment:
        try:
            moment = read_moment(text, self.reading.order) if len(text) <= MAX_VALUE else None
        except NoSuchDay as error:
            raise LineRefused(LineProblem.NO_SUCH_DAY, text) from error
        if moment is None:
            raise LineRefused(problem, text)
        return moment


def _shortened(span: Span, pause: int) -> Span:
    if pause > span.seconds:
        raise LineRefused(LineProblem.NEGATIVE)
    return replace(span, seconds=span.seconds - pause)
