"""Formats of numbers: what they write, read back, refuse, and whether two may meet."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casquettes.engine.numbering import FormatRefused, Why, first_met, read, read_example

DAY = dt.date(2026, 3, 12)
PATTERNS = ("F{year}-{rank:03}", "{yy}/{rank}", "AV{rank:05}", "{rank}-{year}", "F{year}{rank:04}")


@pytest.mark.parametrize(
    ("pattern", "year", "rank", "number"),
    [
        ("F{year}-{rank:03}", 2026, 7, "F2026-007"),
        ("F{year}-{rank:03}", 2026, 1234, "F2026-1234"),
        ("{yy}/{rank}", 2026, 7, "26/7"),
        ("AV{rank:05}", 2026, 7, "AV00007"),
        ("{rank}", 2026, 12, "12"),
    ],
)
def test_a_format_writes_its_number(pattern: str, year: int, rank: int, number: str) -> None:
    assert read(pattern).number(year, rank) == number


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("F{year}", Why.NO_RANK),
        ("", Why.NO_RANK),
        ("{rank}{rank:03}", Why.TWICE),
        ("{year}{year}{rank}", Why.TWICE),
        ("F {rank}", Why.SIGNS),
        ("F{rank:003}", Why.SIGNS),
        ("F{rank:3}", Why.SIGNS),
        ("F{rank!r}", Why.SIGNS),
        ("{business.owner}{rank}", Why.SIGNS),
        ("É{rank}", Why.SIGNS),
        ("F" * 30 + "{rank}", Why.LONG),
    ],
)
def test_text_that_is_no_format_is_refused(pattern: str, why: Why) -> None:
    with pytest.raises(FormatRefused) as refused:
        read(pattern)
    assert refused.value.why is why


@given(st.sampled_from(PATTERNS), st.integers(2000, 2099), st.integers(1, 999_999))
def test_a_number_is_read_back_as_it_was_written(pattern: str, year: int, rank: int) -> None:
    chosen = read(pattern)
    assert chosen.read_back(chosen.number(year, rank)) == (year if chosen.yearly else 0, rank)


@pytest.mark.parametrize("number", ["F2026-07", "F2026-0007", "D2026-007", "F2026-", "F2026-007 "])
def test_a_number_written_otherwise_is_not_read(number: str) -> None:
    assert read("F{year}-{rank:03}").read_back(number) is None


def test_two_years_that_disagree_are_not_read() -> None:
    assert read("{year}-{yy}-{rank}").read_back("2026-27-1") is None
    assert read("{year}-{yy}-{rank}").read_back("2026-26-1") == (2026, 1)


@pytest.mark.parametrize(
    ("one", "two", "meet"),
    [
        ("F{year}-{rank:03}", "D{year}-{rank:03}", False),
        ("F{year}-{rank:03}", "F{year}-{rank:04}", True),
        ("F{year}{rank}", "F{rank}", True),
        ("{rank}", "{year}{rank}", True),
        ("{rank:09}", "{rank}", True),
        ("{rank:09}", "{year}-{rank}", False),
        ("2026-{rank}", "{year}-{rank}", True),
        ("1999-{rank}", "{year}-{rank}", False),
        ("A{rank}B", "A{rank}", False),
    ],
)
def test_two_formats_that_could_write_one_number_are_seen(one: str, two: str, meet: bool) -> None:
    assert read(one).may_meet(read(two)) is meet
    assert read(two).may_meet(read(one)) is meet


@given(
    st.sampled_from(PATTERNS),
    st.sampled_from(PATTERNS),
    st.integers(2000, 2099),
    st.integers(1, 99_999),
)
def test_formats_said_apart_never_read_each_other(one: str, two: str, year: int, rank: int) -> None:
    if not read(one).may_meet(read(two)):
        assert read(two).read_back(read(one).number(year, rank)) is None


@pytest.mark.parametrize(
    ("typed", "pattern", "rank"),
    [
        ("F2026-012", "F{year}-{rank:03}", 12),
        (" FA-26-0049 ", "FA-{yy}-{rank:04}", 49),
        ("2026049", "{year}{rank:03}", 49),
        ("F-00049", "F-{rank:05}", 49),
        ("7", "{rank}", 7),
        ("12-A", "{rank:02}-A", 12),
        ("F2025-012", "F2025-{rank:03}", 12),
        ("2026", "{rank:04}", 2026),
        ("{year}-{rank:03}", "{year}-{rank:03}", None),
    ],
)
def test_an_example_shows_the_format(typed: str, pattern: str, rank: int | None) -> None:
    assert read_example(typed, on=DAY) == (pattern, rank)


@pytest.mark.parametrize(("typed", "why"), [("FA", Why.NO_RANK), ("1" * 10, Why.LONG)])
def test_an_example_without_a_rank_is_refused(typed: str, why: Why) -> None:
    with pytest.raises(FormatRefused) as refused:
        read_example(typed, on=DAY)
    assert refused.value.why is why


def test_only_a_used_number_still_to_come_is_met() -> None:
    used = ["F2026-001", "F2026-002", "F2026-003"]
    again = read("F{year}-{rank:03}")
    assert first_met(used, again, since=2026, taken={2026: 3}) is None
    assert first_met(used, again, since=2026, taken={2026: 1}) == "F2026-002"
    assert first_met(used, again, since=2027, taken={}) is None
    assert first_met(used, read("G{year}-{rank:03}"), since=2026, taken={}) is None
    assert first_met(["5"], read("{rank}"), since=2026, taken={}) == "5"
