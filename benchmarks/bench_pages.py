"""Pages of a business of ten years: server time, SQL queries and weight."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks import volumes
from benchmarks.rows import Row, median, milliseconds, p95, processor_milliseconds, row
from benchmarks.visitor import Visitor

PAGES = {
    "home": ("desk:home", 40.0),
    "week": ("timesheet:week", 40.0),
    "list of entries": ("timesheet:entries", None),
    "billed share": ("pilot:measures", 60.0),
    "hat": ("timesheet:hat", None),
}
TIMES = 150


def rows() -> Iterator[Row]:
    """For each page: median, 95th percentile, queries (also when nearly empty), kB gzipped."""
    volumes.settle()
    from django.urls import reverse

    from casquettes.kernel import actions

    owner = actions.local_owner()
    small = Visitor(owner, volumes.years_of_work(labels=20, entries=60, name="Beginner"))
    large = Visitor(owner, volumes.years_of_work())
    for name, (url, target) in PAGES.items():
        path = reverse(url, args=["production"] if url == "timesheet:hat" else [])
        yield from _page(name, path, target, small, large)


def _page(
    name: str, path: str, target: float | None, small: Visitor, large: Visitor
) -> Iterator[Row]:
    answer = large.get(path)
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status}")
    taken = milliseconds(lambda: large.get(path), times=TIMES)
    worked = processor_milliseconds(lambda: large.get(path), times=30)
    few = small.queries(lambda: small.get(path))
    many = large.queries(lambda: large.get(path))
    yield row(f"{name}: median", target, median(taken), "ms", f"processor {worked:.1f} ms")
    yield row(f"{name}: 95 %", None, p95(taken), "ms")
    yield row(f"{name}: SQL queries", few, many, "", f"{few} with 60 entries")
    yield row(f"{name}: page", None, answer.gzipped_kilobytes, "kB", "gzipped")
