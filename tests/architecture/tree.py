"""The source as the architecture tests read it: parsed files, floors, committed texts."""

from __future__ import annotations

import ast
import subprocess
import tomllib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "casquettes"
TEXTS = {
    *(".css", ".html", ".js", ".json", ".lock", ".md", ".po", ".py", ".service", ".sh", ".svg"),
    *(".timer", ".toml", ".txt", ".yaml", ".yml", ""),
}


@cache
def modules() -> dict[str, ast.Module]:
    """Each Python file of the source but migrations, by its path inside `src/casquettes`."""
    return {
        path.relative_to(SOURCE).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(SOURCE.rglob("*.py"))
        if "migrations" not in path.parts
    }


@cache
def floors() -> dict[str, int]:
    """The floor of each room, 0 at the bottom, as the import contract in pyproject.toml says."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    return {
        room.strip(" ()"): floor
        for floor, rooms in enumerate(reversed(layers))
        for room in rooms.split("|")
    }


@cache
def templates() -> dict[str, str]:
    """Each template of each room, by its path inside `src/casquettes`."""
    return {
        path.relative_to(SOURCE).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(SOURCE.glob("*/templates/**/*.html"))
    }


@cache
def committed() -> list[Path]:
    """Every text file under version control (or that would be)."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = [ROOT / name for name in listed.stdout.splitlines()]
    return [path for path in paths if path.suffix in TEXTS and path.is_file()]


def imported(tree: ast.Module) -> set[str]:
    """The dotted names a module imports, wherever in the file."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names
