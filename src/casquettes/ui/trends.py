"""A line over some weeks or months, small enough to stand beside a question, and its two ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from casquettes.ui.svg import draw, share_of, together

HEIGHT = 90


@dataclass(frozen=True, slots=True)
class Step:
    """One value of the line, and its words; None where there is none."""

    value: float | None
    words: str


def trend(steps: Sequence[Step], *, label: str, level: float | None = None) -> SafeString:
    """The line from zero (or from the lowest, where one is under it), its last point marked.

    `level` is drawn dashed across. Nothing is drawn of fewer than two known values.
    """
    known = [(place, s.value) for place, s in enumerate(steps) if s.value is not None]
    if len(known) < 2:
        return together()
    values = [value for _place, value in known] + [0.0] + ([level] if level is not None else [])
    low, high = min(values), max(values)
    spread = (high - low) or 1.0

    def y(value: float) -> float:
        return round(100 * (1 - (value - low) / spread), 2)

    last = max(1, len(steps) - 1)
    at, value = known[-1]
    line = draw(
        "svg",
        *(draw("path", cls="l-ink", d=path) for path in _paths(steps, last, y)),
        width="100%",
        height=HEIGHT,
        viewBox="0 0 100 100",
        preserveAspectRatio="none",
        overflow="visible",
    )
    drawing = draw(
        "svg",
        _across(y(0.0), "ax2"),
        _across(y(level), "l-dash") if level is not None else "",
        line,
        draw("circle", cls="f-ink", cx=share_of(at, last), cy=y(value) * HEIGHT / 100, r=4),
        cls="ch",
        height=HEIGHT,
        role="img",
        aria_label=label,
    )
    ends = [steps[known[0][0]].words, steps[at].words]
    return together(drawing, draw("p", *(draw("span", words) for words in ends), cls="ends"))


def _across(y: float, cls: str) -> SafeString:
    at = y * HEIGHT / 100
    return draw("line", cls=cls, x1="0", x2="100%", y1=at, y2=at)


def _paths(steps: Sequence[Step], last: int, y: Callable[[float], float]) -> list[str]:
    """One path a stretch without a hole."""
    stretches: list[list[str]] = [[]]
    for place, step in enumerate(steps):
        if step.value is None:
            stretches.append([])
        else:
            stretches[-1].append(f"{round(place / last * 100, 2)} {y(step.value)}")
    return ["M" + "L".join(stretch) for stretch in stretches if len(stretch) > 1]
