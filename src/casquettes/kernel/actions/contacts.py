"""Contacts: found or added, changed, put aside, called back; what may be written, and how."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from casquettes.formats.cards import Point
from casquettes.formats.identifiers import digits_of
from casquettes.formats.names import folded, taken_apart
from casquettes.kernel.models import Address, Business, Contact, ContactPoint, ContactTag
from casquettes.kernel.queries.contacts import meant_by

FACTS = (
    "kind", "title", "first_name", "last_name", "company", "siren", "siret", "vat_number", "iban",
    "language", "currency", "origin", "payer", "follow_up_on", "follow_up_note", "note",
)  # fmt: skip
PLACE = ("label", "street", "street2", "postcode", "city", "country", "access_note")


@dataclass
class ContactRefused(Exception):
    """A contact that cannot be written so: the sentence for her, and the field it is about."""

    message: str
    field: str = ""

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True)
class PlaceDraft:
    """An address as told; `pk` when it was there already."""

    street: str = ""
    street2: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""
    label: str = ""
    access_note: str = ""
    pk: int | None = None


@dataclass(frozen=True)
class ContactDraft:
    """A contact as she tells it, numbers already read."""

    kind: str = Contact.Kind.PERSON
    title: str = ""
    first_name: str = ""
    last_name: str = ""
    company: str = ""
    siren: str = ""
    siret: str = ""
    vat_number: str = ""
    iban: str = ""
    language: str = ""
    currency: str = ""
    origin: str = ""
    payer: Contact | str | None = None
    follow_up_on: dt.date | None = None
    follow_up_note: str = ""
    note: str = ""
    phones: Sequence[Point] = ()
    emails: Sequence[Point] = ()
    places: Sequence[PlaceDraft] = ()
    tags: Sequence[str] = field(default_factory=tuple)

    @property
    def name(self) -> str:
        """What it would be called."""
        return Contact(
            kind=self.kind,
            first_name=self.first_name,
            last_name=self.last_name,
            company=self.company,
        ).name


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
    return found[0] if len(found) == 1 else add_contact(business, named(told), on=on)


def named(typed: str) -> ContactDraft:
    """A contact of which only the name is known."""
    name = taken_apart(typed)
    return ContactDraft(
        kind=Contact.Kind.FIRM if name.company else Contact.Kind.PERSON,
        title=name.title[:20],
        first_name=name.first[:80],
        last_name=name.last[:80],
        company=name.company[:160],
    )


@transaction.atomic
def add_contact(business: Business, draft: ContactDraft, *, on: dt.date) -> Contact:
    """A new contact; a payer told by a name not known yet is added too."""
    _check_name(draft)
    contact = Contact(business=business, created_on=on)
    _tell(contact, draft, on=on)
    contact.save(force_insert=True)
    _write_parts(contact, draft)
    return contact


@transaction.atomic
def change_contact(contact: Contact, draft: ContactDraft, *, on: dt.date) -> Contact:
    """The contact as she now tells it; addresses that stay keep their identity."""
    contact = _still_there(contact)
    _check_name(draft)
    _tell(contact, draft, on=on)
    contact.save()
    _write_parts(contact, draft)
    return contact


@transaction.atomic
def complete_contact(contact: Contact, draft: ContactDraft) -> Contact:
    """A known contact with what the draft knows more: what is there already never changes."""
    contact = _still_there(contact)
    for name in FACTS:
        if name != "payer" and not getattr(contact, name):
            setattr(contact, name, getattr(draft, name))
    contact.save()
    points = list(contact.points.all())
    phones = [*_told(points, ContactPoint.Kind.PHONE), *draft.phones]
    emails = [*_told(points, ContactPoint.Kind.EMAIL), *draft.emails]
    _write_points(contact, phones, emails)
    there = list(contact.addresses.all())
    known = {_place_key(place) for place in there}
    new = [place for place in draft.places if _place_key(place) not in known]
    Address.objects.bulk_create(place_rows(contact, new, first=len(there)))
    tags = [tag.name for tag in contact.tags.all()]
    _write_tags(contact, [*tags, *draft.tags])
    refresh_search(contact)
    return contact


def archive(contacts: Iterable[Contact], *, on: dt.date) -> int:
    """Put contacts aside; they stay on their papers. How many were not aside yet."""
    ids = [contact.pk for contact in contacts]
    return Contact.objects.filter(pk__in=ids).shown().update(archived_on=on)


def restore(contacts: Iterable[Contact]) -> int:
    """Bring back contacts put aside; one merged into another stays so."""
    ids = [contact.pk for contact in contacts]
    aside = Contact.objects.filter(pk__in=ids, merged_into=None, erased_on=None)
    return aside.exclude(archived_on=None).update(archived_on=None)


def follow_up(contact: Contact, *, on: dt.date | None, note: str = "") -> None:
    """When to write or call next, and about what; None when nothing is planned any more."""
    contact.follow_up_on, contact.follow_up_note = on, note if on else ""
    contact.save(update_fields=["follow_up_on", "follow_up_note"])


@transaction.atomic
def give_tag(contacts: Sequence[Contact], tag: str) -> list[int]:
    """Give a word to several contacts; the ids of those that did not have it."""
    word = " ".join(tag.split())[:40]
    if not word:
        raise ContactRefused(_("Write a tag, for example “regular”."), "tag")
    ids = [contact.pk for contact in contacts]
    having = set(
        ContactTag.objects.filter(contact__in=ids, name=word).values_list("contact_id", flat=True)
    )
    new = [contact for contact in contacts if contact.pk not in having]
    ContactTag.objects.bulk_create(
        ContactTag(business_id=contact.business_id, contact=contact, name=word) for contact in new
    )
    return [contact.pk for contact in new]


def take_tag(business: Business, ids: Iterable[int], tag: str) -> None:
    """Take a word back from several contacts."""
    ContactTag.objects.filter(business=business, contact__in=list(ids), name=tag).delete()


def refresh_search(contact: Contact) -> None:
    """Write anew what a search reads, after names, places or numbers have changed."""
    points = ContactPoint.objects.filter(contact=contact)
    addresses = Address.objects.filter(contact=contact)
    contact.search_text = search_text_of(contact, list(points), list(addresses))
    contact.save(update_fields=["search_text"])


def search_text_of(
    contact: Contact, points: Sequence[ContactPoint], addresses: Sequence[Address]
) -> str:
    """Name, firm, places, numbers in small letters without accents; telephones as digits.

    It begins with the name a list is sorted by.
    """
    person, firm = [contact.last_name, contact.first_name], [contact.company]
    words = [*firm, *person] if contact.is_firm else [*person, *firm]
    words += [contact.siren, contact.siret, contact.vat_number]
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


def _check_name(draft: ContactDraft) -> None:
    if folded(draft.name) or draft.emails or draft.phones:
        return
    if draft.kind == Contact.Kind.FIRM:
        raise ContactRefused(_("Write the name of the firm, for example Cabinet Roche."), "company")
    raise ContactRefused(_("Write a name, for example Claire Moreau."), "last_name")


def _tell(contact: Contact, draft: ContactDraft, *, on: dt.date) -> None:
    for name in FACTS:
        if name != "payer":
            setattr(contact, name, getattr(draft, name))
    payer = draft.payer or None
    if isinstance(payer, str):
        payer = find_or_add(contact.business, payer, on=on)
    if payer is not None:
        _check_payer(contact, payer)
    contact.payer = payer


def _check_payer(contact: Contact, payer: Contact) -> None:
    if payer.business_id != contact.business_id:
        raise ContactRefused(_("Choose one of your contacts."), "payer")
    if payer.pk == contact.pk:
        raise ContactRefused(_("Leave this empty: they pay for themselves."), "payer")


def _write_parts(contact: Contact, draft: ContactDraft) -> None:
    _write_points(contact, draft.phones, draft.emails)
    kept = {place.pk for place in draft.places if place.pk}
    contact.addresses.exclude(pk__in=kept).delete()
    known = {address.pk: address for address in contact.addresses.all()}
    for position, place in enumerate(draft.places):
        address = known.get(place.pk or 0) or Address(business=contact.business, contact=contact)
        _tell_place(address, place, position)
        address.save()
    _write_tags(contact, draft.tags)
    refresh_search(contact)


def place_rows(contact: Contact, places: Sequence[PlaceDraft], *, first: int = 0) -> list[Address]:
    """New addresses of a contact, not yet written."""
    rows = []
    for position, place in enumerate(places, start=first):
        address = Address(business=contact.business, contact=contact)
        _tell_place(address, place, position)
        rows.append(address)
    return rows


def point_rows(
    contact: Contact, phones: Sequence[Point], emails: Sequence[Point]
) -> list[ContactPoint]:
    """The numbers and addresses in their order, each once, not yet written."""
    told = [(ContactPoint.Kind.PHONE, point) for point in phones]
    told += [(ContactPoint.Kind.EMAIL, point) for point in emails]
    each = {(kind, point.value.casefold()): point for kind, point in reversed(told)}
    return [
        ContactPoint(
            business=contact.business,
            contact=contact,
            kind=kind,
            value=point.value[:254],
            label=point.label[:40],
            position=position,
        )
        for position, ((kind, _value), point) in enumerate(reversed(each.items()))
    ]


def tag_rows(contact: Contact, tags: Sequence[str]) -> list[ContactTag]:
    """The words of a contact, each once, not yet written."""
    words = dict.fromkeys(" ".join(tag.split())[:40].strip() for tag in tags)
    return [
        ContactTag(business=contact.business, contact=contact, name=word) for word in words if word
    ]


def _tell_place(address: Address, place: PlaceDraft, position: int) -> None:
    for name in PLACE:
        setattr(address, name, getattr(place, name))
    address.country = address.country or address.business.country
    address.position = position


def _write_points(contact: Contact, phones: Sequence[Point], emails: Sequence[Point]) -> None:
    contact.points.all().delete()
    ContactPoint.objects.bulk_create(point_rows(contact, phones, emails))


def _write_tags(contact: Contact, tags: Sequence[str]) -> None:
    contact.tags.all().delete()
    ContactTag.objects.bulk_create(tag_rows(contact, tags))


def _told(points: Sequence[ContactPoint], kind: str) -> list[Point]:
    return [Point(point.value, point.label) for point in points if point.kind == kind]


def _place_key(place: Address | PlaceDraft) -> str:
    return folded(f"{place.street} {place.postcode} {place.city}")


def _still_there(contact: Contact) -> Contact:
    """The row as it stands now, held until the end of the act."""
    found = Contact.objects.of(contact.business).filter(pk=contact.pk, erased_on=None)
    locked = found.select_related("business").select_for_update(of=("self",)).first()
    if locked is None:
        raise ContactRefused(_("This contact has been erased in the meantime."))
    return locked
