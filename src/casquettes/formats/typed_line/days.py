"""Which day: « hier », « lundi dernier », « 12/11 », « il y a 3 jours », French and English."""

from __future__ import annotations

import datetime as dt
import re

from casquettes.formats.typed_line.times import fraction
from casquettes.formats.typed_line.tokens import Line, Token
from casquettes.formats.typed_line.understood import Code, Kind
from casquettes.formats.typed_line.vocabulary import vocabulary

# A day found: the day (None: there is no such day) and the place after it.
Found = tuple[dt.date | None, int]
NEAR = 31  # « lundi 16 » looks back this many days
LONG_AGO = 5000  # days; more is no way to name a day


def read_day(line: Line, *, today: dt.date, language: str) -> dt.date | None:
    """The first day the line names; others stay in the note. None when it names none."""
    months_first = language.lower().replace("_", "-") == "en-us"
    for i in line.free():
        found = (
            _ago(line, i, today=today)
            or _named(line, i, today=today)
            or _weekday(line, i, today=today)
            or _written(line, i, today=today)
            or _in_figures(line, i, today=today, months_first=months_first)
            or _of_this_month(line, i, today=today)
        )
        if found is None:
            continue
        day, end = found
        if _is_elsewhere(line, i, day, today=today):
            continue
        begin = _begin(line, i)
        line.take(Kind.DAY, begin, end)
        if day is None:
            line.refuse(Code.NO_SUCH_DAY, begin, end)
        return day
    return None


def _is_elsewhere(line: Line, i: int, day: dt.date | None, *, today: dt.date) -> bool:
    """« préparer la séance de demain », « for Tuesday »: the day of something else."""
    before = line.at(i - 2 if line.at(i - 1).soft else i - 1).fold
    ahead = day is not None and day > today
    return before in ("pour", "for") or (ahead and before in ("de", "d", "du", "avant", "before"))


def _begin(line: Line, i: int) -> int:
    """With the « le » or « on » before it."""
    return i - 1 if line.at(i - 1).fold in vocabulary().markers["before_a_day"] else i


def _ago(line: Line, i: int, *, today: dt.date) -> Found | None:
    """« il y a 3 jours », « a week ago »."""
    markers = vocabulary().markers
    before = line.phrase(i, markers["ago_before"], most=3)
    begin = before[1] if before else i
    number = line.at(begin)
    counted = line.phrase(begin, vocabulary().numbers, most=1)
    if number.kind == "number" and number.text.isdigit() and len(number.text) <= 4:
        counted = int(number.text), begin + 1
    if counted is None:
        return None
    days = vocabulary().ago_units.get(line.at(counted[1]).fold)
    after = line.at(counted[1] + 1).fold in markers["ago"]
    if days is None or not (before or after):
        return None
    count = counted[0] * days
    return _back(today, count if count <= LONG_AGO else None), counted[1] + 1 + after


def _back(today: dt.date, days: int | None) -> dt.date | None:
    if days is None or not 0 < today.toordinal() - days <= dt.date.max.toordinal():
        return None
    return dt.date.fromordinal(today.toordinal() - days)


def _named(line: Line, i: int, *, today: dt.date) -> Found | None:
    """« hier », « avant-hier », « this morning »."""
    found = line.phrase(i, vocabulary().days, most=4)
    return found and (_back(today, -found[0]), found[1])


def _weekday(line: Line, i: int, *, today: dt.date) -> Found | None:
    """« lundi », « last Monday », « mer. 18 nov. »: the latest one, today included."""
    words = vocabulary().near_weekday
    first = line.at(i).fold
    lead = (
        first if first in words["last_before"] | words["next_before"] | words["this_before"] else ""
    )
    named = _weekday_name(line, i + bool(lead))
    if named is None:
        return None
    weekday, end = named
    trail = line.at(end).fold
    if lead in words["next_before"] or trail in words["next"]:
        ahead = (weekday - today.weekday() - 1) % 7 + 1
        return _back(today, -ahead), end + (trail in words["next"])
    if lead in words["last_before"] or trail in words["last"]:
        behind = (today.weekday() - weekday - 1) % 7 + 1
        return _with_part(line, _back(today, behind), end + (trail in words["last"]))
    if dated := _dated_weekday(line, weekday, end, today=today):
        return dated
    return _with_part(line, _back(today, (today.weekday() - weekday) % 7), end)


def _weekday_name(line: Line, i: int) -> tuple[int, int] | None:
    words, token = vocabulary(), line.at(i).fold
    dotted = line.at(i + 1).text == "." and line.at(i + 1).glued
    if token in words.weekdays:
        return words.weekdays[token], i + 1
    if token in words.short_weekdays and (dotted or token in words.plain_weekdays):
        return words.short_weekdays[token], i + 1 + dotted
    return None


def _with_part(line: Line, day: dt.date | None, end: int) -> Found:
    """With the « matin » or « afternoon » that follows it."""
    part = line.phrase(end, vocabulary().near_weekday["part"], most=2)
    return day, part[1] if part else end


