"""Documents: a page as PDF, an invoice as Factur-X, sixty pages, and what importing costs."""

from __future__ import annotations

import datetime as dt
import io
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from time import perf_counter

from benchmarks.rows import Row, median, milliseconds, p95, row
from casquettes.engine.documents import Document, Line, Means, Mention, Party, total

TIMES = 100
LINES_OF_SIXTY_PAGES = 2080
PEAK = """
import resource
from benchmarks.bench_papers import LINES_OF_SIXTY_PAGES, invoice
from casquettes.formats.facturx import hybrid
hybrid(invoice(LINES_OF_SIXTY_PAGES))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000)
"""
IMPORT = """
from time import perf_counter
before = perf_counter()
import casquettes.formats.facturx, casquettes.formats.ubl, casquettes.formats.rules
print((perf_counter() - before) * 1000)
"""


def rows() -> Iterator[Row]:
    """Milliseconds of an invoice of two lines, in each form; seconds and memory of sixty pages."""
    # First: a process inherits the peak of the one that starts it.
    yield row("sixty pages, peak memory", 400, _asked(PEAK), "MB", "a process of its own")
    yield row("importing the formats", 150, _asked(IMPORT), "ms", "libraries wait for their use")
    from casquettes.formats import paper
    from casquettes.formats.facturx import cii, hybrid
    from casquettes.formats.ubl import ubl

    two = invoice(2)
    for name, target, act in (
        ("PDF of one page", None, lambda: paper.pdf(two)),
        ("CII", 5, lambda: cii(two)),
        ("UBL", 5, lambda: ubl(two)),
        ("Factur-X PDF", 30, lambda: hybrid(two)),
    ):
        taken = milliseconds(act, times=TIMES)
        yield row(name, target, median(taken), "ms", f"p95 {p95(taken):.0f} ms, two lines")
    yield _checked(cii(two))
    long = invoice(LINES_OF_SIXTY_PAGES)
    before = perf_counter()
    made = hybrid(long)
    detail = f"{_pages(made)} pages, {len(made) / 1e6:.1f} MB"
    yield row("sixty pages as Factur-X", 5, perf_counter() - before, "s", detail)


def invoice(count: int) -> Document:
    """An invoice with VAT to a firm, of so many lines."""
    lines = tuple(
        Line(f"Ligne {rank}", Decimal("1.5"), "hour", Decimal(55), vat_rate=Decimal(20))
        for rank in range(count)
    )
    town = {"postcode": "44000", "city": "Nantes"}
    return Document(
        kind="session",
        number="F-2026-0143",
        issued_on=dt.date(2026, 11, 19),
        due_on=dt.date(2026, 12, 19),
        seller=Party(
            "Inès Delorme EI",
            is_firm=True,
            siren="732829320",
            **town,
            vat_number="FR44732829320",
            street="14 rue des Tanneurs",
        ),
        buyer=Party("Atelier Moreau", is_firm=True, siren="552100554", **town),
        lines=lines,
        totals=total(lines),
        vat_franchise=False,
        means=Means(iban="FR7630006000011234567890189", holder="Inès Delorme"),
        mentions=(Mention("late_fees", "Pénalités de retard : 12,40 % par an."),),
    )


def _checked(xml: bytes) -> Row:
    """The official rules on one invoice, once they are compiled."""
    from casquettes.formats.rules import CannotCheck, check

    try:
        taken = milliseconds(lambda: check(xml), times=20, warm_up=3)
    except CannotCheck as error:
        return row("the official rules", None, 0, "ms", str(error))
    failed = len(check(xml))
    return row("the official rules", None, median(taken), "ms", f"{failed} failed")


def _pages(pdf: bytes) -> int:
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


def _asked(program: str) -> float:
    command = [sys.executable, "-c", program]
    return float(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
