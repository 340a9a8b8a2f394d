"""Charts of what may come: the fan of a forecast, and how far a lever moves a chance."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from casquettes.ui.rounded import euros
from casquettes.ui.svg import draw, share_of

PLOT = 300  # px of the drawing above the words of its axis
APART = 17  # px between two lines of words
STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Ray:
    """One month of a fan; `came` is what really came, where it is known."""

    label: str
    low: float
    lower: float
    middle: float
    upper: float
    high: float
    came: float | None = None


class Reach(Protocol):
    """A lever's two ends and the middle they are moved from, and the words of the ends."""

    @property
    def worse(self) -> float: ...
    @property
    def middle(self) -> float: ...
    @property
    def better(self) -> float: ...
    @property
    def worse_words(self) -> str: ...
    @property
    def better_words(self) -> str: ...


def fan(rays: Sequence[Ray], *, label: str, zero: str, currency: str = "EUR") -> SafeString:
    """Cash over time: 90 % soft, 50 % mid, the middle as a line, zero in ink with its meaning."""
    if not rays:
        return draw("svg", cls="ch", height=0)
    bottom, top = _range(rays)

    def y(value: float) -> float:
        return PLOT * (top - value) / (top - bottom)

    surfaces = [
        draw("path", cls="f-soft", d=_surface([(y(r.high), y(r.low)) for r in rays])),
        draw("path", cls="f-mid", d=_surface([(y(r.upper), y(r.lower)) for r in rays])),
        draw("path", cls="l-hat", d=_line([y(r.middle) for r in rays])),
    ]
    came = [y(r.came) for r in rays if r.came is not None]
    if len(came) > 1:
        surfaces.append(draw("path", cls="l-ink", d=_line(came, of=len(rays))))
    inner = draw(
        "svg",
        *surfaces,
        x="0",
        y="0",
        width="100%",
        height=PLOT,
        viewBox=f"0 0 100 {PLOT}",
        preserveAspectRatio="none",
    )
    words = [*_scale(bottom, top, zero=zero, currency=currency), *_ends(rays[-1], y)]
    if came:
        words += _came(came, len(rays))
    drawn = [inner, *words, *_months(rays)]
    return draw("svg", *drawn, cls="ch", height=PLOT + 26, role="img", aria_label=label)


def reach(of: Reach, *, span: tuple[float, float]) -> SafeString:
    """A lever as a bar around the middle; `span` holds every end of its list."""
    low, high = span

    def x(value: float) -> float:
        return 25 + 58 * (value - low) / max(high - low, 1e-9)

    middle, worse, better = x(of.middle), x(of.worse), x(of.better)
    return draw(
        "svg",
        _bar("f-mid", worse, middle),
        _bar("f-hat", middle, better),
        draw("line", cls="axi", x1=f"{middle:.2f}%", x2=f"{middle:.2f}%", y1=0, y2=22),
        draw("text", of.worse_words, cls="end", x=f"{min(worse, middle):.2f}%", dx=-6, y=16),
        draw("text", of.better_words, cls="t-b", x=f"{max(middle, better):.2f}%", dx=6, y=16),
        cls="ch",
        height=24,
        aria_hidden="true",
    )


def _bar(cls: str, one: float, other: float) -> SafeString:
    width = f"{max(0.4, abs(one - other)):.2f}%"
    return draw("rect", cls=cls, x=f"{min(one, other):.2f}%", width=width, y=4, height=14)


def _range(rays: Sequence[Ray]) -> tuple[float, float]:
    """From the lowest to the highest, zero included, with some air."""
    came = [ray.came for ray in rays if ray.came is not None]
    low = min([0.0, *(ray.low for ray in rays), *came])
    high = max([100.0, *(ray.high for ray in rays), *came])
    air = 0.06 * (high - low)
    return low - air, high + air


def _scale(bottom: float, top: float, *, zero: str, currency: str) -> list[SafeString]:
    """Round lines, three words at most, zero among them."""
    rough = (top - bottom) / 3
    tens = 10 ** math.floor(math.log10(rough))
    step = next(tens * step for step in STEPS if tens * step >= rough)
    drawn = []
    for line in range(math.ceil(bottom / step), math.floor(top / step) + 1):
        y = PLOT * (top - line * step) / (top - bottom)
        drawn.append(draw("line", cls="ax" if line else "axi", x1="0", x2="100%", y1=y, y2=y))
        text = euros(line * step, currency) if line else zero
        cls = "halo" if line else "t-b halo"
        drawn.append(draw("text", text, cls=cls, x=2, y=y - 6))
    return drawn


def _ends(last: Ray, y: Callable[[float], float]) -> list[SafeString]:
    """The three words at the right, kept apart."""
    wished = [
        (_("1 chance in 20 of doing better"), "halo end", y(last.high) + 14),
        (_("middle scenario"), "t-hat halo end", y(last.middle) - 8),
        (_("1 chance in 20 of doing worse"), "halo end", y(last.low) - 8),
    ]
    # Ends that are close: the words stand above the fan, not on it.
    if y(last.low) - y(last.high) < 3 * APART:
        top = y(last.high) - 10 - 2 * APART
        wished = [(w, cls, top + n * APART) for n, (w, cls, _y) in enumerate(wished)]
    drawn, above = [], -math.inf
    for rank, (words, cls, height) in enumerate(wished):
        room = PLOT - 8 - APART * (len(wished) - 1 - rank)
        at = min(max(height, above + APART, 14), room)
        if -4 < at - y(0) < 13:  # clear of the line of zero
            at = y(0) + 15
        drawn.append(draw("text", words, cls=cls, x="100%", dx=-6, y=at))
        above = at
    return drawn


def _came(heights: Sequence[float], count: int) -> list[SafeString]:
    """The last month that came: a dot and its word."""
    x = share_of(len(heights) - 1, max(1, count - 1))
    return [
        draw("circle", cls="f-paper", cx=x, cy=heights[-1], r=6),
        draw("circle", cls="f-ink", cx=x, cy=heights[-1], r=4.5),
        draw("text", _("what came"), cls="t-b halo", x=x, dx=9, y=heights[-1] + 18),
    ]


def _months(rays: Sequence[Ray]) -> list[SafeString]:
    """Five of the months at most, the first and the last among them."""
    last = len(rays) - 1
    every = max(1, math.ceil(last / 4))
    drawn = [draw("line", cls="ax2", x1="0", x2="100%", y1=PLOT, y2=PLOT)]
    for place in range(0, last + 1, every):
        if place and last - place < every / 2 and place != last:
            continue
        anchor = "mid" if 0 < place < last else "end" if place and place == last else None
        x = share_of(place, max(1, last))
        drawn.append(draw("text", rays[place].label, cls=anchor, x=x, y=PLOT + 20))
    return drawn


def _surface(edges: Sequence[tuple[float, float]]) -> str:
    there = [_at(n, high, len(edges)) for n, (high, _low) in enumerate(edges)]
    back = [_at(n, low, len(edges)) for n, (_high, low) in enumerate(edges)]
    return f"M{'L'.join([*there, *reversed(back)])}Z"


def _line(heights: Sequence[float], *, of: int | None = None) -> str:
    count = of or len(heights)
    return "M" + "L".join(_at(n, height, count) for n, height in enumerate(heights))


def _at(place: int, height: float, count: int) -> str:
    return f"{100 * place / max(1, count - 1):.2f} {height:.2f}"
