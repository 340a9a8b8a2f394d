"""What is committed names no machine and no registry, and installs only what was locked."""

from __future__ import annotations

import re
from pathlib import Path

from tests.architecture.tree import ROOT, committed

# Written in two pieces, so that this file does not find itself.
HOSTS = ["pypi" + ".org", "pythonhosted" + ".org", "registry.npm" + "js", "npmjs" + ".com"]
LOCKS = ("requirements.lock", "requirements-postgres.lock", "requirements-dev.lock")
PLACES = [r"/" + r"work/", r"/" + r"root/", r"/" + r"home/[a-z]", r"/" + r"Users/[A-Z]"]


def test_no_file_names_a_registry() -> None:
    shape = re.compile("|".join(map(re.escape, HOSTS)))
    assert [str(path.relative_to(ROOT)) for path in committed() if shape.search(_text(path))] == []


def test_no_file_names_a_folder_of_one_machine() -> None:
    shape = re.compile(r"(?<![\w.$}/-])(" + "|".join(PLACES) + ")")
    assert [str(path.relative_to(ROOT)) for path in committed() if shape.search(_text(path))] == []


def test_every_requirement_is_locked_with_its_fingerprints() -> None:
    for name in LOCKS:
        for requirement, hashes in _locked(name).items():
            assert "==" in requirement, f"{requirement} in {name}"
            assert hashes > 0, f"{requirement} in {name}"


def test_each_lock_file_holds_all_of_the_one_before() -> None:
    alone, with_postgres, with_tools = (set(_locked(name)) for name in LOCKS)
    assert alone < with_postgres < with_tools


def _locked(name: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    requirement = ""
    for line in _text(ROOT / name).splitlines():
        if line and not line.startswith((" ", "#")):
            requirement = line.partition(";")[0].rstrip(" \\")
            counts[requirement] = 0
        elif line.strip().startswith("--hash=sha256:"):
            counts[requirement] += 1
    return counts


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")
