"""What all the cells of a file say together about how to read each of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from casquettes.formats.timesheets.headers import LENGTHS, Columns, Field
from casquettes.formats.timesheets.problems import FileProblem, Unreadable
from casquettes.formats.timesheets.tables import Table
from casquettes.formats.timesheets.values import (
    UNIT_SECONDS,
    DateOrder,
    DecimalSign,
    NoSuchDay,
    Unit,
    day_text,
    order_evidence,
    read_clock,
    read_duration,
    read_moment,
    read_number,
    sign_evidence,
)

MAX_ROWS = 500_000
MAX_VALUE = 64
_DATED = (Field.START_DATE, Field.DAY, Field.END_DATE, Field.CREATED)
_TIMED = (Field.START, Field.END)


@dataclass
class Evidence:
    """What was seen; a set of one decides, contradicting sets of one leave it open."""

    orders: set[frozenset[DateOrder]] = field(default_factory=set)
    signs: set[frozenset[DecimalSign]] = field(default_factory=set)
    money_signs: set[frozenset[DecimalSign]] = field(default_factory=set)
    half_days: bool = False
    start_tells_day: bool = False
    sign_needed: bool = False
    unit_needed: bool = False
    fractions: bool = False
    fine: bool = False  # a number with more than three decimals
    largest: Decimal = Decimal(0)
    rows: int = 0

    def order(self) -> DateOrder | None:
        decided = {one for orders in self.orders if len(orders) == 1 for one in orders}
        return decided.pop() if len(decided) == 1 else None

    @property
    def order_open(self) -> bool:
        return bool(self.orders - {frozenset()})

    def sign(self) -> DecimalSign | None:
        """By the lengths themselves, else by the amounts of money beside them."""
        for seen in (self.signs, self.money_signs):
            decided = {one for signs in seen if len(signs) == 1 for one in signs}
            if decided:
                return decided.pop() if len(decided) == 1 else None
        return None

    @property
    def sign_open(self) -> bool:
        return self.sign_needed

    def unit(self) -> Unit | None:
        """The only unit under which no bare number passes a day; fractions of a day are hours."""
        possible = self.possible_units()
        if self.fractions and Unit.HOURS in possible and Unit.DAYS not in possible:
            return Unit.HOURS
        return possible[0] if len(possible) == 1 else None

    @property
    def unit_open(self) -> bool:
        return self.unit_needed

    def possible_units(self) -> tuple[Unit, ...]:
        """Units under which no row passes a day; finer than hundredths below 1 may be days."""
        if self.fine and self.largest <= 1:
            return Unit.HOURS, Unit.DAYS
        usual = (Unit.HOURS, Unit.MINUTES, Unit.SECONDS)
        return tuple(u for u in usual if self.largest * UNIT_SECONDS[u] <= 86400) or usual


def gather(table: Table) -> Evidence:
    """Look at every record once. Raises Unreadable."""
    evidence, columns = Evidence(), table.columns
    for line, cells in table.records():
        evidence.rows += 1
        if evidence.rows > MAX_ROWS:
            raise Unreadable(FileProblem.MANY_ROWS, line=line)
        if len(cells) >= len(columns.header):
            _look_at_days(evidence, columns, cells)
            _look_at_lengths(evidence, columns, cells)
            evidence.money_signs.update(
                sign_evidence(cells[place]) for place in columns.money if len(cells[place]) < 40
            )
    return evidence


def _value(columns: Columns, cells: list[str], name: Field) -> str:
    place = columns.place.get(name)
    text = "" if place is None else cells[place].strip()
    return text if len(text) <= MAX_VALUE else ""


def _look_at_days(evidence: Evidence, columns: Columns, cells: list[str]) -> None:
    for name in _DATED:
        text = _value(columns, cells, name)
        if text:
            evidence.orders.add(order_evidence(day_text(text)))
    for name in _TIMED:
        text = _value(columns, cells, name)
        clock = read_clock(text) if text else None
        if clock is not None:
            evidence.half_days = evidence.half_days or clock.marked
        elif text:
            _look_at_moment(evidence, name, text)


def _look_at_moment(evidence: Evidence, name: Field, text: str) -> None:
    evidence.orders.add(order_evidence(day_text(text)))
    try:
        moment = read_moment(text, DateOrder.DMY) or read_moment(text, DateOrder.MDY)
    except NoSuchDay:
        evidence.start_tells_day = evidence.start_tells_day or name is Field.START
        return
    if moment is None:
        return
    evidence.half_days = evidence.half_days or bool(moment.clock and moment.clock.marked)
    if name is Field.START and moment.day is not None:
        evidence.start_tells_day = True


def _look_at_lengths(evidence: Evidence, columns: Columns, cells: list[str]) -> None:
    needed = not (_value(columns, cells, Field.START) and _value(columns, cells, Field.END))
    for name in LENGTHS:
        text = _value(columns, cells, name)
        if not text:
            continue
        if read_duration(text) is None:
            signs = sign_evidence(text)
            evidence.signs.add(signs)
            evidence.sign_needed |= needed and bool(signs)
            if name is Field.DURATION:
                _look_at_bare_number(evidence, text, needed=needed)
        needed = False


def _look_at_bare_number(evidence: Evidence, text: str, *, needed: bool) -> None:
    values = [read_number(text, sign) for sign in (None, *DecimalSign)]
    numbers = [abs(value) for value in values if value is not None]
    if numbers:
        evidence.unit_needed |= needed
        evidence.largest = max(evidence.largest, min(numbers))
        evidence.fractions |= bool(sign_evidence(text))
        evidence.fine |= any(int(number.as_tuple().exponent) < -3 for number in numbers)
