"""A goal from what is proposed, the sentence that follows the target; the heading kept at rest."""

from __future__ import annotations

import datetime as dt

import pytest

from casquettes.pilot.models import Direction, Goal
from tests.browser.axe import violations
from tests.pilot.notes import note

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TOO_WIDE = "document.documentElement.scrollWidth > innerWidth"


def test_a_goal_and_a_heading(business, open_page):
    day = dt.date(2025, 10, 1)
    while day < dt.date(2026, 3, 1):
        if day.weekday() < 5:
            note(business, day, "pro_seance", 8, sold=2 + day.month % 3)
        day += dt.timedelta(days=1)
    page = open_page("/goals/")
    page.get_by_role("link", name="Set a first goal").click()
    page.wait_for_selector("#said .aside")
    faults = violations(page)
    proposed = page.locator("#id_target").input_value()
    page.locator("#id_target").fill("95")
    page.wait_for_selector("text=Beyond what your months can bring")
    page.locator("#id_target").fill(proposed)
    page.wait_for_selector("text=Within reach if your months go on")
    with page.expect_navigation():
        page.get_by_role("button", name="Set this goal").click()
    faults += violations(page)
    assert page.get_by_text("If the months go on like your last ones").is_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    origin = page.url.split("/goals/")[0]
    for path in ("/goals/", "/goals/new/", "/direction/write/"):
        page.goto(origin + path)
        assert not page.evaluate(TOO_WIDE)
    page.locator("#id_promise").fill("Le calme")
    page.wait_for_selector("text=saved at")
    faults += violations(page)
    page.goto(f"{origin}/direction/")
    faults += violations(page)
    assert page.get_by_text("Le calme").is_visible()
    assert faults == []
    assert Goal.objects.get().target == pytest.approx(float(proposed) / 100)
    assert Direction.objects.get().promise == "Le calme"
