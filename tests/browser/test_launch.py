"""A plan before the launch: eight questions on the phone, then the result, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from casquettes.kernel.models import Business, User
from casquettes.pilot.models import LaunchPlan
from tests.browser import axe

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}


def tap(page: Any, selector: str) -> None:
    with page.expect_navigation():
        page.click(selector)


def fits(page: Any) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_plan_before_the_launch(
    open_page: Callable[..., Any], anne: User, business: Business, language: str
) -> None:
    page = open_page("/launch/", PHONE)
    User.objects.filter(pk=anne.pk).update(language=language)
    page.goto(page.url)
    assert axe.check(page) == []
    tap(page, "main form button.go")
    for step in range(1, 9):
        assert re.search(rf"/launch/\d+/{step}/$", page.url)
        assert fits(page)
        if step in (1, 5):
            assert axe.check(page) == []
        if step == 4:
            page.fill("#id_price", "62,50" if language == "fr" else "62.50")
        if step == 6:
            page.go_back()
            page.go_forward()
        tap(page, "main form button.go")
    launch = LaunchPlan.objects.get(business=business)
    assert launch.plan["price"] == 62.5
    assert re.search(r"/launch/\d+/$", page.url)
    assert fits(page)
    assert axe.check(page) == []
    before = page.inner_text("#tried")
    with page.expect_response(lambda answer: "/try/" in answer.url):
        page.focus("#try-price")
        page.keyboard.press("End")
    page.wait_for_function(
        "words => document.querySelector('#tried').innerText !== words", arg=before
    )
    assert axe.check(page) == []
    tap(page, "#tried form button")
    assert LaunchPlan.objects.get(pk=launch.pk).plan["price"] > 62.5
    tap(page, "main form[action$='/follow/'] button")
    assert page.locator("#lived").count() == 1
    assert axe.check(page) == []


def test_the_result_can_be_read_on_a_wide_dark_screen(
    open_page: Callable[..., Any], anne: User, business: Business
) -> None:
    page = open_page("/launch/", scheme="dark")
    tap(page, "main form button.go")
    tap(page, "main form button[value=see]")
    assert axe.check(page) == []
    assert fits(page)
