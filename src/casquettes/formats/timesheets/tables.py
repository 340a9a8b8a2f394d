"""From lines of text to records: the delimiter, the header, the lines above it."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from casquettes.formats.timesheets.headers import MAX_COLUMNS, Columns, Field, columns_of
from casquettes.formats.timesheets.problems import FileProblem, LineProblem, Unread, Unreadable
from casquettes.formats.timesheets.sources import Source
from casquettes.formats.timesheets.values import (
    NoSuchDay,
    order_evidence,
    read_day,
    read_duration,
    read_moment,
    sign_evidence,
)

DELIMITERS = (",", ";", "\t", "|")
LOOKED_AT = 40
SHORT_CELL = 64

Record = tuple[int, list[str]]
"""The number of the line a record begins on, from 1, and its cells."""


@dataclass(frozen=True, slots=True)
class Table:
    """A delimited file with its columns found; without a header they are named "1", "2"…"""

    source: Source
    delimiter: str
    columns: Columns
    header_line: int  # 0 when the first record is already one of time
    above: tuple[Unread, ...]

    def records(self) -> Iterator[Record]:
        """The records under the header, blank ones left out. Raises Unreadable by line."""
        for line, cells in read_records(self.source, self.delimiter):
            if line > self.header_line and any(cell.strip() for cell in cells):
                yield line, cells


def open_table(source: Source, mapping: Mapping[str, Field] | None = None) -> Table:
    """The delimiter and header under which most columns are known. Raises Unreadable."""
    tried = [_Attempt.at(source, delimiter) for delimiter in DELIMITERS]
    best = max(tried, key=lambda attempt: attempt.score)
    if best.failure is not None:
        raise best.failure
    filled = [record for record in best.sample if any(cell.strip() for cell in record[1])]
    if not filled:
        raise Unreadable(FileProblem.EMPTY)
    width = max(len(cells) for _line, cells in filled)
    if width > MAX_COLUMNS:
        raise Unreadable(FileProblem.MANY_COLUMNS, line=filled[0][0])
    if width < 2:
        raise Unreadable(FileProblem.NO_TABLE, line=filled[0][0])
    return _table(source, best.delimiter, filled, mapping)


def read_records(source: Source, delimiter: str) -> Iterator[Record]:
    """Every record with the line it begins on; a quote left open is refused, not swallowed."""
    reader = csv.reader(
        source.lines(), delimiter=delimiter, strict=True, skipinitialspace=delimiter != "\t"
    )
    line = 1
    try:
        for cells in reader:
            if not (len(cells) in {1, 2} and cells[0].lower().startswith("sep=")):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        long = "field limit" in str(error)
        problem = FileProblem.LONG_FIELD if long else FileProblem.QUOTES
        raise Unreadable(problem, line=line) from error


@dataclass(frozen=True, slots=True)
class _Attempt:
    """The first records under one delimiter; a failure counts only if no other fits better."""

    delimiter: str
    sample: list[Record]
    failure: Unreadable | None
    score: tuple[int, int, int]

    @classmethod
    def at(cls, source: Source, delimiter: str) -> _Attempt:
        sample: list[Record] = []
        failure = None
        try:
            for record in islice(read_records(source, delimiter), LOOKED_AT):
                sample.append(record)  # noqa: PERF402 what came before a failure is kept
        except Unreadable as error:
            failure = error
        return cls(delimiter, sample, failure, _score(sample))


def _score(sample: list[Record]) -> tuple[int, int, int]:
    """How well a delimiter fits: known columns, cells that tell time, columns."""
    known = max((len(columns_of(cells[:MAX_COLUMNS]).place) for _line, cells in sample), default=0)
    times = sum(tells_time(cell) for _line, cells in sample[:5] for cell in cells[:MAX_COLUMNS])
    width = max((len(cells) for _line, cells in sample), default=0)
    return known if known >= 2 else 0, times if width > 1 else 0, width


def _table(
    source: Source, delimiter: str, sample: list[Record], mapping: Mapping[str, Field] | None
) -> Table:
    for place, (line, cells) in enumerate(sample):
        if columns_of(cells).names_a_time_file:
            columns = columns_of(cells, mapping)
            return Table(source, delimiter, columns, line, _above(sample[:place]))
    place, (line, first) = next(
        (place, record) for place, record in enumerate(sample) if len(record[1]) > 1
    )
    if any(tells_time(cell) for cell in first):
        names = [str(rank) for rank in range(1, max(len(cells) for _line, cells in sample) + 1)]
        return Table(source, delimiter, columns_of(names, mapping), 0, ())
    return Table(source, delimiter, columns_of(first, mapping), line, _above(sample[:place]))


def _above(sample: list[Record]) -> tuple[Unread, ...]:
    return tuple(
        Unread(line, LineProblem.ABOVE_HEADER, " ".join(cells).strip()[:80])
        for line, cells in sample
    )


def tells_time(cell: str) -> bool:
    """Is this a day, a time, a duration or a decimal number, so no header?"""
    if not cell.strip() or len(cell) > SHORT_CELL:
        return False
    try:
        return bool(
            read_day(cell, None)
            or read_moment(cell, None)
            or read_duration(cell) is not None
            or sign_evidence(cell)
            or order_evidence(cell)
        )
    except NoSuchDay:
        return True
