"""What a cell says: days, times, durations, numbers, yes and no. Text in, values out, no guess.

A function answers None where the text is not of its kind. Seconds are whole; a number of hours
with more decimals is rounded to the nearest second.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import lru_cache

from casquettes.formats.timesheets import words

DAY_SECONDS = 24 * 3600
FIRST_YEAR, LAST_YEAR = 1970, 2199


class DateOrder(StrEnum):
    """In which order a date of digits is written."""

    DMY = "dmy"
    MDY = "mdy"


class DecimalSign(StrEnum):
    COMMA = "comma"
    DOT = "dot"


class Unit(StrEnum):
    """What a bare number in a duration column counts."""

    HOURS = "hours"
    MINUTES = "minutes"
    SECONDS = "seconds"
    DAYS = "days"  # a spreadsheet writes 1:30 as 0.0625


UNIT_SECONDS = {Unit.HOURS: 3600, Unit.MINUTES: 60, Unit.SECONDS: 1, Unit.DAYS: DAY_SECONDS}


class NoSuchDay(ValueError):
    """Written like a day, but the calendar has no such day."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day as written; `marked` when it says morning or afternoon; 24:00 is `next_day`."""

    time: dt.time
    marked: bool
    next_day: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """What a cell of a start or an end says; `offset` None means her local time."""

    day: dt.date | None
    clock: Clock | None
    offset: dt.timedelta | None


# --- days ---------------------------------------------------------------------------------------

_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|(\d{4})(\d{2})(\d{2})")
_DIGITS = re.compile(r"(\d{1,2})([-/.\s])\s?(\d{1,2})\2\s?(\d{4}|\d{2})")
_NAMED = re.compile(
    r"(?:[^\W\d_]{2,}\.?,?\s+)?(?:(\d{1,2})(?:er|st|nd|rd|th)?\.?[\s-]+(?:de\s+)?([^\W\d_]{3,})\.?"
    r"|([^\W\d_]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?),?[\s-]+(?:de\s+)?(\d{4}|\d{2})"
)
_WEEKDAY_FIRST = re.compile(r"\A[^\W\d_]{2,}\.?,?\s+(?=\d)")


@lru_cache(maxsize=4096)
def read_day(text: str, order: DateOrder | None) -> dt.date | None:
    """The day, or None when it is no day or its order is not known. Raises NoSuchDay."""
    named, text = _NAMED.fullmatch(text.strip()), _without_weekday(text)
    if iso := _ISO.fullmatch(text):
        year, month, day = (int(iso[n] or iso[n + s]) for n, s in ((1, 4), (3, 3), (4, 3)))
        return _calendar_day(year, month, day)
    if digits := _DIGITS.fullmatch(text):
        first, second, year = int(digits[1]), int(digits[3]), _full_year(digits[4])
        if digits[2] == ".":
            order = DateOrder.DMY
        if order is None:
            return None
        day, month = (first, second) if order is DateOrder.DMY else (second, first)
        return _calendar_day(year, month, day)
    if named:
        found = words.month(named[2] or named[3])
        if found is not None:
            return _calendar_day(_full_year(named[5]), found, int(named[1] or named[4]))
    return None


@lru_cache(maxsize=4096)
def order_evidence(text: str) -> frozenset[DateOrder]:
    """The orders under which this is a day of the calendar; empty when order plays no part."""
    digits = _DIGITS.fullmatch(_without_weekday(text))
    if digits is None or digits[2] == ".":
        return frozenset()
    first, second, year = int(digits[1]), int(digits[3]), _full_year(digits[4])
    pairs = ((DateOrder.DMY, second, first), (DateOrder.MDY, first, second))
    return frozenset(order for order, month, day in pairs if _is_day(year, month, day))


def _without_weekday(text: str) -> str:
    return _WEEKDAY_FIRST.sub("", text.strip())


def _full_year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        return bool(_calendar_day(year, month, day))
    except NoSuchDay:
        return False


