"""A list as a file: CSV for a French or an English spreadsheet or for programs, and XLSX.

Text is never a formula; numbers stay numbers, negative ones too.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import xlsxwriter

from casquettes.formats.cells import harmless

Cell = str | Decimal | int | dt.date | None
Row = Sequence[Cell]
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDEST = 60
LONGEST_NAME = 31
# Kept in memory, and no text is taken for something else.
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@dataclass(frozen=True, slots=True)
class Table:
    """A list to take away: its title, its headings and its rows."""

    title: str
    headings: Sequence[str]
    rows: Iterable[Row]


def french_csv(table: Table) -> bytes:
    """The table for a French spreadsheet: semicolons, decimal commas, days as 12/03/2026."""
    return b"\xef\xbb\xbf" + _csv(table, ";", ",", "%d/%m/%Y")


def english_csv(table: Table) -> bytes:
    """The table for an English spreadsheet."""
    return b"\xef\xbb\xbf" + plain_csv(table)


def plain_csv(table: Table) -> bytes:
    """The table for a program: commas, points, ISO days, no mark at the start."""
    return _csv(table, ",", ".", "%Y-%m-%d")


def xlsx(table: Table) -> bytes:
    """The table as a workbook of one sheet: text as text, numbers as numbers, days as days."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, _OPTIONS) as book:
        sheet = book.add_worksheet(_sheet_name(table.title))
        number = book.add_format({"num_format": "#,##0.00"})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, table.headings, book.add_format({"bold": True}))
        sheet.freeze_panes(1, 0)
        widths = [len(heading) for heading in table.headings]
        for rank, row in enumerate(table.rows, start=1):
            for column, cell in enumerate(row):
                _write(sheet, (rank, column), cell, number=number, day=day)
                widths[column] = max(widths[column], min(WIDEST, len(str(cell or ""))))
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width + 2)
    return out.getvalue()


def _write(sheet: Any, place: tuple[int, int], cell: Cell, *, number: Any, day: Any) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, str):
        sheet.write_string(*place, cell)
    elif isinstance(cell, dt.date):
        sheet.write_datetime(*place, dt.datetime.combine(cell, dt.time()), day)
    elif isinstance(cell, Decimal):
        sheet.write_number(*place, float(cell), number)
    else:
        sheet.write_number(*place, cell)


def _csv(table: Table, delimiter: str, decimal: str, day: str) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(table.headings)
    for row in table.rows:
        writer.writerow([_text(cell, decimal, day) for cell in row])
    return out.getvalue().encode()


def _text(cell: Cell, decimal: str, day: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return harmless(cell)
    if isinstance(cell, dt.date):
        return cell.strftime(day)
    return str(cell).replace(".", decimal)


def _sheet_name(title: str) -> str:
    """A name a workbook takes: 31 characters, none of those it refuses."""
    plain = "".join(" " if mark in "[]:*?/\\" else mark for mark in title)
    return plain[:LONGEST_NAME].strip("' ") or "1"
