"""How long, and from when to when: durations, ranges and starts, French and English."""

from __future__ import annotations

import math
from dataclasses import dataclass

from casquettes.formats.typed_line.tokens import Line, Token
from casquettes.formats.typed_line.understood import Code, Kind
from casquettes.formats.typed_line.vocabulary import vocabulary

DAY = 24 * 60  # minutes
LONGEST = 24 * 3600
# A range that ends before it begins passes midnight, unless the night would be longer than this.
LONGEST_NIGHT = 16 * 60
# « 2h à 9h » is two hours from nine on; « 6h à 9h » begins at six.
EARLIEST = 6 * 60
DASHES = ("-", "–", "—")
FRACTIONS = {"¼": 0.25, "½": 0.5, "¾": 0.75}


@dataclass(frozen=True, slots=True)
class Reading:
    """A time of day, in minutes; `plain`: a bare number; `ok` False: no clock shows it."""

    minutes: int
    end: int
    plain: bool = False
    half: str = ""
    ok: bool = True


@dataclass
class Times:
    """What the line says of time: minutes of the day, seconds, and the place of each in it."""

    seconds: int | None = None
    starts: int | None = None
    # « depuis 9 h »: until now.
    open: bool = False
    place: tuple[int, int] = (0, 0)


def read_times(line: Line) -> Times:
    """Ranges, then starts, then durations; a second one that disagrees is a problem."""
    times = Times()
    for i in line.free():
        _read_range(line, i, times)
    for i in line.free():
        _read_start(line, i, times)
    for i in line.free():
        _read_length(line, i, times)
    return times


# --- time of day


def _reading(line: Line, i: int, *, bare: bool) -> Reading | None:
    """The time of day at `i`; a number alone only where `bare` says so."""
    if named := line.phrase(i, vocabulary().clock, most=1):
        return Reading(*named)
    token = line.at(i)
    if token.kind != "number" or len(token.text) > 5:
        return None
    mark = line.at(i + 1)
    if mark.fold in vocabulary().hour_units:
        minutes, end = _minutes_after(line, i + 2)
        return _checked(token, minutes, end)
    if mark.text == ":" and mark.glued and _two_digits(line.at(i + 2)):
        return _with_half(line, _checked(token, int(line.at(i + 2).text), i + 3))
    reading = _with_half(line, _bare(token, i + 1))
    return reading if reading and (bare or reading.half) else None


def _minutes_after(line: Line, i: int) -> tuple[int, int]:
    """The minutes that follow an hour: « 9h15 », « 9 h 15 », but not « 9h 30 min »."""
    token = line.at(i)
    digits = token.kind == "number" and token.text.isdigit()
    if digits and token.glued and len(token.text) <= 2:
        return int(token.text), i + 1
    if _two_digits(token) and int(token.text) < 60 and _stands_alone(line, i + 1):
        return int(token.text), i + 1
    return 0, i


def _stands_alone(line: Line, i: int) -> bool:
    """Does nothing at `i` claim the number before it, as in « 30 min », « 50 % », « 25-30 »?"""
    after = line.at(i)
    if _followed_by_unit(line, i):
        return False
    dashed = after.text in DASHES and _followed_by_unit(line, i + 2)  # « 9h 30-10h »
    return not after.glued or dashed or after.text in (",", ";", ".", ")")


def _followed_by_unit(line: Line, i: int) -> bool:
    return line.at(i).fold in vocabulary().hour_units | vocabulary().minute_units


def _checked(hour: Token, minutes: int, end: int) -> Reading | None:
    if not hour.text.isdigit():
        return None
    total = int(hour.text) * 60 + minutes
    return Reading(min(total, DAY), end, ok=total <= DAY and minutes < 60)


def _bare(token: Token, end: int) -> Reading | None:
    """« 9 », « 9.30 »: a number that may be an hour."""
    hour, _point, minutes = token.text.replace(",", ".").partition(".")
    if not hour.isdigit() or (minutes and not (len(minutes) == 2 and minutes.isdigit())):
        return None
    total = int(hour) * 60 + int(minutes or 0)
    if total > DAY or int(minutes or 0) > 59:
        return None
    return Reading(total, end, plain=True)


def _with_half(line: Line, reading: Reading | None) -> Reading | None:
    """The same time with the am or pm that follows it."""
    if reading is None or (half := line.at(reading.end).fold) not in ("am", "pm"):
        return reading
    hour = reading.minutes // 60
    minutes = reading.minutes % 60 + (hour % 12 + 12 * (half == "pm")) * 60
    return Reading(minutes, reading.end + 1, half=half, ok=reading.ok and 1 <= hour <= 12)


def _two_digits(token: Token) -> bool:
    return token.kind == "number" and len(token.text) == 2 and token.text.isdigit()


# --- from when to when


