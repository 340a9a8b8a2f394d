"""Bytes to tables: encoding, delimiter, archives, header, and everything too big or broken."""

from __future__ import annotations

import io
import zipfile

import pytest

from casquettes.formats.timesheets import evidence, sources
from casquettes.formats.timesheets.headers import Field, columns_of, tool_of
from casquettes.formats.timesheets.problems import FileProblem, Unreadable
from casquettes.formats.timesheets.reading import Answers
from tests.formats.files import asked, opened, read, refused, summed, unread, zipped

ONE = "Date,Client,Hours\n2026-01-05,Zoé,1.5\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"]
)
def test_the_encoding_is_found(encoding: str) -> None:
    (row,) = read((ONE * 1).encode(encoding))
    assert (row.client, row.seconds) == ("Zoé", 5400)


def test_bytes_unknown_to_windows_are_still_latin() -> None:
    (row,) = read(b"Date,Client,Hours\n2026-01-05,Zo\xe9\x81,1.5\n")
    assert row.client == "Zoé\x81"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    (row,) = read(ONE.replace(",", delimiter))
    assert (row.client, row.seconds) == ("Zoé", 5400)


def test_a_delimiter_inside_quotes_does_not_count() -> None:
    (row,) = read('Date;Client;Hours\n2026-01-05;"Roche, Zoé; fille";1,5\n')
    assert (row.client, row.seconds) == ("Roche, Zoé; fille", 5400)


