"""What the import contracts cannot see: homes of views and forms, foreign keys, names, sizes."""

from __future__ import annotations

import ast
import re

from django.apps import apps

from tests.architecture.tree import SOURCE, floors, imported, modules

MOST_LINES_OF_A_FILE = 400
MOST_LINES_OF_A_FUNCTION = 50
NAMELESS = {"base", "common", "helper", "helpers", "misc", "util", "utils"}
# A vocabulary and a list: nothing is calculated there.
NO_METHOD = {"hats", "starting", "channels"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def test_views_and_forms_are_imported_only_at_home() -> None:
    strangers = [
        f"{path} imports {name}"
        for path, tree in modules().items()
        for name in imported(tree)
        if (found := re.match(r"casquettes\.(\w+)\.(views|forms)\b", name))
        and path.split("/")[0] != found.group(1)
    ]
    assert strangers == []


def test_every_foreign_key_points_to_its_own_room_or_a_lower_floor() -> None:
    upward = []
    for model in apps.get_models():
        room = _room(model.__module__)
        for field in model._meta.get_fields():
            target = field.related_model if field.concrete else None
            if room is None or target is None or isinstance(target, str):
                continue
            other = _room(target.__module__)
            if other not in (None, room) and floors()[other] >= floors()[room]:
                upward.append(f"{model.__name__}.{field.name} → {target.__name__} of {other}")
    assert upward == []


def test_nobody_overrides_save() -> None:
    overridden = [
        f"{path}: {parent.name}.save"
        for path, tree in modules().items()
        for parent in ast.walk(tree)
        if isinstance(parent, ast.ClassDef)
        for node in parent.body
        if isinstance(node, Function) and node.name == "save"
    ]
    assert overridden == []


def test_no_file_is_longer_than_400_lines() -> None:
    too_long = {
        path: lines
        for path in modules()
        if (lines := len((SOURCE / path).read_text(encoding="utf-8").splitlines()))
        > MOST_LINES_OF_A_FILE
    }
    assert too_long == {}


def test_no_function_is_longer_than_50_lines() -> None:
    too_long = {
        f"{path}: {node.name}": lines
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, Function)
        and (lines := (node.end_lineno or 0) - node.lineno + 1) > MOST_LINES_OF_A_FUNCTION
    }
    assert too_long == {}


def test_every_module_has_a_name_of_the_trade() -> None:
    nameless = [path for path in modules() if NAMELESS & set(path.removesuffix(".py").split("/"))]
    assert nameless == []


def test_the_clock_is_read_at_the_edge_only() -> None:
    readers = [
        f"{path}:{node.lineno} {called}"
        for path, tree in modules().items()
        if path != "kernel/http.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and (called := _clock(ast.unparse(node.func), node.args))
    ]
    assert readers == []


def test_every_engine_module_has_its_method_in_prose() -> None:
    method = SOURCE.parents[1] / "docs" / "method"
    names = {
        path.split("/")[1].removesuffix(".py")
        for path in modules()
        if path.startswith("engine/") and not path.endswith("engine/__init__.py")
    }
    assert [
        name for name in sorted(names - NO_METHOD) if not (method / f"{name}.md").exists()
    ] == []


def test_every_public_function_of_engine_formats_and_actions_says_what_it_gives() -> None:
    silent = [
        f"{path}: {node.name}"
        for path, tree in modules().items()
        if re.match(r"engine/|formats/|\w+/actions\b", path)
        for node in tree.body
        if isinstance(node, Function) and not node.name.startswith("_")
        if ast.get_docstring(node) is None
    ]
    assert silent == []


def test_every_module_opens_with_a_line_that_says_what_it_is() -> None:
    silent = [
        path
        for path, tree in modules().items()
        if tree.body and not path.endswith("apps.py") and ast.get_docstring(tree) is None
    ]
    assert silent == []


def _room(module: str) -> str | None:
    found = re.match(r"casquettes\.(\w+)", module)
    return found.group(1) if found else None


def _clock(called: str, arguments: list[ast.expr]) -> str | None:
    if re.search(r"(^|\.)(datetime|date)\.(now|today|utcnow)$|(^|\.)time\.time$", called):
        return called
    if re.search(r"(^|\.)timezone\.(now|localdate|localtime)$", called) and not arguments:
        return called
    return None
