"""Overlaps, gaps and lanes against brute force over every quarter of an hour."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from casquettes.engine.stretches import gaps, lanes, overlapping

DAY = dt.datetime(2026, 3, 12, tzinfo=dt.UTC)
TEN_MINUTES = dt.timedelta(minutes=10)
Stretches = list[tuple[int, int]]


def quarters(most: int = 24) -> st.SearchStrategy[Stretches]:
    ends = st.tuples(st.integers(0, most), st.integers(1, 8))
    return st.lists(ends.map(lambda s: (s[0], s[0] + s[1])), max_size=9)


def at(quarter: int) -> dt.datetime:
    return DAY + dt.timedelta(minutes=15 * quarter)


def test_touching_is_not_overlapping() -> None:
    assert overlapping([(9, 10), (10, 11)]) == set()


def test_a_short_one_inside_a_long_one_marks_both() -> None:
    assert overlapping([(9, 17), (10, 11), (18, 19)]) == {0, 1}


@given(quarters())
def test_overlaps_are_those_of_all_pairs(stretches: Stretches) -> None:
    expected = {
        one
        for one, (start, end) in enumerate(stretches)
        for other, (begun, until) in enumerate(stretches)
        if one != other and start < until and begun < end
    }
    assert overlapping(stretches) == expected


def test_a_gap_of_nine_minutes_is_none() -> None:
    nine, ten = dt.timedelta(minutes=9), TEN_MINUTES
    day = [(at(0), at(1)), (at(1) + nine, at(2)), (at(2) + ten, at(4))]
    assert gaps(day, shortest=ten) == [(at(2), at(2) + ten)]


def test_an_empty_day_and_a_single_entry_have_no_gap() -> None:
    assert gaps([], shortest=TEN_MINUTES) == []
    assert gaps([(at(0), at(4))], shortest=TEN_MINUTES) == []


@given(quarters())
def test_gaps_are_the_quarters_nobody_covers_between_first_and_last(stretches: Stretches) -> None:
    covered = {quarter for start, end in stretches for quarter in range(start, end)}
    expected = set(range(min(covered), max(covered))) - covered if covered else set()
    found = gaps([(at(start), at(end)) for start, end in stretches], shortest=TEN_MINUTES)
    quarters_found = {
        quarter for start, end in found for quarter in range(40) if start <= at(quarter) < end
    }
    assert quarters_found == expected
    assert all(one[1] < other[0] for one, other in zip(found, found[1:], strict=False))


def test_lanes_of_a_day() -> None:
    assert lanes([(9, 12), (10, 11), (11, 13), (13, 14)]) == [(0, 2), (1, 2), (1, 2), (0, 1)]


@given(quarters())
def test_no_lane_holds_two_at_once_and_no_lane_is_wasted(stretches: Stretches) -> None:
    placed = lanes(stretches)
    for one, (start, end) in enumerate(stretches):
        lane, width = placed[one]
        assert lane < width
        for other, (begun, until) in enumerate(stretches):
            if one != other and start < until and begun < end:
                assert placed[other][0] != lane
                assert placed[other][1] == width
    at_once = [sum(s <= quarter < e for s, e in stretches) for quarter in range(40)]
    assert max((width for _lane, width in placed), default=0) == max(at_once)
