"""A client reads a quote on a phone, asks, takes an option, accepts, and changes their mind."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.cache import cache

from casquettes.kernel import links
from casquettes.sales.models import Quote
from tests.browser.axe import violations
from tests.cast import NOW
from tests.sales import promises

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}
NARROW = {"width": 320, "height": 700}


@pytest.fixture
def quote(business):
    cache.clear()
    promises.known_seller(business, email="anne@example.org")
    return promises.sent(
        business, off_premises=True, language="en", deposit="rate", deposit_value=30
    )


def door(quote: Quote) -> str:
    life = dt.timedelta(days=120)
    return links.make(quote.business, "quote", quote.pk, at=NOW, life=life)


@pytest.fixture
def visit(chromium, live_server, complaints, now):
    """Someone who holds the address, in a browser of their own."""
    contexts = []

    def opened(address: str, size=PHONE, scheme="light", **options):
        context = chromium.new_context(viewport=size, color_scheme=scheme, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        # A form that is refused answers 422: the console says so, and all is as it should be.
        page.on(
            "console",
            lambda m: (
                complaints.append(m.text) if m.type == "error" and "422" not in m.text else None
            ),
        )
        page.goto(f"{live_server.url}{address}")
        return page

    yield opened
    for context in contexts:
        context.close()


def test_from_reading_to_changing_their_mind(visit, quote):
    page = visit(door(quote))
    page.get_by_label("Your question").fill("Do you come on Saturdays?")
    with page.expect_navigation():
        page.get_by_role("button", name="Send the question").click()
    assert page.get_by_text("Do you come on Saturdays?").is_visible()
    page.get_by_label("Your name").fill("Claire Moreau")
    page.get_by_label("Étiquettes").check()
    button = page.get_by_role("button", name="Accept with obligation to pay, €268.40")
    button.wait_for()
    assert page.get_by_label("Your name").input_value() == "Claire Moreau"
    page.get_by_label("I have read this quote").check()
    with page.expect_navigation():
        button.click()
    assert page.get_by_role("heading", name="It is agreed").is_visible()
    assert page.get_by_text("Nothing may be paid before Thursday 19 March 2026").is_visible()
    with page.expect_navigation():
        page.get_by_role("link", name="Withdraw from the contract here").click()
    page.get_by_label("Your name").fill("Claire Moreau")
    with page.expect_navigation():
        page.get_by_role("button", name="Confirm the withdrawal").click()
    assert page.get_by_text("11:00:00").is_visible()
    quote.refresh_from_db()
    assert (str(quote.gross), quote.withdrawn_on) == ("268.40", NOW.date())


def test_without_script_the_total_is_counted_before_it_is_accepted(visit, quote):
    page = visit(door(quote), java_script_enabled=False)
    page.get_by_label("Your name").fill("Claire Moreau")
    page.get_by_label("Étiquettes").check()
    page.get_by_label("I have read this quote").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Accept with obligation").click()
    assert page.get_by_text("With these options the total is €268.40").is_visible()
    with page.expect_navigation():
        page.get_by_role("button", name="Accept with obligation to pay, €268.40").click()
    assert page.get_by_role("heading", name="It is agreed").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_anyone_can_read_it(visit, quote, scheme):
    page = visit(door(quote), NARROW, scheme)
    assert violations(page) == []
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= NARROW["width"]
