"""The bench: every file in its own process, one table each, JSON alone on standard output."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tools import bench

MEASURE = '''"""Sweeping a garage."""
print("noise")
def rows():
    yield {"name": "one room", "value": 12.5, "unit": "ms"}
    yield {"name": "ten rooms", "value": None, "unit": "ms", "detail": "too many"}
'''


@pytest.fixture(autouse=True)
def benchmarks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "bench_sweeping.py").write_text(MEASURE)
    monkeypatch.setattr(bench, "BENCHMARKS", tmp_path)
    return tmp_path


def _run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr("sys.argv", ["bench", *words])
    return bench.main()


def test_a_table_shows_each_promise(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(monkeypatch) == 0
    assert capsys.readouterr().out.splitlines() == [
        "",
        "Sweeping a garage.",
        "",
        "name       value  unit  detail",
        "─────────  ─────  ────  ────────",
        "one room    12.5  ms",
        "ten rooms         ms    too many",
        "",
    ]


def test_json_is_alone_on_standard_output(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(monkeypatch, "sweeping", "--json") == 0
    assert json.loads(capsys.readouterr().out)["sweeping"][0]["value"] == 12.5


def test_an_unknown_measure_is_refused_with_those_that_exist(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(monkeypatch, "mopping") == 2
    assert capsys.readouterr().err == "Mesures connues : sweeping.\n"


def test_a_file_that_breaks_does_not_hide_the_others(
    benchmarks: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (benchmarks / "bench_breaking.py").write_text("raise ValueError('broom')")
    assert _run(monkeypatch, "--json") == 1
    said = json.loads(capfd.readouterr().out)
    assert said["breaking"] is None
    assert len(said["sweeping"]) == 2
