"""The journal: what one entry costs, and walking through 100,000 of them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from time import perf_counter

from benchmarks import volumes
from benchmarks.rows import Row, median, milliseconds, row

ENTRIES = 100_000
TIMES = 100


def rows() -> Iterator[Row]:
    """Seconds to verify a whole journal, milliseconds to write one entry at its end."""
    volumes.settle()
    from casquettes.kernel import actions, http, journal

    now = http.real_now()
    business = actions.found_local_business(at=now)
    _fill(business)
    before = perf_counter()
    verdict = journal.verify(business)
    taken = perf_counter() - before
    if verdict.first_bad:
        raise RuntimeError(str(verdict.first_bad))
    yield row("verify 100,000 entries", 10, taken, "s", f"{verdict.entries} entries")

    def record() -> None:
        journal.record(business, "act", at=now, amount=Decimal("12.34"))

    written = milliseconds(record, times=TIMES)
    yield row("one entry, on the disk", 10, median(written), "ms", "with its head")


def _fill(business: object) -> None:
    """Entries signed as `record` signs them, written many at a time."""
    from dataclasses import replace

    from casquettes.engine.journal import COLUMNS, Head, chain_key, sign
    from casquettes.kernel import journal, seals
    from casquettes.kernel.models import JournalEntry

    [line] = journal.lines_of(business)
    key = chain_key(seals.master_key(), line.chain)
    made = []
    for rank in range(2, ENTRIES + 1):
        total = line.perpetual_total + 1234
        line = replace(line, rank=rank, amount=1234, perpetual_total=total, previous=line.signature)
        line = replace(line, signature=sign(key, "entry", line.text()))
        values = {name: getattr(line, name) for name in COLUMNS}
        made.append(JournalEntry(business=business, **values))
    JournalEntry.objects.bulk_create(made, batch_size=2000)
    head = Head(line.chain, line.rank, line.signature, line.perpetual_total, line.at)
    seals.keep_head(business.pk, head)
