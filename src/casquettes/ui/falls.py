"""The bars of a waterfall, one a row: what stands, what falls away, what is added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from casquettes.ui.svg import draw, share_of

HEIGHT = 16


@dataclass(frozen=True, slots=True)
class Fall:
    """One row: where its bar begins and ends on the common scale; a level begins at zero."""

    low: float
    high: float
    look: str


def falls(levels: Sequence[tuple[float, bool]]) -> list[Fall]:
    """Rows of (amount, is it a level?): a level is a height, any other amount moves from the last.

    The scale holds every height met, below zero included.
    """
    height, spans = 0.0, []
    for amount, is_level in levels:
        start, height = (0.0, amount) if is_level else (height, height + amount)
        look = "f-ink" if is_level else "f-ink3" if amount >= 0 else "f-hat"
        spans.append((min(start, height), max(start, height), look))
    bottom = min([0.0, *(low for low, _high, _look in spans)])
    whole = max([0.0, *(high for _low, high, _look in spans)]) - bottom or 1.0
    return [
        Fall((low - bottom) / whole, (high - bottom) / whole, look) for low, high, look in spans
    ]


def fall_bar(fall: Fall) -> SafeString:
    """The bar of one row; its words and its amount stand beside it, so it is left unsaid."""
    return draw(
        "svg",
        draw(
            "rect",
            cls=fall.look,
            x=share_of(fall.low, 1),
            width=share_of(max(0.004, fall.high - fall.low), 1),
            y=3,
            height=HEIGHT - 6,
        ),
        cls="ch",
        height=HEIGHT,
        aria_hidden="true",
    )
