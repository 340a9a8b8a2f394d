"""Switching hats: one click, the time of the hat taken off is written to the disk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import cycle

from benchmarks import volumes
from benchmarks.rows import Row, median, milliseconds, p95, processor_milliseconds, row
from benchmarks.visitor import Visitor

TIMES = 200


def rows() -> Iterator[Row]:
    """Median and 95th percentile of putting on the next hat, twenty minutes after the last."""
    volumes.settle()
    from django.urls import reverse

    from casquettes.engine.hats import Hat
    from casquettes.kernel import actions, http
    from casquettes.timesheet.models import TimeEntry

    owner = actions.local_owner()
    business = volumes.years_of_work()
    visitor = Visitor(owner, business)
    moment = [http.real_now().replace(hour=5)]
    http.real_now = lambda: moment[0]
    paths = cycle(reverse("timesheet:wear", args=[str(hat)]) for hat in Hat)
    before = TimeEntry.objects.of(business).count()

    def switch() -> None:
        moment[0] += dt.timedelta(minutes=1)
        answer = visitor.post(next(paths))
        if answer.status >= 400:
            raise RuntimeError(f"{answer.status}: {answer.body[:300]!r}")

    taken = milliseconds(switch, times=TIMES)
    written = TimeEntry.objects.of(business).count() - before
    worked = processor_milliseconds(switch, times=30)
    detail = f"processor {worked:.1f} ms; {written} entries written"
    yield row("switch: median", 15, median(taken), "ms", detail)
    yield row("switch: 95 %", None, p95(taken), "ms")
    yield row("switch: SQL queries", None, visitor.queries(switch), "")
