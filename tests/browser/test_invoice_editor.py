"""The editor in a real browser: totals as she types, kept at rest, by keyboard, on a phone."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from casquettes.finance.models import Invoice
from casquettes.kernel.actions.contacts import refresh_search
from casquettes.kernel.models import Business, Contact
from tests.browser import axe
from tests.finance import dealings

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
NEW = "/finance/invoices/new/"


@pytest.fixture
def claire(business: Business) -> Contact:
    dealings.identity(business)
    claire = dealings.buyer(business)
    refresh_search(claire)
    return claire


def test_by_keyboard_alone_with_totals_and_a_draft_kept_at_rest(
    open_page: Callable[..., Any], claire: Contact
) -> None:
    page = open_page(NEW)
    keys = page.keyboard
    page.focus("#id_client")
    keys.type("Claire Moreau")
    page.focus("#id_lines-0-description")
    keys.type("Tri du garage")
    keys.press("Tab")
    keys.type("3,5 h")
    keys.press("Tab")
    keys.type("55")
    page.wait_for_selector("#totals :text('€192.50')")
    keys.press("Enter")
    page.wait_for_selector("#id_lines-1-description:focus")
    keys.type("Bacs")
    keys.press("Tab")
    keys.type("6")
    keys.press("Tab")
    keys.type("8,90")
    page.wait_for_selector("#amount-1:text('€53.40')")
    page.wait_for_selector("#saved:text('saved at')", timeout=6000)
    page.wait_for_selector(".preview .a4 :text('Bacs')")
    draft = Invoice.objects.get()
    assert page.url.endswith(f"/finance/invoices/{draft.pk}/edit/")
    assert draft.gross == Decimal("245.90")
    keys.press("Alt+ArrowUp")
    page.wait_for_selector("#id_lines-0-description:focus")
    assert page.input_value("#id_lines-0-description") == "Bacs"
    assert axe.violations(page) == []
    page.reload()
    assert page.input_value("#id_lines-1-description") == "Tri du garage"


@pytest.mark.parametrize(
    ("scheme", "pages"),
    [("light", ["{draft}/edit/", "{sealed}/"]), ("dark", ["{draft}/issue/", ""])],
)
def test_on_a_phone_nothing_goes_sideways(
    open_each: Callable[..., Any], claire: Contact, scheme: str, pages: list[str]
) -> None:
    draft = dealings.drafted(claire, dealings.line(detail="x" * 200), dealings.line("12.5"))
    sealed = dealings.issued(claire)
    places = [f"/finance/invoices/{page}" for page in pages]
    addresses = [place.format(draft=draft.pk, sealed=sealed.pk) for place in places]
    for address, page in open_each(addresses, PHONE, scheme):
        assert axe.violations(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_two_clicks_make_one_payment(open_page: Callable[..., Any], claire: Contact) -> None:
    sealed = dealings.issued(claire)
    page = open_page(f"/finance/invoices/{sealed.pk}/")
    with page.expect_navigation():
        page.dblclick("form.pay button")
    page.wait_for_selector(".toast .undo")
    assert sealed.payments.count() == 1
    page.go_back()
    assert sealed.payments.count() == 1


def test_without_script_lines_are_added_and_totals_follow(
    open_page: Callable[..., Any], chromium: Any, claire: Contact
) -> None:
    with_script = open_page(NEW)
    context = chromium.new_context(java_script_enabled=False, locale="en-GB")
    context.add_cookies(with_script.context.cookies())
    page = context.new_page()
    page.goto(with_script.url)
    page.fill("#id_client", "Claire Moreau")
    page.fill("#id_lines-0-description", "Tri")
    page.fill("#id_lines-0-price", "50")
    page.click("button[value=add]")
    page.fill("#id_lines-1-description", "Bacs")
    page.fill("#id_lines-1-price", "8,90")
    page.click("button.btn[value=save]")
    assert "€58.90" in page.inner_text("#totals")
    assert Invoice.objects.get().gross == Decimal("58.90")
    context.close()
