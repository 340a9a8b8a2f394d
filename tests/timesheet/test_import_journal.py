"""What comes in from a file, and what is taken back, is written in the journal."""

from __future__ import annotations

import io
import json

import pytest

from casquettes.formats.timefiles import Period, look_through
from casquettes.formats.timesheets.reading import Answers
from casquettes.kernel.models import JournalEntry
from casquettes.timesheet.actions import imports
from tests import cast

ROWS = (
    b"User,Email,Client,Project,Task,Description,Billable,Start date,Start time,"
    b"End date,End time,Duration,Tags\n"
    b"Anne,a@example.org,Martin,Devis,,,No,2026-03-11,09:00:00,2026-03-11,10:00:00,01:00:00,\n"
)


@pytest.mark.django_db
def test_an_import_and_its_undo_are_written_without_a_name(business, anne):
    file = look_through(
        lambda: io.BytesIO(ROWS), zone=business.zone, answers=Answers(), period=Period(None, None)
    )
    facts = imports.FileFacts("temps de Martin.csv", "ab" * 32)
    outcome = imports.bring_in(business, anne, file, facts, at=cast.NOW)
    again = imports.bring_in(business, anne, file, facts, at=cast.NOW)
    assert again.batch is None
    imports.take_out(outcome.batch, at=cast.NOW)
    entries = JournalEntry.objects.filter(business=business, verb__endswith="_time")
    told = [(e.verb, json.loads(e.payload)) for e in entries.order_by("rank")]
    expected = {"format": "toggl", "rows": 1, "sha256": "ab" * 32}
    assert told == [("bring_in_time", expected), ("take_out_time", expected)]
