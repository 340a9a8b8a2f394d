"""Fluid SVG charts drawn by the server: x in percent, text keeps its size, colours by class.

Each is one picture (role=img) whose label says the conclusion. Values are fractions for shares
and seconds for time. The same drawings serve pages and documents.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from casquettes.ui.drawings import hat as hat_drawing
from casquettes.ui.svg import draw, share_of, together
from casquettes.ui.wording import hours, percent, percent_figure

BAND = (0.30, 0.40)  # the reference of the trade
RULER_TOP = 0.60  # always the same scale, so that the eye learns it
GAP = 0.25  # percent of the width between two segments


class Segment(Protocol):
    """Time under one hat; a hat may be "" for time without one."""

    @property
    def hat(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def seconds(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar and the words at its end."""

    label: str
    value: float
    text: str
    hat: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """What the ruler shows besides the share; fractions, None where unknown."""

    target: float | None = None
    before: float | None = None
    low: float | None = None
    high: float | None = None


def ruler(share: float | None, mark: Mark | None = None, *, you: str = "") -> SafeString:
    """The billed share on the rule from 0 to 60 %, with the 30-40 % band and the target flag."""
    mark = mark or Mark()
    height = 128 if mark.before is None else 148
    return draw(
        "svg",
        _band(48, 46),
        draw("text", _reference(), cls="mid", x=_along(sum(BAND) / 2), y=125),
        *_scale(),
        _interval(mark),
        _previous(mark.before),
        _flag(mark.target, share),
        _pointer(share, mark.target, you or _("you")),
        cls="ch ruler",
        height=height,
        role="img",
        aria_label=_conclusion(share, mark),
    )


def gauge(
    share: float | None, *, target: float | None = None, label: str = "", hat: str = ""
) -> SafeString:
    """The ruler in a row of a table: a bar over the band, the target as a line."""
    said = percent(share) if share is not None else _("no figure yet")
    return draw(
        "svg",
        _band(0, 14),
        draw("line", cls="ax2", x1="0", x2="100%", y1=13.5, y2=13.5),
        draw("rect", cls="f-hat", x="0", width=_along(share), y=4, height=6)
        if share is not None
        else "",
        draw("line", cls="axi", x1=_along(target), x2=_along(target), y1=0, y2=14)
        if target is not None
        else "",
        cls="ch",
        height=14,
        role="img",
        data_hat=hat or None,
        aria_label=", ".join(filter(None, [label, said, _reference()])),
    )


def hat_bar(segments: Iterable[Segment], *, legend: bool = True) -> SafeString:
    """One bar of time cut by hat, in the order given, and its legend with hat, name and hours."""
    shown = [segment for segment in segments if segment.seconds > 0]
    if not shown:
        return together()
    whole = sum(segment.seconds for segment in shown)
    room = 100 - GAP * (len(shown) - 1)
    pieces, x = [], 0.0
    for segment in shown:
        width = segment.seconds / whole * room
        pieces.append(_piece(segment.hat, x=f"{x:.2f}%", width=f"{width:.2f}%", y="0", height=22))
        x += width + GAP
    label = ", ".join(f"{segment.name} {hours(segment.seconds)}" for segment in shown)
    bar = draw("svg", *pieces, cls="ch", height=22, role="img", aria_label=label)
    return draw("div", bar, _legend(shown)) if legend else bar


def bars(items: Sequence[Bar], *, label: str) -> SafeString:
    """Bars one under the other, each with its words; the longest fills the width."""
    longest = max((item.value for item in items), default=0) or 1
    rows = [
        draw(
            "svg",
            draw("text", item.label, x="0", y=13),
            draw("text", item.text, cls="t-b end", x="100%", y=13),
            draw("rect", cls="f-line", x="0", width="100%", y=28.5, height=1),
            _piece(item.hat, x="0", width=share_of(item.value, longest), y=23, height=8),
            x="0",
            y=index * 44,
            width="100%",
            height=44,
        )
        for index, item in enumerate(items)
    ]
    return draw("svg", *rows, cls="ch", height=44 * len(items), role="img", aria_label=label)


def data_table(
    headings: Sequence[str], rows: Iterable[Sequence[str]], *, summary: str = ""
) -> SafeString:
    """The numbers of a chart, folded under it: the first column names, the others count."""
    head = [
        draw("th", heading, scope="col", cls="r" if place else None)
        for place, heading in enumerate(headings)
    ]
    body = [
        draw("tr", draw("th", row[0], scope="row"), *(draw("td", c, cls="r") for c in row[1:]))
        for row in rows
    ]
    table = draw("table", draw("thead", draw("tr", *head)), draw("tbody", *body), cls="tbl mt4")
    return draw(
        "details",
        draw("summary", summary or _("The same in a table")),
        draw("div", table, cls="scroll"),
        cls="data",
    )


def _along(share: float | None) -> str:
    return share_of(share or 0, RULER_TOP)


