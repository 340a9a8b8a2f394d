"""Bars that fill up: how much of a whole is used, and what a whole is made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString

from casquettes.ui.svg import draw, share_of, together

HEIGHT = 16
# From the hat's own colour to ink, so that five parts differ without a colour of their own.
LOOKS = ("f-hat", "f-mid", "f-ink", "f-ink3", "f-line")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a whole, under its name."""

    name: str
    value: float
    text: str = ""


def meter(used: float, whole: float, *, label: str) -> SafeString:
    """A bar filled with what is used of a whole; beyond it, the whole is marked by a line."""
    longest = max(used, whole) or 1
    mark = draw(
        "line",
        cls="axi",
        x1=share_of(whole, longest),
        x2=share_of(whole, longest),
        y1=0,
        y2=HEIGHT,
    )
    return draw(
        "svg",
        draw("line", cls="ax2", x1="0", x2="100%", y1=HEIGHT / 2, y2=HEIGHT / 2),
        draw("rect", cls="f-hat", x="0", width=share_of(used, longest), y=2, height=HEIGHT - 4),
        mark if used > whole else "",
        cls="ch",
        height=HEIGHT,
        role="img",
        aria_label=label,
    )


def parts_bar(parts: Iterable[Part], *, label: str) -> SafeString:
    """A whole cut into its parts, in the order given; empty parts are left out."""
    shown = [(part, look) for part, look in zip(parts, LOOKS, strict=False) if part.value > 0]
    whole = sum(part.value for part, _look in shown)
    if not whole:
        return together()
    pieces, x = [], 0.0
    for part, look in shown:
        width = share_of(part.value, whole)
        pieces.append(
            draw("rect", cls=look, x=share_of(x, whole), width=width, y="0", height=HEIGHT)
        )
        x += part.value
    return draw("svg", *pieces, cls="ch", height=HEIGHT, role="img", aria_label=label)
