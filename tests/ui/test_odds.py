"""A chance said in words says no less, and no more, than its figure."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.utils import translation

from casquettes.ui.rounded import near, near_figure, odds

SAID = re.compile(r"^(\d+) chances? in (\d+)$")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def meant(words: str) -> float:
    """What the words are worth: "9 chances in 10" → 0.9."""
    if words == "almost certain":
        return 0.99
    found = SAID.match(words.removeprefix("less than "))
    assert found, words
    return int(found[1]) / int(found[2])


def test_words_and_figure_agree_and_more_closely_towards_both_ends() -> None:
    for thousandth in range(1001):
        share = thousandth / 1000
        gap = 0.05 if 0.15 <= share <= 0.9 else 0.026
        assert abs(meant(odds(share)) - share) <= gap + 1e-9, f"{share}: {odds(share)}"


@pytest.mark.parametrize(
    ("share", "figure", "words"),
    [
        (0.999, "more than 99%", "almost certain"),
        (0.995, "more than 99%", "almost certain"),
        (0.99, "99%", "almost certain"),
        (0.97, "97%", "19 chances in 20"),
        (0.95, "95%", "19 chances in 20"),
        (0.92, "92%", "9 chances in 10"),
        (0.17, "17%", "2 chances in 10"),
        (0.05, "5%", "1 chance in 20"),
        (0.01, "1%", "1 chance in 100"),
        (0.004, "less than 1%", "less than 1 chance in 200"),
    ],
)
def test_a_chance_as_figure_and_words(share: float, figure: str, words: str) -> None:
    assert (near(share), odds(share)) == (figure, words)


def test_no_chance_is_said_to_be_a_hundred_percent() -> None:
    assert {near_figure(share / 10000) for share in range(9950, 10001)} == {">\u202f99"}
