"""The editor of a draft: typed, summed by the server, kept at rest, never lost."""

from __future__ import annotations

import datetime as dt
import html as htmls
import re
import secrets
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from casquettes.creation.actions.offers import add_offer
from casquettes.creation.queries.offers import OfferDraft
from casquettes.finance.models import Invoice
from casquettes.kernel.actions.contacts import refresh_search
from casquettes.kernel.models import Business, Contact, User
from tests import cast
from tests.finance import dealings

NEW = "/finance/invoices/new/"


@pytest.fixture
def page(
    anne: User, business: Business, now: dt.datetime, client_of: Callable[[User], Client]
) -> Client:
    anne.language = "en"
    anne.save()
    dealings.identity(business)
    return client_of(anne)


@pytest.fixture
def claire(business: Business) -> Contact:
    claire = dealings.buyer(business)
    refresh_search(claire)
    return claire


def sheet(*lines: dict[str, str], act: str = "save", **typed: str) -> dict[str, str]:
    """The form as a browser sends it."""
    told = {"form_key": secrets.token_urlsafe(16), "act": act, "client": "Claire Moreau"}
    told["lines"] = str(len(lines))
    for rank, line in enumerate(lines):
        told |= {f"lines-{rank}-{name}": value for name, value in line.items()}
    return told | typed


def line(
    description: str = "Sorting", quantity: str = "3,5 h", price: str = "55"
) -> dict[str, str]:
    return {"description": description, "quantity": quantity, "price": price}


def lines_of(invoice: Invoice) -> list[tuple[str, Decimal, str, Decimal]]:
    rows = invoice.lines.values_list("description", "quantity", "unit", "unit_price")
    return list(rows)


def test_a_draft_is_written_as_she_types_it(page: Client, claire: Contact) -> None:
    sent = sheet(line(), line("Boxes", "6", "8,90"), line("Gift", "", "0"), note="Thank you")
    answer = page.post(NEW, sent)
    draft = Invoice.objects.get()
    assert answer["Location"] == f"/finance/invoices/{draft.pk}/edit/"
    assert lines_of(draft) == [
        ("Sorting", Decimal("3.5"), "hour", Decimal(55)),
        ("Boxes", Decimal(6), "", Decimal("8.90")),
        ("Gift", Decimal(1), "", Decimal(0)),
    ]
    assert (draft.gross, draft.note, draft.client) == (Decimal("245.90"), "Thank you", claire)


def test_a_client_not_known_yet_is_added_with_the_address_typed(page: Client) -> None:
    typed = {"client": "Jeanne Petit", "street": "4 rue Haute", "city": "44000 Nantes"}
    page.post(NEW, sheet(line(), **typed))
    client = Invoice.objects.get().client
    assert client.name == "Jeanne Petit"
    assert str(client.addresses.get()) == "4 rue Haute, 44000 Nantes"


def test_the_form_sent_twice_makes_one_draft_that_says_the_last_word(
    page: Client, claire: Contact
) -> None:
    sent = sheet(line())
    page.post(NEW, sent)
    page.post(NEW, sent | {"lines-0-price": "60"})
    draft = Invoice.objects.get()
    assert draft.gross == Decimal(210)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"client": ""}, "Write a name, for example Claire Moreau."),
        ({"lines-0-description": ""}, "Say what this line is for."),
        ({"lines-0-price": ""}, "Write a price, for example 55; 0 when it is free."),
        ({"lines-0-price": "1e999999"}, "Write a sum, for example 48.90."),
        ({"lines-0-price": "NaN"}, "Write a sum, for example 48.90."),
        ({"lines-0-price": "9" * 13}, "This sum is too big."),
        ({"lines-0-quantity": "many"}, "Write a quantity, for example 3.5 h"),
        ({"lines-0-quantity": "1,2345"}, "at most three decimals"),
        ({"lines-0-quantity": "9" * 12}, "too large"),
        ({"lines-0-discount": "120"}, "A discount is between 0 and 100 percent."),
        ({"discount_rate": "120"}, "A discount is between 0 and 100 percent."),
        ({"served_from": "2026-02-30"}, "Write a day of the calendar"),
        ({"served_from": "2026-03-02", "served_to": "2026-03-01"}, "ends before it begins"),
        ({"lines-0-description": "x" * 501}, "Shorten it"),
        ({"mission": "999999"}, "Choose in the list."),
        ({"city": "Nantes"}, "44000 Nantes"),
    ],
)
def test_what_cannot_be_is_said_and_everything_typed_stays(
    page: Client, claire: Contact, typed: dict[str, str], words: str
) -> None:
    claire.addresses.all().delete()
    sent = sheet(line(), line("Typed with care", "2", "7,77"), note="and this") | typed
    answer = page.post(NEW, sent)
    html = htmls.unescape(answer.content.decode())
    assert answer.status_code == 422
    assert words in html
    assert "Typed with care" in html
    assert 'value="7,77"' in html
    assert "and this" in html
    assert not Invoice.objects.exists()


