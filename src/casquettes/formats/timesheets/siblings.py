"""Names of clients, projects and tasks from the tables beside the time table of an archive."""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from itertools import islice

from casquettes.formats.timesheets.headers import Columns, Field
from casquettes.formats.timesheets.problems import FileProblem, Unreadable
from casquettes.formats.timesheets.rows import Names
from casquettes.formats.timesheets.sources import Opener, Source

MAX_NAMES = 50_000
_BESIDE = {
    Field.CLIENT_ID: "clients.csv",
    Field.PROJECT_ID: "projects.csv",
    Field.TASK_ID: "tasks.csv",
}


def names_beside(source: Source, columns: Columns) -> Names:
    """Identifier → name for each identifier column whose table lies beside. Raises Unreadable."""
    return {
        identifier: _names(source.siblings[file], file)
        for identifier, file in _BESIDE.items()
        if identifier in columns.place and file in source.siblings
    }


def _names(opener: Opener, file: str) -> dict[str, str]:
    try:
        with io.TextIOWrapper(opener(), "utf-8-sig", newline="") as text:
            records = csv.DictReader(text)
            return {
                row["id"]: row["name"][:200]
                for row in islice(records, MAX_NAMES)
                if row.get("id") and row.get("name")
            }
    except (csv.Error, ValueError, zipfile.BadZipFile, zlib.error, RuntimeError) as error:
        raise Unreadable(FileProblem.ARCHIVE, detail=file) from error
