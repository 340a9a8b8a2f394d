"""Icons and hats as SVG text, read once from their files."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

ROOM = Path(__file__).resolve().parent
_FRAME = re.compile(r"<path stroke=\"none\" d=\"M0 0h24v24H0z\" fill=\"none\" ?/>")


class NoSuchDrawing(LookupError):
    """A template names an icon or a hat that is not drawn."""


@lru_cache(maxsize=512)
def icon(name: str) -> SafeString:
    """An outline icon, beside its word; alone in a button, the button carries an aria-label."""
    inside = _FRAME.sub("", _inside("icons", name))
    return _safe(f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{inside}</svg>')


@lru_cache(maxsize=512)
def hat(name: str, label: str = "") -> SafeString:
    """One of the seven hats; mute beside its name, else said by `label`. No hat draws nothing."""
    if not name:
        return _safe("")
    said = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    inside = _inside("hats", name)
    return _safe(f'<svg class="hat" data-hat="{name}" viewBox="0 0 40 32" {said}>{inside}</svg>')


def _inside(folder: str, name: str) -> str:
    """What is between <svg …> and </svg>, on one line."""
    file = ROOM / folder / f"{name}.svg"
    if not re.fullmatch(r"[a-z0-9-]+", name) or not file.exists():
        raise NoSuchDrawing(f"{folder}/{name}: add it to wanted.txt, run tools/vendor")
    text = re.sub(r"\s*\n\s*", " ", file.read_text(encoding="utf-8"))
    found = re.fullmatch(r"\s*<svg\b[^>]*>(.*)</svg>\s*", text)
    return found.group(1).replace("> <", "><").strip() if found else ""


def _safe(svg: str) -> SafeString:
    return mark_safe(svg)  # noqa: S308 drawn from our own files; the label is escaped
