"""Contacts: added, changed, put aside, merged, erased; what may be written, and how it is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from casquettes.formats.identifiers import digits_of
from casquettes.formats.names import folded, taken_apart
from casquettes.kernel.models import Address, Business, Contact, ContactPoint
from casquettes.kernel.queries.contacts import meant_by


@dataclass
class ContactRefused(Exception):
    """A contact that cannot be written so: the sentence for her, and the field it is about."""

    message: str
    field: str = ""

    def __str__(self) -> str:
        return self.message


@transaction.atomic
def find_or_add(business: Business, told: Contact | str, *, on: dt.date) -> Contact:
    """The contact chosen, the one a typed name means, or a new one with only that name."""
    if isinstance(told, Contact):
        if told.business_id != business.pk:
            raise ContactRefused(_("Choose one of your contacts."))
        return told
    # One at a time: two forms sent together add one contact.
    Business.objects.select_for_update(no_key=True).filter(pk=business.pk).first()
    found = meant_by(business, told)
    if len(found) == 1:
        return found[0]
    name = taken_apart(told)
    if not folded(told):
        raise ContactRefused(_("Write a name, for example Claire Moreau."))
    contact = Contact(
        business=business,
        kind=Contact.Kind.FIRM if name.company else Contact.Kind.PERSON,
        title=name.title[:20],
        first_name=name.first[:80],
        last_name=name.last[:80],
        company=name.company[:160],
        created_on=on,
    )
    contact.search_text = search_text_of(contact, [], [])
    contact.save(force_insert=True)
    return contact


def refresh_search(contact: Contact) -> None:
    """Write anew what a search reads, after names, places or numbers have changed."""
    points, addresses = list(contact.points.all()), list(contact.addresses.all())
    contact.search_text = search_text_of(contact, points, addresses)
    contact.save(update_fields=["search_text"])


def search_text_of(
    contact: Contact, points: Sequence[ContactPoint], addresses: Sequence[Address]
) -> str:
    """Name, firm, places, numbers in small letters without accents; telephones as digits."""
    words = [contact.first_name, contact.last_name, contact.company, contact.siren, contact.siret]
    words.append(contact.vat_number)
    for address in addresses:
        words += [address.street, address.postcode, address.city]
    words += [point.value for point in points if point.kind == ContactPoint.Kind.EMAIL]
    digits = [
        form
        for point in points
        if point.kind == ContactPoint.Kind.PHONE
        for form in digits_of(point.value)
    ]
    return " ".join(filter(None, [*map(folded, words), *digits]))
