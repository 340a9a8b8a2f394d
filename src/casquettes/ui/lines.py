"""Charts over time: columns stacked by hat, a line over a reference band, a sparkline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.safestring import SafeString

from casquettes.ui.charts import BAND
from casquettes.ui.svg import draw, share_of, together
from casquettes.ui.wording import hours, percent

PLOT = 180  # px of the drawing above the words of its axis
MARGIN = 8  # percent kept on the left of columns for the words of their lines
HOUR = 3600


@dataclass(frozen=True, slots=True)
class Column:
    """The time of a day, a week or a month, cut by hat from the bottom up."""

    label: str
    parts: Sequence[tuple[str, int]] = field(default_factory=tuple)

    @property
    def seconds(self) -> int:
        return sum(seconds for _hat, seconds in self.parts)


@dataclass(frozen=True, slots=True)
class Point:
    """One value of a line; None where nothing may be shown. `low` and `high` bound the doubt."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None


def stacked_columns(
    columns: Sequence[Column],
    *,
    label: str,
    reference: int | None = None,
    reference_words: str = "",
) -> SafeString:
    """A column a day, week or month, stacked by hat; the hours on the left, three lines at most."""
    step = _step(max([column.seconds for column in columns] + [reference or 0, HOUR]))
    top = step * -(-max([column.seconds for column in columns] + [reference or 0, 1]) // step)
    drawn = [
        part
        for line in range(step, top + 1, step)
        for part in _line(PLOT * (1 - line / top), hours(line))
    ]
    width = (100 - MARGIN) / max(1, len(columns))
    for place, column in enumerate(columns):
        x = MARGIN + (place + 0.2) * width
        drawn += _stack(column, x=x, width=width * 0.6, top=top)
    drawn += _axis_words([column.label for column in columns], centred=True)
    if reference is not None:
        y = PLOT * (1 - reference / top)
        drawn += [
            draw("line", cls="l-dash", x1="0", x2="100%", y1=y, y2=y),
            draw("text", reference_words or hours(reference), cls="t-ink end", x="100%", y=y - 6),
        ]
    return draw("svg", *drawn, cls="ch", height=PLOT + 26, role="img", aria_label=label)


def band_line(
    points: Sequence[Point],
    *,
    label: str,
    band: tuple[float, float] = BAND,
    top: float = 0.6,
    band_words: str = "",
) -> SafeString:
    """A share over time, above its reference band; the doubt around it when it is known."""
    highest = max([point.high or point.value or 0 for point in points] + [top])
    top = top if highest <= top else 1.0
    floor, ceiling = _y(band[0], top), _y(band[1], top)
    drawn = [
        draw("rect", cls="band", x="0", width="100%", y=ceiling, height=floor - ceiling),
        draw(
            "svg",
            *(draw("path", cls="f-soft", d=path) for path in _doubts(points, top)),
            *(draw("path", cls="l-hat", d=path) for path in _paths(points, top)),
            x="0",
            y="0",
            width="100%",
            height=PLOT,
            viewBox="0 0 100 100",
            preserveAspectRatio="none",
        ),
        *(p for line in _thirds(top) for p in _line(_y(line, top), percent(line))),
        *_dots(points, top),
        *_axis_words([point.label for point in points], centred=False),
    ]
    if band_words:
        drawn.append(draw("text", band_words, cls="end", x="100%", y=floor - 6))
    return draw("svg", *drawn, cls="ch", height=PLOT + 26, role="img", aria_label=label)


def sparkline(values: Sequence[float | None], *, label: str) -> SafeString:
    """A line the size of a word, from zero; its last point is marked."""
    points = [Point("", value) for value in values]
    top = max([value for value in values if value is not None] + [0]) or 1
    last = next((value for value in reversed(values) if value is not None), None)
    dot = draw("circle", cls="f-hat", cx="100%", cy=3 + 22 * (1 - (last or 0) / top), r=3)
    return draw(
        "svg",
        draw(
            "svg",
            *(draw("path", cls="l-hat", d=path) for path in _paths(points, top)),
            x="0",
            y=3,
            width="100%",
            height=22,
            viewBox="0 0 100 100",
            preserveAspectRatio="none",
            overflow="visible",
        ),
        dot if last is not None and values[-1] is not None else "",
        cls="ch spark",
        height=28,
        role="img",
        aria_label=label,
    )


def _y(value: float, top: float) -> float:
    return PLOT * (1 - min(value, top) / top)


def _thirds(top: float) -> tuple[float, ...]:
    return (0.2, 0.4) if top <= 0.6 else (0.25, 0.5, 0.75)


def _line(y: float, words: str) -> list[SafeString]:
    return [
        draw("line", cls="ax", x1="0", x2="100%", y1=y, y2=y),
        draw("text", words, cls="halo", x="0", y=y - 6),
    ]


def _step(highest: int) -> int:
    """Seconds between two lines: round hours, three lines at most."""
    steps = [1, 2, 4, 5, 10, 20, 25, 50, 100, 200, 250, 500]
    return next((step for step in steps if step * HOUR * 3 >= highest), 1000) * HOUR


def _stack(column: Column, *, x: float, width: float, top: int) -> list[SafeString]:
    drawn, y = [], float(PLOT)
    for hat, seconds in column.parts:
        height = PLOT * seconds / top
        y -= height
        rect = draw(
            "rect",
            cls="f-hat" if hat else "f-ink3",
            x=f"{x:.2f}%",
            width=f"{width:.2f}%",
            y=y,
            height=max(0.0, height - 1),
        )
        drawn.append(draw("g", rect, data_hat=hat) if hat else rect)
    return drawn


def _axis_words(labels: Sequence[str], *, centred: bool) -> list[SafeString]:
    """The base line and, under it, at most seven of the labels; the last one always."""
    count = len(labels)
    every = -(-count // 7) if count else 1
    drawn = [draw("line", cls="ax2", x1="0", x2="100%", y1=PLOT, y2=PLOT)]
    for place, words in enumerate(labels):
        if (count - 1 - place) % every:
            continue
        if centred:
            x, anchor = share_of(MARGIN + (place + 0.5) * (100 - MARGIN) / count, 100), "mid"
        else:
            x = share_of(place, max(1, count - 1))
            anchor = "end" if place == count - 1 and count > 1 else "mid" if place else ""
        drawn.append(draw("text", words, cls=anchor or None, x=x, y=PLOT + 20))
    return drawn


def _paths(points: Sequence[Point], top: float) -> list[str]:
    """One path a stretch without a hole."""
    stretches: list[list[str]] = [[]]
    for place, point in enumerate(points):
        if point.value is None:
            stretches.append([])
        else:
            stretches[-1].append(_at(place, point.value, points, top))
    return ["M" + "L".join(stretch) for stretch in stretches if len(stretch) > 1]


def _doubts(points: Sequence[Point], top: float) -> list[str]:
    """One surface a stretch on which both bounds are known."""
    stretches: list[list[int]] = [[]]
    for place, point in enumerate(points):
        if point.low is None or point.high is None:
            stretches.append([])
        else:
            stretches[-1].append(place)
    surfaces = []
    for stretch in stretches:
        edge = [_at(place, points[place].high or 0, points, top) for place in stretch]
        edge += [_at(place, points[place].low or 0, points, top) for place in reversed(stretch)]
        if len(stretch) > 1:
            surfaces.append("M" + "L".join(edge) + "Z")
    return surfaces


def _at(place: int, value: float, points: Sequence[Point], top: float) -> str:
    x = place / max(1, len(points) - 1) * 100
    return f"{x:.2f} {100 * (1 - min(value, top) / top):.2f}"


def _dots(points: Sequence[Point], top: float) -> list[SafeString]:
    """The last value with its words, and every value that stands alone."""
    known = [place for place, point in enumerate(points) if point.value is not None]
    alone = [n for n in known if n - 1 not in known and n + 1 not in known]
    drawn = [_dot(points, n, top) for n in alone if n != known[-1]]
    if known:
        last = known[-1]
        value = points[last].value or 0
        at_the_end = last > 0.85 * (len(points) - 1)
        words = draw(
            "text",
            percent(value),
            cls="t-b halo end" if at_the_end else "t-b halo mid",
            x=share_of(last, max(1, len(points) - 1)),
            y=max(12.0, _y(value, top) - 12),
        )
        drawn += [_dot(points, last, top), words]
    return drawn


def _dot(points: Sequence[Point], place: int, top: float) -> SafeString:
    x = share_of(place, max(1, len(points) - 1))
    y = _y(points[place].value or 0, top)
    return together(
        draw("circle", cls="f-paper", cx=x, cy=y, r=6),
        draw("circle", cls="f-hat", cx=x, cy=y, r=4.5),
    )
