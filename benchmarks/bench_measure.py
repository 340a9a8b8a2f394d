"""The measure over ten years: every figure of the page, by hat, activity and month."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks import volumes
from benchmarks.rows import Row, median, milliseconds, p95, processor_milliseconds, row


def rows() -> Iterator[Row]:
    """Median and 95th percentile of the measure of ten years, and of its headline alone."""
    volumes.settle()
    from casquettes.engine.periods import Period
    from casquettes.pilot import queries

    business = volumes.years_of_work()
    today = volumes.TODAY
    decade = Period(today.replace(year=today.year - volumes.YEARS), today)
    year = Period(today.replace(year=today.year - 1), today)
    whole = milliseconds(
        lambda: queries.measures(business, decade, today=today), times=60, warm_up=5
    )
    worked = processor_milliseconds(
        lambda: queries.measures(business, decade, today=today), times=20
    )
    yield row("ten years: median", 100, median(whole), "ms", f"processor {worked:.1f} ms")
    yield row("ten years: 95 %", None, p95(whole), "ms")
    last_year = milliseconds(lambda: queries.measures(business, year, today=today), times=60)
    yield row("twelve months: median", 60, median(last_year), "ms")
    headline = milliseconds(lambda: queries.headline(business, decade, today=today), times=60)
    yield row("ten years, headline alone: median", None, median(headline), "ms")
    by_label = milliseconds(lambda: queries.by_label(business, decade), times=30)
    yield row("ten years by client: median", None, median(by_label), "ms", "2,000 clients")
