"""Her contacts in a real browser: found while typing, added in a few keys, brought in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from casquettes.kernel.models import Business, Contact
from tests.browser.axe import violations
from tests.kernel.people import contact

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}


def test_contacts_are_found_while_typing_and_the_address_keeps_it(
    open_page: Callable[..., Any], business: Business
) -> None:
    claire = contact(business, first_name="Hélène", last_name="Moreau", city="Vannes")
    contact(business, kind="firm", company="Cabinet Roche", phone="+33612345678")
    page = open_page("/contacts/")
    assert violations(page) == []
    page.locator("#id_q").press_sequentially("helene")
    page.get_by_text("1 contact found.").wait_for(timeout=6000)
    page.wait_for_url("**q=helene**", timeout=6000)
    assert page.locator("#found tbody tr").count() == 1
    exported = page.locator("a[data-as=vcf]").get_attribute("href")
    assert "q=helene" in str(exported)
    assert page.locator("#id_q").evaluate("box => document.activeElement === box")
    page.get_by_role("checkbox", name="Hélène Moreau").check()
    page.locator("#several-tag").fill("VIP")
    with page.expect_navigation():
        page.get_by_role("button", name="Give").click()
    assert [tag.name for tag in claire.tags.all()] == ["VIP"]


def test_a_contact_is_added_on_a_telephone_with_a_second_number(
    open_page: Callable[..., Any], business: Business
) -> None:
    page = open_page("/contacts/new/", PHONE)
    assert violations(page) == []
    page.get_by_label("Last name").fill("Moreau")
    page.locator("#id_phone_0").fill("06 12 34 56 78")
    page.get_by_role("button", name="Another telephone").click()
    page.locator("#id_phone_1").fill("02 97 00 00 00")
    assert page.locator("#id_phone_0").input_value() == "06 12 34 56 78"
    page.get_by_text("A firm", exact=True).click()
    page.locator("#id_company").fill("Cabinet Roche")
    with page.expect_navigation():
        page.locator("#id_company").press("Enter")
    made = Contact.objects.get()
    assert (made.name, made.points.count()) == ("Cabinet Roche", 2)
    page.get_by_role("heading", name="Cabinet Roche").wait_for(timeout=6000)
    assert violations(page) == []
