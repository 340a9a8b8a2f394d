"""`casquettes demo` from the outside: loads once, beside what is already there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
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


def test_it_loads_once_says_so_in_json_and_keeps_its_date(tmp_path: Path) -> None:
    first = casquettes(tmp_path, "demo", "--load-only", "--json")
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
    again = casquettes(tmp_path, "demo", "--load-only", "--json")
    assert again.stdout == first.stdout
    assert again.stderr == ""


def test_reset_loads_it_again(tmp_path: Path) -> None:
    casquettes(tmp_path, "demo", "--load-only")
    reset = casquettes(tmp_path, "demo", "--load-only", "--reset")
    assert reset.returncode == 0
    assert "Chargement de l’exemple" in reset.stderr
    assert "L’Armoire Légère, 4232 temps passés" in reset.stdout


def test_outside_a_terminal_only_the_finished_bar_is_printed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for share in (0.1, 0.5, 1.0):
        demo._show(share)
    assert capsys.readouterr().err == f"Chargement de l’exemple  {'█' * 30}  100%\n"
