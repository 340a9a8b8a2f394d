"""What the whole file says about its dates, numbers and units, and what it leaves to ask."""

from __future__ import annotations

import csv
import datetime as dt
import io
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casquettes.formats.timesheets import summary as summaries
from casquettes.formats.timesheets.headers import Field
from casquettes.formats.timesheets.problems import Unread
from casquettes.formats.timesheets.reading import Answers
from casquettes.formats.timesheets.values import DateOrder, DecimalSign, Unit
from tests.formats.files import CLOCKIFY, HARVEST, KIMAI, PARIS, asked, opened, read, summed, unread

DMY, MDY = DateOrder.DMY, DateOrder.MDY


def days(text: str, answers: Answers | None = None) -> list[str]:
    return [row.day.isoformat() for row in read(text, answers=answers)]


# --- date order -------------------------------------------------------------------------------


def test_one_day_above_twelve_tells_the_order_of_all() -> None:
    assert days("Date,Hours\n03/04/2026,1\n25/04/2026,1\n") == ["2026-04-03", "2026-04-25"]
    assert days("Date,Hours\n03/04/2026,1\n04/25/2026,1\n") == ["2026-03-04", "2026-04-25"]


def test_another_dated_column_may_tell_it() -> None:
    header = "Project,Start Date,Start Time,Duration (h),Date of creation\n"
    assert days(f"{header}P,03/04/2026,9:00,1:00,25/04/2026\n") == ["2026-04-03"]


def test_a_start_with_its_day_tells_it_too() -> None:
    assert days(
        "start,end,x\n03/04/2026 09:00,03/04/2026 10:00,\n25/04/2026 09:00,25/04/2026 10:00,\n"
    ) == [
        "2026-04-03",
        "2026-04-25",
    ]


def test_the_weekday_beside_it_tells_it() -> None:
    assert days("Start date,Weekday,Duration,Project\n03/04/2024,Monday,1:00,P\n") == ["2024-03-04"]
    assert days("Start date,Weekday,Duration,Project\n03/04/2024,mercredi,1:00,P\n") == [
        "2024-04-03"
    ]


def test_a_night_or_a_length_that_fits_one_order_only_tells_it() -> None:
    header = "Project,Start Date,Start Time,End Date,End Time,Duration (h)\n"
    assert days(f"{header}P,03/04/2026,23:00,04/04/2026,01:00,2:00:00\n") == ["2026-04-03"]
    assert days(f"{header}P,03/04/2026,23:00,03/05/2026,01:00,2:00:00\n") == ["2026-03-04"]


def test_when_nothing_tells_it_is_asked_and_the_answer_followed() -> None:
    text = "Date,Hours\n03/04/2026,1\n05/06/2026,1\n"
    assert asked(text) == {"date_order": ("dmy", "mdy")}
    assert days(text, Answers(order=DMY)) == ["2026-04-03", "2026-06-05"]
    assert days(text, Answers(order=MDY)) == ["2026-03-04", "2026-05-06"]


def test_dates_that_contradict_each_other_are_asked_and_the_misfits_said() -> None:
    text = "Date,Hours\n25/03/2026,1\n03/26/2026,1\n"
    assert asked(text) == {"date_order": ("dmy", "mdy")}
    assert unread(text, answers=Answers(order=DMY)) == [(3, "no_such_day")]
    assert unread(text, answers=Answers(order=MDY)) == [(2, "no_such_day")]


def test_an_impossible_day_does_not_make_a_question_of_iso_dates() -> None:
    text = "start,end,x\n2026-02-30 09:00,2026-02-30 10:00,\n2026-02-28 09:00,2026-02-28 10:00,\n"
    assert asked(text) == {}
    assert unread(text) == [(2, "no_such_day")]


# --- decimal sign -----------------------------------------------------------------------------


def test_a_decimal_comma_inside_a_comma_file_is_found() -> None:
    text = (
        f'{HARVEST}2026-03-04,,P,,,,"20,0",No,No,No,A,B,,Yes,"100,0","2.000,0",Euro\n'
        '2026-03-04,Z,P,,,,"0,01",Yes,No,No,A,B,,Yes,"100,0","1,0",Euro\n'
    )
    assert (summed(text).seconds, summed(text).sold_seconds) == (72036, 36)
    assert summed(text).tool == "harvest"


def test_amounts_of_money_settle_what_the_hours_leave_open() -> None:
    text = 'Date,Hours,Amount (EUR)\n2026-03-04,"1,500","45,50"\n'
    assert summed(text).seconds == 5400
    both = 'Date,Hours,Amount (EUR)\n2026-03-04,"1,500","45,50"\n2026-03-04,"1,250","45.50"\n'
    assert asked(both) == {"decimal": ("comma", "dot")}