def _band(y: int, height: int) -> SafeString:
    low, high = BAND
    return draw("rect", cls="band", x=_along(low), width=_along(high - low), y=y, height=height)


def _reference() -> str:
    low, high = BAND
    return _("reference %(band)s") % {"band": f"{percent_figure(low)}-{percent(high)}"}


def _scale() -> list[SafeString]:
    """A tick for each percent, longer at five, numbered at ten."""
    drawn = []
    for value in range(61):
        x = share_of(value, 60)
        top = 74 if value % 10 == 0 else 81 if value % 5 == 0 else 87
        cls = "axi" if value % 10 == 0 else "ax2"
        drawn.append(draw("line", cls=cls, x1=x, x2=x, y1=94, y2=top))
        if value % 10 == 0:
            anchor = {0: None, 60: "end"}.get(value, "mid")
            drawn.append(draw("text", str(value), cls=anchor, x=x, y=109))
    return [*drawn, draw("line", cls="axi", x1="0%", x2="100%", y1=94, y2=94)]


def _interval(mark: Mark) -> SafeString:
    if mark.low is None or mark.high is None or mark.high <= mark.low:
        return together()
    return draw("line", cls="l-range", x1=_along(mark.low), x2=_along(mark.high), y1=94, y2=94)


def _previous(before: float | None) -> SafeString:
    """Where she was: a ring on the rule, its words underneath."""
    if before is None:
        return together()
    x = _along(before)
    words = _("before, %(share)s") % {"share": percent(before)}
    anchor = "mid" if 0.08 < before < 0.52 else None if before <= 0.08 else "end"
    ring = draw("circle", cls="ring", cx=x, cy=94, r=4.5)
    return together(ring, draw("text", words, cls=anchor, x=x, y=143))


def _flag(target: float | None, share: float | None) -> SafeString:
    """The target and its words, on the side away from the pointer."""
    if target is None:
        return together()
    left = target > 0.45 or (share is not None and share > target)
    words = _("target %(share)s") % {"share": percent(target)}
    return together(
        draw("line", cls="l-dash", x1=_along(target), x2=_along(target), y1=94, y2=32),
        draw(
            "svg",
            draw("path", cls="f-ink", d="M0 0l-9 4L0 8z" if left else "M0 0l9 4L0 8z"),
            draw("text", words, cls="t-ink end" if left else "t-ink", x=-14 if left else 14, y=9),
            x=_along(target),
            y=30,
            overflow="visible",
        ),
    )


def _pointer(share: float | None, target: float | None, you: str) -> SafeString:
    if share is None:
        return together()
    after = target is not None and share > target
    # Near an end of the rule the words turn inward, one line higher, clear of the flag.
    turned = share < 0.12 or share > 0.48
    to_the_right = share < 0.12 or (after and not turned)
    words = _("%(who)s, %(share)s") % {"who": you, "share": percent(share)}
    return draw(
        "svg",
        draw("line", cls="l-ink", x1="0", x2="0", y1="0", y2=-34),
        draw("path", cls="f-ink", d="M0 -26l-8 -13h16z"),
        draw(
            "text",
            words,
            cls="t-b" if to_the_right else "t-b end",
            x=-4 if to_the_right else 4,
            y=-76 if turned else -55,
        ),
        x=_along(share),
        y=94,
        overflow="visible",
    )


def _conclusion(share: float | None, mark: Mark) -> str:
    low, high = BAND
    band = {"low": percent_figure(low), "high": percent(high)}
    if share is None:
        said = [_("Billed share: no figure yet"), _("reference %(low)s to %(high)s") % band]
    else:
        said = [_("Billed share %(share)s") % {"share": percent(share)}]
        if share < low:
            said.append(_("under the reference of %(low)s to %(high)s") % band)
        elif share > high:
            said.append(_("over the reference of %(low)s to %(high)s") % band)
        else:
            said.append(_("within the reference of %(low)s to %(high)s") % band)
    if mark.target is not None:
        said.append(_("target %(share)s") % {"share": percent(mark.target)})
    if mark.before is not None:
        said.append(_("before, %(share)s") % {"share": percent(mark.before)})
    if mark.low is not None and mark.high is not None:
        between = {"low": percent(mark.low), "high": percent(mark.high)}
        said.append(_("between %(low)s and %(high)s") % between)
    return ", ".join(said)


def _piece(hat: str, **place: object) -> SafeString:
    """A rectangle in the colour of its hat; ink of the third kind for time without one."""
    if not hat:
        return draw("rect", cls="f-ink3", **place)
    return draw("g", draw("rect", cls="f-hat", **place), data_hat=hat)


def _legend(segments: Iterable[Segment]) -> SafeString:
    items = [
        draw(
            "li",
            hat_drawing(segment.hat) or draw("i", ""),
            f"{segment.name} ",
            draw("b", hours(segment.seconds)),
            data_hat=segment.hat or None,
        )
        for segment in segments
    ]
    return draw("ul", *items, cls="legend mt4")