def _read_range(line: Line, i: int, times: Times) -> None:
    """« 9h-12h15 », « de 9 à 12 », « 9am-12:15pm »."""
    opener = line.at(i).fold if line.at(i).fold in vocabulary().markers["range"] else ""
    begin = i + bool(opener) + line.at(i + 1).soft * bool(opener)
    first = _reading(line, begin, bare=True)
    if first is None:
        return
    separated = line.phrase(first.end, vocabulary().markers["to"], most=2)
    if separated is None:
        return
    last = _reading(line, separated[1], bare=True)
    if last is None or not _is_range(line, first, last, opener=opener):
        return
    start, end = _same_half(first, last)
    if start.ok and end.ok:
        _settle_range(line, i, start, end, times)
    else:
        line.refuse(Code.NO_SUCH_TIME, begin, last.end)
    line.take(Kind.RANGE, i, last.end)


def _is_range(line: Line, first: Reading, last: Reading, *, opener: str) -> bool:
    """Is it not « de 2h et 15 min », « 2h - 3 cartons », « 9 à 12 cartons », « 2h à 9h »?"""
    separator, after = line.at(first.end), line.at(first.end + 1)
    if separator.fold in ("et", "and"):
        return opener in ("entre", "between")
    if separator.fold == "a" and not opener and not first.plain and first.minutes < EARLIEST:
        return False
    if not last.plain:
        return True
    if line.at(last.end).fold in vocabulary().minute_units:
        return False
    dashed = separator.kind == "mark"
    tight = dashed and separator.glued and after.glued
    if first.plain:
        return bool(opener) or (tight and first.minutes < last.minutes)
    return tight or not dashed or bool(opener)


def _same_half(first: Reading, last: Reading) -> tuple[Reading, Reading]:
    """« 9-11am », « 2-4pm », « from 9 to 5 »: what one end says of the other."""
    start, end, noon = first.minutes, last.minutes, 12 * 60
    if first.plain and start < noon and _fits_later(start, end, half=last.half):
        start += noon
    if last.plain and end < start and end <= noon and _ends_later(first, end):
        end += noon
    ok = first.ok and last.ok and start < DAY
    return Reading(start, first.end, ok=ok), Reading(end, last.end, ok=ok)


def _fits_later(start: int, end: int, *, half: str) -> bool:
    """Is a start without am or pm in the afternoon: « 2-4pm », « 10-2am »?"""
    return (half == "pm" and start + 12 * 60 <= end) or (half == "am" and start > end)


def _ends_later(first: Reading, end: int) -> bool:
    """Is an end without am or pm in the afternoon: « 9 to 5 », « 9am-5 », « 2pm-5 »?"""
    counted_to_twelve = first.plain or first.half != ""
    return counted_to_twelve and first.minutes < end + 12 * 60


def _settle_range(line: Line, i: int, start: Reading, end: Reading, times: Times) -> None:
    minutes = end.minutes - start.minutes
    if minutes < 0:
        minutes += DAY
        if minutes > LONGEST_NIGHT:
            line.refuse(Code.BACKWARDS, i, end.end)
    if minutes == 0:
        line.refuse(Code.ZERO, i, end.end)
    if times.seconds is not None:
        line.refuse(Code.TWO_DURATIONS, i, end.end)
        return
    times.seconds, times.starts = minutes * 60, start.minutes
    times.place = line.span(i, end.end)


def _read_start(line: Line, i: int, times: Times) -> None:
    """« à 9h », « at 9 », « depuis 9 h »."""
    markers = vocabulary().markers
    since = line.phrase(i, markers["since"], most=3)
    marked = since or line.phrase(i, markers["start"], most=1)
    if marked is None:
        return
    word = line.at(i).fold
    reading = _reading(line, marked[1], bare=bool(since) or word in ("at", "around"))
    if reading is None or _is_length(line, word, marked[1], reading):
        return
    line.take(Kind.START, i, reading.end)
    if not reading.ok or reading.minutes == DAY:
        line.refuse(Code.NO_SUCH_TIME, i, reading.end)
    elif times.starts not in (None, reading.minutes):
        line.refuse(Code.DISAGREE, i, reading.end)
    elif times.starts is None:
        times.starts, times.open = reading.minutes, bool(since)
        times.place = line.span(i, reading.end)


def _is_length(line: Line, word: str, i: int, reading: Reading) -> bool:
    """Is it « depuis 2 heures » or « at 30 min », a length and no time of day?"""
    unit = line.at(i + 1).fold
    written_out = unit in vocabulary().hour_units and len(unit) > 2
    if written_out and word in ("depuis", "since"):
        return True
    return reading.plain and _followed_by_unit(line, reading.end)


# --- how long


def _read_length(line: Line, i: int, times: Times) -> None:
    """« 2h », « 1 h 30 », « 1,5h », « 90 min », « 1:30 », « une demi-heure »."""
    minus = _is_minus(line, i)
    found = _length(line, i + minus)
    if found is None:
        return
    seconds, end = found
    if seconds is None:
        line.refuse(Code.NO_SUCH_TIME, i, end)
    elif minus:
        line.refuse(Code.NEGATIVE, i, end)
    else:
        _settle_length(line, i, end, seconds, times)
    line.take(Kind.DURATION, i, end)


