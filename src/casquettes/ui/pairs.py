"""Two values on one line: thought and measured, then and now; and columns with their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from casquettes.ui.svg import draw, share_of

PAIR, MARK, PLOT = 66, 22, 120  # heights in px
ROOM = 0.94  # of the width, so that the last mark keeps its words


@dataclass(frozen=True, slots=True)
class Place:
    """A value and the words beside it; None where there is none."""

    value: float | None
    words: str


def pair_line(first: Place, then: Place, *, top: float, label: str) -> SafeString:
    """A ring and a dot on one scale from zero, the words of one above and of the other below."""
    whole = (top or 1.0) / ROOM
    known = [place.value for place in (first, then) if place.value is not None]
    between = ""
    if len(known) == 2:
        ends = [share_of(value, whole) for value in known]
        between = draw("line", cls="l-ink", x1=ends[0], x2=ends[1], y1=33, y2=33)
    return draw(
        "svg",
        draw("line", cls="ax2", x1="0%", x2="100%", y1=33, y2=33),
        between,
        *_marked(first, whole, y=14, is_ring=True),
        *_marked(then, whole, y=60, is_ring=False),
        cls="ch",
        height=PAIR,
        role="img",
        aria_label=label,
    )


def scale_pair(then: int | None, now: int | None, *, label: str) -> SafeString:
    """Two marks from 1 to 5: a ring for then, a dot for now."""
    y = MARK / 2

    def x(mark: int) -> str:
        return share_of(0.06 + 0.88 * (mark - 1) / 4, 1)

    drawn = [draw("line", cls="ax2", x1=x(1), x2=x(5), y1=y, y2=y)]
    drawn += [draw("line", cls="ax2", x1=x(n), x2=x(n), y1=y - 3, y2=y + 3) for n in range(1, 6)]
    if then is not None and now is not None:
        drawn.append(draw("line", cls="l-hat", x1=x(then), x2=x(now), y1=y, y2=y))
    if then is not None:
        drawn.append(draw("circle", cls="ring", cx=x(then), cy=y, r=5))
    if now is not None:
        drawn.append(draw("circle", cls="f-hat", cx=x(now), cy=y, r=5))
    return draw("svg", *drawn, cls="ch", height=MARK, role="img", aria_label=label)


def columns(places: Sequence[Place], names: Sequence[str], *, label: str) -> SafeString:
    """A column a value from zero, its words on top and its name below; nine stand on a phone."""
    values = [place.value for place in places if place.value is not None]
    low, high = min([0.0, *values]), max([0.0, *values])
    spread = (high - low) or 1.0

    def y(value: float) -> float:
        return 18 + (PLOT - 18) * (high - value) / spread

    drawn = []
    step = 100 / max(1, len(places))
    for rank, (place, name) in enumerate(zip(places, names, strict=True)):
        middle = f"{(rank + 0.5) * step:.2f}%"
        is_last = rank == len(places) - 1
        drawn.append(draw("text", name, cls="mid", x=middle, y=PLOT + 18))
        if place.value is None:
            drawn.append(draw("text", place.words, cls="mid", x=middle, y=y(0) - 6))
            continue
        ends = sorted((y(0), y(place.value)))
        drawn.append(
            draw(
                "rect",
                cls="f-hat" if is_last else "f-mid",
                x=f"{(rank + 0.5) * step - min(step * 0.3, 6):.2f}%",
                width=f"{2 * min(step * 0.3, 6):.2f}%",
                y=ends[0],
                height=max(1.0, ends[1] - ends[0]),
            )
        )
        cls = "t-b mid" if is_last else "t-ink mid"
        drawn.append(draw("text", place.words, cls=cls, x=middle, y=ends[0] - 6))
    drawn.append(draw("line", cls="ax2", x1="0%", x2="100%", y1=y(0), y2=y(0)))
    return draw("svg", *drawn, cls="ch", height=PLOT + 26, role="img", aria_label=label)


def _marked(place: Place, whole: float, *, y: int, is_ring: bool) -> list[SafeString]:
    if place.value is None:
        return [draw("text", place.words, cls="t-ink" if is_ring else "t-b", x="0", y=y)]
    value = max(0.0, place.value)
    x = share_of(value, whole)
    side = "" if value < 0.2 * whole else "end" if value > 0.8 * whole else "mid"
    weight = "t-ink" if is_ring else "t-b"
    mark = (
        draw("circle", cls="ring", cx=x, cy=33, r=6)
        if is_ring
        else draw("circle", cls="f-hat", cx=x, cy=33, r=6)
    )
    return [mark, draw("text", place.words, cls=f"{weight} {side}".strip(), x=x, y=y)]
