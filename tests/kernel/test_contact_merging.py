"""Two contacts that are the same one become one, wherever any room points to them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.apps import apps
from django.db.models import ForeignKey
from django.test import Client

from casquettes.finance.models import Invoice
from casquettes.kernel.actions.contact_merging import merge_contacts
from casquettes.kernel.actions.contacts import ContactRefused
from casquettes.kernel.models import Address, Business, Contact, ContactTag, User
from casquettes.kernel.queries.contact_references import referring
from tests.finance import dealings
from tests.kernel.people import contact, in_english  # noqa: F401
from tests.production import works

pytestmark = pytest.mark.usefixtures("in_english")

TODAY = dt.date(2026, 3, 12)


@pytest.fixture
def claire(business: Business) -> Contact:
    return contact(
        business,
        first_name="Claire",
        last_name="Moreau",
        city="Vannes",
        email="claire@exemple.fr",
        phone="+33612345678",
        note="Aime le thé",
    )


@pytest.fixture
def twin(business: Business) -> Contact:
    made = contact(
        business,
        first_name="Claire",
        last_name="Moreau",
        city="Vannes",
        email="CLAIRE@exemple.fr",
        phone="+33297000000",
        siret="73282932000074",
        note="Clé sous le pot",
        follow_up_on=TODAY,
    )
    ContactTag.objects.create(business=made.business, contact=made, name="VIP")
    return made


def test_every_table_that_points_to_contacts_is_known_without_being_named() -> None:
    pointing = {
        (model, field.attname)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey) and field.related_model is Contact
    }
    assert set(referring(Contact)) == pointing
    assert {"client_id", "payer_id", "supplier_id", "contact_id"} <= {name for _m, name in pointing}


def test_what_both_know_comes_together(claire: Contact, twin: Contact) -> None:
    ContactTag.objects.create(business=claire.business, contact=claire, name="VIP")
    kept = merge_contacts(claire, twin, on=TODAY)
    assert [point.value for point in kept.points.all()] == [
        "claire@exemple.fr",
        "+33612345678",
        "+33297000000",
    ]
    assert [address.city for address in kept.addresses.all()] == ["Vannes"]
    assert [tag.name for tag in kept.tags.all()] == ["VIP"]
    assert (kept.siret, kept.note) == ("73282932000074", "Aime le thé\nClé sous le pot")
    assert kept.follow_up_on == TODAY
    assert "0297000000" in kept.search_text
    twin.refresh_from_db()
    assert (twin.merged_into, twin.archived_on) == (claire, TODAY)
    assert list(Contact.objects.of(claire.business).shown()) == [claire]


def test_papers_of_every_room_follow_even_issued_ones(
    business: Business, claire: Contact, twin: Contact
) -> None:
    dealings.identity(business)
    Address.objects.update(street="3 place du Marché", postcode="56000")
    place = Address.objects.get(contact=twin)
    mission = works.mission_of(twin, payer=twin, place=place)
    invoice = dealings.issued(twin)
    other = contact(business, last_name="Durand", payer=twin)
    merge_contacts(claire, twin, on=TODAY)
    mission.refresh_from_db()
    other.refresh_from_db()
    assert (mission.client, mission.payer, other.payer) == (claire, claire, claire)
    assert mission.place == Address.objects.get(contact=claire)
    assert Invoice.objects.get(pk=invoice.pk).client == claire
    assert Invoice.objects.get(pk=invoice.pk).frozen == invoice.frozen


def test_nobody_is_left_paying_for_themselves(claire: Contact, twin: Contact) -> None:
    Contact.objects.filter(pk=claire.pk).update(payer=twin)
    assert merge_contacts(claire, twin, on=TODAY).payer is None


def test_a_contact_is_merged_once_and_only_within_the_business(
    claire: Contact, twin: Contact, other: Business
) -> None:
    merge_contacts(claire, twin, on=TODAY)
    for kept, gone in ((claire, twin), (claire, claire), (claire, Contact(pk=9, business=other))):
        with pytest.raises(ContactRefused):
            merge_contacts(kept, gone, on=TODAY)


def test_she_merges_from_the_page_and_old_addresses_lead_to_the_one_that_stays(
    anne: User, claire: Contact, twin: Contact, client_of: Callable[[User], Client]
) -> None:
    hers = client_of(anne)
    page = hers.get(f"/contacts/{claire.pk}/").content.decode()
    assert f"/contacts/{claire.pk}/merge/?with={twin.pk}" in page
    page = hers.get(f"/contacts/{claire.pk}/merge/?with={twin.pk}").content.decode()
    assert 'value="Claire Moreau, Vannes"' in page
    name = f"Claire Moreau, n° {twin.pk}"
    answer = hers.post(f"/contacts/{claire.pk}/merge/", {"other": name, "stays": "other"})
    assert answer["Location"] == f"/contacts/{twin.pk}/"
    assert hers.get(f"/contacts/{claire.pk}/")["Location"] == f"/contacts/{twin.pk}/"
    answer = hers.post(f"/contacts/{twin.pk}/merge/", {"other": "Personne"})
    assert answer.status_code == 422
