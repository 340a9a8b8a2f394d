"""When a watched value is worth a word: lines, margins, once."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casquettes.engine.alerts import REST, Line, Move, Past, move, run_above

TODAY = dt.date(2026, 3, 12)
CASH = Line(30, above=False)
CLIENT = Line(0.4, above=True)
OPEN, READ = Past(None, seen=False), Past(None, seen=True)


def ended(days: int, *, seen: bool) -> Past:
    return Past(TODAY - dt.timedelta(days=days), seen=seen)


@pytest.mark.parametrize(
    ("line", "value", "crossed"),
    [(CASH, 29.9, True), (CASH, 30, False), (CLIENT, 0.4, True), (CLIENT, 0.39, False)],
)
def test_the_line_itself_counts_as_above_and_not_as_under(line, value, crossed):
    assert line.crossed(value) is crossed


@pytest.mark.parametrize(
    ("line", "value", "left"),
    [(CASH, 32.9, False), (CASH, 33, True), (CLIENT, 0.36, False), (CLIENT, 0.35, True)],
)
def test_it_is_over_a_tenth_beyond_the_line(line, value, left):
    assert line.left(value) is left


@pytest.mark.parametrize(
    ("value", "past", "moved"),
    [
        (None, None, Move.NOTHING),
        (None, OPEN, Move.NOTHING),
        (45, None, Move.NOTHING),
        (29, None, Move.RAISE),
        (29, OPEN, Move.NOTHING),
        (31, OPEN, Move.NOTHING),
        (33, OPEN, Move.END),
        (33, READ, Move.END),
        (29, READ, Move.NOTHING),
        (29, ended(27, seen=True), Move.NOTHING),
        (29, ended(28, seen=True), Move.RAISE),
        (29, ended(27, seen=False), Move.REOPEN),
        (29, ended(28, seen=False), Move.RAISE),
        (31, ended(90, seen=True), Move.NOTHING),
    ],
)
def test_what_a_look_brings(value, past, moved):
    assert move(value, CASH, past, today=TODAY) is moved


@given(
    values=st.lists(
        st.floats(min_value=-1e6, max_value=1e6, allow_nan=False), min_size=2, max_size=30
    ),
    threshold=st.floats(min_value=0.01, max_value=1e5),
    above=st.booleans(),
)
def test_between_two_alerts_the_value_went_clearly_back(values, threshold, above):
    line, past, since = Line(threshold, above), None, []
    for step, value in enumerate(values):
        today = TODAY + step * REST
        moved = move(value, line, past, today=today)
        if moved in (Move.RAISE, Move.REOPEN):
            assert line.crossed(value)
            assert past is None or any(line.left(each) for each in since)
            past, since = OPEN, []
        elif moved is Move.END:
            assert line.left(value)
            assert not line.crossed(value)
            past = Past(today, seen=True)
        since.append(value)


@given(near=st.lists(st.floats(min_value=27.5, max_value=32.5), min_size=1, max_size=40))
def test_around_its_line_it_is_said_once_at_most(near):
    past, said = None, 0
    for step, value in enumerate(near):
        moved = move(value, CASH, past, today=TODAY + dt.timedelta(days=step))
        if moved is Move.RAISE:
            past, said = OPEN, said + 1
    assert said <= 1


@pytest.mark.parametrize(
    ("weeks", "run"),
    [([], 0), ([38.0], 0), ([38.1], 1), ([40, 39, 41, 20, 50], 3), ([20, 50, 50], 0)],
)
def test_weeks_in_a_row_are_counted_from_the_last_one_back(weeks, run):
    assert run_above(weeks, 38.0) == run
