"""Real files of others, where that folder lies beside this one; skipped elsewhere."""

from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from casquettes.formats.icalendar import occurrences, read_calendar
from tests.formats.files import opened, summed

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"
UTC = ZoneInfo("UTC")


def expected(kind: str) -> list[tuple[Path, dict[str, Any]]]:
    manifest = SAMPLES / "MANIFEST.csv"
    if not manifest.is_file():
        return []
    with manifest.open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["kind"] == kind]
    return [(SAMPLES / row["file"], json.loads(row["expected"])) for row in rows]


@pytest.mark.parametrize(("path", "wanted"), expected("timesheet"))
def test_a_time_file_of_another_tool_gives_what_is_expected(
    path: Path, wanted: dict[str, Any]
) -> None:
    content = path.read_bytes()
    summary = summed(content)
    assert (summary.rows, summary.entries, summary.seconds) == (
        wanted["rows"],
        wanted["entries"],
        wanted["seconds"],
    )
    billable = [row for row in opened(content).rows() if getattr(row, "billable", False)]
    if not opened(content).questions:
        assert len(billable) == wanted["billable_rows"]


@pytest.mark.parametrize(("path", "wanted"), expected("ics"))
def test_a_calendar_of_another_tool_gives_what_is_expected(
    path: Path, wanted: dict[str, Any]
) -> None:
    if wanted.get("root") != ["VCALENDAR"]:
        pytest.skip("no calendar")
    raw = path.read_bytes()
    text = raw.decode("utf-8-sig", "replace")
    calendar = read_calendar(text.splitlines(keepends=True), zone=UTC)
    assert calendar.events == wanted["VEVENT"]
    for name, count in wanted.items():
        year = name.removeprefix("in_")
        if name.startswith("in_") and year.isdecimal() and isinstance(count, int):
            first = dt.date(int(year), 1, 1)
            before = dt.date(int(year) + 1, 1, 1)
            found, _unread = occurrences(calendar, first=first, before=before, zone=UTC)
            assert len(found) == count, year
