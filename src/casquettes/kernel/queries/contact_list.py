"""Her contacts as a list: what she looks for, who is to be called back, what it may be cut by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, OuterRef, Q, Subquery, prefetch_related_objects

from casquettes.formats.identifiers import dialled, phone_shown
from casquettes.kernel.models import Address, Business, Contact, ContactPoint, ContactTag
from casquettes.kernel.models.contacts import ContactQuerySet
from casquettes.kernel.queries.contacts import holding


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which contacts are looked for; empty parts set no limit."""

    words: str = ""
    tag: str = ""
    origin: str = ""
    kind: str = ""
    due: bool = False
    archived: bool = False
    sort: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One contact of the list; `dialled` is the telephone as a link calls it."""

    contact: Contact
    city: str
    phone: str
    dialled: str
    email: str
    tags: tuple[str, ...]
    due: bool

    @property
    def detail(self) -> str:
        """What stands below the name: the firm of a person, or the person of a firm."""
        contact = self.contact
        person = " ".join(part for part in (contact.first_name, contact.last_name) if part)
        return next((each for each in (contact.company, person) if each != contact.name), "")


@dataclass(frozen=True, slots=True)
class Choices:
    """What her contacts may be cut by, and how many there are."""

    tags: list[str]
    origins: list[str]
    shown: int
    due: int
    archived: int


def found(business: Business, wanted: Wanted, *, today: dt.date) -> ContactQuerySet:
    """The contacts wanted, in the order wanted."""
    contacts = Contact.objects.of(business).filter(merged_into=None, erased_on=None)
    contacts = contacts.filter(archived_on__isnull=not wanted.archived)
    if wanted.words.strip():
        contacts = holding(contacts, wanted.words)
    if wanted.tag:
        contacts = contacts.filter(tags__name=wanted.tag)
    if wanted.origin:
        contacts = contacts.filter(origin=wanted.origin)
    if wanted.kind:
        contacts = contacts.filter(kind=wanted.kind)
    if wanted.due:
        contacts = contacts.filter(follow_up_on__lte=today)
    return _sorted(contacts, wanted.sort)


def due(business: Business, *, today: dt.date) -> ContactQuerySet:
    """Whom she wanted to write to or call by today, the longest awaited first."""
    late = Contact.objects.of(business).shown().filter(follow_up_on__lte=today)
    return late.order_by("follow_up_on", "id")


def rows_of(business: Business, contacts: Iterable[Contact], *, today: dt.date) -> list[Row]:
    """Each contact with what the list shows of it; four queries for any number."""
    shown = list(contacts)
    prefetch_related_objects(shown, "points", "addresses", "tags")
    return [_row(contact, business.country, today) for contact in shown]


def choices_of(business: Business, *, today: dt.date) -> Choices:
    """Her tags and origins, and the counts of the tabs."""
    contacts = Contact.objects.of(business).filter(merged_into=None, erased_on=None)
    shown = Q(archived_on__isnull=True)
    counts = contacts.aggregate(
        shown=Count("id", filter=shown),
        due=Count("id", filter=shown & Q(follow_up_on__lte=today)),
        archived=Count("id", filter=~shown),
    )
    origins = contacts.exclude(origin="").order_by("origin").values_list("origin", flat=True)
    return Choices(tags=tags_of(business), origins=list(origins.distinct()), **counts)


def tags_of(business: Business) -> list[str]:
    """The words she sorts contacts by."""
    tags = ContactTag.objects.filter(business=business).order_by("name")
    return list(tags.values_list("name", flat=True).distinct())


def _sorted(contacts: ContactQuerySet, sort: str) -> ContactQuerySet:
    """By name unless said otherwise: the text that a search reads begins with it."""
    if sort == "recent":
        return contacts.order_by("-created_on", "-id")
    if sort == "follow-up":
        return contacts.order_by(F("follow_up_on").asc(nulls_last=True), "search_text", "id")
    if sort == "city":
        places = Address.objects.filter(contact=OuterRef("pk")).order_by("position", "id")
        city = contacts.annotate(place=Subquery(places.values("city")[:1]))
        return city.order_by(F("place").asc(nulls_last=True), "search_text", "id")
    return contacts.order_by("search_text", "id")


def _row(contact: Contact, country: str, today: dt.date) -> Row:
    points = list(contact.points.all())
    phone = _first(points, ContactPoint.Kind.PHONE)
    return Row(
        contact=contact,
        city=next((address.city for address in contact.addresses.all() if address.city), ""),
        phone=phone_shown(phone, country=country),
        dialled=dialled(phone),
        email=_first(points, ContactPoint.Kind.EMAIL),
        tags=tuple(tag.name for tag in contact.tags.all()),
        due=contact.follow_up_on is not None and contact.follow_up_on <= today,
    )


def _first(points: list[ContactPoint], kind: str) -> str:
    return next((point.value for point in points if point.kind == kind), "")
