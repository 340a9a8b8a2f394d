"""Lists as files: read back by a spreadsheet’s own reader, and never a formula."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal

import openpyxl
import pytest

from casquettes.formats.tables import Table, english_csv, french_csv, plain_csv, xlsx

DAY = dt.date(2026, 3, 12)
ROWS = [["Claire", DAY, Decimal("-3.5"), 2, None], ["=1+1", DAY, Decimal("1240.25"), 0, ""]]
TABLE = Table("Trajets", ["Nom", "Jour", "km", "n", "note"], ROWS)


def test_for_a_french_spreadsheet():
    assert french_csv(TABLE).decode("utf-8-sig").split("\r\n") == [
        "Nom;Jour;km;n;note",
        "Claire;12/03/2026;-3,5;2;",
        "'=1+1;12/03/2026;1240,25;0;",
        "",
    ]


def test_for_an_english_spreadsheet_and_for_programs():
    lines = ["Nom,Jour,km,n,note", "Claire,2026-03-12,-3.5,2,", "'=1+1,2026-03-12,1240.25,0,", ""]
    assert plain_csv(TABLE).decode().split("\r\n") == lines
    assert english_csv(TABLE) == b"\xef\xbb\xbf" + plain_csv(TABLE)


def test_a_workbook_holds_text_numbers_and_days():
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx(TABLE))).active
    assert sheet.title == "Trajets"
    moment = dt.datetime(2026, 3, 12)
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] == [
        ["Claire", moment, -3.5, 2, None],
        ["=1+1", moment, 1240.25, 0, None],
    ]
    assert sheet["A3"].data_type == "s"


@pytest.mark.parametrize(
    ("title", "name"),
    [("a/b*c", "a b c"), ("x" * 40, "x" * 31), ("'", "1"), ("Séances [2026]", "Séances  2026")],
)
def test_a_sheet_gets_a_name_that_workbooks_take(title, name):
    assert openpyxl.load_workbook(io.BytesIO(xlsx(Table(title, ["a"], [])))).sheetnames == [name]