def test_thousands_or_decimals_is_asked_when_nothing_tells() -> None:
    text = 'Date,Hours\n2026-03-04,"1,500"\n2026-03-05,"2,250"\n'
    assert asked(text) == {"decimal": ("comma", "dot")}
    assert summed(text, answers=Answers(sign=DecimalSign.COMMA)).seconds == 13500
    assert unread(text, answers=Answers(sign=DecimalSign.DOT)) == [(2, "too_long"), (3, "too_long")]


def test_numbers_that_contradict_each_other_are_asked() -> None:
    text = 'Date,Hours\n2026-03-04,"1,5"\n2026-03-05,2.25\n'
    assert asked(text) == {"decimal": ("comma", "dot")}
    assert unread(text, answers=Answers(sign=DecimalSign.COMMA)) == [(3, "duration")]


def test_decimal_hours_nobody_needs_ask_nothing() -> None:
    text = f'{KIMAI}2026-03-04,12:00,13:30,"1,500",EUR,1,1,1,,a,a,,,Z,P,T,,1,,timesheet\n'
    assert asked(text) == {}
    assert (summed(text).seconds, summed(text).disagreeing, summed(text).tool) == (5400, 0, "kimai")


# --- unit -------------------------------------------------------------------------------------


def test_bare_whole_durations_are_asked() -> None:
    text = "Date,Duration\n2026-03-04,20\n2026-03-05,15\n"
    assert asked(text) == {"unit": ("hours", "minutes", "seconds")}
    assert [summed(text, answers=Answers(unit=unit)).seconds for unit in Unit][:3] == [
        126000,
        2100,
        35,
    ]
    assert summed(text, answers=Answers(mapping={"Duration": Field.MINUTES})).seconds == 2100


def test_what_cannot_fit_in_a_day_is_no_choice() -> None:
    assert asked("Date,Duration\n2026-03-04,90\n") == {"unit": ("minutes", "seconds")}
    assert summed("Date,Duration\n2026-03-04,5400\n2026-03-04,60\n").seconds == 5460
    assert asked("Date,Duration\n2026-03-04,999999\n") == {"unit": ("hours", "minutes", "seconds")}


def test_fractions_up_to_a_day_are_hours() -> None:
    assert summed("Date,Duration\n2026-03-04,1.5\n2026-03-05,2\n").seconds == 12600
    assert asked("Date,Duration\n2026-03-04,90.5\n") == {"unit": ("minutes", "seconds")}


def test_fractions_of_a_day_as_spreadsheets_write_them_are_asked() -> None:
    text = "Date;Durée\n2026-03-04;0,0625\n2026-03-05;0,125\n"
    assert asked(text) == {"unit": ("hours", "days")}
    assert summed(text, answers=Answers(unit=Unit.DAYS)).seconds == 16200
    assert summed(text).seconds is None


def test_a_total_is_a_duration_where_nothing_else_is() -> None:
    assert summed("Date;Client;Total\n2026-03-04;Z;1:30\n").seconds == 5400
    assert asked("Date;Heures;Total\n2026-03-04;1,5;45,00\n") == {}


def test_a_duration_nobody_needs_asks_no_unit() -> None:
    text = "Date,Start,End,Duration\n2026-03-04,09:00,10:00,90\n"
    assert asked(text) == {}
    assert (summed(text).seconds, summed(text).disagreeing) == (3600, 0)


@pytest.mark.parametrize(
    ("title", "cell"),
    [("Durée (min)", "90"), ("Minutes", "90"), ("Secondes", "5400"), ("Heures", "1,5"),
     ("Durée (h)", "1:30"), ("Temps passé", "1h30")],
)  # fmt: skip
def test_a_title_may_tell_the_unit(title: str, cell: str) -> None:
    assert summed(f"Date;{title}\n2026-03-04;{cell}\n").seconds == 5400


# --- figures ----------------------------------------------------------------------------------


def test_the_figures_of_a_file_add_up() -> None:
    text = (
        "User,Date,Start,End,Billable,Project\n"
        "A,2026-03-04,09:00,10:00,Yes,P\n"
        "A,2026-03-04,09:30,09:45,No,P\n"
        "B,2026-03-04,09:30,09:45,No,P\n"
        "A,2026-03-02,12:00,12:00,No,P\n"
        "A,2026-03-05,12:00,11:00,No,P\n"
    )
    summary = summed(text)
    assert (summary.rows, summary.entries, summary.seconds, summary.sold_seconds) == (
        5,
        4,
        5400,
        3600,
    )
    assert (summary.first, summary.last) == (dt.date(2026, 3, 2), dt.date(2026, 3, 4))
    assert (summary.zero, summary.overlapping, summary.disagreeing) == (1, 2, 0)
    assert summary.users == {"A", "B"}
    assert [(one.line, str(one.problem)) for one in summary.unread] == [(6, "end_before_start")]


