"""A launch lived many times: the whole answer, one plan moved, the blows, and the memory."""

from __future__ import annotations

import datetime as dt
import tracemalloc
from collections.abc import Iterator

from benchmarks.rows import Row, median, milliseconds, processor_milliseconds, row


def rows() -> Iterator[Row]:
    """Times of a simulation and of its parts; the most memory of a hundred thousand lives."""
    from casquettes.engine.launch.levers import swings
    from casquettes.engine.launch.plan import read_plan
    from casquettes.engine.launch.simulate import simulate
    from casquettes.engine.launch.stress import cards

    plan = read_plan({"start_on": "2026-09-01"}, today=dt.date(2026, 8, 31))

    def many() -> object:
        return simulate(plan, paths=10_000, changes=())

    worked = processor_milliseconds(many, times=10)
    lived = milliseconds(many, times=15, warm_up=3)
    yield row(
        "10,000 lives of 24 months: median", 250, median(lived), "ms", f"processor {worked:.0f} ms"
    )
    whole = processor_milliseconds(lambda: simulate(plan, paths=10_000), times=5)
    again = milliseconds(lambda: simulate(plan, paths=10_000), times=7, warm_up=1)
    yield row(
        "the same with its seven what-ifs: median",
        None,
        median(again),
        "ms",
        f"processor {whole:.0f} ms",
    )
    moved = milliseconds(lambda: simulate(plan, changes=()), times=30, warm_up=3)
    yield row("one figure moved, 2,000 lives: median", 150, median(moved), "ms")
    levers = milliseconds(lambda: swings(plan), times=10, warm_up=1)
    yield row("levers, 14 plans of 2,000 lives: median", None, median(levers), "ms")
    blows = milliseconds(lambda: cards(plan), times=30, warm_up=3)
    yield row("six blows: median", None, median(blows), "ms")
    tracemalloc.start()
    simulate(plan, paths=100_000, changes=())
    most = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    yield row("100,000 lives, most memory", 200, most, "MB")
