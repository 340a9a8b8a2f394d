"""The page of a contact, ready to be shown: by the kernel alone, or by a room that knows more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet

from casquettes.kernel.forms.contacts import FollowUpForm
from casquettes.kernel.models import Business, Contact
from casquettes.kernel.queries.contact_page import Moment, folder_of
from casquettes.kernel.queries.contact_twins import Told, twins_of


def contacts_of(business: Business) -> QuerySet[Contact]:
    """Her contacts with all that their page shows, forgotten ones aside."""
    contacts = Contact.objects.of(business).filter(erased_on=None)
    contacts = contacts.select_related("business", "payer")
    return contacts.prefetch_related("points", "addresses", "tags")


def page_of(
    contact: Contact, *, today: dt.date, language: str, moments: Iterable[Moment] = ()
) -> dict[str, object]:
    """What `kernel/contact.html` shows, with the moments other rooms know of."""
    own = FollowUpForm(initial={"on": contact.follow_up_on, "note": contact.follow_up_note})
    twins = (
        []
        if contact.archived_on
        else twins_of(contact.business, told_of(contact), apart=[contact.pk])
    )
    return {
        "contact": contact,
        "folder": folder_of(contact, today=today, language=language, moments=moments),
        "form": own,
        "twins": twins,
    }


def told_of(contact: Contact) -> Told:
    """What is known of a contact, to be compared with others."""
    points = list(contact.points.all())
    return Told(
        name=contact.name,
        cities=tuple(address.city for address in contact.addresses.all()),
        phones=tuple(point.value for point in points if point.kind == "phone"),
        emails=tuple(point.value for point in points if point.kind == "email"),
        siren=contact.siren,
        siret=contact.siret,
    )