def test_an_open_question_leaves_unknown_only_what_it_could_change() -> None:
    when = "03/04/2024,10:23 AM,03/04/2024,11:23:01 AM,01:00:01,1.00"
    summary = summed(f"{CLOCKIFY}P,C,d,t,u,,e,,Yes,{when},0,0\n")
    assert (summary.rows, summary.entries, summary.seconds, summary.sold_seconds) == (
        1,
        1,
        3601,
        3601,
    )
    assert (summary.first, summary.last) == (None, None)
    unknown = summed("Quand,Combien\n2026-03-04,1\n")
    assert (unknown.rows, unknown.entries, unknown.seconds) == (1, None, None)


def test_a_long_file_is_not_read_once_for_each_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(summaries, "TRIED_ROWS", 1)
    summary = summed("Date,Hours\n03/04/2026,1\n05/06/2026,1\n")
    assert (summary.rows, summary.entries) == (2, None)


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 6), st.sampled_from("AB")), max_size=12)
)
def test_overlaps_are_those_brute_force_finds(spans: list[tuple[int, int, str]]) -> None:
    lines = [
        f"{user},2026-03-04,{9 + start // 6:02}:{start % 6}0,"
        f"{9 + (start + length) // 6:02}:{(start + length) % 6}0,P\n"
        for start, length, user in spans
    ]
    found = summed("User,Date,Start,End,Project\n" + "".join(lines))
    expected = set()
    for (i, (s, n, who)), (j, (t, m, other)) in combinations(enumerate(spans), 2):
        if who == other and n and m and s < t + m and t < s + n:
            expected |= {i, j}
    assert found.overlapping == len(expected)


# --- any file of known content, in any shape, gives its sum or asks ---------------------------


@st.composite
def entries(draw: st.DrawFn) -> list[tuple[dt.datetime, int, bool]]:
    year = st.datetimes(dt.datetime(2025, 1, 1), dt.datetime(2025, 10, 31)).map(
        lambda moment: moment.replace(second=0, microsecond=0)
    )
    minutes = st.integers(0, 600).map(lambda count: count * 60)
    return draw(st.lists(st.tuples(year, minutes, st.booleans()), min_size=1, max_size=8))


@settings(max_examples=150, deadline=None)
@given(
    made=entries(),
    shape=st.sampled_from(["%d/%m/%Y", "%m/%d/%Y", "%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y"]),
    clock=st.sampled_from(["%H:%M", "%H:%M:%S", "%I:%M %p"]),
    delimiter=st.sampled_from(",;\t"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
    kept=st.sampled_from(["times", "duration", "decimal", "all"]),
)
def test_whatever_the_shape_the_sum_is_exact_or_asked(
    made: list[tuple[dt.datetime, int, bool]],
    shape: str,
    clock: str,
    delimiter: str,
    encoding: str,
    kept: str,
) -> None:
    held = io.StringIO()
    writer = csv.writer(held, delimiter=delimiter)
    times = ["Heure de début", "Date de fin", "Heure de fin"] if kept in {"times", "all"} else []
    lengths = {
        "duration": ["Durée"],
        "decimal": ["Heures"],
        "all": ["Durée (h)", "Durée (décimale)"],
    }
    writer.writerow(["Projet", "Date de début", *times, *lengths.get(kept, []), "Facturable"])
    for start, seconds, billable in made:
        end = start + dt.timedelta(seconds=seconds)
        row = ["Été", start.strftime(shape)]
        if times:
            row += [start.strftime(clock), end.strftime(shape), end.strftime(clock)]
        worded = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:00"
        decimal = f"{seconds / 3600:.4f}".replace(".", ",")
        row += {"duration": [worded], "decimal": [decimal], "all": [worded, decimal]}.get(kept, [])
        writer.writerow([*row, "Oui" if billable else "Non"])
    content = held.getvalue().encode(encoding)
    file = opened(content)
    if file.questions:
        assert [one.field for one in file.questions] == ["date_order"]
        assert shape in {"%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y"}
        order = MDY if shape == "%m/%d/%Y" else DMY
        file = opened(content, answers=Answers(order=order))
    summary = summaries.summarise(file)
    said = {one.line: one for one in summary.unread}
    read_ones = [entry for line, entry in enumerate(made, start=2) if line not in said]
    assert summary.seconds == sum(seconds for _start, seconds, _billable in read_ones)
    assert summary.sold_seconds == sum(seconds for _start, seconds, yes in read_ones if yes)
    assert all(str(one.problem) in {"missing_hour", "repeated_hour"} for one in said.values())


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"Date,Hours\n2026-01-05,1\n", b"BEGIN:VCALENDAR\n"]),
)
def test_any_bytes_are_read_or_refused_without_a_crash(noise: bytes, before: bytes) -> None:
    from casquettes.formats.timesheets.problems import Unreadable

    try:
        file = opened(before + noise)
        summary = summaries.summarise(file)
    except Unreadable:
        return
    if summary.entries is not None:
        assert summary.rows == summary.entries + len(summary.unread) or file.questions
    assert all(isinstance(one, Unread) for one in summary.unread)
    assert PARIS.key
