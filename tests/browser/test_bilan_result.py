"""A closed bilan read again, beside the others, and by a peer on a phone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from casquettes.kernel.models import Business
from tests.browser.axe import violations
from tests.pilot import reviews, works

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}
TOO_WIDE = "document.documentElement.scrollWidth > innerWidth"


def test_read_again_compared_and_shown_to_a_peer(
    open_page: Callable[..., Any], business: Business
) -> None:
    works.client_named(business, "Lemoine")
    reviews.closed(business, dt.date(2025, 9, 1), figures=reviews.figures(share=0.22))
    bilan = reviews.followed(reviews.closed(business))
    page = open_page(f"/bilan/{bilan.pk}/", PHONE, "dark")
    origin, faults = page.url.split("/bilan/")[0], []

    def look() -> None:
        faults.extend(f"{page.url} {fault}" for fault in violations(page))
        if page.evaluate(TOO_WIDE):
            faults.append(f"{page.url} is too wide")

    look()
    page.goto(f"{origin}/bilan/years/")
    look()
    page.goto(f"{origin}/bilan/{bilan.pk}/share/")
    page.check("input[value=q05]")
    page.check("input[value=hats]")
    with page.expect_navigation():
        page.get_by_role("button", name="Make the link").click()
    look()
    page.goto(page.input_value("#peer-link"))
    look()

    assert faults == []
    assert "canari-fierte chez …" in page.inner_text("main")
    assert "canari-energie" not in page.content()
