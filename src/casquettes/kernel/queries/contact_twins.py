"""Who may already be there: contacts that look like the one being added, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from django.db.models import Q

from casquettes.formats.names import folded
from casquettes.kernel.models import Business, Contact, ContactPoint

NEARLY = 0.87
LOOKED_AT = 300
SHOWN = 5


class Because(StrEnum):
    """What two contacts share."""

    EMAIL = "email"
    PHONE = "phone"
    NUMBER = "number"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of the one being added, numbers already read."""

    name: str
    cities: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    siren: str = ""
    siret: str = ""


@dataclass(frozen=True, slots=True)
class Twin:
    """A contact that may be the same one."""

    contact: Contact
    because: Because


def twins_of(business: Business, told: Told, *, apart: Iterable[int] = ()) -> list[Twin]:
    """The contacts that may be the one told, the surest first."""
    shown = Contact.objects.of(business).shown().exclude(pk__in=list(apart))
    shown = shown.prefetch_related("points", "addresses").order_by("id")
    found: dict[int, Twin] = {}
    for because, sharing in (
        (Because.NUMBER, _same_number(told)),
        (Because.EMAIL, _same_point(business, ContactPoint.Kind.EMAIL, told.emails)),
        (Because.PHONE, _same_point(business, ContactPoint.Kind.PHONE, told.phones)),
    ):
        if sharing is not None:
            for contact in shown.filter(sharing)[:SHOWN]:
                found.setdefault(contact.pk, Twin(contact, because))
    for contact in shown.filter(_named_nearly(told))[:LOOKED_AT]:
        if contact.pk not in found and _same_name(contact, told):
            found[contact.pk] = Twin(contact, Because.NAME)
    return list(found.values())[:SHOWN]


def alike(one: str, other: str) -> bool:
    """Are two names the same but for accents, order or a slip of the finger?"""
    first, second = sorted(folded(one).split()), sorted(folded(other).split())
    if not first or not second:
        return False
    if first == second:
        return True
    joined, beside = " ".join(first), " ".join(second)
    if min(len(joined), len(beside)) < 5:
        return False
    return SequenceMatcher(None, joined, beside, autojunk=False).ratio() >= NEARLY


def _same_number(told: Told) -> Q | None:
    siren = told.siren or told.siret[:9]
    if not siren:
        return None
    return Q(siren=siren) | Q(siret__startswith=siren)


def _same_point(business: Business, kind: str, values: tuple[str, ...]) -> Q | None:
    """Anyone with one of these numbers or addresses, however it is capitalised."""
    if not values:
        return None
    same = Q()
    for value in values:
        same |= Q(value__iexact=value)
    points = ContactPoint.objects.filter(same, business=business, kind=kind)
    return Q(pk__in=points.values("contact"))


def _named_nearly(told: Told) -> Q:
    """Names that share the beginning of one word: few enough to be compared one by one."""
    near = Q(pk__in=[])
    for word in folded(told.name).split()[:6]:
        if len(word) >= 3:
            near |= Q(search_text__contains=word[:4])
    return near


def _same_name(contact: Contact, told: Told) -> bool:
    if not alike(contact.name, told.name):
        return False
    there = {folded(address.city) for address in contact.addresses.all()} - {""}
    here = {folded(city) for city in told.cities} - {""}
    return not there or not here or bool(there & here)
