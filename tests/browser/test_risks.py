"""Risks: the story of a failure, weighed, one with a signal; the page fits a phone in the dark."""

from __future__ import annotations

import pytest

from casquettes.pilot.models import Risk
from tests.browser.axe import violations
from tests.pilot.fears import feared, told

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}
TOO_WIDE = "document.documentElement.scrollWidth > innerWidth"


def test_from_a_failure_told_to_a_signal_watched(business, open_page):
    feared(business, "Un impayé", likelihood=3, severity=4)
    told(business)
    page = open_page("/risks/?story", PHONE, "dark")
    faults = violations(page)
    page.locator(".five button").click()
    page.wait_for_selector("text=/^[45]:[0-9]{2}$/")
    page.fill("textarea[name=story]", "Mon dos ne suit plus")
    with page.expect_navigation():
        page.locator(".story .btn.go").click()
    assert "/risks/weigh/" in page.url
    faults += violations(page)
    noted = Risk.objects.get(cause="Mon dos ne suit plus")
    page.locator(f"input[name=likelihood_{noted.pk}][value='2']").check()
    page.locator(f"input[name=severity_{noted.pk}][value='5']").check()
    with page.expect_navigation():
        page.locator("form.weights .btn.go").click()
    page.wait_for_selector(".matrix")
    faults += violations(page)
    assert not page.evaluate(TOO_WIDE)
    with page.expect_navigation():
        page.locator(f"#risk-{noted.pk} h3 a").click()
    page.locator("input[name=measure][value=runway_days]").check()
    faults += violations(page)
    assert not page.evaluate(TOO_WIDE)
    with page.expect_navigation():
        page.locator("main form .btn.go").click()
    noted.refresh_from_db()
    assert (noted.measure, noted.threshold, noted.severity) == ("runway_days", 30.0, 5)
    page.goto(page.url.split("/risks/")[0] + "/")
    page.wait_for_selector(".note-box.alerted")
    faults += violations(page)
    with page.expect_navigation():
        page.locator(".note-box.alerted form button").click()
    assert page.locator(".note-box.alerted").count() == 0
    assert faults == []
