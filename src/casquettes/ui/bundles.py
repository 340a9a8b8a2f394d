"""One style sheet and one script, put together from the files of the components.

What only the pages of one room are drawn with has a sheet of its own, `css/rooms/<room>`, sent with
them. A finder of static files, so that `collectstatic`, the server of tests and `serve` all see the
same files; they are written anew only when a source changed.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

ROOM = Path(__file__).resolve().parent / "static" / "ui"
_FIRST = ("layers", "fonts", "reset", "tokens", "base", "layout")
_SCRIPTS = (
    *("announce", "clock", "theme", "dialogs", "toasts", "busy", "palette", "shortcuts"),
    "typed_line",
)


def style() -> str:
    """Every part of the style in the order of its layers, without comments and useless blanks."""
    files = [ROOM / "css" / f"{name}.css" for name in _FIRST]
    files += [*sorted((ROOM / "css" / "parts").glob("*.css")), ROOM / "css" / "util.css"]
    return "\n".join(_pressed(file.read_text(encoding="utf-8")) for file in files) + "\n"


def room_style(room: str) -> str:
    """The style of what only the pages of this room show."""
    files = sorted((ROOM / "css" / "rooms" / room).glob("*.css"))
    return "\n".join(_pressed(file.read_text(encoding="utf-8")) for file in files) + "\n"


def script() -> str:
    """htmx, then our own scripts."""
    files = [ROOM / "vendor" / "htmx.js", *(ROOM / "js" / f"{name}.js" for name in _SCRIPTS)]
    return "\n".join(file.read_text(encoding="utf-8").rstrip() for file in files) + "\n"


ROOMS = frozenset(folder.name for folder in (ROOM / "css" / "rooms").iterdir())
BUNDLES: dict[str, Callable[[], str]] = {
    "ui/bundle/app.css": style,
    "ui/bundle/app.js": script,
    **{f"ui/bundle/{room}.css": partial(room_style, room) for room in ROOMS},
}


class BundleFinder(BaseFinder):
    """Finds the bundles, written under BUNDLE_ROOT."""

    def __init__(self, *_args: Any, **_options: Any) -> None:
        self.storage = FileSystemStorage(location=settings.BUNDLE_ROOT)

    def find(self, path: str, find_all: bool = False, **_options: Any) -> Any:  # noqa: FBT001, FBT002 Django's own signature
        found = [self._written(path)] if path in BUNDLES else []
        return found if find_all else (found[0] if found else None)

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[Any]:  # noqa: ARG002
        for path in BUNDLES:
            self._written(path)
            yield path, self.storage

    def check(self, **_options: Any) -> Any:
        return []

    def _written(self, path: str) -> str:
        text = BUNDLES[path]()
        file = Path(self.storage.path(path))
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            file.parent.mkdir(parents=True, exist_ok=True)
            fresh = file.with_name(f"{file.name}.{os.getpid()}-{threading.get_ident()}")
            fresh.write_text(text, encoding="utf-8")
            fresh.replace(file)
        return str(file)


def _pressed(css: str) -> str:
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r"\s*([{};])\s*", r"\1", css)
    css = re.sub(r"(?<=[\w-]): ", ":", css)
    return css.replace(", ", ",").replace(";}", "}").strip()
