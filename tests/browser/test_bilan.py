"""The short bilan on a phone with a break in the middle, and a half answer that is never lost."""

from __future__ import annotations

import re
from typing import Any

import pytest

from casquettes.kernel.models import Business, User
from casquettes.pilot.models import Bilan, BilanAnswer, Decision
from tests.browser import axe
from tests.pilot.taking_stock import two_months_of_work

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}
LOOKED_AT = {"q01", "q18", "q29", "q33", "q41"}
SAVED = re.compile(r"/bilan/\d+/q\d\d/$")


def tap(page: Any, selector: str) -> None:
    with page.expect_navigation():
        page.click(selector)


def go_on(page: Any) -> None:
    tap(page, ".answer-bar .first")


def question(page: Any) -> str:
    found = re.search(r"/bilan/\d+/(q\d\d|close)/$", page.url)
    assert found is not None, page.url
    return found.group(1)


def saved(page: Any, selector: str, text: str) -> None:
    """Typed, then rested: the page saves by itself."""
    with page.expect_response(lambda answer: SAVED.search(answer.url) and answer.ok):
        page.locator(selector).press_sequentially(text)
    page.wait_for_selector("[data-saved] [data-mark]")


def look(page: Any, faults: list[str]) -> None:
    if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
        faults.append(f"{page.url} is too wide")
    if question(page) in LOOKED_AT:
        faults += [f"{page.url} {fault}" for fault in axe.violations(page)]


def fill(page: Any, asked: str) -> None:
    """What is typed at a question; at most she only goes on."""
    if asked in ("q03", "q04"):
        assert page.locator("#figures").count() == 0
        page.fill("#id_amount", "50")
        go_on(page)
        assert "50" in page.inner_text(".guessed")
    if asked == "q01":
        page.check("input[name=energy][value='3']", force=True)
    if asked == "q33":
        for box in page.locator("input[name^=agree-][value=yes]").all():
            box.evaluate("box => box.click()")
    if asked == "q43":
        page.fill("#id_task", "Appeler Claire")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_short_bilan_on_a_phone_with_a_break(
    open_page: Any, anne: User, business: Business, language: str
) -> None:
    two_months_of_work(business)
    page = open_page("/bilan/", PHONE)
    User.objects.filter(pk=anne.pk).update(language=language)
    page.goto(page.url)
    faults = [] if language == "fr" else axe.violations(page)
    tap(page, "main form .btn.go")
    while question(page) != "close":
        asked = question(page)
        if language == "en":
            look(page, faults)
        if asked == "q05":
            page = after_a_break(page)
        fill(page, asked)
        go_on(page)
    tap(page, "main form .btn.go")
    assert faults == []
    bilan = Bilan.objects.get()
    assert bilan.finished_at is not None
    said = BilanAnswer.objects.get(question="q05").value
    assert said == {"lines": ["Finir un grenier", "Dire non"]}
    assert BilanAnswer.objects.get(question="q03").guess == {"amount": 50}
    made = Decision.objects.filter(bilan=bilan)
    assert made.filter(title="Appeler Claire").count() == 1
    assert 1 <= made.exclude(title="Appeler Claire").count() <= 3


def after_a_break(page: Any) -> Any:
    """Half an answer, the page closed; then the list, and the half answer is there."""
    saved(page, "#id_line1", "Finir un grenier")
    home, context = page.url.split("/bilan/")[0], page.context
    page.close()
    page = context.new_page()
    page.goto(f"{home}/bilan/")
    assert "5" in page.inner_text(".resume")
    tap(page, ".resume a.go")
    assert question(page) == "q05"
    assert page.input_value("#id_line1") == "Finir un grenier"
    page.fill("#id_line2", "Dire non")
    return page


def test_what_is_typed_in_a_tunnel_is_still_there(
    open_page: Any, business: Business, complaints: list[str]
) -> None:
    page = open_page("/bilan/", PHONE)
    tap(page, "main form .btn.go")
    here, context = page.url, page.context
    context.set_offline(True)
    page.locator("#id_text").press_sequentially("Fatiguée")
    page.wait_for_selector("text=as soon as the network is back")
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(here)
    assert page.input_value("#id_text") == "Fatiguée"
    assert "Found on this device" in page.inner_text("[data-found]")
    page.wait_for_selector("[data-saved] [data-mark]")
    assert BilanAnswer.objects.get().value["text"] == "Fatiguée"
    signed_out(page, complaints)
    complaints.clear()


def signed_out(page: Any, complaints: list[str]) -> None:
    """The session is over: nothing is lost, and an older copy covers no newer answer."""
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.press("#id_text", "End")
    page.locator("#id_text").press_sequentially(" mais contente")
    page.wait_for_selector("text=sign in again")
    page.context.add_cookies(cookies)
    BilanAnswer.objects.update(value={"energy": None, "text": "Ailleurs"})
    page.goto(page.url)
    assert page.input_value("#id_text") == "Ailleurs"
    assert "another version" in page.inner_text("[data-found]")
    page.click("[data-take]")
    assert page.input_value("#id_text") == "Fatiguée mais contente"
    page.wait_for_selector("[data-saved] [data-mark]")
    assert BilanAnswer.objects.get().value["text"] == "Fatiguée mais contente"
