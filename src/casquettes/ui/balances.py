"""The chart of an account ahead: a balance day by day, its lowest point labelled."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from casquettes.ui.rounded import euros
from casquettes.ui.svg import draw, share_of
from casquettes.ui.wording import day as day_words

PLOT = 214  # px of the drawing above the words of its axis
STEPS = (1, 2, 2.5, 5, 10)
WORDS = 54  # px kept under the lowest point for its words


@dataclass(frozen=True, slots=True)
class Held:
    """What is on the account at the end of a day."""

    on: dt.date
    amount: float


@dataclass(frozen=True, slots=True)
class Marked:
    """The point that matters, by its rank among the days, and its words."""

    rank: int
    words: str
    why: str = ""


def balance_line(
    days: Sequence[Held], low: Marked, *, label: str, currency: str = "EUR"
) -> SafeString:
    """The account over the days, a surface under it, its lowest point in words."""
    bottom, top = _range(days)

    def y(amount: float) -> float:
        return PLOT * (top - amount) / (top - bottom)

    points = [
        f"{100 * rank / max(1, len(days) - 1):.2f} {y(held.amount):.2f}"
        for rank, held in enumerate(days)
    ]
    path, base = "M" + "L".join(points), f"{y(max(0.0, bottom)):.2f}"
    inner = draw(
        "svg",
        draw("path", cls="f-soft", d=f"{path}L100 {base}L0 {base}Z"),
        draw("path", cls="l-hat", d=path),
        x="0",
        y="0",
        width="100%",
        height=PLOT,
        viewBox=f"0 0 100 {PLOT}",
        preserveAspectRatio="none",
    )
    words = [
        *_scale(bottom, top, currency),
        *_days(days),
        *_low(low, days, y(days[low.rank].amount)),
    ]
    return draw("svg", inner, *words, cls="ch", height=PLOT + 26, role="img", aria_label=label)


def _range(days: Sequence[Held]) -> tuple[float, float]:
    """From zero, or below it as far as the words of the lowest point need, to the highest."""
    low = min(held.amount for held in days)
    top = 1.1 * max([100.0, *(held.amount for held in days)])
    room = WORDS / PLOT
    return min(0.0, (low - room * top) / (1 - room)), top


def _scale(bottom: float, top: float, currency: str) -> list[SafeString]:
    """Round lines, three at most above zero; zero in ink where it is not the base."""
    rough = top / 3
    tens = 10 ** math.floor(math.log10(rough))
    step = next(tens * step for step in STEPS if tens * step >= rough)
    drawn = []
    for line in range(1, math.floor(top / step) + 1):
        at = PLOT * (top - line * step) / (top - bottom)
        drawn.append(draw("line", cls="ax", x1="0", x2="100%", y1=at, y2=at))
        drawn.append(draw("text", euros(line * step, currency), cls="halo", x=4, y=at - 6))
    if bottom < 0:
        at = PLOT * top / (top - bottom)
        drawn.append(draw("line", cls="axi", x1="0", x2="100%", y1=at, y2=at))
        drawn.append(draw("text", euros(0, currency), cls="t-b halo", x=4, y=at - 6))
    return drawn


def _days(days: Sequence[Held]) -> list[SafeString]:
    """The base line; under it the first day, two or so between, and the last."""
    last = len(days) - 1
    drawn = [draw("line", cls="ax2", x1="0", x2="100%", y1=PLOT, y2=PLOT)]
    for rank in sorted({0, round(last / 3), round(2 * last / 3), last}):
        cls = "end" if rank and rank == last else "mid" if rank else None
        words = day_words(days[rank].on)
        drawn.append(draw("text", words, cls=cls, x=share_of(rank, max(1, last)), y=PLOT + 20))
    return drawn


def _low(low: Marked, days: Sequence[Held], y: float) -> list[SafeString]:
    """A dot, and its words under the line."""
    place = low.rank / max(1, len(days) - 1)
    anchor = "start" if place < 0.4 else "end" if place > 0.6 else "mid"
    x = share_of(place, 1)
    shift = {"start": -4, "mid": None, "end": 4}[anchor]
    drawn = [
        draw("circle", cls="f-paper", cx=x, cy=y, r=6),
        draw("circle", cls="f-hat", cx=x, cy=y, r=4.5),
        draw("text", low.words, cls=f"t-b halo {anchor}", x=x, dx=shift, y=y + 26),
    ]
    if low.why:
        drawn.append(draw("text", low.why, cls=f"halo {anchor}", x=x, dx=shift, y=y + 42))
    return drawn
