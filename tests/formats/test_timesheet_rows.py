"""One row: what counts when columns disagree, nights, clock changes, and why a line is not read."""

from __future__ import annotations

import datetime as dt

import pytest

from casquettes.formats.timesheets.reading import Answers
from casquettes.formats.timesheets.rows import Row
from casquettes.formats.timesheets.values import DateOrder
from tests.formats.files import CLOCKIFY, PARIS, TOGGL, opened, read, summed, unread

SPAN = "Date,Start,End,Duration\n"


def one(text: str) -> Row:
    (row,) = read(text)
    return row


def why(text: str) -> str:
    ((_line, problem),) = unread(text)
    return problem


def test_a_row_tells_its_moment_its_words_and_whether_it_is_billable() -> None:
    row = one(
        TOGGL + "Anne,a@example.org,Zoé,Garage,Tri,Étagères,Yes,2026-01-05,09:00:00,2026-01-05,"
        '10:30:00,01:30:00,"a, b",45.00\n'
    )
    assert row == Row(
        line=2,
        day=dt.date(2026, 1, 5),
        starts_at=dt.datetime(2026, 1, 5, 8, 0, tzinfo=dt.UTC),
        seconds=5400,
        client="Zoé",
        project="Garage",
        task="Tri",
        description="Étagères",
        user="Anne",
        billable=True,
        is_break=False,
        disagrees=False,
    )
    assert row.sold_seconds == 5400


def test_start_and_end_win_then_the_duration_then_decimal_hours() -> None:
    answers = Answers(order=DateOrder.MDY)
    rest = "Yes,01/05/2026,9:00 AM,01/05/2026,10:00:01 AM"
    (row,) = read(f"{CLOCKIFY}P,C,d,t,u,,e,,{rest},02:00:00,0.00,0,0\n", answers=answers)
    assert (row.seconds, row.disagrees) == (3601, True)
    (row,) = read(f"{CLOCKIFY}P,C,d,t,u,,e,,{rest},01:00:01,0.00,0,0\n", answers=answers)
    assert (row.seconds, row.disagrees) == (3601, True), "decimal hours that say zero disagree"
    (row,) = read(f"{CLOCKIFY}P,C,d,t,u,,e,,{rest},01:00:01,1.00,0,0\n", answers=answers)
    assert (row.seconds, row.disagrees) == (3601, False), "rounded hours do not"
    short = "Date,Duration,Duration (decimal)\n2026-01-05,1:30:00,2.00\n"
    assert (one(short).seconds, one(short).disagrees) == (5400, True)


def test_times_without_seconds_may_round_a_duration() -> None:
    assert not one(f"{SPAN}2026-01-05,12:00,12:07,0:06:36\n").disagrees
    assert one(f"{SPAN}2026-01-05,12:00,12:07,0:05:59\n").disagrees
    assert one(f"{SPAN}2026-01-05,12:00:10,12:07:00,0:06:49\n").disagrees


def test_a_duration_that_cannot_be_read_beside_good_times_is_marked() -> None:
    row = one(f"{SPAN}2026-01-05,12:00,13:00,beaucoup\n")
    assert (row.seconds, row.disagrees) == (3600, True)


def test_a_start_and_a_duration_make_an_end() -> None:
    row = one("Start date,Start time,Duration,Project\n2026-01-05,09:00:00,01:30:00,P\n")
    assert (row.starts_at, row.seconds) == (dt.datetime(2026, 1, 5, 8, tzinfo=dt.UTC), 5400)
    row = one(f"{SPAN}2026-01-05,09:00,,1:30\n")
    assert (row.starts_at, row.seconds) == (dt.datetime(2026, 1, 5, 8, tzinfo=dt.UTC), 5400)


def test_a_length_alone_has_no_moment() -> None:
    row = one("Date,Hours,Client\n2026-01-05,1.5,Zoé\n")
    assert (row.day, row.starts_at, row.seconds) == (dt.date(2026, 1, 5), None, 5400)
    assert one(f"{SPAN}2026-01-05,,10:00,1:30\n").starts_at is None


def test_an_offset_is_brought_to_her_day() -> None:
    row = one("start,end,project\n2026-01-05T23:30:00Z,2026-01-06T00:30:00Z,P\n")
    assert (row.day, row.seconds) == (dt.date(2026, 1, 6), 3600)
    row = one("Date,Hours\n2026-01-05T23:30:00Z,1\n")
    assert row.day == dt.date(2026, 1, 6)
    assert one("Date,Hours\n2026-01-05 00:00:00,1\n").day == dt.date(2026, 1, 5)


