"""The quick-add box by keyboard alone, wide and on a phone: shown, noted, kept when refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from casquettes.kernel.models import Business
from casquettes.timesheet.models import RunningClock, TimeEntry
from tests.browser import axe

pytestmark = pytest.mark.browser

WIDE, PHONE = {"width": 1360, "height": 900}, {"width": 390, "height": 844}
LINE = "9h-10h45 session garage at Léa’s yesterday"


def typed(page: Any, words: str) -> Any:
    """The line in the box, once it is understood."""
    page.locator("#typed-line").select_text()

    def all_of_it(reply: Any) -> bool:
        return parse_qs(urlsplit(reply.url).query).get("line", [""])[0] == words

    with page.expect_response(all_of_it):
        page.keyboard.type(words)
    page.wait_for_timeout(250)
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("address", ["/week/", "/"])
def test_what_is_understood_is_accessible(
    open_page: Callable[..., Any], address: str, size: dict[str, int], scheme: str
) -> None:
    page = typed(open_page(address, size, scheme), LINE)
    shown = page.inner_text("#understood")
    for said in ("1\u202fh\u202f45", "9:00", "Léa", "Wednesday", "Production", "garage"):
        assert said in shown
    assert axe.violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_line_is_noted_by_keyboard_and_the_next_one_can_follow(
    open_page: Callable[..., Any], business: Business
) -> None:
    page = open_page("/week/")
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.id") == "typed-line"
    typed(page, "2h sorting Dupont yesterday")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_selector(".toast .undo")
    assert page.evaluate("document.activeElement.id") == "typed-line"
    assert page.input_value("#typed-line") == ""
    assert "2\u202fh" in page.inner_text("h1 + .lead")
    typed(page, "30 min quote Martin")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert [entry.seconds for entry in TimeEntry.objects.of(business)] == [7200, 1800]


def test_enter_before_the_answer_notes_the_line_all_the_same(
    open_page: Callable[..., Any], business: Business
) -> None:
    page = open_page("/week/")
    page.focus("#typed-line")
    page.keyboard.insert_text("1h session Dupont")
    with page.expect_navigation():
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
    assert TimeEntry.objects.of(business).get().sold_seconds == 3600


def test_shift_and_enter_note_it_unbilled(
    open_page: Callable[..., Any], business: Business
) -> None:
    page = typed(open_page("/week/"), "1h session Dupont")
    with page.expect_navigation():
        page.keyboard.press("Shift+Enter")
    assert TimeEntry.objects.of(business).get().sold_seconds == 0


def test_undo_takes_it_back(open_page: Callable[..., Any], business: Business) -> None:
    page = typed(open_page("/week/"), "1h session Dupont")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    with page.expect_navigation():
        page.click(".toast .undo")
    assert not TimeEntry.objects.of(business).exists()


def test_a_refused_line_stays_in_the_box_and_may_start_the_clock(
    open_page: Callable[..., Any], business: Business, complaints: list[str]
) -> None:
    page = typed(open_page("/week/", PHONE), "session Dupont")
    with page.expect_response(lambda reply: reply.status == 422):
        page.keyboard.press("Enter")
    page.wait_for_selector("#understood [role=alert]")
    assert page.input_value("#typed-line") == "session Dupont"
    assert page.evaluate("document.activeElement.id") == "typed-line"
    assert axe.violations(page) == []
    with page.expect_navigation():
        page.click("#understood form button")
    clock = RunningClock.objects.get(business=business)
    assert (clock.hat, clock.label) == ("production", "Dupont")
    # A refusal is an answer; Chromium tells of it in its console.
    complaints[:] = [heard for heard in complaints if "status of 422" not in heard]


def test_escape_empties_the_box(open_page: Callable[..., Any]) -> None:
    page = typed(open_page("/week/"), LINE)
    with page.expect_response(lambda reply: "/time/parse/" in reply.url):
        page.keyboard.press("Escape")
    page.wait_for_function("document.querySelector('#understood').textContent.trim() === ''")
    assert page.input_value("#typed-line") == ""


def test_without_script_it_is_a_plain_form(
    open_page: Callable[..., Any], chromium: Any, business: Business
) -> None:
    with_script = open_page("/week/")
    context = chromium.new_context(java_script_enabled=False)
    context.add_cookies(with_script.context.cookies())
    page = context.new_page()
    page.goto(with_script.url)
    page.fill("#typed-line", "session Dupont")
    page.press("#typed-line", "Enter")
    page.wait_for_selector("[role=alert]")
    assert page.input_value("#typed-line") == "session Dupont"
    page.fill("#typed-line", "2h session Dupont yesterday")
    page.press("#typed-line", "Enter")
    page.wait_for_selector(".toast")
    assert page.url == with_script.url
    assert TimeEntry.objects.of(business).get().seconds == 7200
    context.close()
