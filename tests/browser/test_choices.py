"""Choosing: the plan proves itself, a slider tries, an answer is kept, a decision is taken."""

from __future__ import annotations

import pytest

from casquettes.pilot.models import Decision, Rating
from tests.browser.axe import violations
from tests.office import learned
from tests.pilot.choosing import year_of_work

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}
TOO_WIDE = "document.documentElement.scrollWidth > innerWidth"


def test_from_the_plan_to_a_decision(business, open_page):
    year_of_work(business)
    page = open_page("/choices/")
    page.wait_for_selector("text=Every other plan was ruled out", timeout=15000)
    faults = violations(page)
    page.locator("#most").evaluate(
        "e => { e.value = 1; e.dispatchEvent(new Event('input', {bubbles: true})); }"
    )
    page.wait_for_selector("text=Keep these means")
    with page.expect_response("**/choices/ratings/"):
        page.locator("select[name^=pleasure_]").first.select_option("1")
    page.locator(".tk a").first.click()
    page.wait_for_selector("#answers")
    faults += violations(page)
    page.goto(page.url.split("/choices/")[0] + "/choices/")
    page.wait_for_selector("text=Every other plan was ruled out", timeout=15000)
    page.locator("section[aria-labelledby=col-reduce] .tk a").first.click()
    page.wait_for_selector("#answers")
    page.locator(".rows .btn.go").first.click()
    page.wait_for_selector("text=It will be measured")
    faults += violations(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Decide").click()
    faults += violations(page)
    assert "/choices/decisions/" in page.url
    assert faults == []
    assert Rating.objects.get().pleasure == 1
    assert Decision.objects.get().choice == "reduce"


def test_the_pages_fit_a_phone_in_the_dark(business, open_page):
    year_of_work(business)
    page = open_page("/choices/?prove=1", PHONE, "dark")
    origin = page.url.split("/choices/")[0]
    faults = []
    learned.helper(business)
    for path in ("/choices/?prove=1", "/choices/beliefs/", "/office/partners/"):
        page.goto(origin + path)
        faults += [f"{path} {fault}" for fault in violations(page)]
        if page.evaluate(TOO_WIDE):
            faults.append(f"{path} is too wide")
    assert faults == []
