"""How a benchmark answers: one row per promise, and the ways it measures."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time

Row = dict[str, object]


def row(name: str, target: float | None, value: float, unit: str, detail: str = "") -> Row:
    """One promise: `value` holds when it is at most `target`; no target: for information."""
    return {
        "name": name,
        "target": target,
        "value": round(float(value), 1),
        "unit": unit,
        "held": "" if target is None else ("✓" if value <= target else "✗"),
        "detail": detail,
    }


def milliseconds(act: Callable[[], object], *, times: int, warm_up: int = 10) -> list[float]:
    """How long each of `times` calls took, in milliseconds, after `warm_up` calls not counted."""
    for _call in range(warm_up):
        act()
    taken = []
    for _call in range(times):
        before = perf_counter()
        act()
        taken.append((perf_counter() - before) * 1000)
    return taken


def processor_milliseconds(act: Callable[[], object], *, times: int) -> float:
    """What one call costs the processor: the same on a busy machine."""
    before = process_time()
    for _call in range(times):
        act()
    return (process_time() - before) * 1000 / times


def median(taken: list[float]) -> float:
    return statistics.median(taken)


def p95(taken: list[float]) -> float:
    return statistics.quantiles(taken, n=20, method="inclusive")[-1]


def resident_kilobytes(pid: int) -> int:
    """Memory held by a process and all its children, each page counted once (PSS)."""
    own = sum(
        int(line.split()[1])
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        if line.startswith("Pss:")
    )
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return own + sum(resident_kilobytes(int(child)) for child in children)
