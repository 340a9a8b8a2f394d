"""The whole proof: checks, then the tests on SQLite, on PostgreSQL and in a real browser.

Finds Chromium and PostgreSQL, and installs them where it may (root with apt-get, or Playwright's
own Chromium). What cannot be had is named, its tests are skipped, and under CI that is a failure
unless CASQUETTES_ALLOW_MISSING=1.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path

import postgres

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Covered to the last branch by their own tests, and by them alone: the others run without counting.
COVERED = ("engine", "formats")
# Rooms without a database: nothing more is learnt from them on PostgreSQL.
WITHOUT_DATABASE = (*COVERED, "architecture", "tools", "browser")
LANES = min(4, os.cpu_count() or 2)


@dataclass(frozen=True)
class Part:
    """One part of the proof: how many tests passed and skipped, and whether all was well."""

    name: str
    ok: bool
    passed: int
    skipped: int
    seconds: float


@dataclass
class Proof:
    """What was run, and what could not be for want of a program."""

    loud: bool
    parts: list[Part] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        strict = os.environ.get("CI") and os.environ.get("CASQUETTES_ALLOW_MISSING") != "1"
        return all(part.ok for part in self.parts) and not (strict and self.missing)


def main() -> int:
    """Run the parts asked for; 0 when everything passed."""
    parser = argparse.ArgumentParser(prog="casquettes test")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--only", choices=list(PARTS))
    arguments = parser.parse_args()
    proof = Proof(loud=not arguments.json)
    try:
        for name, part in PARTS.items():
            if arguments.only in (None, name):
                part(proof)
    except KeyboardInterrupt:
        print("\nInterrompu.", file=sys.stderr)
        return 130
    if arguments.json:
        print(json.dumps({"ok": proof.ok, **asdict(proof)}, ensure_ascii=False, indent=1))
    else:
        _conclude(proof)
    return 0 if proof.ok else 1


def check(proof: Proof) -> None:
    """Style, types, floors, texts, and the tests of the architecture."""
    _run(proof, "contrôles", [sys.executable, str(ROOT / "tools" / "check.py")], {})


def on_sqlite(proof: Proof) -> None:
    """Every test but the browser's; engine and formats covered to the last branch."""
    coverage = ["--cov", "--cov-report=term-missing:skip-covered", "--cov-fail-under=100"]
    _pytest(proof, "calcul", [*_rooms(COVERED), *coverage], {})
    others = _but((*COVERED, "architecture", "browser"))
    _pytest(proof, "SQLite", ["-m", "not browser and not postgres", *others], {})


def on_postgres(proof: Proof) -> None:
    """The same tests as the application's role, rows guarded by PostgreSQL itself."""
    with ExitStack() as stack:
        try:
            _install_when_missing("postgresql", _has_postgres)
            _install_when_missing("chromium", _chromium)
            url = stack.enter_context(postgres.throwaway())
        except postgres.NoPostgres as error:
            proof.missing.append(f"PostgreSQL ({error})")
            return
        others = ["-m", "not browser", *_but(WITHOUT_DATABASE)]
        _pytest(proof, "PostgreSQL", others, {"DATABASE_URL": url})
        if _chromium() or _playwright_chromium():
            both = ["-m", "both_databases", *_rooms(["browser"])]
            _pytest(proof, "argent, PG", both, {"DATABASE_URL": url})


def in_browser(proof: Proof) -> None:
    """The journeys, in Chromium."""
    _install_when_missing("chromium", _chromium)
    if not _chromium() and not _playwright_chromium():
        proof.missing.append("Chromium (apt-get install chromium, ou playwright install chromium)")
        return
    # A journey waits now and then: one lane more keeps the processors at work.
    _pytest(proof, "navigateur", ["-m", "browser", *_rooms(["browser"])], {}, lanes=LANES + 1)


PARTS: dict[str, Callable[[Proof], None]] = {
    "check": check,
    "sqlite": on_sqlite,
    "postgres": on_postgres,
    "browser": in_browser,
}