def _settle_length(line: Line, i: int, end: int, length: float, times: Times) -> None:
    if not length <= LONGEST:
        line.refuse(Code.TOO_LONG, i, end)
        return
    seconds = round(length)
    if seconds == 0:
        line.refuse(Code.ZERO, i, end)
    elif times.seconds is None:
        times.seconds, times.open = seconds, False
        if times.starts is None:
            times.place = line.span(i, end)
    elif times.seconds != seconds:
        ranged = times.starts is not None
        line.refuse(Code.DISAGREE if ranged else Code.TWO_DURATIONS, i, end)


def _is_minus(line: Line, i: int) -> bool:
    sign, number = line.at(i), line.at(i + 1)
    return sign.text in ("-", "−") and not sign.glued and number.glued and number.kind == "number"


def _length(line: Line, i: int) -> tuple[float | None, int] | None:
    """Seconds (None: no clock counts so) of the length at `i`, and the place after it."""
    words = vocabulary()
    if named := line.phrase(i, words.lengths):
        return named[0] * 60, named[1]
    token = line.at(i)
    colon = line.at(i + 1)
    if colon.text == ":" and colon.glued and token.kind == "number" and token.text.isdigit():
        return _with_colons(line, i)
    counted = _count(line, i)
    if counted is None:
        return None
    amount, end, whole = counted
    if amount < 1 and line.at(end).fold == "d" and line.at(end + 1).soft:  # « 1/4 d’heure »
        end += 2
    unit = line.at(end).fold
    if token.kind == "word" and len(unit) < 3:  # « un m » is no minute
        return None
    if unit in words.minute_units:
        return amount * 60, end + 1
    if unit in words.hour_units:
        return _hours(line, end + 1, amount, whole=whole)
    return (math.inf, end) if math.isinf(amount) else None


def _count(line: Line, i: int) -> tuple[float, int, bool] | None:
    """A number, in figures or letters: its value, the place after, and is it whole?"""
    token, after = line.at(i), line.at(i + 1)
    if token.kind == "number":
        value = _value(token.text)
        if (part := fraction(after)) is not None:  # « 1 1/2 h »
            return value + part, i + 2, False
        return value, i + 1, token.text.isdigit()
    if (part := fraction(token)) is not None:
        return part, i + 1, False
    if named := line.phrase(i, vocabulary().numbers, most=2, spelling=_spelled):
        half = line.phrase(named[1], vocabulary().and_a_part, most=3)
        if half and line.at(half[1]).fold in vocabulary().hour_units:  # « one and a half hours »
            return named[0] + half[0] / 60, half[1], False
        return float(named[0]), named[1], True
    return None


def _value(text: str) -> float:
    fraction = FRACTIONS.get(text[-1], 0.0)
    figures = text.rstrip("¼½¾").replace(",", ".")
    return float(figures or 0) + fraction


def fraction(token: Token) -> float | None:
    """« 3/4 » as a number, although it looks like a date; None when it is none."""
    numerator, _slash, denominator = token.text.partition("/")
    if token.kind != "date" or not denominator.isdigit():
        return None
    return int(numerator) / int(denominator) if 0 < int(numerator) < int(denominator) < 9 else None


def _spelled(token: Token) -> str:
    return token.spelled  # « à » is not the English « a »


def _hours(line: Line, i: int, hours: float, *, whole: bool) -> tuple[float | None, int]:
    """Hours, with the minutes that may follow."""
    if part := line.phrase(i, vocabulary().and_a_part, most=3):
        return hours * 3600 + part[0] * 60, part[1]
    if (half := fraction(line.at(i))) is not None:  # « 1 h 1/2 »
        return (hours + half) * 3600, i + 1
    if not whole:
        return hours * 3600, i
    joined = i + (line.at(i).fold in ("et", "and", "+"))
    number = line.at(joined)
    if number.kind == "number" and number.text.isdigit():
        if line.at(joined + 1).fold in vocabulary().minute_units:
            return _sum(hours, number, joined + 2)
        if joined == i and number.glued and len(number.text) <= 2:
            return _sum(hours, number, i + 1)
    minutes, end = _minutes_after(line, i)
    return hours * 3600 + minutes * 60, end


def _sum(hours: float, minutes: Token, end: int) -> tuple[float | None, int]:
    if _value(minutes.text) > 59:
        return None, end
    return hours * 3600 + int(minutes.text) * 60, end


def _with_colons(line: Line, i: int) -> tuple[float | None, int] | None:
    """« 1:30 », « 1:30:15 »."""
    hours, minutes = line.at(i), line.at(i + 2)
    if not (minutes.glued and _two_digits(minutes)):
        return None
    seconds, end = 0, i + 3
    if line.at(end).text == ":" and _two_digits(line.at(end + 1)) and line.at(end + 1).glued:
        seconds, end = int(line.at(end + 1).text), end + 2
    if line.at(end).fold in vocabulary().hour_units:
        end += 1
    if int(minutes.text) > 59 or seconds > 59:
        return None, end
    return _value(hours.text) * 3600 + int(minutes.text) * 60 + seconds, end
