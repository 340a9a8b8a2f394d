"""Questions about contacts: found by what she types, named so that each is told apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from casquettes.engine.documents import Party
from casquettes.formats.names import folded
from casquettes.kernel.models import Address, Business, Contact, ContactPoint
from casquettes.kernel.models.contacts import ContactQuerySet

OFFERED = 30
MOST_WORDS = 8
_NUMBER = re.compile(r"[+\d][\d\s./()+-]*")
_SIGNS = re.compile(r"[\s./()+-]")


def party_of(contact: Contact, address: Address | None = None) -> Party:
    """The contact as printed on a document, at `address` or else at the first of theirs."""
    place = address or next(iter(contact.addresses.all()), None) or Address(country="")
    points = list(contact.points.all())
    return Party(
        name=contact.name,
        is_firm=contact.is_firm,
        street=place.street,
        street2=place.street2,
        postcode=place.postcode,
        city=place.city,
        country=place.country or contact.business.country,
        siren=contact.siren,
        siret=contact.siret,
        vat_number=contact.vat_number,
        email=_first(points, ContactPoint.Kind.EMAIL),
        phone=_first(points, ContactPoint.Kind.PHONE),
    )


def holding(contacts: ContactQuerySet, typed: str) -> ContactQuerySet:
    """Those among `contacts` that hold every word typed; a number is looked for as digits."""
    for word in words_of(typed):
        contacts = contacts.filter(search_text__contains=word)
    return contacts


def words_of(typed: str) -> list[str]:
    """What a search looks for: words without accents, or the digits of one number."""
    typed = typed.strip()
    if _NUMBER.fullmatch(typed):
        digits = _SIGNS.sub("", typed)
        return [digits.removeprefix("00") if digits.startswith("00") else digits]
    return folded(typed).split()[:MOST_WORDS]


def names_offered(business: Business, typed: str = "") -> list[str]:
    """The labels of the contacts that answer what is typed; the latest ones when nothing is."""
    shown = Contact.objects.of(business).shown().prefetch_related("addresses", "points")
    found = holding(shown, typed) if typed.strip() else shown.order_by("-id")
    return list(labels_of(found[:OFFERED]).values())


def labels_of(contacts: Iterable[Contact]) -> dict[int, str]:
    """Each contact's name with what tells it from the others, by its id."""
    contacts = list(contacts)
    plain = {contact.pk: label_of(contact) for contact in contacts}
    shared = Counter(plain.values())
    return {
        contact.pk: plain[contact.pk]
        if shared[plain[contact.pk]] == 1
        else f"{contact.name}, {_only_theirs(contact)}"
        for contact in contacts
    }


def label_of(contact: Contact) -> str:
    """« Claire Moreau, Vannes »."""
    cities = [address.city for address in contact.addresses.all() if address.city]
    return f"{contact.name}, {cities[0]}" if cities else contact.name


def meant_by(business: Business, label: str) -> list[Contact]:
    """The contacts a typed name means: by name alone, or by name and what follows its comma."""
    wanted = folded(label)
    if not wanted:
        return []
    head = folded(label.partition(",")[0]) or wanted
    shown = Contact.objects.of(business).shown().prefetch_related("addresses", "points")
    near = holding(shown, head)
    alone = [contact for contact in near if folded(contact.name) == wanted]
    if alone or "," not in label:
        return alone
    return [contact for contact in near if wanted in _folded_labels(contact)]


def _folded_labels(contact: Contact) -> set[str]:
    """Every way in which its name may be followed by what tells it apart."""
    cities = [address.city for address in contact.addresses.all()]
    values = [point.value for point in contact.points.all()]
    rests = [*cities, *values, _rank(contact)]
    return {folded(f"{contact.name} {rest}") for rest in rests if rest}


def _only_theirs(contact: Contact) -> str:
    points = [point.value for point in contact.points.all()]
    return points[0] if points else _rank(contact)


def _rank(contact: Contact) -> str:
    return f"n° {contact.pk}"


def _first(points: list[ContactPoint], kind: str) -> str:
    return next((point.value for point in points if point.kind == kind), "")
