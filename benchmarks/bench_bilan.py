"""A bilan closed on ten years of rows: its figures kept, its page read, its sheet of paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from benchmarks import volumes
from benchmarks.rows import Row, median, milliseconds, p95, row


def rows() -> Iterator[Row]:
    """Milliseconds to keep the figures of a year, and to print a bilan answered in full."""
    volumes.settle()
    from casquettes.engine.bilan.script import Kind, questions
    from casquettes.engine.periods import Period
    from casquettes.formats import bilanpaper
    from casquettes.pilot.models import Bilan, BilanAnswer
    from casquettes.pilot.queries.bilan.result import Result
    from casquettes.pilot.queries.bilan.sheet import sheet_of
    from casquettes.pilot.queries.bilan.snapshot import snapshot

    business, today = volumes.years_of_work(), volumes.TODAY
    year = Period(today.replace(year=today.year - 1), today)
    kept = milliseconds(lambda: snapshot(business, year, today=today), times=20, warm_up=2)
    yield row("figures of a year kept: median", None, median(kept), "ms", "at the close")
    at = dt.datetime.combine(today, dt.time(12), dt.UTC)
    bilan = Bilan.objects.create(
        business=business,
        moment=Bilan.Moment.RENTREE,
        is_short=False,
        first_on=year.first,
        last_on=year.last,
        started_at=at,
        finished_at=at,
        figures=snapshot(business, year, today=today),
    )
    BilanAnswer.objects.bulk_create(
        BilanAnswer(
            business=business,
            bilan=bilan,
            question=each.id,
            value={"lines": ["Une phrase entière, dite en passant."] * 3}
            if each.kind is Kind.LINES
            else {"text": "Une phrase entière, dite en passant, puis une autre."},
            guess={"amount": 40} if each.guess_first else None,
            saved_at=at,
        )
        for each in questions(is_short=False)
    )

    def printed() -> object:
        return bilanpaper.pdf(sheet_of(Result(bilan, today=today)))

    paper = milliseconds(printed, times=30, warm_up=2)
    yield row("bilan PDF, two pages: median", 500, median(paper), "ms", f"p95 {p95(paper):.0f} ms")
