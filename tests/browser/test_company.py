"""Her documents: the paper beside the form changes as she types."""

from __future__ import annotations

import pytest

from casquettes.kernel.models import Identity
from tests.browser.axe import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}
TOO_WIDE = "document.documentElement.scrollWidth > innerWidth"


def test_the_paper_follows_what_she_types_and_is_kept(open_page, business):
    page = open_page("/settings/company/")
    assert violations(page) == []
    page.fill("#id_number", "732 829 320")
    page.fill("#id_street", "12 rue des Lilas")
    page.wait_for_selector("#paper img[src^=data]")
    assert not Identity.objects.filter(business=business).exists()
    page.fill("#id_postcode", "44000")
    page.fill("#id_city", "Nantes")
    with page.expect_navigation():
        page.click("button:text-is('Save')")
    assert page.locator("text=the law still wants").count() == 0
    assert Identity.objects.get(business=business).siren == "732829320"


def test_on_a_phone_at_night_it_fits(open_each):
    pages = ("/settings/company/", "/settings/numbers/", "/settings/company/first/")
    for address, page in open_each(pages, PHONE, "dark"):
        assert violations(page) == [], address
        assert page.evaluate(TOO_WIDE) is False


def test_what_a_number_gives_is_shown_while_she_writes_it(open_page):
    page = open_page("/settings/numbers/")
    page.fill("#id_invoice", "FA-2026-049")
    page.wait_for_selector("#to-come >> text=FA-2026-050")
    assert violations(page) == []
