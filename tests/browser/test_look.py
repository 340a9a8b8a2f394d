"""The page of every component, in the browser: accessible, without overflow, and alive."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser import axe

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.ui.urls")]

WIDE, PHONE = {"width": 1360, "height": 900}, {"width": 390, "height": 844}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_every_component_is_accessible(
    open_page: Callable[..., Any], size: dict[str, int], scheme: str
) -> None:
    page = open_page("/ui/", size, scheme)
    assert axe.violations(page) == []


def test_no_component_is_wider_than_the_window(open_page: Callable[..., Any]) -> None:
    page = open_page("/ui/", {"width": 320, "height": 900})
    for width in (320, 360, 390, 600, 768, 961, 1024, 1200, 1360, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wider == 0, f"at {width} px"


def test_her_choice_of_light_or_dark_is_drawn_by_the_server_next_time(
    open_page: Callable[..., Any],
) -> None:
    page = open_page("/ui/")
    page.click(".tools [data-theme-toggle]")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.reload()
    html = page.request.get(page.url).text()
    assert '<html lang="en" data-theme="dark">' in html


def test_the_clock_ticks(open_page: Callable[..., Any]) -> None:
    page = open_page("/ui/")
    before = page.inner_text("#worn .clock")
    page.wait_for_timeout(2200)
    after = page.inner_text("#worn .clock")
    assert before in {"0:05:05", "0:05:06"}
    assert after in {"0:05:07", "0:05:08"}


def test_the_help_opens_and_closes_by_keyboard(open_page: Callable[..., Any]) -> None:
    page = open_page("/ui/")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    assert page.is_visible("#help")
    assert axe.violations(page) == []
    page.keyboard.press("Escape")
    assert not page.is_visible("#help")


def test_keys_rest_while_typing(open_page: Callable[..., Any]) -> None:
    page = open_page("/ui/")
    page.focus("#id_name")
    page.keyboard.press("?")
    assert not page.is_visible("#help")


def test_a_page_asks_for_few_things_the_first_time(open_page: Callable[..., Any]) -> None:
    page = open_page("/ui/", apart=True)
    asked = page.evaluate("performance.getEntriesByType('resource').map(r => r.name)")
    assert len(set(asked)) + 1 <= 12, asked


def test_it_prints_in_light_without_the_furniture(open_page: Callable[..., Any]) -> None:
    page = open_page("/ui/", scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"
    assert not page.is_visible(".rack")
