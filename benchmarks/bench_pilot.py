"""Pages of the pilot of a business of ten years of hours, missions and invoices."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks import practices, volumes
from benchmarks.rows import Row, median, milliseconds, processor_milliseconds, row
from benchmarks.visitor import Visitor

# What a page may cost the processor, which says the same on a busy machine.
PAGES = {
    "billed share, twelve months": ("/measures/", 60.0),
    "billed share, ten years": ("/measures/?from=2016-09-01&to=2026-08-27", None),
    "money": ("/measures/money/", None),
    "home": ("/", None),
}


def rows() -> Iterator[Row]:
    """For each page: processor, median and SQL queries (also when nearly empty)."""
    volumes.settle()
    from casquettes.kernel import actions

    owner = actions.local_owner()
    small = Visitor(owner, volumes.years_of_work(labels=20, entries=60, name="Beginner"))
    large = Visitor(owner, practices.years_of_missions())
    for name, (path, target) in PAGES.items():
        answer = large.get(path)
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status}")
        taken = milliseconds(lambda: large.get(path), times=60)  # noqa: B023
        worked = min(processor_milliseconds(lambda: large.get(path), times=20) for _ in range(3))  # noqa: B023
        many = large.queries(lambda: large.get(path))  # noqa: B023
        few = small.queries(lambda: small.get(path))  # noqa: B023
        yield row(f"{name}: processor", target, worked, "ms", f"median {median(taken):.0f} ms")
        yield row(f"{name}: SQL queries", None, many, "", f"{few} with 60 entries")
