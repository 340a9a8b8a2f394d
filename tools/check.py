"""Everything that is not a test, two at a time: style, types, floors, architecture, texts."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = Path(sys.executable).parent
TEMPLATES = [str(path) for path in ROOT.glob("src/casquettes/*/templates")]

# The longest first, so that the two lanes end together.
STEPS = {
    "types": [str(SCRIPTS / "mypy")],
    "architecture": [sys.executable, "-m", "pytest", "-q", "--no-header", "tests/architecture"],
    "templates": [str(SCRIPTS / "djlint"), "--lint", "--quiet", *TEMPLATES],
    "floors": [str(SCRIPTS / "lint-imports"), "--no-logo"],
    "style": [str(SCRIPTS / "ruff"), "check", "--quiet"],
    "format": [str(SCRIPTS / "ruff"), "format", "--check", "--quiet"],
}


@dataclass(frozen=True)
class Answer:
    """What one step said, and how long it took."""

    step: str
    ok: bool
    seconds: float
    output: str


def main() -> int:
    """Run every step; 0 when all are content."""
    parser = argparse.ArgumentParser(prog="casquettes check")
    parser.add_argument("--json", action="store_true")
    as_json = parser.parse_args().json
    answers = run_steps(loud=not as_json)
    if as_json:
        print(json.dumps([asdict(answer) for answer in answers], ensure_ascii=False, indent=1))
    refused = [answer.step for answer in answers if not answer.ok]
    if refused:
        print(f"À reprendre : {', '.join(refused)}.", file=sys.stderr)
    return 1 if refused else 0


def run_steps(*, loud: bool) -> list[Answer]:
    """Every answer, in the order in which the steps ended; printed on the way when `loud`."""
    answers: list[Answer] = []
    with tempfile.TemporaryDirectory(prefix="casquettes-check-") as home:
        # Types and architecture read the settings: never with her own data.
        environment = {**os.environ, "CASQUETTES_HOME": home, "PYTHONWARNINGS": "ignore"}
        environment.pop("DATABASE_URL", None)
        with ThreadPoolExecutor(max_workers=2) as lanes:
            running = [lanes.submit(_run, step, environment) for step in STEPS]
            for ended in as_completed(running):
                answer = ended.result()
                answers.append(answer)
                if loud:
                    _say(answer)
    return answers


def _run(step: str, environment: dict[str, str]) -> Answer:
    started = time.perf_counter()
    ended = subprocess.run(
        STEPS[step], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    seconds = round(time.perf_counter() - started, 1)
    return Answer(step, ended.returncode == 0, seconds, (ended.stdout + ended.stderr).strip())


def _say(answer: Answer) -> None:
    print(f"{'✓' if answer.ok else '✗'} {answer.step:<14}{answer.seconds:5.1f} s", flush=True)
    if not answer.ok:
        print(answer.output, flush=True)


if __name__ == "__main__":
    sys.exit(main())
