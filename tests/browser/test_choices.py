"""Choosing: the plan proves itself, a slider tries, an answer is kept, a decision is taken."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation

from casquettes.pilot.models import Decision, Rating
from casquettes.pilot.queries.choices.answers import tried_said
from casquettes.pilot.queries.choices.tried import decisions
from tests.browser.axe import violations
from tests.office import learned
from tests.pilot.choosing import year_of_work
from tests.pilot.notes import note

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


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_decision_taken_shows_what_it_brought_beside_what_was_expected(
    business, anne, open_page, monkeypatch, language
):
    year_of_work(business)
    page = open_page("/choices/")
    spoken(anne, language)
    page.reload()
    page.wait_for_selector("section[aria-labelledby=col-reduce] .tk a")
    page.locator("section[aria-labelledby=col-reduce] .tk a").first.click()
    page.locator(".rows .btn.go").first.click()
    page.locator("main form button.btn.go").click()
    page.wait_for_url("**/choices/decisions/")
    decision = Decision.objects.select_related("activity").get()

    # Two months later: as much sold each week of April to 12 May, for half the time at it.
    before, weeks = decision.before, 42 / 7
    note(business, dt.date(2026, 4, 1), decision.activity.key, before["week_hours"] * weeks / 2)
    for day in range(2, 11):
        sold = before["sold_week_hours"] * weeks / 9
        note(business, dt.date(2026, 4, day), "pro_seance", sold, sold=sold)
    later = dt.datetime(2026, 5, 12, 10, tzinfo=dt.UTC)
    monkeypatch.setattr("casquettes.kernel.http.real_now", lambda: later)
    page.reload()
    [tried] = decisions(business, today=later.date())
    assert tried.freed_week == pytest.approx(before["week_hours"] / 2, rel=1e-3)
    with translation.override(language):
        said = tried_said(tried, currency=business.currency)
    shown = page.locator("main").inner_text()
    assert [text for text in (*said.expected, said.measured) if text not in shown] == []
    assert violations(page) == []


def spoken(anne, language: str) -> None:
    anne.language = language
    anne.save()


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
