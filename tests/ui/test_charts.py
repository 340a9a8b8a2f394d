"""Charts say their conclusion, keep one scale, and hold nothing a page's security forbids."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from xml.etree import ElementTree as ET

import pytest
from django.utils import translation

from casquettes.ui import balances, charts, lines
from casquettes.ui.charts import Bar, Mark
from casquettes.ui.lines import Column, Point


@dataclass
class Slice:
    hat: str
    name: str
    seconds: int


@pytest.fixture(autouse=True)
def _in_english() -> object:
    with translation.override("en"):
        yield


def label(svg: str) -> str:
    found = re.search(r'aria-label="([^"]*)"', svg)
    return found.group(1) if found else ""


def test_the_ruler_says_where_she_stands() -> None:
    drawn = charts.ruler(0.342, Mark(target=0.38, before=0.312, low=0.3, high=0.36))
    assert label(drawn) == (
        "Billed share 34.2%, within the reference of 30 to 40%, target 38%, before, 31.2%, "
        "between 30% and 36%"
    )


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (None, "Billed share: no figure yet, reference 30 to 40%"),
        (0.2, "Billed share 20%, under the reference of 30 to 40%"),
        (0.3, "Billed share 30%, within the reference of 30 to 40%"),
        (0.4001, "Billed share 40.0%, over the reference of 30 to 40%"),
    ],
)
def test_the_ruler_compares_with_the_reference(share: float | None, said: str) -> None:
    assert label(charts.ruler(share)) == said


def test_the_ruler_always_runs_from_0_to_60_with_its_band() -> None:
    for share in (0.05, 0.34, 0.9):
        drawn = charts.ruler(share)
        assert '<rect class="band" x="50%" width="16.67%" y="48" height="46"/>' in drawn
        assert re.findall(r'y="109">(\d+)</text>', drawn) == [
            "0", "10", "20", "30", "40", "50", "60",
        ]  # fmt: skip


def test_the_pointer_stands_at_its_share_and_stops_at_the_end_of_the_rule() -> None:
    assert '<svg x="57%" y="94" overflow="visible">' in charts.ruler(0.342)
    assert '<svg x="100%" y="94" overflow="visible">' in charts.ruler(0.9)


def test_the_flag_keeps_clear_of_a_pointer_beyond_it() -> None:
    before, beyond = charts.ruler(0.275, Mark(target=0.38)), charts.ruler(0.426, Mark(target=0.38))
    assert 'class="t-ink" x="14"' in before
    assert 'class="t-ink end" x="-14"' in beyond


def test_without_a_figure_there_is_no_pointer() -> None:
    assert "you" not in charts.ruler(None)


def test_the_hat_bar_shares_its_width_and_lists_every_hat() -> None:
    drawn = charts.hat_bar(
        [
            Slice("production", "Production", 7200),
            Slice("sales", "Sales", 3600),
            Slice("", "No hat", 3600),
        ]
    )
    assert label(drawn) == "Production 2\u202fh, Sales 1\u202fh, No hat 1\u202fh"
    widths = [float(width) for width in re.findall(r'width="([\d.]+)%"', drawn)]
    assert widths == [49.75, 24.88, 24.88]
    assert drawn.count("<li") == 3
    assert "<b>2\u202fh</b>" in drawn


def test_a_hat_without_time_is_not_drawn() -> None:
    assert charts.hat_bar([Slice("sales", "Sales", 0)]) == ""


def test_a_name_typed_by_someone_cannot_become_markup() -> None:
    drawn = charts.hat_bar([Slice("sales", '"><script>', 60)])
    assert "<script>" not in drawn
    assert "&lt;script&gt;" in drawn


def test_bars_are_measured_by_the_longest() -> None:
    drawn = charts.bars([Bar("A", 10, "10 h"), Bar("B", 5, "5 h")], label="Hours")
    assert re.findall(r'class="f-ink3" x="0" width="(\d+%)"', drawn) == ["100%", "50%"]


def test_columns_stack_their_hats_without_overflow() -> None:
    drawn = lines.stacked_columns(
        [Column("Mon", [("sales", 7200), ("production", 10800)]), Column("Tue")],
        label="Hours by day",
        reference=25200,
        reference_words="7 h expected",
    )
    heights = [float(h) for h in re.findall(r'y="[\d.]+" height="([\d.]+)"', drawn)]
    assert sum(heights) <= lines.PLOT
    assert "7 h expected" in drawn


def test_the_line_breaks_where_nothing_may_be_shown() -> None:
    points = [
        Point("a", 0.3),
        Point("b", 0.32),
        Point("c", None),
        Point("d", 0.3),
        Point("e", 0.33),
    ]
    drawn = lines.band_line(points, label="By month")
    assert drawn.count('class="l-hat"') == 2
    assert ">33%</text>" in drawn


def test_the_last_label_of_an_axis_is_always_said() -> None:
    drawn = lines.band_line([Point(str(n), 0.3) for n in range(25)], label="x")
    said = re.findall(r'y="200">(\d+)</text>', drawn)
    assert said[-1] == "24"
    assert len(said) <= 7


@pytest.mark.parametrize(
    "drawn",
    [
        lambda: charts.ruler(0.3, Mark(0.38, 0.3, 0.2, 0.4)),
        lambda: charts.gauge(None, target=0.38, label="Sales"),
        lambda: charts.bars([], label="none"),
        lambda: lines.band_line([], label="none"),
        lambda: lines.stacked_columns([], label="none"),
        lambda: lines.sparkline([], label="none"),
        lambda: lines.sparkline([None, 0.2, 0.0], label="some"),
        lambda: lines.band_line([Point("x", 0.9, 0.8, 1.0)], label="one"),
        lambda: charts.data_table(["Month", "Hours"], [["May", "3 h"]]),
    ],
)
def test_every_chart_is_well_formed_even_with_nothing_to_show(drawn: object) -> None:
    text = drawn()  # type: ignore[operator]
    ET.fromstring(f"<div>{text}</div>")
    assert "style=" not in text
    assert "nan" not in text


def held(*amounts: float) -> list[balances.Held]:
    first = dt.date(2026, 11, 19)
    return [balances.Held(first + dt.timedelta(days=n), a) for n, a in enumerate(amounts)]


def test_an_account_is_drawn_from_zero_with_its_lowest_point_in_words() -> None:
    marked = balances.Marked(1, "€1,420 on 5 January", "lowest point: insurance")
    drawn = balances.balance_line(held(3000, 1420, 2500), marked, label="Account foreseen")
    assert label(drawn) == "Account foreseen"
    assert ">€1,420 on 5 January</text>" in drawn
    assert ">lowest point: insurance</text>" in drawn
    assert '<circle class="f-hat" cx="50%"' in drawn
    assert 'class="axi"' not in drawn
    assert [words for words in ("€1,000", "€2,000", "€3,000") if f">{words}<" in drawn] == [
        "€2,000"
    ]


def test_zero_is_drawn_in_ink_where_the_account_goes_below() -> None:
    drawn = balances.balance_line(held(500, -300), balances.Marked(1, "−€300"), label="Red")
    assert 'class="axi"' in drawn
    assert ">€0</text>" in drawn
    assert 'class="t-b halo end" x="100%"' in drawn


@pytest.mark.parametrize("amounts", [(0.0,), (0.0, 0.0), (-5.0, -5.0), (1e6, 3.0)])
def test_any_account_can_be_drawn(amounts: tuple[float, ...]) -> None:
    drawn = balances.balance_line(held(*amounts), balances.Marked(0, "low"), label="Any")
    assert "nan" not in drawn
    ET.fromstring(drawn)
