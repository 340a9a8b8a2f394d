"""A whole time file: what it holds, how it is to be read, what it asks, and its rows one by one.

Date order, decimal sign, unit and the twelve-hour clock are derived from all the rows, never from
one; what the whole file leaves open is a question. Memory does not grow with the rows: the file is
read anew for each pass.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from zoneinfo import ZoneInfo

from casquettes.formats.timesheets import words
from casquettes.formats.timesheets.evidence import Evidence, gather
from casquettes.formats.timesheets.headers import DAYS, LENGTHS, Field, tool_of
from casquettes.formats.timesheets.problems import Unread
from casquettes.formats.timesheets.rows import Names, Reading, Row, read_row
from casquettes.formats.timesheets.siblings import names_beside
from casquettes.formats.timesheets.sources import Source
from casquettes.formats.timesheets.tables import Table, open_table
from casquettes.formats.timesheets.values import DateOrder, DecimalSign, Unit


@dataclass(frozen=True, slots=True)
class Answers:
    """What she said about a file: the order of its dates, its decimal sign, its columns."""

    order: DateOrder | None = None
    sign: DecimalSign | None = None
    unit: Unit | None = None
    mapping: Mapping[str, Field] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """What the whole file leaves open: "date_order", "decimal", "unit", or a field of columns."""

    field: str
    choices: tuple[str, ...]

    @property
    def asks_a_column(self) -> bool:
        return self.field not in {"date_order", "decimal", "unit"}


@dataclass(frozen=True, slots=True)
class Survey:
    """A file looked through once: ready to be read when it asks nothing."""

    tool: str
    table: Table
    reading: Reading
    names: Names
    questions: tuple[Question, ...]

    @property
    def above(self) -> tuple[Unread, ...]:
        """The lines above the header."""
        return self.table.above

    def rows(self) -> Iterator[Row | Unread]:
        """Every record of the file, read or with its reason, in the order of its lines."""
        for line, cells in self.table.records():
            yield read_row(line, cells, self.reading, self.names)

    def possible(self) -> Iterator[Survey]:
        """The survey under every combination of answers to its open questions about values."""
        reading, asked = self.reading, {question.field for question in self.questions}
        orders = tuple(DateOrder) if "date_order" in asked else (reading.order,)
        signs = tuple(DecimalSign) if "decimal" in asked else (reading.sign,)
        choices = next((q.choices for q in self.questions if q.field == "unit"), ())
        units = tuple(Unit(choice) for choice in choices) or (reading.unit,)
        for order, sign, unit in product(orders, signs, units):
            chosen = replace(reading, order=order, sign=sign, unit=unit)
            yield replace(self, reading=chosen, questions=())


def survey(
    source: Source,
    *,
    zone: ZoneInfo,
    answers: Answers | None = None,
    until: dt.date | None = None,
) -> Survey:
    """Look through a whole file; times without offset are in `zone`, days after `until` are not
    read. Raises Unreadable."""
    answers = answers or Answers()
    table = open_table(source, answers.mapping)
    evidence = gather(table)
    reading = Reading(
        columns=table.columns,
        zone=zone,
        order=answers.order or evidence.order(),
        sign=answers.sign or evidence.sign(),
        unit=answers.unit or evidence.unit(),
        half_days=evidence.half_days,
        until=until,
    )
    questions = tuple(_column_questions(table, evidence))
    names = names_beside(source, table.columns)
    if not questions:
        if reading.order is None and evidence.order_open:
            reading = replace(reading, order=_order_that_fits(table, reading))
        questions = tuple(_value_questions(reading, evidence))
    return Survey(tool_of(table.columns), table, reading, names, questions)


def _column_questions(table: Table, evidence: Evidence) -> Iterator[Question]:
    columns = table.columns
    for doubtful, names in columns.doubtful.items():
        yield Question(str(doubtful), names)
    if not columns.has(*DAYS) and not evidence.start_tells_day:
        yield Question("day", columns.header)
    if not columns.has(*LENGTHS) and not (columns.has(Field.START) and columns.has(Field.END)):
        yield Question("duration", columns.header)


def _value_questions(reading: Reading, evidence: Evidence) -> Iterator[Question]:
    if reading.order is None and evidence.order_open:
        yield Question("date_order", tuple(DateOrder))
    if reading.sign is None and evidence.sign_open:
        yield Question("decimal", tuple(DecimalSign))
    if reading.unit is None and evidence.unit_open:
        yield Question("unit", evidence.possible_units())


def _order_that_fits(table: Table, reading: Reading) -> DateOrder | None:
    """The only order under which no row contradicts itself, where the other has rows that do."""
    lonely = dict.fromkeys(DateOrder, 0)
    for line, cells in table.records():
        bad = [o for o in DateOrder if _contradicts(line, cells, replace(reading, order=o))]
        if len(bad) == 1:
            lonely[bad[0]] += 1
    fitting = [order for order in DateOrder if not lonely[order]]
    return fitting[0] if len(fitting) == 1 else None


def _contradicts(line: int, cells: list[str], reading: Reading) -> bool:
    """Under this order, is the row unreadable, disagreeing, or on another weekday than it says?"""
    row = read_row(line, cells, reading, {})
    if isinstance(row, Unread) or row.disagrees:
        return True
    place = reading.columns.place.get(Field.WEEKDAY)
    said = None if place is None else words.weekday(cells[place][:20])
    return said is not None and said != row.day.isoweekday()
