"""`casquettes demo` from the outside: loads once, beside what is already there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from casquettes.config.commands import demo


def casquettes(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "CASQUETTES_HOME": str(home)}
    environment.pop("DATABASE_URL", None)
    return subprocess.run(
        [sys.executable, "-m", "casquettes.config.command", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@dataclass(frozen=True)
class Loaded:
    """A folder with the example, and how its first loading went."""

    home: Path
    first: subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory, settled: Callable[[Path], Path]) -> Loaded:
    """Loaded once for all: it takes seconds."""
    home = settled(tmp_path_factory.mktemp("example"))
    return Loaded(home, casquettes(home, "demo", "--load-only", "--json"))


@pytest.mark.own_computer
def test_it_loads_once_says_so_in_json_and_keeps_its_date(loaded: Loaded) -> None:
    first = loaded.first
    assert first.returncode == 0, first.stderr
    assert json.loads(first.stdout) == {
        "business": "demo",
        "today": "2026-08-31",
        "entries": 4232,
        "seconds": 13_091_184,
        "sold_seconds": 3_632_400,
        "first": "2024-09-02",
        "last": "2026-08-31",
    }
    assert "Chargement de l’exemple" in first.stderr
    again = casquettes(loaded.home, "demo", "--load-only", "--json")
    assert again.stdout == first.stdout
    assert again.stderr == ""


@pytest.mark.own_computer
def test_reset_loads_it_again(loaded: Loaded, tmp_path: Path) -> None:
    home = Path(shutil.copytree(loaded.home, tmp_path / "hers"))
    reset = casquettes(home, "demo", "--load-only", "--reset")
    assert reset.returncode == 0
    assert "Chargement de l’exemple" in reset.stderr
    assert "L’Armoire Légère, 4232 temps passés" in reset.stdout


@pytest.mark.own_computer
def test_the_measures_of_the_example_tell_its_story(loaded: Loaded) -> None:
    """Two years of L’Armoire Légère, as docs/method/demo.md explains them."""
    asked = ("measure", "--business", "demo", "--json")
    first_year = ("--from", "2024-09-01", "--to", "2025-08-31")
    years = [
        json.loads(casquettes(loaded.home, *asked, *period).stdout) for period in (first_year, ())
    ]
    assert [(year["from"], year["to"]) for year in years] == [
        ("2024-09-01", "2025-08-31"),
        ("2025-09-01", "2026-08-31"),
    ]
    told = [
        {
            name: round(figure["value"], 4)
            for name, figure in year["measures"].items()
            if figure["value"]
        }
        for year in years
    ]
    assert told[0]["worked_hours"] == 1804.67
    assert told[0]["sold_hours"] == 413.0
    assert told[0]["delivered_hours"] == 438.65
    assert told[0]["billed_share"] == 0.2289
    assert told[0]["billed_share_plus"] == 0.2289
    assert told[0]["realisation"] == 0.9415
    assert told[1]["worked_hours"] == 1831.77
    assert told[1]["sold_hours"] == 596.0
    assert told[1]["delivered_hours"] == 612.42
    assert told[1]["billed_share"] == 0.3254
    assert told[1]["billed_share_plus"] == 0.3628
    assert told[1]["realisation"] == 0.9732
    by_hat = [
        {hat: round(line["worked_hours"]["value"]) for hat, line in year["by"].items()}
        for year in years
    ]
    assert by_hat == [
        {
            "production": 559,
            "sales": 378,
            "creation": 279,
            "logistics": 234,
            "manager": 196,
            "pilot": 98,
            "quality": 60,
        },
        {
            "production": 750,
            "sales": 266,
            "logistics": 259,
            "creation": 192,
            "manager": 178,
            "quality": 96,
            "pilot": 90,
        },
    ]


def test_outside_a_terminal_only_the_finished_bar_is_printed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for share in (0.1, 0.5, 1.0):
        demo._show(share)
    assert capsys.readouterr().err == f"Chargement de l’exemple  {'█' * 30}  100%\n"
