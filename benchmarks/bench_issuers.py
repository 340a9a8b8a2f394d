"""Eight processes issue 500 invoices each, at times failing: no number missing or twice."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from benchmarks.rows import Row, row

PROCESSES, EACH = 8, 500
REPOSITORY = Path(__file__).parents[1]


def rows() -> Iterator[Row]:
    """Numbers lost or used twice (none is allowed), and the pace, on SQLite then PostgreSQL."""
    with tempfile.TemporaryDirectory(prefix="casquettes-bench-") as home:
        yield from _on("SQLite", {"CASQUETTES_HOME": home, "DATABASE_URL": ""})
    sys.path.insert(0, str(REPOSITORY / "tools"))
    import postgres

    try:
        with postgres.throwaway() as url, tempfile.TemporaryDirectory() as home:
            yield from _on("PostgreSQL", {"CASQUETTES_HOME": home, "DATABASE_URL": url})
    except postgres.NoPostgres as missing:
        yield row("issue at once, PostgreSQL", None, 0, "", str(missing))


def _on(name: str, environment: dict[str, str]) -> Iterator[Row]:
    prepared = _answer(_start(environment, "prepare"))
    before = perf_counter()
    running = [_start(environment, *prepared, str(EACH)) for _ in range(PROCESSES)]
    numbers = [number for process in running for number in _answer(process)]
    taken = perf_counter() - before
    whole = {f"F2026-{rank:03}" for rank in range(1, PROCESSES * EACH + 1)}
    wrong = len(whole ^ set(numbers)) + len(numbers) - len(set(numbers))
    detail = f"{len(numbers)} issued by {PROCESSES} processes"
    yield row(f"numbers lost or twice, {name}", 0, wrong, "", detail)
    yield row(f"one invoice, {name}", None, taken * 1000 / max(len(numbers), 1), "ms")


def _start(environment: dict[str, str], *words: str) -> subprocess.Popen[str]:
    settings = {"DJANGO_SETTINGS_MODULE": "casquettes.config.settings"}
    told = {**os.environ, **settings, **environment}
    return subprocess.Popen(
        [sys.executable, "-m", "benchmarks.issuers", *words],
        cwd=REPOSITORY,
        env={name: value for name, value in told.items() if value},
        stdout=subprocess.PIPE,
        text=True,
    )


def _answer(process: subprocess.Popen[str]) -> list[str]:
    return (process.communicate(timeout=600)[0] or "").split()
