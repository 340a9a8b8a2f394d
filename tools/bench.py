"""Every promise of speed or memory, measured: one table per file of `benchmarks/`.

A file `benchmarks/bench_<name>.py` has a docstring (its first line is the title) and a function
`rows()` that yields one mapping per measure. Each file runs in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BENCHMARKS = ROOT / "benchmarks"
# Standard output of the measured code must not mix with the rows: they come back by a file number.
RUN = """
import json, os, runpy, sys
answer = os.fdopen(os.dup(1), "w"); os.dup2(2, 1)
sys.path.insert(0, sys.argv[2])
found = runpy.run_path(sys.argv[1], run_name="benchmark")
title = (found.get("__doc__") or "").strip().partition("\\n")[0]
json.dump({"title": title, "rows": [dict(row) for row in found["rows"]()]}, answer)
answer.close()
"""

Row = dict[str, object]


def main() -> int:
    """Measure and print; 1 when a file could not be measured."""
    parser = argparse.ArgumentParser(prog="casquettes bench")
    parser.add_argument("names", nargs="*")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    files = sorted(BENCHMARKS.glob("bench_*.py"))
    known = {file.stem.removeprefix("bench_"): file for file in files}
    unknown = [name for name in arguments.names if name not in known]
    if unknown:
        print(f"Mesures connues : {', '.join(known) or 'aucune'}.", file=sys.stderr)
        return 2
    results: dict[str, object] = {}
    failed = False
    for name, file in known.items():
        if arguments.names and name not in arguments.names:
            continue
        print(f"Mesure : {name}…", file=sys.stderr, flush=True)
        measured = _measure(file)
        failed |= measured is None
        results[name] = measured["rows"] if measured else None
        if measured and not arguments.json:
            print(_table(str(measured["title"] or name), measured["rows"]), flush=True)
    if arguments.json:
        print(json.dumps(results, ensure_ascii=False, indent=1))
    return 1 if failed else 0


def _measure(file: Path) -> dict[str, list[Row]] | None:
    ended = subprocess.run(
        [sys.executable, "-c", RUN, str(file), str(ROOT)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if ended.returncode:
        print(f"✗ {file.name} n’a pas pu être mesuré.", file=sys.stderr)
        return None
    answer: dict[str, list[Row]] = json.loads(ended.stdout)
    return answer


def _table(title: str, rows: list[Row]) -> str:
    columns = list(dict.fromkeys(key for row in rows for key in row))
    cells = [columns] + [[_cell(row.get(column)) for column in columns] for row in rows]
    widths = [max(len(line[at]) for line in cells) for at in range(len(columns))]
    numeric = [all(not isinstance(row.get(c), str) for row in rows) for c in columns]
    lines = [
        "  ".join(
            text.rjust(width) if number else text.ljust(width)
            for text, width, number in zip(line, widths, numeric, strict=True)
        ).rstrip()
        for line in cells
    ]
    rule = "  ".join("─" * width for width in widths)
    return "\n".join(["", title, "", lines[0], rule, *lines[1:], ""])


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.1f}".replace(",", " ")
    return str(value)


if __name__ == "__main__":
    sys.exit(main())
