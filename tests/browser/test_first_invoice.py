"""From an empty installation to a first valid Factur-X invoice: at most 9 screens, 14 fields.

What is counted: every page that loads, and every field she types in.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from facturx import get_facturx_xml_from_pdf
from lxml import etree

from casquettes.finance.models import Invoice
from casquettes.kernel.models import Business
from tests.browser import axe

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
GRAND_TOTAL = ".//{*}GrandTotalAmount"


class Counted:
    """A browser that counts the pages she sees and the fields she types in."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.screens = 1
        self.fields = 0

    def types(self, selector: str, words: str) -> None:
        self.page.fill(selector, words)
        self.fields += 1

    def goes(self, selector: str) -> None:
        with self.page.expect_navigation():
            self.page.click(selector)
        self.screens += 1


@pytest.mark.parametrize("size", [None, PHONE], ids=["wide", "phone"])
def test_a_first_invoice_takes_nine_screens_and_fourteen_fields_at_most(
    open_page: Callable[..., Any], business: Business, size: dict[str, int] | None, tmp_path: Path
) -> None:
    empty = {"onboarded_at": None, "name": "", "person_name": ""}
    Business.objects.filter(pk=business.pk).update(**empty)
    she = Counted(open_page("/", size) if size else open_page("/"))

    she.types("#id_person_name", "Anne Martin")
    she.goes("main form button.go")
    she.goes("main form button.go")
    she.page.check("input[name=hat][value=manager]", force=True)
    she.goes("main form.stack button.go")
    she.goes(".ribbon a[href='/finance/invoices/']")
    she.goes(".empty a.go")

    she.types("#id_client", "Claire Moreau")
    she.types("#id_street", "3 place du Marché")
    she.types("#id_city", "56000 Vannes")
    she.types("#id_lines-0-description", "Tri du garage")
    she.types("#id_lines-0-quantity", "3,5 h")
    she.types("#id_lines-0-price", "55")
    she.page.wait_for_selector("#totals :text('192.50')")
    she.goes("button[value=issue]")

    she.types("#id_number", "732 829 320 00074")
    she.types("#id_street", "12 rue des Lilas")
    she.types("#id_place", "56000 Vannes")
    she.goes("main .form button.go")
    she.goes("button[name=act][value=issue]")

    assert (she.screens, she.fields) == (9, 10)
    assert axe.violations(she.page) == []
    with she.page.expect_download() as download:
        she.page.click(".head a:text('PDF')")
    file = tmp_path / "invoice.pdf"
    download.value.save_as(file)
    name, xml = get_facturx_xml_from_pdf(file.read_bytes(), check_xsd=True)
    assert name == "factur-x.xml"
    assert etree.fromstring(xml).find(GRAND_TOTAL).text == "192.50"
    invoice = Invoice.objects.of(business).get()
    assert (invoice.number, invoice.gross) == ("F2026-001", Decimal("192.50"))