def test_totals_are_the_servers_and_nothing_is_written(page: Client, claire: Contact) -> None:
    sent = sheet(line(), line("Boxes", "6", "8,90"), line("Not yet", "2", ""), discount_rate="10")
    html = page.post("/finance/invoices/sketch/", sent).content.decode()
    assert "€245.90" in html
    assert "€221.31" in html
    assert re.search(r'hx-target="#amount-1"[^>]*>€53.40<', html)
    assert not Invoice.objects.exists()


def test_at_rest_the_draft_is_kept_and_says_when(page: Client, claire: Contact) -> None:
    sent = sheet(line(), act="rest")
    html = page.post(NEW, sent).content.decode()
    draft = Invoice.objects.get()
    assert f'data-draft="/finance/invoices/{draft.pk}/edit/"' in html
    assert "draft, saved at 11:00\u00a0am" in html
    assert "192,50" in html
    page.post(NEW, sent | {"lines-0-quantity": "4 h"})
    assert Invoice.objects.get().gross == Decimal(220)


def test_at_rest_a_name_half_typed_is_not_a_new_contact(page: Client) -> None:
    html = page.post(NEW, sheet(line(), act="rest", client="Jea")).content.decode()
    assert "draft, not saved yet" in html
    assert not Contact.objects.exists()
    assert not Invoice.objects.exists()


def test_at_rest_what_is_to_be_corrected_is_said_and_nothing_is_lost(
    page: Client, claire: Contact
) -> None:
    kept = dealings.drafted(claire)
    html = page.post(
        f"/finance/invoices/{kept.pk}/edit/", sheet(line(price="much"), act="rest")
    ).content.decode()
    assert "something is to be corrected" in html
    assert Invoice.objects.get().gross == Decimal(48)


@pytest.mark.parametrize(
    ("act", "order"),
    [
        ("add", ["A", "B", "C", ""]),
        ("drop-0", ["B", "C"]),
        ("up-2", ["A", "C", "B"]),
        ("down-0", ["B", "A", "C"]),
        ("up-0", ["A", "B", "C"]),
        ("drop-77", ["A", "B", "C"]),
        ("down-x", ["A", "B", "C"]),
    ],
)
def test_lines_are_added_removed_and_moved_by_buttons(
    page: Client, claire: Contact, act: str, order: list[str]
) -> None:
    sent = sheet(line("A"), line("B"), line("C"), act=act)
    shown = page.post(NEW, sent).context["sheet"].lines
    assert [one.raw.get("description", "") for one in shown] == order


def test_an_offer_brings_its_price_unit_and_hours(
    page: Client, business: Business, claire: Contact
) -> None:
    offer = add_offer(
        business,
        OfferDraft(name="Wardrobe", unit="package", price=Decimal(450), hours=Decimal(12)),
        at=cast.NOW,
    )
    shown = page.post(NEW, sheet({}, act=f"offer-{offer.pk}")).context["sheet"].lines
    assert (shown[-1].raw["description"], shown[-1].raw["price"]) == ("Wardrobe", "450.00")
    page.post(NEW, sheet({"description": "wardrobe", "quantity": "", "price": ""}))
    row = Invoice.objects.latest("pk").lines.get(offer=offer)
    assert (row.unit_price, row.unit, row.hours) == (Decimal(450), "package", Decimal(12))