def test_the_start_may_hold_the_day_where_another_column_has_none() -> None:
    row = one("Start,End,Hours\n05/01/2026 09:00,25/01/2026 09:00,x\n05/01/2026 09:00,10:00,1\n")
    assert (row.day, row.seconds) == (dt.date(2026, 1, 5), 3600)


# --- nights -----------------------------------------------------------------------------------


def test_a_night_with_its_end_date_is_read() -> None:
    text = "Project,Start date,Start time,End date,End time\nP,2026-01-05,23:00,2026-01-06,01:30\n"
    assert (one(text).day, one(text).seconds) == (dt.date(2026, 1, 5), 9000)


def test_a_night_without_its_end_date_is_read_when_short_or_confirmed() -> None:
    assert one(f"{SPAN}2026-01-05,22:00,02:00,\n").seconds == 4 * 3600
    assert one(f"{SPAN}2026-01-05,17:00,09:00,16:00\n").seconds == 16 * 3600
    assert one(f"{SPAN}2026-01-05,08:00,24:00,16:00\n").seconds == 16 * 3600
    assert one(f"{SPAN}2026-01-05,09:00,09:00,24:00\n").seconds == 24 * 3600


@pytest.mark.parametrize("length", ["", "8:00"])
def test_an_earlier_end_that_nothing_confirms_is_refused(length: str) -> None:
    assert why(f"{SPAN}2026-01-05,17:00,09:00,{length}\n") == "end_before_start"


def test_an_end_date_before_the_start_is_refused() -> None:
    text = "Project,Start date,Start time,End date,End time\nP,2026-01-05,23:00,2026-01-04,23:30\n"
    assert why(text) == "end_before_start"


# --- the clocks change ------------------------------------------------------------------------


def test_the_missing_hour_is_refused() -> None:
    assert why(f"{SPAN}2024-03-31,02:30,04:00,1:30\n") == "missing_hour"
    assert why(f"{SPAN}2024-03-31,01:30,02:30,1:00\n") == "missing_hour"
    assert why("Start date,Start time,Duration\n2024-03-31,02:30,1:00\n") == "missing_hour"


def test_over_a_clock_change_true_time_passes_unless_the_tool_counted_otherwise() -> None:
    assert one(f"{SPAN}2024-03-31,01:30,03:30,\n").seconds == 3600
    assert one(f"{SPAN}2024-03-31,01:30,03:30,1:00\n").seconds == 3600
    assert one(f"{SPAN}2024-03-31,01:30,03:30,2:00\n").seconds == 7200
    assert one(f"{SPAN}2024-10-27,01:30,03:30,\n").seconds == 3 * 3600


def test_the_repeated_hour_is_settled_by_the_duration_or_refused() -> None:
    assert why(f"{SPAN}2024-10-27,02:30,03:30,\n") == "repeated_hour"
    assert one(f"{SPAN}2024-10-27,02:30,03:30,2:00\n").seconds == 7200
    late = one(f"{SPAN}2024-10-27,02:30,03:30,1:00\n")
    assert (late.seconds, late.starts_at) == (3600, dt.datetime(2024, 10, 27, 1, 30, tzinfo=dt.UTC))


# --- refused lines ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("2024-02-30,,,1:00", "no_such_day"),
        ("2023-02-29,,,1:00", "no_such_day"),
        (",,,1:00", "no_day"),
        ("bientôt,,,1:00", "day"),
        ("09:00,,,1:00", "day"),
        ("2026-01-05,25:61,10:00,", "start"),
        ("2026-01-05,09:00,midi,", "end"),
        ("2026-01-05,09:00,,", "running"),
        ("2026-01-05,,,", "no_duration"),
        ("2026-01-05,,,1e999", "duration"),
        ("2026-01-05,,,=1+1", "duration"),
        ("2026-01-05,,,-1:00", "negative"),
        ("2026-01-05,09:00,10:00,-1:00", "negative"),
        ("2026-01-05,,,25:10:00", "too_long"),
        ("2026-01-05,,,99999999999 s", "duration"),
        ("2026-01-05,09:00,2026-01-06 10:00,", "too_long"),
        ("2026-01-05,09:00,,25:00", "too_long"),
        ("2026-01-05,1:00", "width"),
        ("2026-01-05,,,1:00,de trop", "width"),
        ("Date,Start,End,Duration", "header_again"),
        ("Total,,,12:00", "total"),
        ("Total général,,,12:00", "total"),
        ("Total,12:00", "total"),
        (",,,1:00" + "0" * 70, "duration"),
        ("2" * 70 + ",,,1:00", "day"),
    ],
)
def test_a_line_that_cannot_be_read_says_why(row: str, problem: str) -> None:
    assert unread(f"{SPAN}2026-01-05,08:00,08:30,\n{row}\n") == [(3, problem)]
    assert summed(f"{SPAN}2026-01-05,08:00,08:30,\n{row}\n").seconds == 1800


