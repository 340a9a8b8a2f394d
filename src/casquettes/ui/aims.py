"""A goal on one line: where it began, where it is, where it may end, and the target."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString

from casquettes.ui.svg import draw

HEIGHT, LINE = 76, 38  # px
LEFT, WIDTH = 3.0, 94.0  # percent of the drawing between both ends


@dataclass(frozen=True, slots=True)
class Aim:
    """What is known of a goal, in one unit; the words of the two points that are named."""

    target: float
    target_words: str
    now: float | None = None
    now_words: str = ""
    start: float | None = None
    low: float | None = None
    middle: float | None = None
    high: float | None = None


def aim_line(aim: Aim, *, label: str) -> SafeString:
    """The line of a goal; `label` says the conclusion for who does not see it."""
    values = (aim.target, aim.now, aim.start, aim.low, aim.high)
    known = [value for value in values if value is not None]
    low, high = min(known), max(known)
    span = high - low or 1.0

    def x(value: float) -> float:
        return LEFT + WIDTH * (value - low) / span if high > low else 50.0

    drawn = [draw("line", cls="ax2", x1="0", x2="100%", y1=LINE, y2=LINE)]
    if aim.low is not None and aim.high is not None:
        width = max(0.6, x(aim.high) - x(aim.low))
        drawn.append(
            draw("rect", cls="f-mid", x=_at(x(aim.low)), width=_at(width), y=LINE - 7, height=14)
        )
    if aim.middle is not None:
        drawn.append(_tick(x(aim.middle), "axi", 7))
    if aim.start is not None:
        drawn.append(_tick(x(aim.start), "ax2", 5))
    drawn.append(
        draw("line", cls="l-ink", x1=_at(x(aim.target)), x2=_at(x(aim.target)), y1=16, y2=LINE + 9)
    )
    drawn.append(_words(x(aim.target), aim.target_words, y=12, cls="t-ink"))
    if aim.now is not None:
        drawn += [
            draw("circle", cls="f-paper", cx=_at(x(aim.now)), cy=LINE, r=8),
            draw("circle", cls="f-hat", cx=_at(x(aim.now)), cy=LINE, r=6),
            _words(x(aim.now), aim.now_words, y=LINE + 28, cls="t-b"),
        ]
    return draw("svg", *drawn, cls="ch", height=HEIGHT, role="img", aria_label=label)


def _tick(x: float, cls: str, reach: int) -> SafeString:
    return draw("line", cls=cls, x1=_at(x), x2=_at(x), y1=LINE - reach, y2=LINE + reach)


def _words(x: float, words: str, *, y: int, cls: str) -> SafeString:
    """Words under a point, kept inside the drawing."""
    if x > 75:
        return draw("text", words, cls=f"{cls} end", x=_at(min(100.0, x + 2)), y=y)
    if x < 25:
        return draw("text", words, cls=cls, x=_at(max(0.0, x - 2)), y=y)
    return draw("text", words, cls=f"{cls} mid", x=_at(x), y=y)


def _at(value: float) -> str:
    return f"{value:.2f}%"
