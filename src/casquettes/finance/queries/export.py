"""Lists of money as files: CSV for a French or English spreadsheet or for programs, and XLSX.

Text is never a formula; numbers stay numbers, negative ones too.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import xlsxwriter

from casquettes.formats.cells import harmless

Cell = str | Decimal | int | dt.date | None
Row = Sequence[Cell]
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "plain": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
WIDEST = 60


@dataclass(frozen=True, slots=True)
class Table:
    """A list to take away: its name, its headings and its rows."""

    title: str
    headings: Sequence[str]
    rows: Iterable[Row]


def as_csv(table: Table, *, french: bool) -> bytes:
    """The table for a spreadsheet: semicolons and commas in French."""
    delimiter, decimal, day = (";", ",", "%d/%m/%Y") if french else (",", ".", "%Y-%m-%d")
    return b"\xef\xbb\xbf" + _csv(table, delimiter, decimal, day)


def as_plain_csv(table: Table) -> bytes:
    """The table for a program: commas, points, ISO days."""
    return _csv(table, ",", ".", "%Y-%m-%d")


def as_xlsx(table: Table) -> bytes:
    """The table as a workbook of one sheet: text as text, sums as numbers, days as days."""
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "remove_timezone": True,
    }
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet(_sheet_name(table.title))
        bold = book.add_format({"bold": True})
        money = book.add_format({"num_format": "#,##0.00"})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, table.headings, bold)
        sheet.freeze_panes(1, 0)
        widths = [len(heading) for heading in table.headings]
        for at, row in enumerate(table.rows, start=1):
            for column, cell in enumerate(row):
                _write(sheet, (at, column), cell, (money, day))
                widths[column] = max(widths[column], min(WIDEST, len(str(cell or ""))))
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width + 2)
    return out.getvalue()


def _write(
    sheet: xlsxwriter.worksheet.Worksheet,
    at: tuple[int, int],
    cell: Cell,
    looks: tuple[object, object],
) -> None:
    money, day = looks
    if cell is None or cell == "":
        return
    if isinstance(cell, str):
        sheet.write_string(*at, cell)
    elif isinstance(cell, dt.date):
        sheet.write_datetime(*at, dt.datetime.combine(cell, dt.time()), day)
    elif isinstance(cell, Decimal):
        sheet.write_number(*at, float(cell), money)
    else:
        sheet.write_number(*at, cell)


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
    return "".join(" " if mark in "[]:*?/\\" else mark for mark in title)[:31].strip("' ") or "1"
