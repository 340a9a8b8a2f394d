"""What the source never does, read from the source itself: no shell, nothing evaluated, no SQL
built from what was typed.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.architecture.tree import modules

# Statements over names of ours (tables, columns, roles), which no database takes as parameters;
# what was typed goes in as a parameter there too.
OWN_SQL = {
    "desk/demo/load.py",
    "kernel/backups.py",
    "kernel/row_security.py",
    "kernel/sealing.py",
    "kernel/tenancy.py",
    "timesheet/actions/imports.py",
}
RUNS_SQL = {"execute", "executemany", "raw", "extra", "RawSQL"}


def calls() -> Iterator[tuple[str, ast.Call, str]]:
    """Each call of the source: its file, itself, and the last word of what is called."""
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                called = node.func
                name = called.attr if isinstance(called, ast.Attribute) else ""
                yield path, node, called.id if isinstance(called, ast.Name) else name


def test_no_shell_is_ever_used():
    found = [
        path
        for path, call, name in calls()
        if name in {"system", "popen", "getoutput", "getstatusoutput"}
        or any(key.arg == "shell" for key in call.keywords)
    ]
    assert found == []


def test_nothing_that_was_written_is_run():
    found = [
        path
        for path, call, name in calls()
        if isinstance(call.func, ast.Name) and name in {"eval", "exec", "compile", "__import__"}
    ]
    assert found == []


def test_sql_is_never_built_from_text():
    found = [
        f"{path}:{call.lineno}"
        for path, call, name in calls()
        if name in RUNS_SQL and call.args and not is_fixed(call.args[0]) and path not in OWN_SQL
    ]
    assert found == []


def is_fixed(text: ast.expr) -> bool:
    """A literal, or a name in capitals that holds one."""
    if isinstance(text, ast.Name):
        return text.id.isupper()
    return isinstance(text, ast.Constant)
