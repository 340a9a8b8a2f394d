"""Loading the example business: two years in seconds."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

from benchmarks import volumes
from benchmarks.rows import Row, row


def rows() -> Iterator[Row]:
    """Seconds to lay out and write the two years, tables already there."""
    volumes.settle()
    from casquettes.desk.demo import load
    from casquettes.kernel import actions, http

    before = perf_counter()
    business = load.load(actions.local_owner(), at=http.real_now(), progress=lambda _share: None)
    taken = perf_counter() - before
    yield row("load the example", 5, taken, "s", f"{load.summary(business).entries} entries")
