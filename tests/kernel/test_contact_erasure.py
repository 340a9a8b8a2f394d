"""Someone asks to be forgotten."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from casquettes.finance.models import Invoice
from casquettes.kernel.actions.contact_erasure import erase_contact
from casquettes.kernel.actions.contact_merging import merge_contacts
from casquettes.kernel.models import Address, Business, Contact, Mail, MailFile, User
from tests import cast
from tests.cast import NOW
from tests.finance import dealings
from tests.kernel.people import contact, in_english  # noqa: F401

pytestmark = pytest.mark.usefixtures("in_english")

TODAY = dt.date(2026, 3, 12)
PERSONAL = ("Moreau", "Claire", "claire@", "612345678", "quai", "Cabinet", "VIP", "thé")


@pytest.fixture
def claire(business: Business) -> Contact:
    made = contact(
        business,
        first_name="Claire",
        last_name="Moreau",
        company="Cabinet Roche",
        email="claire@exemple.fr",
        phone="+33612345678",
        note="Aime le thé",
        foreign_id="4f3a",
    )
    Address.objects.create(
        business=business, contact=made, street="3 quai", postcode="56000", city="Vannes"
    )
    mail = Mail.objects.create(
        business=business,
        contact=made,
        to="claire@exemple.fr",
        subject="Bonjour Claire",
        body="Chère Claire Moreau",
        message_id="<1@x>",
        created_at=NOW,
    )
    MailFile.objects.create(
        business=business, mail=mail, name="a.pdf", content_type="application/pdf", content=b"x"
    )
    return made


def all_told(business: Business) -> str:
    rows: list[object] = []
    for model in (Contact, Address, Mail):
        rows += model.objects.filter(business=business).values()
    return repr(rows)


def test_nothing_is_left_of_someone_without_papers(business: Business, claire: Contact) -> None:
    other = contact(business, last_name="Durand", payer=claire)
    assert erase_contact(claire, at=NOW)
    other.refresh_from_db()
    assert other.payer is None
    assert list(Contact.objects.of(business)) == [other]
    mail = Mail.objects.get()
    assert (mail.to, mail.body, mail.contact, mail.removed_at) == ("", "", None, NOW)
    assert not MailFile.objects.exists()
    told = all_told(business)
    assert [word for word in PERSONAL if word in told] == []


def test_papers_stay_and_an_issued_invoice_keeps_what_it_printed(
    business: Business, claire: Contact
) -> None:
    dealings.identity(business)
    invoice = dealings.issued(claire, place=Address.objects.get(contact=claire))
    assert not erase_contact(claire, at=NOW)
    claire.refresh_from_db()
    assert (claire.name, claire.erased_on) == (f"Erased contact {claire.pk}", TODAY)
    assert (claire.foreign_id, claire.search_text) == ("", "")
    assert [word for word in PERSONAL if word in all_told(business)] == []
    assert Invoice.objects.get(pk=invoice.pk).frozen["buyer"]["name"] == "Claire Moreau"
    assert not Contact.objects.of(business).shown().exists()


def test_those_merged_into_them_are_forgotten_too(business: Business, claire: Contact) -> None:
    twin = contact(business, first_name="Claire", last_name="Moreau", email="c2@exemple.fr")
    merge_contacts(claire, twin, on=TODAY)
    assert erase_contact(Contact.objects.get(pk=claire.pk), at=NOW)
    assert not Contact.objects.of(business).exists()


def test_only_the_owner_erases_after_a_page_that_says_what_happens(
    anne: User, business: Business, claire: Contact, client_of: Callable[[User], Client]
) -> None:
    helper = client_of(cast.member(business, "collaborator"))
    assert helper.post(f"/contacts/{claire.pk}/erase/").status_code == 403
    hers = client_of(anne)
    assert "Erase Claire Moreau?" in hers.get(f"/contacts/{claire.pk}/erase/").content.decode()
    assert Contact.objects.filter(pk=claire.pk).exists()
    assert hers.post(f"/contacts/{claire.pk}/erase/")["Location"] == "/contacts/"
    assert hers.get(f"/contacts/{claire.pk}/").status_code == 404
