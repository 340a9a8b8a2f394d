"""Whatever the program imports is asked for by name, not found by luck behind another package."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions

from tests.architecture.tree import ROOT


def test_every_package_imported_is_named_in_the_requirements() -> None:
    found = packages_distributions()
    asked = _asked_for()
    unnamed = {
        name for name in _imported() if not asked & {_plain(one) for one in found.get(name, [name])}
    }
    assert unnamed == set()


def _asked_for() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = [one for several in project["optional-dependencies"].values() for one in several]
    return {_plain(re.split(r"[\[<>=]", one)[0]) for one in (*project["dependencies"], *extras)}


def _imported() -> set[str]:
    names: set[str] = set()
    for path in (ROOT / "src").rglob("*.py"):
        names.update(_names_in(ast.parse(path.read_text(encoding="utf-8"))))
    return names - set(sys.stdlib_module_names) - {"casquettes"}


def _names_in(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name.partition(".")[0] for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