def _rooms(rooms: Iterable[str]) -> list[str]:
    return [f"tests/{room}" for room in rooms]


def _but(rooms: Iterable[str]) -> list[str]:
    return [f"--ignore=tests/{room}" for room in rooms]


def _pytest(
    proof: Proof,
    name: str,
    options: list[str],
    environment: dict[str, str],
    *,
    lanes: int = LANES,
) -> None:
    """One run of pytest, a lane for each processor; tests/conftest.py says which files go first."""
    shared = ["-n", str(lanes), "--dist=loadfile", "--no-loadscope-reorder"]
    command = [sys.executable, "-m", "pytest", "-q", "--no-header", *shared]
    _run(proof, name, [*command, *options], environment)


def _run(proof: Proof, name: str, command: list[str], environment: dict[str, str]) -> None:
    """Run, let the output through, and count what its last lines say."""
    if proof.loud:
        print(f"\n── {name} ──", flush=True)
    started = time.perf_counter()
    running = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**_inherited(), **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    counts = {"passed": 0, "skipped": 0}
    try:
        for line in _lines(running):
            if proof.loud:
                print(line, end="", flush=True)
            if re.search(r"\b\d+ (passed|skipped|failed|error).* in [\d.]+s", line):
                for count, word in re.findall(r"(\d+) (passed|skipped)", line):
                    counts[word] = int(count)
    except KeyboardInterrupt:  # Ctrl-C reached it too, unless only this process was told
        running.terminate()
        running.wait()
        raise
    seconds = round(time.perf_counter() - started, 1)
    # 5: no test here yet, which is nothing against the proof.
    ok = running.wait() in (0, 5)
    proof.parts.append(Part(name, ok, counts["passed"], counts["skipped"], seconds))


def _inherited() -> dict[str, str]:
    """What is set outside, without a database; compiled once, wherever that may be written."""
    inherited = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    if inherited.pop("PYTHONDONTWRITEBYTECODE", ""):
        # Not beside the sources, then; each test that starts the program would compile it anew.
        inherited.setdefault("PYTHONPYCACHEPREFIX", str(Path(sys.prefix) / "compiled"))
    return inherited


def _lines(running: subprocess.Popen[str]) -> Iterator[str]:
    assert running.stdout is not None
    yield from running.stdout


def _conclude(proof: Proof) -> None:
    print()
    for part in proof.parts:
        tests = f"{part.passed} tests" if part.passed else ""
        skipped = f", {part.skipped} passés outre" if part.skipped else ""
        mark = "✓" if part.ok else "✗"
        print(f"{mark} {part.name:<12}{part.seconds:7.1f} s   {tests}{skipped}")
    for program in proof.missing:
        print(f"✗ Il manque {program} : ses tests n’ont pas été faits.")
    passed = sum(part.passed for part in proof.parts)
    seconds = sum(part.seconds for part in proof.parts)
    failed = [part.name for part in proof.parts if not part.ok]
    verdict = f"en échec : {', '.join(failed)}; " if failed else ""
    print(f"\n{verdict}{passed} passed in {seconds:.0f} s", flush=True)


def _has_postgres() -> bool:
    try:
        return bool(postgres.find_programs())
    except postgres.NoPostgres:
        return False


def _chromium() -> str | None:
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def _playwright_chromium() -> bool:
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    print("Installation de Chromium par Playwright…", file=sys.stderr, flush=True)
    return subprocess.run(command, stdout=sys.stderr, check=False).returncode == 0


def _install_when_missing(package: str, found: Callable[[], object]) -> None:
    """With the system's packages, where we are root and it has them; quietly nothing otherwise."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if found() or not root or not shutil.which("apt-get"):
        return
    print(f"Installation de {package} (apt-get)…", file=sys.stderr, flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-qq", "-y", "--no-install-recommends", package],
    ):
        subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False
        )


if __name__ == "__main__":
    sys.exit(main())
