"""Her contacts: found at once, told apart, written as typed, called back, taken away."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from casquettes.formats.parcel import Parcel
from casquettes.kernel import tenancy
from casquettes.kernel.actions.contacts import ContactRefused, add_contact, named
from casquettes.kernel.exports import write_export
from casquettes.kernel.models import Address, Business, Contact, ContactTag, Mail, User
from casquettes.kernel.queries.contact_page import Moment, folder_of
from casquettes.kernel.receiving import receive
from tests.cast import NOW
from tests.kernel.people import contact, in_english  # noqa: F401

pytestmark = pytest.mark.usefixtures("in_english", "now")
TODAY = dt.date(2026, 3, 12)
HOSTILE = [
    "<script>alert(1)</script>",
    "{{ 7|add:7 }} {% now 'Y' %}",
    "#let x = 1; $e^x$ *gras* @ref",
    '=HYPERLINK("http://x")',
    "Robert'); drop table kernel_contact;--",
]


@pytest.fixture
def hers(anne: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(anne)


def form(**told: str) -> dict[str, str]:
    """What the form of a contact sends; only a name unless said otherwise."""
    sent = {"kind": "person", "last_name": "Moreau", "form_key": "k" * 20}
    return sent | {"phones": "1", "emails": "1", "places": "1"} | told


def names(page: str) -> list[str]:
    """The contacts of the list, in order."""
    return re.findall(r'<a href="/contacts/\d+/">([^<]+)</a>', page.split('id="found"')[1])


# --- The list -------------------------------------------------------------------------------


def test_a_contact_is_found_by_name_city_telephone_and_mail(
    hers: Client, business: Business
) -> None:
    contact(business, first_name="Hélène", last_name="Durand", city="Vannes")
    contact(business, last_name="Moreau", phone="+33612345678", email="c.moreau@exemple.fr")
    contact(business, kind="firm", company="Cabinet Roche", siren="732829320")
    for words, found in {
        "helene": ["Hélène Durand"],
        "VANNES durand": ["Hélène Durand"],
        "06 12 34": ["Moreau"],
        "+33 6 12 34": ["Moreau"],
        "0033612345678": ["Moreau"],
        "c.moreau@ex": ["Moreau"],
        "732 829 320": ["Cabinet Roche"],
        "roche vannes": [],
        "%": ["Cabinet Roche", "Hélène Durand", "Moreau"],
    }.items():
        page = hers.get("/contacts/", {"q": words}).content.decode()
        assert names(page) == found, words
    page = hers.get("/contacts/", {"q": "Paul Le Gall"}).content.decode()
    assert "/contacts/new/?name=Paul%20Le%20Gall" in page


def test_the_list_is_cut_and_sorted_as_its_address_says(hers: Client, business: Business) -> None:
    zoe = contact(business, last_name="Zola", city="Auray", origin="Salon")
    elo = contact(business, last_name="Éluard", city="Vannes", follow_up_on=TODAY)
    roche = contact(business, kind="firm", company="Roche", follow_up_on=dt.date(2026, 4, 1))
    old = contact(business, last_name="Ancien", archived_on=TODAY)
    ContactTag.objects.create(business=business, contact=zoe, name="VIP")
    for query, found in {
        "": [elo, roche, zoe],
        "tag=VIP": [zoe],
        "origin=Salon": [zoe],
        "kind=firm": [roche],
        "due=1": [elo],
        "archived=1": [old],
        "sort=recent": [roche, elo, zoe],
        "sort=city": [zoe, elo, roche],
        "sort=follow-up": [elo, roche, zoe],
        "sort=odd&tag=odd": [elo, roche, zoe],
        "page=9": [elo, roche, zoe],
    }.items():
        page = hers.get(f"/contacts/?{query}").content.decode()
        assert names(page) == [each.name for each in found], query
    page = hers.get("/contacts/").content.decode()
    assert "<strong>3</strong> contacts, of which <strong>1</strong> to call back" in page


def test_an_empty_list_says_what_to_do(hers: Client) -> None:
    assert "Your contacts will be listed here" in hers.get("/contacts/").content.decode()


def test_fifty_contacts_ask_as_many_queries_as_one(hers: Client, business: Business) -> None:
    def queries(address: str) -> int:
        hers.get(address)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            hers.get(address)
        return len(asked)

    def add(count: int) -> None:
        for rank in range(count):
            made = contact(
                business, last_name=f"N{rank}", city="Vannes", email=f"n{rank}@x.fr",
                phone="+33612345678", follow_up_on=TODAY,
            )  # fmt: skip
            ContactTag.objects.create(business=business, contact=made, name="VIP")

    add(1)
    before = [queries(address) for address in ("/contacts/", "/contacts/export/?as=vcf")]
    add(49)
    assert [queries(a) for a in ("/contacts/", "/contacts/export/?as=vcf")] == before


def test_several_are_tagged_or_put_aside_and_it_is_undone(hers: Client, business: Business) -> None:
    one, two = contact(business, last_name="Un"), contact(business, last_name="Deux")
    ContactTag.objects.create(business=business, contact=one, name="VIP")
    ids = [one.pk, two.pk]

    def undone() -> None:
        page = hers.get("/contacts/").content.decode()
        hers.post(re.findall(r'action="(/contacts/undo/[^"]+)"', page)[-1])

    hers.post("/contacts/several/", {"ids": ids, "act": "tag", "tag": " VIP "})
    assert ContactTag.objects.filter(name="VIP").count() == 2
    undone()
    assert [tag.contact for tag in ContactTag.objects.all()] == [one]
    hers.post("/contacts/several/", {"ids": ids, "act": "archive"})
    assert not Contact.objects.of(business).shown().exists()
    undone()
    assert Contact.objects.of(business).shown().count() == 2
    hers.post("/contacts/several/", {"ids": ids, "act": "archive"})
    hers.post("/contacts/several/", {"ids": ids, "act": "restore"})
    undone()
    assert not Contact.objects.of(business).shown().exists()
    for wrong in ({"act": "tag"}, {"ids": ids, "act": "tag"}, {"ids": ids, "act": "odd"}):
        answer = hers.post("/contacts/several/", wrong, follow=True)
        assert 'class="toast bad"' in answer.content.decode()
    assert hers.post("/contacts/undo/odd/").status_code == 404


def test_the_contacts_found_are_taken_away(hers: Client, business: Business) -> None:
    contact(business, last_name="=1+1", phone="+33612345678")
    contact(business, last_name="Autre")
    csv = hers.get("/contacts/export/?as=csv&q=33612345678").content.decode("utf-8-sig")
    assert "'=1+1" in csv
    assert "Autre" not in csv
    answer = hers.get("/contacts/export/?as=vcf")
    assert answer["Content-Type"] == "text/vcard; charset=utf-8"
    assert answer.content.decode().count("BEGIN:VCARD") == 2
    assert hers.get("/contacts/export/?as=xlsx").content[:2] == b"PK"


# --- Adding and changing --------------------------------------------------------------------


def test_a_name_is_enough(hers: Client, business: Business) -> None:
    answer = hers.post("/contacts/new/", form())
    made = Contact.objects.get()
    assert answer["Location"] == f"/contacts/{made.pk}/"
    assert (made.name, made.created_on, made.kind) == ("Moreau", TODAY, "person")
    assert hers.post("/contacts/new/", form())["Location"] == answer["Location"]
    assert Contact.objects.count() == 1


def test_everything_told_is_kept_in_its_form(hers: Client, business: Business) -> None:
    told = form(
        kind="firm", company="Cabinet Roche", siret="732 829 320 00074",
        vat_number="fr 44 732 829 320", iban="fr14 2004 1010 0505 0001 3m02 606",
        phones="2", phone_0="06 12 34 56 78", phone_0_label="mobile", phone_1="+32 470 12 34 56",
        email_0="roche@exemple.fr", places="2", place_0_street="3 quai", place_0_postcode="97110",
        place_0_city="Pointe-à-Pitre", place_0_country="GP", place_1_city="",
        payer="Paul Le Gall", tags="VIP, Salon,", origin="Salon", follow_up_on="2026-04-01",
        follow_up_note="devis", language="en", currency="CHF", note="Bonne adresse",
    )  # fmt: skip
    hers.post("/contacts/new/", told)
    made = Contact.objects.get(kind="firm")
    assert (made.siren, made.siret) == ("732829320", "73282932000074")
    assert (made.vat_number, made.iban) == ("FR44732829320", "FR1420041010050500013M02606")
    assert [point.value for point in made.points.all()] == [
        "+33612345678", "+32470123456", "roche@exemple.fr",
    ]  # fmt: skip
    assert [(a.city, a.country) for a in made.addresses.all()] == [("Pointe-à-Pitre", "GP")]
    assert made.payer is not None
    assert made.payer.name == "Paul Le Gall"
    assert [tag.name for tag in made.tags.all()] == ["Salon", "VIP"]
    assert (made.follow_up_on, made.currency) == (dt.date(2026, 4, 1), "CHF")
    page = hers.get(f"/contacts/{made.pk}/edit/").content.decode()
    for shown in ("06 12 34 56 78", "+32 470 12 34 56", "732 829 320 00074", "FR14 2004 1010"):
        assert f'value="{shown}' in page, shown
    page = hers.get(f"/contacts/{made.pk}/").content.decode()
    assert 'href="tel:+32470123456"' in page
    assert 'href="mailto:roche@exemple.fr"' in page
    assert "Guadeloupe" in page
    assert "<dd>English</dd>" in page
    payer = hers.get(f"/contacts/{made.payer.pk}/").content.decode()
    assert "Pays for" in payer
    assert "Cabinet Roche" in payer


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"last_name": ""}, "Write a name, for example Claire Moreau."),
        ({"kind": "firm"}, "Write a name, for example Claire Moreau."),
        ({"siren": "732 829 321"}, "One digit is mistyped"),
        ({"siren": "12"}, "Write the nine digits of the SIREN"),
        ({"siret": "12"}, "Write the fourteen digits of the SIRET"),
        ({"siren": "552100554", "siret": "73282932000074"}, "does not begin with the SIREN"),
        ({"vat_number": "40303265045"}, "Write the letters of the country"),
        ({"iban": "FR15 2004 1010 0505 0001 3M02 606"}, "One digit is mistyped"),
        ({"iban": "FR14"}, "Write the whole IBAN"),
        ({"phone_0": "12"}, "Write a telephone number, for example 06 12 34 56 78"),
        ({"email_0": "claire@"}, "Write an e-mail address"),
        ({"follow_up_on": "demain"}, "Write a day of the calendar"),
    ],
)
def test_what_cannot_be_says_what_to_type_and_keeps_what_was(
    told: dict[str, str], said: str, hers: Client, business: Business
) -> None:
    answer = hers.post("/contacts/new/", form(note="À garder", **told))
    page = answer.content.decode()
    assert (answer.status_code, Contact.objects.count()) == (422, 0)
    assert said in page
    assert "À garder" in page
    for typed in filter(None, told.values()):
        assert typed in page


def test_a_row_more_keeps_what_is_typed_without_any_script(hers: Client) -> None:
    answer = hers.post(
        "/contacts/new/", form(add="phones", phone_0="pas fini", email_0="x", siren="1")
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'name="phone_1"' in page
    assert 'name="phone_2"' not in page
    assert 'value="pas fini"' in page
    for odd in ("999999", "-1", "deux"):
        page = hers.post("/contacts/new/", form(add="phones", phones=odd)).content.decode()
        assert 'name="phone_15"' not in page
    assert hers.post("/contacts/new/", form(add="kind")).status_code == 200


def test_those_who_look_the_same_are_shown_before_adding(hers: Client, business: Business) -> None:
    claire = contact(
        business, first_name="Claire", last_name="Moreau", city="Vannes", email="c@exemple.fr"
    )
    asked = {
        "The same e-mail address": {"last_name": "Autre", "email_0": "C@exemple.fr"},
        "Nearly the same name": {"first_name": "Clair", "last_name": "Moreau"},
    }
    for because, told in asked.items():
        answer = hers.post("/contacts/new/", form(**told))
        assert answer.status_code == 422
        page = answer.content.decode()
        assert because in page
        assert f'name="same" value="{claire.pk}"' in page
    told = form(first_name="Claire", phone_0="06 12 34 56 78", place_0_city="Vannes")
    answer = hers.post("/contacts/new/", told | {"same": str(claire.pk), "form_key": "a" * 20})
    assert answer["Location"] == f"/contacts/{claire.pk}/"
    assert [point.value for point in claire.points.all()] == ["+33612345678", "c@exemple.fr"]
    assert claire.addresses.count() == 1
    hers.post("/contacts/new/", told | {"anyway": "1", "form_key": "b" * 20})
    assert Contact.objects.count() == 2
    elsewhere = form(first_name="Claire", place_0_city="Brest", form_key="c" * 20)
    assert hers.post("/contacts/new/", elsewhere).status_code == 302


def test_a_change_keeps_the_addresses_papers_point_to(hers: Client, business: Business) -> None:
    made = contact(business, last_name="Moreau", city="Vannes", phone="BusinessPhone")
    place = Address.objects.get(contact=made)
    told = form(
        last_name="Morel", phone_0="BusinessPhone", places="2", place_0_pk=str(place.pk),
        place_0_city="Auray", place_0_country="FR", place_1_city="Brest", place_1_country="BE",
    )  # fmt: skip
    answer = hers.post(f"/contacts/{made.pk}/edit/", told)
    assert answer.status_code == 302
    made.refresh_from_db()
    assert made.name == "Morel"
    assert [(a.pk == place.pk, a.city) for a in made.addresses.all()] == [
        (True, "Auray"),
        (False, "Brest"),
    ]
    assert "auray" in made.search_text
    assert [point.value for point in made.points.all()] == ["BusinessPhone"]
    answer = hers.post(f"/contacts/{made.pk}/edit/", form(payer="Morel", last_name="Morel"))
    assert answer.status_code == 422
    assert "they pay for themselves" in answer.content.decode()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_made_of_code_is_shown_as_typed(name: str, hers: Client) -> None:
    hers.post("/contacts/new/", form(kind="firm", company=name, note=name, tags=name))
    made = Contact.objects.get()
    assert made.company == name
    shown = name.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    shown = shown.replace("'", "&#x27;")
    for page in (f"/contacts/{made.pk}/", "/contacts/", f"/contacts/{made.pk}/edit/"):
        content = hers.get(page).content.decode()
        assert shown in content, page
        assert "<script>alert" not in content
    card = hers.get(f"/contacts/{made.pk}/vcard/").content.decode().replace("\r\n ", "")
    assert f"FN:{name.replace(';', chr(92) + ';').replace(',', chr(92) + ',')}" in card


# --- Calling back, putting aside ------------------------------------------------------------


def test_a_follow_up_is_planned_in_one_tap_and_undone(hers: Client, business: Business) -> None:
    made = contact(business, last_name="Moreau", follow_up_on=TODAY, follow_up_note="devis")
    page = f"/contacts/{made.pk}/"

    def planned(**told: str) -> tuple[dt.date | None, str]:
        assert hers.post(f"{page}follow-up/", told).status_code == 302
        made.refresh_from_db()
        return made.follow_up_on, made.follow_up_note

    assert planned(days="7") == (dt.date(2026, 3, 19), "devis")
    undo = re.findall(r'action="(/contacts/undo/[^"]+)"', hers.get(page).content.decode())
    assert hers.post(undo[0])["Location"] == page
    made.refresh_from_db()
    assert made.follow_up_on == TODAY
    assert planned(days="30") == (dt.date(2026, 4, 11), "devis")
    assert planned(on="2026-05-02", note="rappeler") == (dt.date(2026, 5, 2), "rappeler")
    assert planned(on="odd") == (dt.date(2026, 5, 2), "rappeler")
    assert planned(days="") == (None, "")


def test_a_contact_put_aside_comes_back(hers: Client, business: Business) -> None:
    made = contact(business, last_name="Moreau")
    hers.post(f"/contacts/{made.pk}/archive/")
    made.refresh_from_db()
    assert made.archived_on == TODAY
    assert "put aside on" in hers.get(f"/contacts/{made.pk}/").content.decode()
    hers.post(f"/contacts/{made.pk}/restore/")
    made.refresh_from_db()
    assert made.archived_on is None


def test_a_higher_room_puts_its_moments_in_their_place(business: Business) -> None:
    made = contact(business, last_name="Moreau", created_on=dt.date(2026, 2, 1))
    Mail.objects.create(
        business=business, contact=made, to="c@x.fr", subject="Devis", body="", message_id="<1@x>",
        created_at=NOW, sent_at=NOW,
    )  # fmt: skip
    billed = Moment(dt.date(2026, 3, 1), "invoice", "F-1", "/finance/invoices/1/", Decimal("48.90"))
    folder = folder_of(made, today=TODAY, language="en", moments=[billed])
    assert [(moment.on.month, moment.kind) for moment in folder.moments] == [
        (3, "mail"), (3, "invoice"), (2, "contact"),
    ]  # fmt: skip


def test_a_nameless_contact_must_be_reachable(business: Business) -> None:
    with pytest.raises(ContactRefused) as refused:
        add_contact(business, named("…"), on=TODAY)
    assert refused.value.field == "last_name"


# --- Her copy -------------------------------------------------------------------------------


def test_contacts_come_back_whole_from_an_export(business: Business, other: Business) -> None:
    claire = contact(business, first_name="Claire", last_name="Moreau", city="Vannes")
    son = contact(business, last_name="Fils", email="fils@exemple.fr")
    twin = contact(business, last_name="Jumeau", merged_into=son, archived_on=TODAY)
    Contact.objects.filter(pk=claire.pk).update(payer=son)  # to one written later
    out = io.BytesIO()
    with translation.override(None):
        write_export(business, out, at=NOW)
        parcel = Parcel(out, room=10**9)
        with tenancy.entered(business_id=None):
            back, _rows = receive(parcel, slug="revenue", sha256="0" * 64, at=NOW)
            tenancy.enter(business_id=back.pk)
            told = {each.last_name: each for each in Contact.objects.of(back)}
            assert told["Moreau"].payer == told["Fils"]
            assert told["Jumeau"].merged_into == told["Fils"]
            assert str(told["Moreau"].addresses.get()) == "Vannes"
            assert told["Fils"].points.get().value == "fils@exemple.fr"
            assert told["Moreau"].search_text == claire.search_text
    assert twin.pk
