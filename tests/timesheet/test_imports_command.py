"""`casquettes import time`: the same from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from casquettes.config import command
from casquettes.config.commands.reasons import FILE_REASONS, LINE_REASONS
from casquettes.formats.timesheets.problems import FileProblem, LineProblem
from casquettes.timesheet.views.import_words import FILE_WORDS, LINE_WORDS

AMBIGUOUS = "Date,Hours\n03/04/2025,1\n05/06/2025,2\n"


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run the command on a text; its exit code, its JSON, and what it says on standard error."""

    def ran(text: str, *options: str) -> tuple[int, Any, str]:
        path = tmp_path / "temps.csv"
        path.write_text(text, encoding="utf-8")
        code = command.main(["import", "time", str(path), "--json", *options])
        said = capsys.readouterr()
        return code, json.loads(said.out), said.err

    return ran


def test_a_dry_run_needs_no_database(run: Any) -> None:
    code, facts, _err = run(
        "Date,Client,Hours,Billable\n2026-01-05,Zoé,1.5,Yes\n2026-01-06,Zoé,x,No\n", "--dry-run"
    )
    assert code == 0
    assert facts["unread"] == [{"line": 3, "reason": "durée illisible : x", "code": "duration"}]
    del facts["unread"]
    assert facts == {
        "format": "csv", "rows": 2, "entries": 1, "seconds": 5400, "sold_seconds": 5400,
        "break_seconds": 0, "first": "2026-01-05", "last": "2026-01-05", "zero": 0,
        "overlapping": 0, "disagreeing": 0, "people": 0, "duplicates": 0, "added": 0,
        "questions": [],
    }  # fmt: skip


def test_a_dry_run_says_the_question_and_what_it_leaves_unknown(run: Any) -> None:
    code, facts, _err = run(AMBIGUOUS, "--dry-run")
    assert (code, facts["questions"]) == (0, [{"field": "date_order", "choices": ["dmy", "mdy"]}])
    assert (facts["seconds"], facts["first"]) == (10800, None)
    assert "--date-order" in facts["why"]
    code, facts, _err = run(AMBIGUOUS, "--dry-run", "--date-order", "DMY")
    assert (facts["questions"], facts["first"]) == ([], "2025-04-03")


@pytest.mark.parametrize("sign", ["comma", ","])
def test_the_decimal_sign_may_be_said(run: Any, sign: str) -> None:
    text = 'Date,Hours\n2026-01-05,"1,500"\n'
    assert run(text, "--dry-run")[1]["questions"][0]["field"] == "decimal"
    assert run(text, "--dry-run", "--decimal", sign)[1]["seconds"] == 5400


def test_columns_may_be_mapped(run: Any) -> None:
    text = "Quand;Combien\n2026-01-05;90\n"
    asked = run(text, "--dry-run")[1]
    assert [one["field"] for one in asked["questions"]] == ["day", "duration"]
    assert asked["seconds"] is None
    told = run(text, "--dry-run", "--map", "Quand=date", "--map", "2=minutes")[1]
    assert (told["questions"], told["seconds"]) == ([], 5400)


@pytest.mark.parametrize("mapping", ["Quand", "Quand=autre chose"])
def test_a_mapping_that_says_nothing_is_refused(run: Any, mapping: str) -> None:
    code, facts, _err = run("Quand;Combien\n2026-01-05;90\n", "--dry-run", "--map", mapping)
    assert (code, facts["error"]["field"]) == (2, "map")


def test_a_file_that_cannot_be_read_is_refused_by_its_line(run: Any, tmp_path: Path) -> None:
    code, facts, err = run('Date,Hours,Note\n2026-01-05,1,"x\n', "--dry-run")
    assert (code, facts["error"]["line"], facts["error"]["field"]) == (2, 2, "file")
    assert "(ligne 2)" in err
    assert command.main(["import", "time", str(tmp_path / "rien.csv")]) == 2


def test_an_unknown_zone_is_refused(run: Any) -> None:
    for zone in ("Mars/Olympus", "../etc"):
        code, facts, _err = run("Date,Hours\n2026-01-05,1\n", "--dry-run", "--timezone", zone)
        assert (code, facts["error"]["field"]) == (2, "timezone")


def test_a_person_reads_a_sentence_a_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "temps.csv"
    rows = "".join(f"2026-02-30,{n},x\n" for n in range(25))
    path.write_text(
        f"Date,Hours,Client\n2026-01-05,1.5,Zoé\n2026-01-06,0,Zoé\n{rows}", encoding="utf-8"
    )
    assert command.main(["import", "time", str(path), "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "Lignes : 27, lues : 2" in said
    assert "Temps : 1 h 30" in said
    assert "Période : du 05/01/2026 au 06/01/2026" in said
    assert "sans durée : 1" in said
    assert "Ligne 4 non lue : ce jour n’existe pas : 2026-02-30" in said
    assert "… et 5 autres lignes" in said
    path.write_text(AMBIGUOUS, encoding="utf-8")
    command.main(["import", "time", str(path), "--dry-run"])
    assert "Jour ou mois d’abord" in capsys.readouterr().out


@pytest.fixture
def here(business: Any, now: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The command works on the database of the test."""
    from casquettes.config.commands import business as businesses

    monkeypatch.setattr(businesses, "open_database", lambda: None)
    return business


def test_the_rows_come_in_once(here: Any, run: Any) -> None:
    from casquettes.timesheet.models import TimeEntry

    text = "Date,Client,Hours,Billable\n2026-01-05,Zoé,1.5,Yes\n2026-04-05,Zoé,1.5,Yes\n"
    code, facts, _err = run(text)
    assert (code, facts["added"], facts["duplicates"], facts["sold_seconds"]) == (0, 1, 0, 5400)
    assert [one["code"] for one in facts["unread"]] == ["future"]
    code, facts, _err = run(text)
    assert (code, facts["added"], facts["duplicates"], facts["entries"]) == (0, 0, 1, 1)
    assert TimeEntry.objects.of(here).count() == 1


def test_a_question_refuses_and_names_its_option(here: Any, run: Any) -> None:
    code, facts, err = run(AMBIGUOUS)
    assert (code, facts["error"]["field"]) == (2, "date_order")
    assert "--date-order" in err


def test_nothing_readable_is_refused_with_its_first_line(here: Any, run: Any) -> None:
    code, facts, _err = run("Date,Hours\n2026-02-30,1\n")
    assert (code, facts["error"]["line"]) == (2, 2)
    code, facts, _err = run("Date,Hours\n")
    assert (code, facts["error"]["line"]) == (2, None)


def test_every_reason_has_its_words_in_both_places() -> None:
    assert set(FILE_REASONS) == set(FILE_WORDS) == set(FileProblem)
    assert set(LINE_REASONS) == set(LINE_WORDS) == set(LineProblem)
