"""One SVG element, its attributes escaped: the brush of the charts."""

from __future__ import annotations

from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe


def draw(element: str, *inside: str, **attributes: object) -> SafeString:
    """<element …>inside</element>; `cls` is class, `aria_label` aria-label; None is left out.

    What is inside is escaped unless it was drawn here; numbers lose their useless zeros.
    """
    said = "".join(
        f' {_attribute(name)}="{escape(_plain(value))}"'
        for name, value in attributes.items()
        if value is not None
    )
    content = "".join(conditional_escape(part) for part in inside)
    text = f"<{element}{said}>{content}</{element}>" if inside else f"<{element}{said}/>"
    return mark_safe(text)  # noqa: S308 every part is escaped above


def together(*parts: str) -> SafeString:
    """Drawn parts, side by side; plain text among them is escaped."""
    return mark_safe("".join(conditional_escape(part) for part in parts))  # noqa: S308


def share_of(value: float, whole: float) -> str:
    """A length along the drawing: "57%" of its width; nothing is negative or beyond."""
    return f"{_plain(round(min(1.0, max(0.0, value / whole)) * 100, 2))}%"


def _attribute(name: str) -> str:
    return "class" if name == "cls" else name.rstrip("_").replace("_", "-")


def _plain(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