def test_a_line_keeps_what_it_bills_when_it_is_typed_again(
    page: Client, business: Business, claire: Contact
) -> None:
    mission = dealings.mission(claire, travel_fee=None)
    session = dealings.session(mission, 3)
    page.post(f"/finance/invoices/to-bill/mission/{mission.pk}/", {"form_key": "k" * 20})
    draft = Invoice.objects.get()
    assert draft.lines.filter(session=session).exists()
    form = page.get(f"/finance/invoices/{draft.pk}/edit/").context["sheet"]
    sent = sheet(*[one.raw for one in form.lines], mission=str(mission.pk))
    page.post(f"/finance/invoices/{draft.pk}/edit/", sent | {"lines-0-price": "50"})
    assert draft.lines.get(session=session).unit_price == Decimal(50)
    forged = sent | {"lines-0-ties": "made-up"}
    page.post(f"/finance/invoices/{draft.pk}/edit/", forged)
    assert not draft.lines.filter(session=session).exists()


def test_vat_is_asked_only_of_those_who_owe_it(
    page: Client, business: Business, claire: Contact
) -> None:
    assert "VAT" not in page.get(NEW).content.decode()
    business.identity.vat_since = dt.date(2026, 1, 1)
    business.identity.save()
    sent = sheet(line() | {"vat_rate": "20"}, line("Book", "1", "10") | {"vat_rate": "5,5"})
    page.post(NEW, sent)
    draft = Invoice.objects.get()
    assert (draft.net, draft.vat) == (Decimal("202.50"), Decimal("39.05"))


def test_sixty_lines_are_no_trouble(page: Client, claire: Contact) -> None:
    page.post(NEW, sheet(*[line(f"Item {n}", "1", "1") for n in range(60)]))
    draft = Invoice.objects.get()
    assert (draft.lines.count(), draft.gross) == (60, Decimal(60))
    assert page.get(f"/finance/invoices/{draft.pk}/edit/").status_code == 200


def test_an_issued_invoice_is_not_edited(page: Client, claire: Contact) -> None:
    sealed = dealings.issued(claire)
    address = f"/finance/invoices/{sealed.pk}/edit/"
    assert page.get(address)["Location"] == f"/finance/invoices/{sealed.pk}/"
    page.post(address, sheet(line(price="1")))
    sealed.refresh_from_db()
    assert sealed.gross == Decimal(48)


def test_a_draft_is_removed_and_brought_back(page: Client, claire: Contact) -> None:
    draft = dealings.drafted(claire)
    page.post(f"/finance/invoices/{draft.pk}/remove/")
    assert page.get(f"/finance/invoices/{draft.pk}/edit/").status_code == 404
    page.post(f"/finance/invoices/{draft.pk}/restore/")
    assert page.get(f"/finance/invoices/{draft.pk}/edit/").status_code == 200


def test_the_address_may_name_the_client_or_the_mission(
    page: Client, business: Business, claire: Contact
) -> None:
    mission = dealings.mission(claire)
    html = page.get(f"{NEW}?mission={mission.pk}").content.decode()
    assert 'value="Claire Moreau' in html
    assert f'<option value="{mission.pk}" selected>' in html
    assert page.get(f"{NEW}?client={claire.pk}&mission=zero").status_code == 200


def test_a_name_made_of_code_prints_as_typed(page: Client, business: Business) -> None:
    name = "{{7*7}}<script>alert(1)</script> #panic()"
    draft = dealings.drafted(dealings.buyer(business, firm=name))
    html = page.get(f"/finance/invoices/{draft.pk}/edit/").content.decode()
    assert "<script>alert" not in html
    assert "{{7*7}}&lt;script&gt;" in html
    pdf = page.get(f"/finance/invoices/{draft.pk}/draft.pdf")
    assert pdf.content.startswith(b"%PDF-")
