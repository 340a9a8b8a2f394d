"""The length a row states, in clock, words or a number, and how it compares to another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from casquettes.formats.timesheets.headers import Field
from casquettes.formats.timesheets.problems import LineProblem, LineRefused
from casquettes.formats.timesheets.values import (
    DecimalSign,
    Unit,
    read_duration,
    read_number,
    seconds_of,
    sign_evidence,
)

LONGEST = Decimal(10) ** 9
MAX_VALUE = 64
_UNIT_OF = {
    Field.HOURS: Unit.HOURS,
    Field.DECIMAL: Unit.HOURS,
    Field.MINUTES: Unit.MINUTES,
    Field.SECONDS: Unit.SECONDS,
}


@dataclass(slots=True)
class Length:
    """Whole seconds, by how many the writing may have rounded them, and whether others differ."""

    seconds: int
    rounding: int
    text: str
    disagrees: bool = False

    def against(self, others: Sequence[Length]) -> Length:
        """The same length, knowing what later columns say."""
        far = any(abs(o.seconds - self.seconds) > max(o.rounding, self.rounding) for o in others)
        return replace(self, disagrees=far) if far else self


def may_be_a_number(text: str) -> bool:
    """Nothing, or a number under some decimal sign: not odd, even where it stays unread."""
    return not text or bool(sign_evidence(text)) or read_number(text, None) is not None


def read_length(
    text: str, column: Field, *, sign: DecimalSign | None, unit: Unit | None
) -> Length | None:
    """The length of a cell, or None where it is none. Raises LineRefused below zero or immense."""
    if len(text) > MAX_VALUE:
        return None
    seconds = read_duration(text)
    rounding = 59 if text.count(":") == 1 else 0
    if seconds is None:
        amount, counted = read_number(text, sign), _UNIT_OF.get(column, unit)
        if amount is None or counted is None:
            return None
        if abs(amount) > LONGEST:
            raise LineRefused(LineProblem.TOO_LONG, text)
        seconds = seconds_of(amount, counted)
        rounding = _rounding(amount, counted)
    if seconds < 0:
        raise LineRefused(LineProblem.NEGATIVE, text)
    return Length(seconds, rounding, text)


def _rounding(amount: Decimal, unit: Unit) -> int:
    """The value of the last digit written: 36 s for "0.01" h."""
    exponent = amount.as_tuple().exponent
    return seconds_of(Decimal(1).scaleb(int(exponent)), unit)
