"""From an offer to a quote in the outbox, in a real browser; the editor counts and saves."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from casquettes.kernel.models import Business, Mail
from casquettes.sales.models import Quote
from tests.browser import axe
from tests.creation.catalogue import hour
from tests.sales.promises import claire, drafted, known_seller

sync_api = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}


def test_an_offer_becomes_a_quote_and_waits_in_the_outbox(
    open_page: Callable[..., Any], business: Business
) -> None:
    hour(business)
    known_seller(business)
    claire(business, email="claire@example.org")

    page = open_page("/creation/offers/", PHONE)
    page.get_by_role("link", name="Quote", exact=True).click()
    page.get_by_label("For whom").fill("Claire Moreau")
    page.get_by_label("How far, one way").fill("25")
    with page.expect_navigation():
        page.get_by_role("button", name="Make the quote").click()
    assert axe.violations(page) == []
    with page.expect_navigation():
        page.get_by_role("button", name="Send", exact=True).click()
    assert axe.violations(page) == []
    with page.expect_navigation():
        page.get_by_role("button", name="Put in the outbox").click()
    page.locator(".toast").wait_for()

    quote = Quote.objects.of(business).get()
    assert quote.sent_at is not None
    assert [str(line.quantity) for line in quote.lines.all()] == ["2.000", "20.000"]
    mail = Mail.objects.of(business).get()
    assert (mail.to, mail.files.count()) == ("claire@example.org", 1)


def test_the_editor_counts_and_saves_while_she_types(
    open_page: Callable[..., Any], business: Business
) -> None:
    known_seller(business)
    quote = drafted(business)

    page = open_page(f"/sales/quotes/{quote.pk}/edit/")
    page.get_by_role("button", name="Line", exact=True).click()
    page.get_by_label("Description, line 4").fill("Étagères")
    page.get_by_label("Price, line 4").fill("100.50")
    total = page.locator("#sums .h2")
    sync_api.expect(total).to_have_text(re.compile("328,90"))
    sync_api.expect(page.locator("#preview .grand")).to_contain_text("328,90")
    sync_api.expect(page.locator("#saved")).to_contain_text("saved at", timeout=8000)
    assert axe.violations(page) == []

    assert str(Quote.objects.get(pk=quote.pk).gross) == "328.90"
