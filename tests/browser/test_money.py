"""The pages of the money in a browser: nothing for axe to object, on a phone or a wide screen."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from tests.browser.axe import violations
from tests.pilot import works
from tests.pilot.notes import note

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def paid_work(business):
    """Eight days noted, six hours sold and paid."""
    offer = works.offer_at(business, "50", unit="hour")
    client = works.client_named(business, "Dupont", origin="Google")
    mission = works.mission_for(business, client, offer=offer, sold_minutes=480, channel="Google")
    for day in (2, 3):
        works.session_on(mission, dt.date(2026, 3, day), 3)
        note(business, dt.date(2026, 3, day), "pro_seance", 3, mission=mission)
    for day in (4, 5, 6, 9, 10, 11):
        note(business, dt.date(2026, 3, day), "com_devis", 2)
    invoice = works.draft_for(mission, "270", served_from=dt.date(2026, 3, 2))
    works.bill(invoice, "service", "270")
    works.seal(invoice, dt.date(2026, 3, 3), rank=1)
    works.pay(invoice, dt.date(2026, 3, 6), str(Decimal(270)))


def test_the_money_reads_on_a_phone_and_leads_to_what_the_law_takes(paid_work, open_page):
    page = open_page("/measures/", PHONE)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    with page.expect_navigation():
        page.click("table.falls a[href='/measures/levies/']")
    assert violations(page) == []
    page.fill("[name=km]", "0,42")
    with page.expect_navigation():
        page.click("form[action$='/suppose/'] button")
    assert page.input_value("[name=km]") == "0.42"
    dark = open_page("/measures/money/", scheme="dark")
    assert violations(dark) == []
