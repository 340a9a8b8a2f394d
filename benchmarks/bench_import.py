"""Importing a file of 100,000 rows from the command line: time and peak memory."""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from benchmarks import volumes
from benchmarks.rows import Row, row

SMALL, LARGE = 10_000, 100_000
COLUMNS = ["Project", "Client", "Description", "Task", "User", "Group", "Email", "Tags", "Billable"]
COLUMNS += [
    "Start Date",
    "Start Time",
    "End Date",
    "End Time",
    "Duration (h)",
    "Duration (decimal)",
]


def rows() -> Iterator[Row]:
    """100,000 rows, beside 10,000 rows to see whether memory grows with the file."""
    home = volumes.settle()
    _few, few_peak, _held = _import(home, SMALL, dt.datetime(2015, 1, 5, 8))
    many, many_peak, held = _import(home, LARGE, dt.datetime(2017, 1, 2, 8))
    size = _file(home, LARGE).stat().st_size / 1e6
    yield row("100,000 rows", 20, many, "s", f"{held} entries, {size:.0f} MB")
    yield row("peak memory", few_peak * 1.25, many_peak, "MB", f"{few_peak:.0f} MB with 10,000")
    again, _peak, _held = _import(home, LARGE, dt.datetime(2017, 1, 2, 8))
    yield row("the same file again", None, again, "s", "nothing is added")


def _import(home: Path, count: int, start: dt.datetime) -> tuple[float, float, int]:
    """Seconds taken, peak megabytes and entries after importing `count` rows."""
    file = _file(home, count)
    if not file.exists():
        _write(file, count, start)
    answer = home / f"{count}.json"
    command = [sys.executable, "-m", "casquettes.config.command", "import", "time", str(file)]
    before = perf_counter()
    with answer.open("w") as out:
        process = subprocess.Popen(
            [*command, "--json", "--date-order", "DMY"], stdout=out, env=dict(os.environ)
        )
        _pid, status, usage = os.wait4(process.pid, 0)
    taken = perf_counter() - before
    if status:
        raise RuntimeError(answer.read_text()[:500])
    return taken, _megabytes(usage), json.loads(answer.read_text())["entries"]


def _file(home: Path, count: int) -> Path:
    return home / f"{count}.csv"


def _megabytes(usage: resource.struct_rusage) -> float:
    return usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1000)


def _write(file: Path, count: int, start: dt.datetime) -> None:
    """A detailed report as Clockify writes it: quarter hours, one after the other."""
    projects = ["Maison", "Bureau", "Administratif", "Prospection", "Réseaux"]
    with file.open("w", newline="", encoding="utf-8") as opened:
        lines = csv.writer(opened)
        lines.writerow(COLUMNS)
        for rank in range(count):
            day = start + dt.timedelta(days=rank // 30)
            begins = day + dt.timedelta(minutes=15 * (rank % 30))
            ends = begins + dt.timedelta(minutes=15)
            lines.writerow(
                [
                    projects[rank % 5],
                    f"Client {rank % volumes.LABELS:04d}",
                    f"Ligne {rank}",
                    "",
                    "Anne Martin",
                    "",
                    "anne@example.org",
                    "",
                    "Yes" if rank % 3 == 0 else "No",
                    f"{begins:%d/%m/%Y}",
                    f"{begins:%H:%M:%S}",
                    f"{ends:%d/%m/%Y}",
                    f"{ends:%H:%M:%S}",
                    "00:15:00",
                    "0.25",
                ]
            )
