"""A quote with some of its options taken, as one document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import replace

from casquettes.engine.documents import Document
from casquettes.sales.models import Quote
from casquettes.sales.queries.quotes import deposit_with, document_of, totals_with


def document_with(quote: Quote, options: Collection[int], *, on: dt.date) -> Document:
    """What the client would accept with these options (ids of lines): lines, total, deposit."""
    document = document_of(quote, on=on)
    rows = list(quote.lines.all())
    lines = tuple(
        replace(line, is_option=row.is_option and row.pk not in options)
        for row, line in zip(rows, document.lines, strict=True)
    )
    return replace(
        document,
        lines=lines,
        totals=totals_with(quote, options, on=on),
        deposit=deposit_with(quote, options, on=on),
    )