def _calendar_day(year: int, month: int, day: int) -> dt.date:
    try:
        found = dt.date(year, month, day)
    except ValueError as error:
        raise NoSuchDay from error
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise NoSuchDay
    return found


# --- times and moments --------------------------------------------------------------------------

_CLOCK = re.compile(
    r"(\d{1,2})(?:(?:\s*[h:]\s*|\.)(\d{2})?(?::(\d{2})(?:[.,]\d+)?)?)?"
    r"(?:\s*([ap])\.?\s*m\.?)?",
    re.IGNORECASE,
)
_MOMENT = re.compile(
    r"(?P<day>.*\d)(?:\s*[Tt,]\s*|\s+(?:à\s+|at\s+)?)(?P<clock>\d{1,2}[:hH.]\d{2}.*?)"
    r"(?P<offset>\s?(?:[zZ]|UTC|GMT)|\s?[+-]\d{2}:?\d{2})?"
)


@lru_cache(maxsize=4096)
def read_clock(text: str) -> Clock | None:
    """A time of day: "09:23", "9h05", "9:23:52 PM", "24:00" (the end of the day)."""
    match = _CLOCK.fullmatch(text.strip())
    if match is None or (match[2] is None and match[4] is None and "h" not in text.lower()):
        return None
    hour, minute, second = int(match[1]), int(match[2] or 0), int(match[3] or 0)
    half = (match[4] or "").lower()
    if (hour, minute, second) == (24, 0, 0) and not half:
        return Clock(dt.time(0), marked=False, next_day=True)
    if half:
        turned = _twelve_hours(hour, half)
        if turned is None:
            return None
        hour = turned
    if hour > 23 or minute > 59 or second > 59:
        return None
    return Clock(dt.time(hour, minute, second), marked=bool(half))


def _twelve_hours(hour: int, half: str) -> int | None:
    if half == "a":
        return hour % 12 if hour <= 12 else None
    if hour == 0:
        return None
    return hour if hour > 12 else hour % 12 + 12


@lru_cache(maxsize=4096)
def read_moment(text: str, order: DateOrder | None) -> Moment | None:
    """A time of day, a day, or both with or without offset from UTC. Raises NoSuchDay."""
    clock = read_clock(text)
    if clock is not None:
        return Moment(None, clock, None)
    match = _MOMENT.fullmatch(text.strip())
    if match is None:
        day = read_day(text, order)
        return None if day is None else Moment(day, None, None)
    day, clock = read_day(match["day"], order), read_clock(match["clock"])
    if day is None or clock is None:
        return None
    return Moment(day, clock, _offset(match["offset"]))


def day_text(text: str) -> str:
    """The part of a cell that writes its day: "04/03/2024" of "04/03/2024 09:23"."""
    match = _MOMENT.fullmatch(text.strip())
    return match["day"] if match else text


def _offset(text: str | None) -> dt.timedelta | None:
    if not text:
        return None
    text = text.strip()
    if text[0] not in "+-":
        return dt.timedelta(0)
    length = dt.timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    return length if text[0] == "+" else -length


# --- numbers and durations ----------------------------------------------------------------------