def test_an_immense_number_is_refused_by_its_line() -> None:
    assert why("Date,Hours,Client\n2026-01-05,99999999999,Z\n") == "too_long"
    assert why("Date,Hours,Client\n2026-01-05,24.5,Z\n") == "too_long"
    assert why("Date,Hours,Client\n2026-01-05,-1.5,Z\n") == "negative"


def test_a_client_called_total_is_no_total() -> None:
    assert one("Client,Date,Hours\nTotal,2026-01-05,1\n").client == "Total"


def test_an_empty_cell_too_many_is_no_matter() -> None:
    assert one("Date,Hours,Client\n2026-01-05,1,Z,,\n").seconds == 3600


def test_a_break_is_read_apart_and_leave_is_no_time() -> None:
    text = (
        "Project,Type,Billable,Start Date,Start Time,End Date,End Time,Duration (h)\n"
        "P,Break,Yes,01/15/2026,12:00,01/15/2026,12:30,00:30:00\n"
        "P,Time off,No,01/15/2026,13:00,01/15/2026,13:30,00:30:00\n"
        "P,Regular,Yes,01/15/2026,14:00,01/15/2026,14:30,00:30:00\n"
    )
    pause, work = read(text)
    assert (pause.is_break, pause.sold_seconds) == (True, 0)
    assert (work.is_break, work.sold_seconds) == (False, 1800)
    assert unread(text) == [(3, "time_off")]
    summary = summed(text)
    assert (summary.seconds, summary.break_seconds, summary.sold_seconds) == (3600, 1800, 1800)


def test_a_billable_cell_nobody_understands_refuses_its_line() -> None:
    assert why("Date,Hours,Billable\n2026-01-05,1,Partial\n") == "billable"


def test_in_a_file_with_mornings_a_time_that_does_not_say_is_refused() -> None:
    rows = "2026-01-05,9:00 AM,5:00 PM\n2026-01-06,9:00,17:00\n2026-01-07,13:00,14:00\n"
    text = f"Date,Start,End\n{rows}"
    assert unread(text) == [(3, "half_of_day")]
    assert summed(text).seconds == 9 * 3600


def test_a_day_to_come_is_not_read_once_today_is_known() -> None:
    text = "Date,Hours\n2026-01-05,1\n2026-01-06,1\n"
    rows = list(opened(text, until=dt.date(2026, 1, 5)).rows())
    assert [str(getattr(row, "problem", "")) for row in rows] == ["", "future"]
    assert len(read(text)) == 2
    assert PARIS.key == "Europe/Paris"


# --- pauses -----------------------------------------------------------------------------------

PAUSED = "Date,Début,Fin,{pause},Total\n2026-01-05,09:00,17:30,{cell},{total}\n"


@pytest.mark.parametrize(
    ("pause", "cell", "total", "hours", "disagrees"),
    [
        ("Pause", "0:30", "8:00", 8, False),
        ("Pause (min)", "30", "8:00", 8, False),
        ("Pause (h)", '"0,5"', "", 8, False),
        ("Break", "30 min", "", 8, False),
        ("Pause", "", "8:30", 8.5, False),
        ("Pause", "0", "8:30", 8.5, False),
        ("Pause", "0:30", "8:30", 8.5, False),
        ("Pause", "0:30", "7:00", 8, True),
    ],
)
def test_a_pause_between_start_and_end_is_not_worked(
    pause: str, cell: str, total: str, hours: float, disagrees: bool
) -> None:
    from casquettes.formats.timesheets.values import DecimalSign

    text = PAUSED.format(pause=pause, cell=cell, total=total)
    (row,) = read(text, answers=Answers(sign=DecimalSign.COMMA))
    assert (row.seconds, row.disagrees) == (hours * 3600, disagrees)


def test_a_pause_of_unknown_unit_or_longer_than_the_rest_is_refused() -> None:
    assert why(PAUSED.format(pause="Pause", cell="30", total="8:00")) == "duration"
    assert why(PAUSED.format(pause="Pause", cell="9:00", total="")) == "negative"
