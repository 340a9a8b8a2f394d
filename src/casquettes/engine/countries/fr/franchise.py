"""France, the VAT franchise: the receipts of a year up to which no VAT is owed (CGI 293 B)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from casquettes.engine.countries.dated import in_force, known_until, law
from casquettes.engine.countries.fr.micro import LINES


def most(line: str, on: dt.date) -> Decimal:
    """Receipts of a calendar year above which VAT is owed from the day they are passed, euros."""
    return _limit(line, "tolerance", on)


def base(line: str, on: dt.date) -> Decimal:
    """Receipts of a calendar year above which VAT is owed from the next 1 January, euros."""
    return _limit(line, "base", on)


def _limit(line: str, which: str, on: dt.date) -> Decimal:
    figures = law("fr")
    kind = "sale" if LINES[line].is_sale else "service"
    series = figures["thresholds"]["vat_franchise"][f"{kind}_{which}"]
    return in_force(series, on, known_until=known_until(figures)).value
