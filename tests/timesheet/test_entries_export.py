"""Entries as a file: for her spreadsheet, for a program, and never a formula."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from casquettes.kernel.models import Activity, Business, User
from casquettes.timesheet.models import TimeEntry
from casquettes.timesheet.queries.export import harmless

MONDAY = dt.date(2026, 3, 9)


@pytest.fixture
def row(business: Business) -> TimeEntry:
    return TimeEntry.objects.create(
        business=business,
        on=MONDAY,
        starts_at=dt.datetime(2026, 3, 9, 8, 15, tzinfo=dt.UTC),
        seconds=5400,
        hat="production",
        activity=Activity.objects.of(business).get(key="pro_seance"),
        nature="billed",
        sold_seconds=4500,
        label="Haddad",
        note='said "yes"; then\nleft',
        source="typed",
        noted_on=MONDAY,
    )


def download(anne: User, client_of: Callable[[User], Client], query: str = "") -> Any:
    return client_of(anne).get(f"/time/export/?{query}")


def test_a_french_spreadsheet_reads_it(
    anne: User, row: TimeEntry, now: dt.datetime, client_of: Callable[[User], Client]
) -> None:
    answer = download(anne, client_of)
    text = answer.content.decode()
    assert text.startswith("\ufeff")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].endswith('2026-03-12.csv"')
    _headings, cells = csv.reader(io.StringIO(text[1:]), delimiter=";")
    assert cells[:4] == ["09/03/2026", "09:15:00", "10:45:00", "1,5"]
    assert cells[6:8] == ["Haddad", 'said "yes"; then\nleft']
    assert cells[9] == "1,25"


def test_a_program_reads_the_plain_variant(
    anne: User, row: TimeEntry, now: dt.datetime, client_of: Callable[[User], Client]
) -> None:
    text = download(anne, client_of, "variant=plain").content.decode()
    [read] = csv.DictReader(io.StringIO(text))
    assert (read["date"], read["hours"], read["sold_hours"]) == ("2026-03-09", "1.5", "1.25")
    assert (read["hat"], read["nature"], read["source"]) == ("production", "billed", "typed")


def test_the_file_holds_what_the_search_found(
    anne: User, row: TimeEntry, now: dt.datetime, client_of: Callable[[User], Client]
) -> None:
    assert len(download(anne, client_of, "hat=sales").content.decode().splitlines()) == 1


def test_a_formula_becomes_text(
    anne: User, row: TimeEntry, now: dt.datetime, client_of: Callable[[User], Client]
) -> None:
    TimeEntry.objects.update(label='=HYPERLINK("http://bad")', note="-1+1")
    text = download(anne, client_of, "variant=plain").content.decode()
    [read] = csv.DictReader(io.StringIO(text))
    assert read["label"] == '\'=HYPERLINK("http://bad")'
    assert read["note"] == "'-1+1"


@given(st.text())
def test_no_text_starts_like_a_formula_and_none_is_lost(text: str) -> None:
    shown = harmless(text)
    assert not shown.lstrip().startswith(("=", "+", "-", "@"))
    assert shown.removeprefix("'") == text or shown == text


@pytest.mark.parametrize("text", ["Haddad", "3 bacs", "l’été", ""])
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert harmless(text) == text
