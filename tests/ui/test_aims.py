"""A goal on one line stays inside its drawing, whatever is known of it."""

from __future__ import annotations

import re

import pytest

from casquettes.ui.aims import Aim, aim_line


def places(svg: str) -> list[float]:
    return [float(x) for x in re.findall(r' (?:x|x1|x2|cx)="([-\d.]+)%"', svg)]


@pytest.mark.parametrize(
    "aim",
    [
        Aim(0.35, "35%"),
        Aim(0.35, "35%", now=0.35, now_words="35%", start=0.35),
        Aim(0.35, "35%", 0.3, "30%", 0.28, 0.29, 0.31, 0.33),
        Aim(4.0, "4 h", 6.0, "6 h", 5.0, 3.0, 5.0, 7.0),
        Aim(1e9, "€1,000,000,000", -50.0, "−€50", 0.0, -900.0, 10.0, 900.0),
    ],
)
def test_nothing_is_drawn_outside(aim: Aim) -> None:
    drawn = aim_line(aim, label="said")
    assert all(0 <= place <= 100 for place in places(drawn))
    assert 'aria-label="said"' in drawn
    assert "style" not in drawn


def test_the_better_stands_to_the_right_of_the_worse() -> None:
    drawn = aim_line(Aim(10, "10", now=5, now_words="5", start=0), label="")
    target = re.search(r'class="l-ink" x1="([\d.]+)%"', drawn)
    now = re.search(r'class="f-hat" cx="([\d.]+)%"', drawn)
    assert target is not None
    assert now is not None
    assert (float(now[1]), float(target[1])) == (50.0, 97.0)