_PLAIN = re.compile(r"([+\-−]?)(\d{1,18}|\d{0,18}[.,]\d{1,18})")
_GROUPED = re.compile(r"([+\-−]?)\d{1,3}(?:([.,])\d{3})(?:\2\d{3}){0,5}(?:(?!\2)[.,]\d{1,18})?")
_THOUSANDS = re.compile(r"(?<=\d)[\s'’](?=\d{3})")
_TEXT_HOURS = re.compile(
    r"([+\-−]?)(\d{1,7}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?",
)
_WORDED = re.compile(
    r"([+\-−]?)\s*(?:(\d{1,7}(?:[.,]\d{1,2})?)\s*(?:h|hrs?|hours?|heures?|std|stunden?)\.?)?"
    r"\s*(?:(\d{1,9}(?:[.,]\d{1,2})?)(?:\s*(?:m|mn|min|mins|minutes?|minuten)\.?|$))?"
    r"\s*(?:(\d{1,9})\s*(?:s|sec|secs|secondes?|seconds?|sekunden?)\.?)?",
    re.IGNORECASE,
)
_ISO_DURATION = re.compile(
    r"([+\-−]?)P(?:(\d{1,5})D)?"
    r"(?:T(?:(\d{1,7}(?:[.,]\d{1,6})?)H)?(?:(\d{1,9}(?:[.,]\d{1,6})?)M)?"
    r"(?:(\d{1,12}(?:[.,]\d{1,9})?)S)?)?",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def sign_evidence(text: str) -> frozenset[DecimalSign]:
    """The decimal signs under which this is a number; empty when it has none, or is no number."""
    text = _THOUSANDS.sub("", text.strip())
    if "," not in text and "." not in text:
        return frozenset()
    return frozenset(sign for sign in DecimalSign if read_number(text, sign) is not None)


@lru_cache(maxsize=4096)
def read_number(text: str, sign: DecimalSign | None) -> Decimal | None:
    """A number; with a separator inside, only under a known decimal sign."""
    text = _THOUSANDS.sub("", text.strip()).replace("−", "-")
    if "," not in text and "." not in text:
        return Decimal(text) if _PLAIN.fullmatch(text) else None
    if sign is None:
        return None
    point, group = (",", ".") if sign is DecimalSign.COMMA else (".", ",")
    if group in text:
        match = _GROUPED.fullmatch(text)
        # A group of thousands never begins with zero: "0,125" is an eighth.
        if match is None or match[2] != group or text.lstrip("+-").startswith("0"):
            return None
        text = text.replace(group, "")
    if not _PLAIN.fullmatch(text):
        return None
    return Decimal(text.replace(point, "."))


@lru_cache(maxsize=4096)
def read_duration(text: str) -> int | None:
    """Seconds of a duration that says its own units: "1:30", "25:10:00", "1 h 30", "PT1H30M"."""
    text = text.strip()
    if hours := _TEXT_HOURS.fullmatch(text):
        minutes, seconds = int(hours[3]), int(hours[4] or 0)
        if minutes > 59 or seconds > 59:
            return None
        return _signed(hours[1], Decimal(int(hours[2]) * 3600 + minutes * 60 + seconds))
    worded = _WORDED.fullmatch(text)
    if worded and (worded[2] or worded[4] or (worded[3] and not text[-1].isdigit())):
        parts = (worded[2], worded[3], worded[4])
        return _signed(worded[1], _total(zip(parts, (3600, 60, 1), strict=True)))
    iso = _ISO_DURATION.fullmatch(text)
    if iso and any(iso.group(2, 3, 4, 5)):
        sizes = (DAY_SECONDS, 3600, 60, 1)
        return _signed(iso[1], _total(zip(iso.group(2, 3, 4, 5), sizes, strict=True)))
    return None


def seconds_of(amount: Decimal, unit: Unit) -> int:
    """Whole seconds of an amount of hours, minutes or seconds, half a second rounded up."""
    return int((amount * UNIT_SECONDS[unit]).quantize(Decimal(1), ROUND_HALF_UP))


def _total(parts: zip[tuple[str | None, int]]) -> Decimal:
    return sum((Decimal(p.replace(",", ".")) * size for p, size in parts if p), Decimal(0))


def _signed(sign: str, seconds: Decimal) -> int:
    whole = int(seconds.quantize(Decimal(1), ROUND_HALF_UP))
    return -whole if sign in {"-", "−"} else whole


# --- yes and no ---------------------------------------------------------------------------------


def read_yes(text: str) -> bool | None:
    """True for yes, False for no or nothing, None for something else."""
    said = words.plain(text)
    if said in words.YES:
        return True
    return False if said in words.NO else None
