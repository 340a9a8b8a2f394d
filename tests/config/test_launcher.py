"""The launcher at the root: prepares what is missing, and says plainly what it cannot do."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import threading
import time
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def launcher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The launcher as a module, its environment in an empty folder with a space in its name."""
    monkeypatch.setenv("CASQUETTES_VENV", str(tmp_path / "chez moi" / ".venv"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    spec = spec_from_loader("launcher", SourceFileLoader("launcher", str(ROOT / "casquettes")))
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_an_old_python_can_read_it_and_say_what_is_missing() -> None:
    source = (ROOT / "casquettes").read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 6))


def test_it_needs_nothing_but_the_standard_library() -> None:
    tree = ast.parse((ROOT / "casquettes").read_text(encoding="utf-8"))
    names = {
        alias.name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    assert names <= set(sys.stdlib_module_names)


def test_with_an_old_python_only_it_names_the_one_it_needs(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(launcher.shutil, "which", lambda name: None)
    with pytest.raises(SystemExit) as ended:
        launcher.restart_with_a_newer_python(["demo"])
    assert ended.value.code == 1
    assert "besoin de Python 3.11" in capsys.readouterr().err


def test_nothing_is_ready_before_the_first_start(launcher: ModuleType) -> None:
    assert not launcher.is_ready(working=False)


def test_it_is_ready_once_the_stamp_matches_the_locked_files(launcher: ModuleType) -> None:
    _pretend_prepared(launcher)
    assert launcher.is_ready(working=False)
    assert not launcher.is_ready(working=True)


def test_a_changed_lock_file_makes_it_stale(launcher: ModuleType) -> None:
    _pretend_prepared(launcher, **{"requirements.lock": "another day"})
    assert not launcher.is_ready(working=False)


def test_a_moved_folder_is_made_anew(launcher: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    _pretend_prepared(launcher, root="/elsewhere")
    done: list[str] = []
    monkeypatch.setattr(launcher, "make_environment", lambda: done.append("made"))
    monkeypatch.setattr(launcher, "install", done.append)
    monkeypatch.setattr(launcher, "run_pip", lambda what, see=None: None)
    launcher.prepare(working=False)
    assert done == ["made", "requirements.lock"]
    assert launcher.is_ready(working=False)


def test_an_interrupted_installation_starts_again(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    _pretend_prepared(launcher, **{"requirements.lock": "another day"})
    monkeypatch.setattr(launcher, "answers", lambda python, code: True)
    monkeypatch.setattr(launcher, "install", lambda lock: sys.exit(1))
    with pytest.raises(SystemExit):
        launcher.prepare(working=False)
    assert launcher.read_stamp() == {}


def test_the_tools_are_installed_for_test_check_and_bench_only(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert list(launcher.wanted(working=False))[-1] == "requirements.lock"
    assert list(launcher.wanted(working=True))[-1] == "requirements-dev.lock"
    monkeypatch.setenv("DATABASE_URL", "postgres://somewhere")
    assert list(launcher.wanted(working=False))[-1] == "requirements-postgres.lock"


@pytest.mark.parametrize(
    ("said_by_pip", "said_to_her"),
    [
        ("NewConnectionError: failed", "Pas de connexion"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES", "n’est pas celui attendu"),
        ("OSError: No space left on device", "Le disque est plein"),
        ("something else", "n’a pas abouti"),
    ],
)
def test_a_failed_installation_is_explained(
    launcher: ModuleType,
    capsys: pytest.CaptureFixture[str],
    said_by_pip: str,
    said_to_her: str,
) -> None:
    with pytest.raises(SystemExit) as ended:
        launcher.explain(said_by_pip)
    said = capsys.readouterr()
    assert ended.value.code == 1
    assert said.out == ""
    assert said_to_her in said.err
    assert said_by_pip in said.err


def test_two_launches_at_once_take_turns(launcher: ModuleType, tmp_path: Path) -> None:
    order: list[str] = []

    def second() -> None:
        with launcher.Turn(str(tmp_path / "lock")):
            order.append("second")

    waiting = threading.Thread(target=second)
    with launcher.Turn(str(tmp_path / "lock")):
        waiting.start()
        time.sleep(0.2)
        order.append("first")
    waiting.join(timeout=5)
    assert order == ["first", "second"]


def test_a_later_start_hands_over_at_once_from_any_folder(
    launcher: ModuleType, tmp_path: Path
) -> None:
    _pretend_prepared(launcher)
    command = Path(launcher.SCRIPTS) / "casquettes"
    command.write_text("import sys; print(sys.argv[1:])")
    started = time.perf_counter()
    ended = subprocess.run(
        [sys.executable, str(ROOT / "casquettes"), "measure", "--json"],
        cwd=tmp_path,
        env={**os.environ, "CASQUETTES_VENV": launcher.VENV},
        capture_output=True,
        text=True,
        check=True,
    )
    assert time.perf_counter() - started < 2
    assert ended.stdout.strip() == "['measure', '--json']"
    assert ended.stderr == ""


def _pretend_prepared(launcher: ModuleType, **changed: str) -> None:
    """An environment that looks whole: the running Python under its name, and a stamp."""
    Path(launcher.SCRIPTS).mkdir(parents=True)
    Path(launcher.PYTHON).symlink_to(sys.executable)
    Path(launcher.STAMP).write_text(json.dumps({**launcher.wanted(working=False), **changed}))