def _dated_weekday(line: Line, weekday: int, end: int, *, today: dt.date) -> Found | None:
    """« lundi 16 », « Monday 16 November »: the date counts, and must be that weekday."""
    begin = end + (line.at(end).text == ",")
    dated = _written(line, begin, today=today) or _in_figures(
        line, begin, today=today, months_first=False
    )
    if dated:
        if dated[0] is not None and dated[0].weekday() != weekday:
            line.refuse(Code.WEEKDAY_DISAGREES, end - 1, dated[1])
        return dated
    number = _day_number(line, begin)
    if number and _is_counted(line, number[1]):
        return None
    for behind in range(NEAR) if number else ():
        day = _back(today, behind)
        if day and number and day.day == number[0] and day.weekday() == weekday:
            return day, number[1]
    return None


def _day_number(line: Line, i: int) -> tuple[int, int] | None:
    """« 12 », « 1er », « 12th »: a day of the month, and the place after it."""
    token = line.at(i)
    if token.kind != "number" or not token.text.isdigit() or not 1 <= int(token.text) <= 31:
        return None
    ordinal = line.at(i + 1)
    return int(token.text), i + 1 + (ordinal.glued and _is_ordinal(ordinal))


def _is_ordinal(token: Token) -> bool:
    return token.fold in vocabulary().markers["ordinal"]


def _written(line: Line, i: int, *, today: dt.date) -> Found | None:
    """« 12 nov. 2026 », « 1er mars », « 12th of November », « November 12 »."""
    words = vocabulary()
    if number := _day_number(line, i):
        of = number[1] + (line.at(number[1]).fold == "of")
        month = words.months.get(line.at(of).fold)
        end = of + 1
    else:
        month = words.months_before.get(line.at(i).fold)
        dot = line.at(i + 1).text == "."
        number = _day_number(line, i + 1 + dot) if month else None
        end = number[1] if number else i
        if number and _is_counted(line, end):  # « in May 9h-12h »
            return None
    if number is None or month is None:
        return None
    end += line.at(end).text in (".", ",") and line.at(end).glued
    year = line.at(end)
    if re.fullmatch("[12][0-9]{3}", year.text):
        return _date(int(year.text), month, number[0]), end + 1
    return _latest(month, number[0], today=today), end


def _in_figures(line: Line, i: int, *, today: dt.date, months_first: bool) -> Found | None:
    """« 12/11 », « 12/11/2026 », « 2026-11-12 », « 12.11.2026 »; the day first, but in en-US."""
    token = line.at(i)
    if token.kind != "date" or _is_fraction(line, i):
        return None
    figures = [int(figure) for figure in re.split("[/.-]", token.text)]
    if len(figures) == 2:
        day, month = figures[::-1] if months_first else figures
        if not (1 <= month <= 12 and 1 <= day <= 31):  # « 4/20 »: four out of twenty
            return None
        return _latest(month, day, today=today), i + 1
    if figures[0] > 31:
        return _date(*figures), i + 1
    day, month, year = figures
    if months_first:
        day, month = month, day
    century = 0 if token.text[-4:].isdigit() else 2000  # « 12/11/26 »
    return _date(century + year, month, day), i + 1


def _is_fraction(line: Line, i: int) -> bool:
    """« 3/4 h », « 1 h 1/2 », « 1 1/2 h »."""
    units = vocabulary().hour_units
    after, before = line.at(i + 1), line.at(i - 1)
    hours_after = after.fold in units or (after.fold == "d" and line.at(i + 3).fold in units)
    hours_before = before.fold in units and line.at(i - 2).kind == "number"
    return fraction(line.at(i)) is not None and (hours_after or hours_before)


def _of_this_month(line: Line, i: int, *, today: dt.date) -> Found | None:
    """« le 12 », « the 12th »: the latest day of that number."""
    token = line.at(i)
    number = _day_number(line, i + 1)
    if token.fold not in ("le", "the") or number is None or _written(line, i + 1, today=today):
        return None
    ordinal = number[1] == i + 3
    english = token.fold == "the"
    if ordinal != (english or line.at(i + 2).fold == "er") or _is_counted(line, number[1]):
        return None
    for behind in range(62):
        day = _back(today, behind)
        if day and day.day == number[0]:
            return day, number[1]
    return None


def _is_counted(line: Line, i: int) -> bool:
    """Is the number before `i` a time or a count of something: « 2h », « 2 h », « 12/11 »?"""
    after = line.at(i)
    units = vocabulary().hour_units | vocabulary().minute_units
    return after.fold in units or (after.glued and after.text not in (",", ";", ".", ")"))


def _latest(month: int, day: int, *, today: dt.date) -> dt.date | None:
    """That day of this year, or of the last one when it is still to come."""
    this_year = _date(today.year, month, day)
    if this_year and this_year <= today:
        return this_year
    last_year = _date(today.year - 1, month, day)
    # In the days to come it is a slip we show, rather than a day of a year ago.
    if this_year and (last_year is None or (this_year - today).days <= 14):
        return this_year
    return last_year


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
