"""A line over some weeks, small enough to stand beside a question."""

import re

from casquettes.ui.trends import HEIGHT, Step, trend


def steps(*values: float | None) -> list[Step]:
    return [Step(value, f"{value} h") for value in values]


def paths(drawing: str) -> list[str]:
    return re.findall(r' d="([^"]+)"', drawing)


def test_the_line_goes_from_zero_to_the_highest_and_says_its_two_ends():
    drawn = trend(steps(0, 10, 5), label="Trois semaines")

    assert paths(drawn) == ["M0.0 100.0L50.0 0.0L100.0 50.0"]
    assert 'aria-label="Trois semaines"' in drawn
    assert "<span>0 h</span><span>5 h</span>" in drawn
    assert f'cy="{HEIGHT // 2}"' in drawn


def test_a_hole_cuts_the_line():
    assert paths(trend(steps(1, 2, None, 2, 1), label="")) == [
        "M0.0 50.0L25.0 0.0",
        "M75.0 0.0L100.0 50.0",
    ]


def test_what_goes_under_zero_keeps_the_line_of_zero():
    drawn = trend(steps(-5, 5), label="")

    assert paths(drawn) == ["M0.0 100.0L100.0 0.0"]
    assert f'class="ax2" x1="0" x2="100%" y1="{HEIGHT // 2}"' in drawn


def test_a_level_is_drawn_dashed_and_counts_in_the_height():
    drawn = trend(steps(1, 2), label="", level=4)

    assert 'class="l-dash"' in drawn
    assert paths(drawn) == ["M0.0 75.0L100.0 50.0"]


def test_fewer_than_two_values_draw_nothing():
    assert trend(steps(3), label="") == ""
    assert trend(steps(None, None, 2), label="") == ""


def test_nothing_but_zeros_is_a_flat_line():
    assert paths(trend(steps(0, 0), label="")) == ["M0.0 100.0L100.0 100.0"]
