"""Choosing a contact by name in any form, and adding one with no more than a name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django import forms
from django.test import Client

from casquettes.kernel.actions.contacts import ContactRefused, find_or_add
from casquettes.kernel.choosing import ContactChoice
from casquettes.kernel.models import Address, Business, Contact, ContactPoint, User
from casquettes.kernel.queries.contacts import party_of
from tests.kernel.people import contact, in_english  # noqa: F401

pytestmark = pytest.mark.usefixtures("in_english")

TODAY = dt.date(2026, 3, 12)


class WhoForm(forms.Form):
    who = ContactChoice(label="Client")

    def __init__(self, *arguments: object, business: Business, **named: object) -> None:
        super().__init__(*arguments, **named)
        self.fields["who"].offer(business)


class KnownForm(WhoForm):
    who = ContactChoice(label="Client", adds=False)


def told(business: Business, typed: str) -> object:
    form = WhoForm({"who": typed}, business=business)
    assert form.is_valid(), form.errors
    return form.cleaned_data["who"]


def test_a_name_without_accents_or_capitals_means_the_contact(business: Business) -> None:
    claire = contact(business, first_name="Hélène", last_name="Moreau", city="Vannes")
    assert told(business, "helene moreau") == claire
    assert told(business, "Hélène Moreau, Vannes") == claire


def test_an_unknown_name_stays_a_name_until_the_form_is_saved(business: Business) -> None:
    assert told(business, "Paul Le Gall") == "Paul Le Gall"
    assert not Contact.objects.exists()
    added = find_or_add(business, "Paul Le Gall", on=TODAY)
    assert (added.first_name, added.last_name, added.kind) == ("Paul", "Le Gall", "person")
    assert find_or_add(business, "paul le gall", on=TODAY) == added
    assert find_or_add(business, added, on=TODAY) == added


def test_the_words_of_a_firm_make_a_firm(business: Business) -> None:
    added = find_or_add(business, "Cabinet Roche", on=TODAY)
    assert (added.kind, added.company, added.name) == ("firm", "Cabinet Roche", "Cabinet Roche")


def test_two_of_the_same_name_are_told_apart(business: Business) -> None:
    here = contact(business, first_name="Claire", last_name="Moreau", city="Vannes")
    there = contact(business, first_name="Claire", last_name="Moreau", city="Lorient")
    twin = contact(business, first_name="Claire", last_name="Moreau", city="Lorient")
    form = WhoForm({"who": "Claire Moreau"}, business=business)
    assert not form.is_valid()
    (message,) = form.errors["who"]
    assert "“Claire Moreau, Vannes”" in message
    assert f"“Claire Moreau, n° {there.pk}”" in message
    assert told(business, "claire moreau, vannes") == here
    assert told(business, f"Claire Moreau, n° {twin.pk}") == twin


def test_only_known_contacts_where_none_may_be_added(business: Business) -> None:
    form = KnownForm({"who": "Personne"}, business=business)
    assert (
        form.errors["who"]
        == ["No contact has this name: choose one of the list, or add the contact first."]
        or not form.is_valid()
    )


def test_the_archived_and_those_of_others_are_not_meant(
    business: Business, other: Business
) -> None:
    contact(business, last_name="Ancien", archived_on=TODAY)
    assert told(business, "Ancien") == "Ancien"
    with pytest.raises(ContactRefused):
        find_or_add(business, Contact(business=other, last_name="Autre"), on=TODAY)
    with pytest.raises(ContactRefused):
        find_or_add(business, " … ", on=TODAY)


def test_the_field_shows_the_contact_it_starts_with(business: Business) -> None:
    claire = contact(business, first_name="Claire", last_name="Moreau", city="Vannes")
    for initial in (claire, claire.pk):
        shown = str(WhoForm(initial={"who": initial}, business=business)["who"])
        assert 'value="Claire Moreau, Vannes"' in shown
        assert '<option value="Claire Moreau, Vannes"></option>' in shown


def test_names_are_offered_while_typing(
    anne: User, business: Business, client_of: Callable[[User], Client]
) -> None:
    contact(business, first_name="Claire", last_name="Moreau", city="Vannes")
    contact(business, company="Cabinet Roche", kind="firm")
    page = client_of(anne).get("/contacts/names/?field=payer&payer=roch").content.decode()
    assert page.strip() == '<option value="Cabinet Roche"></option>'


def test_a_contact_as_printed(business: Business) -> None:
    roche = contact(business, kind="firm", company="Cabinet Roche", siren="552100554")
    assert (party_of(roche).name, party_of(roche).country) == ("Cabinet Roche", "FR")
    main = Address.objects.create(
        business=business, contact=roche, street="3 quai", city="Vannes", postcode="56000"
    )
    site = Address.objects.create(business=business, contact=roche, city="Auray", position=1)
    ContactPoint.objects.create(
        business=business, contact=roche, kind="email", value="c@roche.example"
    )
    party = party_of(Contact.objects.get(pk=roche.pk))
    assert (party.city, party.street, party.email) == (main.city, "3 quai", "c@roche.example")
    assert (party.siren, party.is_firm, party.phone) == ("552100554", True, "")
    assert party_of(roche, site).city == "Auray"
