"""Where she says where she goes, what she wrote last is read again first."""

from __future__ import annotations

import datetime as dt

import pytest

from casquettes.engine.periods import Period
from casquettes.pilot.actions.direction import write
from casquettes.pilot.queries.bilan.facts import Facts
from casquettes.pilot.queries.bilan.registry import beside

pytestmark = pytest.mark.usefixtures("in_english")
TODAY = dt.date(2026, 3, 12)


def heading(business):
    facts = Facts(business, Period(dt.date(2026, 1, 1), TODAY), TODAY)
    (fact,) = beside(facts, ["heading"])
    return fact


def test_a_heading_not_written_yet_says_how_it_begins(business):
    told = heading(business)
    assert (told.rows, told.missing_url) == ((), "/direction/")
    assert told.missing.startswith("Not written yet")


def test_the_parts_she_wrote_are_read_again(business):
    write(business, on=dt.date(2025, 9, 1), clients="", promise="Calm", refusals="", picture="Sun")
    write(
        business, on=dt.date(2026, 1, 7), clients="", promise="Calm", refusals="No", picture="Rain"
    )
    told = heading(business)
    assert [(row.name, row.detail) for row in told.rows] == [
        ("What you promise", "Calm"),
        ("What you will not do", "No"),
        ("The good day in a year", "Rain"),
    ]
    assert "7 January 2026" in told.detail
