"""`casquettes add` and `casquettes clock` from the outside: JSON shapes, refusals, exit codes."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from casquettes.config.command import main
from casquettes.config.commands import add, clock
from casquettes.formats.typed_line import Code
from casquettes.kernel.models import Business, User
from casquettes.timesheet.models import RunningClock, TimeEntry

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def hers(business: Business, now: dt.datetime, monkeypatch: pytest.MonkeyPatch) -> Business:
    """Anne's business is the one the commands are about."""

    @contextmanager
    def chosen(_slug: str | None) -> Iterator[Business]:
        yield business

    monkeypatch.setattr(add, "chosen_business", chosen)
    monkeypatch.setattr(clock, "chosen_business", chosen)
    return business


def answer(capsys: Capture, *arguments: str) -> Any:
    assert main([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def refusal(capsys: Capture, *arguments: str) -> Any:
    assert main([*arguments, "--json"]) == 2
    said = capsys.readouterr()
    assert said.err.strip()
    return json.loads(said.out)["error"]


def test_a_line_is_noted(hers: Business, anne: User, capsys: Capture) -> None:
    said = answer(capsys, "add", "2h tri garage Dupont hier")
    [entry] = TimeEntry.objects.of(hers)
    assert said["entries"] == [
        {
            "id": entry.pk,
            "on": "2026-03-11",
            "starts_at": None,
            "seconds": 7200,
            "hat": "production",
            "activity": "pro_seance",
            "nature": "billed",
            "sold_seconds": 7200,
            "label": "Dupont",
            "note": "tri garage",
        }
    ]
    assert said["understood"]["activity"] == "pro_seance"
    assert {"kind": "day", "start": 21, "end": 25, "text": "hier", "sure": True} in said[
        "understood"
    ]["parts"]
    assert entry.user == anne


def test_the_words_need_no_quotes(hers: Business, capsys: Capture) -> None:
    said = answer(capsys, "add", "30", "min", "devis", "Martin")
    assert (said["entries"][0]["seconds"], said["entries"][0]["label"]) == (1800, "Martin")


def test_a_range_says_its_local_start(hers: Business, capsys: Capture) -> None:
    [entry] = answer(capsys, "add", "9h-10h30 séance chez Léa #production")["entries"]
    assert entry["starts_at"] == "2026-03-12T09:00:00+01:00"
    assert entry["seconds"] == 5400


@pytest.mark.usefixtures("now")
def test_a_dry_run_needs_no_database(capsys: Capture) -> None:
    said = answer(capsys, "add", "9h-12h15 séance chez Léa #production", "--dry-run")
    [entry] = said["entries"]
    assert (entry["id"], entry["seconds"], entry["sold_seconds"]) == (None, 11700, 11700)
    assert (entry["hat"], entry["activity"], entry["label"]) == ("production", "pro_seance", "Léa")


@pytest.mark.usefixtures("now")
def test_a_dry_run_is_told_in_words(capsys: Capture) -> None:
    assert main(["add", "22h-1h", "tri", "Dupont", "--dry-run"]) == 0
    said = capsys.readouterr().out.replace("\u202f", " ").replace("\xa0", " ")
    assert "2 h, mercredi 11 mars 2026, de 22 h 00 à 0 h 00" in said
    assert "1 h, jeudi 12 mars 2026, de 0 h 00 à 1 h 00" in said
    assert "rien n’est écrit" in said


@pytest.mark.usefixtures("now")
@pytest.mark.parametrize(
    ("line", "field", "said"),
    [
        ("tri garage Dupont", "duration", "casquettes clock wear production"),
        ("tout", "duration", "Dites combien de temps"),
        ("1e999h tri", "duration", "« 1e999h » dépasse 24 heures"),
        ("0h tri", "duration", "« 0h »"),
        ("25h61 tri", "duration", "« 25h61 »"),
        ("2h tri 31/02", "on", "« 31/02 »"),
        ("2h tri demain", "on", "2026"),
        ("2h #pilote #qualité", "hat", "« #qualité »"),
        ("2h " + "x" * 600, "line", "500"),
    ],
)
def test_what_cannot_be_noted_is_refused(capsys: Capture, line: str, field: str, said: str) -> None:
    error = refusal(capsys, "add", line, "--dry-run")
    assert error["field"] == field
    assert said in error["message"]


def test_a_refused_line_writes_nothing(hers: Business, capsys: Capture) -> None:
    refusal(capsys, "add", "2h tri demain")
    refusal(capsys, "add", "tri")
    assert not TimeEntry.objects.of(hers).exists()


def test_every_problem_has_its_sentence() -> None:
    assert set(add.SENTENCES) == set(Code)


# --- the clock


def test_no_hat_is_on_at_first(hers: Business, capsys: Capture) -> None:
    assert answer(capsys, "clock") == {"worn": None, "entries": []}
    assert main(["clock"]) == 0
    assert capsys.readouterr().out == "Aucune casquette portée.\n"


@pytest.mark.parametrize("name", ["quality", "Qualité", "qualite"])
def test_a_hat_is_put_on_by_its_name(hers: Business, capsys: Capture, name: str) -> None:
    said = answer(capsys, "clock", "wear", name, "--label", "Dupont")
    assert said["worn"] == {
        "hat": "quality",
        "activity": None,
        "label": "Dupont",
        "note": "",
        "since": "2026-03-12T11:00:00+01:00",
        "seconds": 0,
        "paused_since": None,
    }


def test_another_hat_writes_down_the_first(
    hers: Business, anne: User, now: dt.datetime, capsys: Capture
) -> None:
    since = now - dt.timedelta(minutes=42)
    RunningClock.objects.create(business=hers, user=anne, hat="sales", started_at=since)
    said = answer(capsys, "clock", "wear", "production", "--activity", "pro_prep")
    assert [(e["hat"], e["seconds"]) for e in said["entries"]] == [("sales", 42 * 60)]
    assert (said["worn"]["hat"], said["worn"]["activity"]) == ("production", "pro_prep")


def test_pause_and_resume_are_said(
    hers: Business, anne: User, now: dt.datetime, capsys: Capture
) -> None:
    since = now - dt.timedelta(minutes=10)
    RunningClock.objects.create(business=hers, user=anne, hat="sales", started_at=since)
    assert main(["clock", "pause"]) == 0
    assert "en pause depuis" in capsys.readouterr().out
    assert answer(capsys, "clock", "resume")["worn"]["paused_since"] is None
    assert answer(capsys, "clock", "stop")["worn"] is None


def test_a_hat_left_on_is_asked_about(
    hers: Business, anne: User, now: dt.datetime, capsys: Capture
) -> None:
    since = now - dt.timedelta(hours=20)  # the day before, 15 h in Paris
    RunningClock.objects.create(business=hers, user=anne, hat="sales", started_at=since)
    assert refusal(capsys, "clock", "stop")["field"] == "ended"
    assert refusal(capsys, "clock", "stop", "--ended", "late")["field"] == "ended"
    assert refusal(capsys, "clock", "stop", "--ended", "14:00")["field"] == "ended"
    [entry] = answer(capsys, "clock", "stop", "--ended", "18:30")["entries"]
    assert (entry["on"], entry["seconds"]) == ("2026-03-11", 3.5 * 3600)


def test_a_hat_left_on_may_be_kept_whole(
    hers: Business, anne: User, now: dt.datetime, capsys: Capture
) -> None:
    since = now - dt.timedelta(hours=11)  # midnight in Paris
    RunningClock.objects.create(business=hers, user=anne, hat="sales", started_at=since)
    [entry] = answer(capsys, "clock", "stop", "--keep")["entries"]
    assert entry["seconds"] == 11 * 3600


@pytest.mark.usefixtures("hers")
@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        (["wear"], "hat"),
        (["wear", "chapeau"], "hat"),
        (["stop", "sales"], "hat"),
        (["wear", "sales", "--activity", "pro_seance"], "activity"),
        (["wear", "sales", "--label", "x" * 161], "label"),
    ],
)
def test_what_the_clock_cannot_do_is_refused(
    capsys: Capture, arguments: list[str], field: str
) -> None:
    assert refusal(capsys, "clock", *arguments)["field"] == field
    assert not RunningClock.objects.exists()