def test_a_note_over_two_lines_is_one_row_and_lines_are_counted_right() -> None:
    text = 'Date,Hours,Note\n2026-01-05,1,"un\ndeux"\n2026-01-06,x,\n'
    assert [row.description for row in read(text)] == ["un\ndeux"]
    assert unread(text) == [(4, "duration")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_understood(end: str) -> None:
    assert summed(ONE.replace("\n", end)).seconds == 5400


def test_the_separator_line_of_excel_and_blank_lines_are_passed_over() -> None:
    text = "sep=;\n\n;;\nDate;Client;Hours\n;;\n2026-01-05;Zoé;1,5\n\n"
    assert (summed(text).rows, summed(text).seconds) == (1, 5400)


def test_lines_above_the_header_are_said() -> None:
    text = "Rapport détaillé;;\n01/01/2026 - 31/01/2026;;\n\nDate;Heures;Projet\n25/01/2026;1,5;x\n"
    assert unread(text) == [(1, "above_header"), (2, "above_header")]
    assert summed(text).rows == 1


def test_a_file_without_header_asks_what_its_columns_are() -> None:
    text = "05/01/2026;1,5;Tri\n06/01/2026;2,25;Tri\n25/01/2026;1;Tri\n"
    assert asked(text) == {"day": ("1", "2", "3"), "duration": ("1", "2", "3")}
    answers = Answers(mapping={"1": Field.DAY, "2": Field.HOURS})
    assert (summed(text, answers=answers).rows, summed(text, answers=answers).seconds) == (3, 17100)


def test_unknown_titles_are_asked_and_answered_by_title_or_rank() -> None:
    text = "Quand;Combien;Pour qui\n2026-01-05;1,5;Zoé\n"
    assert set(asked(text)) == {"day", "duration"}
    for first, second in (("Quand", "Combien"), ("quand ", "2"), ("1", "COMBIEN")):
        answers = Answers(mapping={first: Field.DAY, second: Field.HOURS, "3": Field.CLIENT})
        (row,) = read(text, answers=answers)
        assert (row.client, row.seconds) == ("Zoé", 5400)


@pytest.mark.parametrize("name", ["Jamais", "9", "0", "!"])
def test_an_answer_about_a_column_that_is_not_there_is_refused(name: str) -> None:
    with pytest.raises(Unreadable) as caught:
        opened("Quand;Combien\n2026-01-05;1,5\n", answers=Answers(mapping={name: Field.DAY}))
    assert (caught.value.problem, caught.value.detail) == (FileProblem.UNKNOWN_COLUMN, name)


def test_two_columns_that_claim_the_same_are_asked() -> None:
    text = "Date,Hours,Heures\n2026-01-05,1,2\n"
    assert asked(text) == {"hours": ("Hours", "Heures")}
    assert summed(text, answers=Answers(mapping={"Heures": Field.HOURS})).seconds == 7200


def test_a_column_in_another_zone_or_unit_is_not_taken_for_ours() -> None:
    assert set(asked("Start (UTC),End (UTC)\n2026-01-05 10:00,2026-01-05 11:00\n")) == {
        "day",
        "duration",
    }
    assert set(asked("Date,Durée (jours)\n2026-01-05,1\n")) == {"duration"}


@pytest.mark.parametrize(
    ("header", "field"),
    [("Start Date (local)", Field.START_DATE), ("Taux (CHF)", Field.MONEY),
     ("x" * 300, None), ("Autre (EUR)", None), ("Autre", None)],
)  # fmt: skip
def test_a_remark_in_brackets_does_not_hide_a_title(header: str, field: Field | None) -> None:
    columns = columns_of(["Project", header])
    assert columns.place.get(field or Field.IGNORED) == (1 if field else None)


def test_a_weekday_column_named_day_gives_way_to_the_date() -> None:
    assert columns_of(["Date", "Day", "Hours"]).place[Field.WEEKDAY] == 1
    assert columns_of(["Day", "Hours"]).place[Field.DAY] == 0
    assert Field.DAY not in columns_of(["Day", "x" * 300], {"Day": Field.TASK}).place
    both = columns_of(["Date", "Weekday", "Tag", "Hours"])
    assert both.place[Field.WEEKDAY] == 1


def test_the_tool_is_named_by_its_columns() -> None:
    assert tool_of(columns_of(["Date", "Hours", "Client"])) == "csv"
    assert tool_of(columns_of(["Start date", "Duration", "Project"])) == "toggl"
    assert tool_of(columns_of(["Date", "Hours", "Project code"])) == "harvest"


EXPORTS = {
    "solidtime": """\
Description,Task,Project,Client,User,Start,End,Duration,Duration (decimal),Billable
x,,P,C,U,2026-03-04 09:00:00,2026-03-04 10:30:00,01:30:00,1.50,Yes
""",
    "solidtime, generic": """\
description,billable,client,project,tags,start,end,user_name,user_email
x,true,C,P,,2026-03-04T09:00:00Z,2026-03-04T10:30:00Z,U,u@example.org
""",
    "timetracker": """\
Date,User,Project,Task,Start Time,End Time,Duration (hours),Notes,Billable
2026-03-04,U,P,T,2026-03-04 09:00:00,2026-03-04 10:30:00,1.5,n,True
""",
    "kimai, German": """\
Datum;Von;Bis;Dauer;Währung;Interner Preis;Kunde;Projekt;Tätigkeit;Abrechenbar
04.03.2026;23:00;00:30;1:30;EUR;0;K;P;T;1
""",
    "kimai, French": """\
Date,De,À,Durée,Devise,Taux,Taux interne,Client,Projet,Activité,Facturable
2026-03-04,09:00,10:30,1:30,EUR,0,0,Z,P,T,1
""",
    "clockify, German": """\
Projekt,Kunde,Gruppe,Abrechenbar,Startdatum,Startzeit,Enddatum,Endzeit
P,K,,Ja,04.03.2026,09:00,04.03.2026,10:30
""",
    "clockify, Spanish": """\
Proyecto;Grupo;Facturable;Fecha de inicio;Hora de inicio;Duración (h)
P;;Sí;25/03/2026;9:00;1:30:00
""",
    "toggl, newer": """\
Description,Duration,Project,Billable,Start date,Start time,Stop date,Stop time
x,1:30:00,P,Yes,2026-03-04,09:00:00,2026-03-04,10:30:00
""",
    "harvest, import": """\
Date,Client,Project,Task,Notes,Hours,First name,Last name,Billable
2026-03-04,C,P,T,n,1.5,A,B,Yes
""",
}


@pytest.mark.parametrize("export", EXPORTS)
def test_the_export_of_each_tool_is_recognised_and_read(export: str) -> None:
    summary = summed(EXPORTS[export])
    assert (summary.tool, summary.rows) == (export.partition(",")[0], 1)
    assert (summary.seconds, summary.sold_seconds, summary.disagreeing) == (5400, 5400, 0)


# --- refusals -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "problem", "line"),
    [
        (b"", FileProblem.EMPTY, None),
        (b" \r\n\t\n", FileProblem.EMPTY, None),
        (b"\xef\xbb\xbf", FileProblem.EMPTY, None),
        (b"\xef\xbb\xbf;;;\n", FileProblem.EMPTY, None),
        (b"%PDF-1.4\nDate,Hours\n", FileProblem.BINARY, None),
        (bytes(range(256)) * 40, FileProblem.BINARY, None),
        (b"\x01\x02\x03\x04" * 40, FileProblem.BINARY, None),
        (b"Date,Hours\n2026-01-05,1\n2026-01-06,\x001\n", FileProblem.NUL, 3),
        (b"\xff\xfeD\x00a", FileProblem.ENCODING, None),
        (b"Bonjour\nAu revoir\n", FileProblem.NO_TABLE, 1),
        (b";;;\nBonjour\n", FileProblem.NO_TABLE, 2),
        (b"Date,Hours" + b",x" * 400 + b"\n", FileProblem.MANY_COLUMNS, 1),
        (b"a," * 600_000, FileProblem.LONG_LINE, 1),
        (b'Date,Hours,Note\n2026-01-05,1,"' + b"x" * 200_000 + b'"\n', FileProblem.LONG_FIELD, 2),
        (b'Date,Hours,Note\n2026-01-05,1,"abc\n2026-01-06,2,x\n', FileProblem.QUOTES, 2),
        (b'Date,Hours,Note\n2026-01-05,1,x\n2026-01-06,2,"ab"c\n', FileProblem.QUOTES, 3),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_with_its_reason_and_line(
    content: bytes, problem: FileProblem, line: int | None
) -> None:
    assert refused(content) == (problem, line)


def test_a_quote_left_open_far_below_is_refused_too_not_swallowed() -> None:
    good = "".join(f"2026-01-{day:02},1,x\n" for day in range(1, 29)) * 3
    assert refused(f'Date,Hours,Note\n{good}2026-02-01,1,"abc\n{good}') == (FileProblem.QUOTES, 86)


def test_a_file_too_big_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MAX_BYTES", 20)
    assert refused(ONE) == (FileProblem.TOO_BIG, None)


def test_more_rows_than_anyone_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "MAX_ROWS", 2)
    assert refused("Date,Hours\n" + "2026-01-05,1\n" * 3) == (FileProblem.MANY_ROWS, 4)


# --- archives -------------------------------------------------------------------------------

ENTRIES = (
    "id,description,start,end,billable_rate,billable,member_id,user_id,organization_id,client_id,"
    "project_id,task_id,tags,is_imported,still_active_email_sent_at,created_at,updated_at\n"
    "1,Tri,2026-01-05T08:00:00Z,2026-01-05T09:30:00Z,,true,m,u,o,c1,p1,,[],false,,,\n"
    "2,,2026-01-05T10:00:00Z,,,false,m,u,o,,p9,,[],false,,,\n"
    "3,,2026-01-05T11:00:00Z,2026-01-05T11:10:00Z,,false,m,u,o,,p9,,[],false,,,\n"
)  # fmt: skip


def test_an_archive_gives_names_from_the_files_beside() -> None:
    archive = zipped(
        {
            "export/time_entries.csv": ENTRIES,
            "export/projects.csv": "id,name,color\np1,Garage,#fff\n,x,\np2,,\n",
            "export/clients.csv": "id,name\nc1,Zoé\n",
            "meta.json": "{}",
        }
    )
    first, second = read(archive)
    assert (first.project, first.client, first.seconds, first.billable) == (
        "Garage", "Zoé", 5400, True,
    )  # fmt: skip
    assert (second.project, second.client) == ("p9", "")
    assert unread(archive) == [(3, "running")]
    assert opened(archive).tool == "solidtime"


def test_the_only_table_of_an_archive_is_read() -> None:
    assert summed(zipped({"rapport.csv": ONE, "__MACOSX/rapport.csv": "x"})).seconds == 5400


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({"xl/workbook.xml": "<x/>", "a.csv": ONE}, FileProblem.SPREADSHEET),
        ({"content.xml": "<x/>"}, FileProblem.SPREADSHEET),
        ({"a.csv": ONE, "b.csv": ONE}, FileProblem.ARCHIVE_CONTENT),
        ({"a.txt": ONE}, FileProblem.ARCHIVE_CONTENT),
        ({f"{n}.txt": "" for n in range(201)}, FileProblem.TOO_BIG),
    ],
)
def test_an_archive_without_a_time_table_is_refused(
    files: dict[str, str | bytes], problem: FileProblem
) -> None:
    assert refused(zipped(files)) == (problem, None)


def test_an_archive_that_would_swell_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MAX_BYTES", 10_000)
    assert refused(zipped({"a.csv": "0" * 20_000})) == (FileProblem.TOO_BIG, None)


def test_a_damaged_archive_is_refused() -> None:
    whole = zipped({"a.csv": ONE * 50})
    assert refused(whole[:60]) == (FileProblem.ARCHIVE, None)
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as archive:
        archive.writestr("a.csv", ONE)
    broken = stored.getvalue().replace(b"2026-01-05", b"2026-01-06", 1)
    assert refused(broken) == (FileProblem.ARCHIVE, None)


def test_a_damaged_file_beside_the_entries_is_refused() -> None:
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as archive:
        archive.writestr("time_entries.csv", ENTRIES)
        archive.writestr("projects.csv", "id,name\np1,Garage\n")
    with pytest.raises(Unreadable) as caught:
        summed(stored.getvalue().replace(b"p1,Garage", b"p1,Barrage"[:9], 1))
    assert (caught.value.problem, caught.value.detail) == (FileProblem.ARCHIVE, "projects.csv")
