"""The palette by keyboard alone: wear a hat, go somewhere, note a line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from casquettes.kernel.models import Business
from casquettes.timesheet.models import RunningClock, TimeEntry
from tests.browser import axe

pytestmark = pytest.mark.browser

FIELD = "#palette [role=combobox]"
WIDE, PHONE = {"width": 1360, "height": 900}, {"width": 390, "height": 844}


def summoned(page: Any) -> Any:
    page.keyboard.press("Control+k")
    page.wait_for_selector("#palette [role=option]")
    return page


def typed(page: Any, words: str) -> Any:
    with page.expect_response(lambda r: "/palette/" in r.url and r.url.endswith(words[-1])):
        page.keyboard.type(words)
    page.wait_for_timeout(50)
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_palette_is_accessible(
    open_page: Callable[..., Any], size: dict[str, int], scheme: str
) -> None:
    page = summoned(open_page("/time/", size, scheme))
    assert axe.violations(page) == []
    typed(page, "2h session Dupont")
    assert axe.violations(page) == []


def test_a_digit_wears_a_hat(open_page: Callable[..., Any], business: Business) -> None:
    page = summoned(open_page("/time/"))
    with page.expect_navigation():
        page.keyboard.press("3")
    assert page.url.endswith("/hats/sales/")
    assert RunningClock.objects.get(business=business).hat == "sales"


def test_a_line_that_begins_with_a_digit_wears_nothing(
    open_page: Callable[..., Any], business: Business
) -> None:
    page = typed(summoned(open_page("/time/")), "3h")
    page.wait_for_timeout(1200)
    assert page.is_visible("#palette")
    assert not RunningClock.objects.filter(business=business).exists()


def test_words_lead_to_a_page(open_page: Callable[..., Any]) -> None:
    page = typed(summoned(open_page("/time/")), "settings")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/settings/")


def test_arrows_choose_and_turn_around(open_page: Callable[..., Any]) -> None:
    page = summoned(open_page("/time/"))
    chosen = "document.querySelector('#palette [aria-selected=true]').id"
    assert page.evaluate(chosen) == "palette-1-1"
    page.keyboard.press("ArrowDown")
    assert page.evaluate(chosen) == "palette-1-2"
    assert page.get_attribute(FIELD, "aria-activedescendant") == "palette-1-2"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert page.evaluate(chosen) != "palette-1-1"


def test_a_line_is_noted_once_however_often_enter_is_pressed(
    open_page: Callable[..., Any], business: Business
) -> None:
    page = typed(summoned(open_page("/time/")), "1h30 session Dupont")
    assert "1\u202fh\u202f30" in page.inner_text("#palette .parse")
    with page.expect_navigation():
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
    assert [entry.seconds for entry in TimeEntry.objects.of(business)] == [5400]


def test_shift_and_enter_note_it_unbilled(
    open_page: Callable[..., Any], business: Business
) -> None:
    page = typed(summoned(open_page("/time/")), "1h session Dupont")
    with page.expect_navigation():
        page.keyboard.press("Shift+Enter")
    assert TimeEntry.objects.of(business).get().nature == "unbilled"


def test_escape_gives_the_page_back(open_page: Callable[..., Any]) -> None:
    page = summoned(open_page("/time/"))
    page.keyboard.press("Escape")
    assert not page.is_visible("#palette")


def test_another_window_follows_the_hat(open_page: Callable[..., Any], business: Business) -> None:
    here, there = open_page("/time/"), open_page("/time/")
    here.click(".peg[data-hat=quality]")
    there.evaluate("document.getElementById('worn').dispatchEvent(new CustomEvent('seen'))")
    there.wait_for_selector(".peg[data-hat=quality][aria-current]")
    assert there.get_attribute("body", "data-hat") in {"quality", "pilot"}
    assert there.get_attribute(".brand .hat", "data-hat") == "quality"
