"""What a cell says: days, times, durations, numbers."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casquettes.formats.timesheets.values import (
    DateOrder,
    DecimalSign,
    NoSuchDay,
    Unit,
    read_clock,
    read_day,
    read_duration,
    read_moment,
    read_number,
    read_yes,
    seconds_of,
    sign_evidence,
)

DMY, MDY = DateOrder.DMY, DateOrder.MDY
COMMA, DOT = DecimalSign.COMMA, DecimalSign.DOT
FOURTH = dt.date(2024, 3, 4)


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-04", "2024/3/4", "20240304", "04/03/2024", "4-3-24", "04.03.2024", "4 mars 2024",
        "Mon, 04 Mar 2024", "Mar 4, 2024", "lun. 4 mars 2024", "4. März 2024", "4-Mar-24",
        "4 de marzo de 2024", "March 4th, 2024", "Monday 2024-03-04", "04 03 2024",
    ],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert read_day(text, DMY) == FOURTH


def test_the_order_of_digits_decides() -> None:
    assert read_day("03/04/2024", MDY) == FOURTH
    assert read_day("03/04/2024", None) is None
    assert read_day("04.03.2024", MDY) == FOURTH, "no one writes months first with dots"
    assert read_day("1er avril 2024", None) == dt.date(2024, 4, 1)


@pytest.mark.parametrize("text", ["hier", "12/2024", "4 brumaire 2024", "", "2024"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert read_day(text, DMY) is None


@pytest.mark.parametrize(
    "text", ["29/02/2023", "2024-02-30", "31/04/2024", "1066-10-14", "2400-01-01"]
)
def test_a_day_the_calendar_does_not_have_is_refused(text: str) -> None:
    with pytest.raises(NoSuchDay):
        read_day(text, DMY)


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("09:23", dt.time(9, 23)), ("9h05", dt.time(9, 5)), ("9 h 05", dt.time(9, 5)),
        ("9h", dt.time(9)), ("9:23:52 PM", dt.time(21, 23, 52)), ("9:23 p.m.", dt.time(21, 23)),
        ("12:00 AM", dt.time(0)), ("12:30 pm", dt.time(12, 30)), ("9 AM", dt.time(9)),
        ("13:00 PM", dt.time(13)), ("9.30", dt.time(9, 30)), ("10:23:52.987", dt.time(10, 23, 52)),
        ("10:23\u202fAM", dt.time(10, 23)),
    ],
)  # fmt: skip
def test_a_time_of_day_is_read_however_it_is_written(text: str, time: dt.time) -> None:
    clock = read_clock(text)
    assert clock is not None
    assert clock.time == time


@pytest.mark.parametrize(
    "text", ["9", "25:00", "09:60", "10:00:60", "13:00 AM", "0:30 PM", "x", ""]
)
def test_what_is_no_time_of_day_is_none(text: str) -> None:
    assert read_clock(text) is None


def test_twenty_four_hours_is_the_end_of_the_day() -> None:
    clock = read_clock("24:00")
    assert clock is not None
    assert (clock.time, clock.next_day, clock.marked) == (dt.time(0), True, False)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("2024-03-04T09:23:52Z", 0), ("2024-03-04 09:23:52 UTC", 0),
        ("2024-03-04 09:23:52+01:00", 1), ("2024-03-04T09:23:52-0530", -5.5),
        ("2024-03-04 09:23:52", None), ("04/03/2024, 09:23:52", None),
        ("4 mars 2024 à 09:23:52", None), ("04/03/2024 9:23:52 AM", None),
    ],
)  # fmt: skip
def test_a_moment_has_a_day_a_time_and_perhaps_an_offset(text: str, hours: float | None) -> None:
    moment = read_moment(text, DMY)
    assert moment is not None
    assert moment.clock is not None
    assert (moment.day, moment.clock.time) == (FOURTH, dt.time(9, 23, 52))
    assert moment.offset == (None if hours is None else dt.timedelta(hours=hours))


def test_half_a_moment_is_still_one() -> None:
    day, time = read_moment("2024-03-04", None), read_moment("09:23", None)
    assert day is not None
    assert (day.day, day.clock) == (FOURTH, None)
    assert time is not None
    assert (time.day, time.offset) == (None, None)


@pytest.mark.parametrize("text", ["demain", "demain 1 09:00", "2024-03-04 25:00"])
def test_what_is_no_moment_is_none(text: str) -> None:
    assert read_moment(text, DMY) is None


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1:30", 5400), ("25:10:00", 90600), ("0:06", 360), ("00:00:02", 2), ("1h 30m", 5400),
        ("1h30", 5400), ("1 h 30 min", 5400), ("90 min", 5400), ("45m", 2700), ("30s", 30),
        ("1,5 h", 5400), ("1.5h", 5400), ("2 hours 5 minutes", 7500), ("1h30m20s", 5420),
        ("PT1H30M", 5400), ("PT1.5H", 5400), ("P1DT1H10M", 90600), ("PT90S", 90),
        ("-0:30", -1800), ("−1:00", -3600), ("-1h", -3600), ("1:30:00.75", 5400),
    ],
)  # fmt: skip
def test_a_duration_that_says_its_units_is_read(text: str, seconds: int) -> None:
    assert read_duration(text) == seconds


@pytest.mark.parametrize(
    "text", ["1.5", "90", "", "P", "PT", "1:75", "1:30:75", "1e999", "deux heures"]
)
def test_a_bare_number_is_no_duration_by_itself(text: str) -> None:
    assert read_duration(text) is None


@pytest.mark.parametrize(
    ("text", "by_comma", "by_dot"),
    [
        ("20,0", "20.0", None), ("2.000,0", "2000.0", None), ("0,01", "0.01", None),
        ("1,500", "1.500", "1500"), ("1.500", "1500", "1.500"), ("1,234.5", None, "1234.5"),
        ("1.234.567", "1234567", None), ("0,125", "0.125", None), ("1 240,5", "1240.5", None),
        ("1'000.50", None, "1000.50"), ("-1,5", "-1.5", None), ("−2", "-2", "-2"),
        (",5", "0.5", None),
        ("1e999", None, None), ("1,23,4", None, None), ("=1+1", None, None), ("1.", None, None),
    ],
)  # fmt: skip
def test_a_number_is_read_under_its_sign_only(
    text: str, by_comma: str | None, by_dot: str | None
) -> None:
    wanted = {COMMA: by_comma, DOT: by_dot}
    for sign, value in wanted.items():
        assert read_number(text, sign) == (None if value is None else Decimal(value))
    if "," in text or "." in text:
        assert sign_evidence(text) == {sign for sign, value in wanted.items() if value}
        assert read_number(text, None) is None


def test_a_whole_number_needs_no_sign() -> None:
    assert read_number("12", None) == 12
    assert sign_evidence("12") == frozenset()


@given(st.integers(0, 86_400 * 30))
def test_every_length_written_as_a_clock_reads_back(seconds: int) -> None:
    text = f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    assert read_duration(text) == seconds
    worded = f"{seconds // 3600}h {seconds // 60 % 60}m {seconds % 60}s"
    assert read_duration(worded) == seconds


@given(st.dates(dt.date(1970, 1, 1), dt.date(2199, 12, 31)), st.sampled_from("/-"))
def test_every_day_written_in_digits_reads_back(day: dt.date, mark: str) -> None:
    assert read_day(f"{day.day:02}{mark}{day.month:02}{mark}{day.year}", DMY) == day
    assert read_day(f"{day.month}{mark}{day.day}{mark}{day.year}", MDY) == day
    assert read_day(day.isoformat(), None) == day


@given(st.text(max_size=64))
def test_any_text_is_read_or_left_without_a_crash(text: str) -> None:
    read_clock(text)
    read_duration(text)
    read_yes(text)
    for sign in (None, COMMA, DOT):
        read_number(text, sign)
    for order in (None, DMY, MDY):
        try:
            read_moment(text, order)
        except NoSuchDay:
            continue


def test_half_a_second_is_rounded_up() -> None:
    assert seconds_of(Decimal("0.01"), Unit.HOURS) == 36
    assert seconds_of(Decimal("0.5"), Unit.SECONDS) == 1
    assert seconds_of(Decimal("1.5"), Unit.MINUTES) == 90


@pytest.mark.parametrize(
    ("text", "yes"),
    [("Yes", True), ("Oui", True), ("1", True), ("Ja", True), ("Sí", True), ("Non", False),
     ("", False), ("false", False), ("Non facturable", False), ("Partial", None)],
)  # fmt: skip
def test_yes_and_no_are_known_in_several_languages(text: str, yes: bool | None) -> None:
    assert read_yes(text) is yes
