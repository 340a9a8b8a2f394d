"""Which contacts of a file are here already, so that the same file adds nobody twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from casquettes.formats.cards import Card
from casquettes.formats.identifiers import Misread, read_phone
from casquettes.formats.names import folded
from casquettes.kernel.models import Address, Business, Contact, ContactPoint


@dataclass(frozen=True, slots=True)
class _Known:
    """What tells one bearer of a name from another."""

    points: frozenset[str]
    cities: frozenset[str]


@dataclass
class Matches:
    """The contacts of a business by what files name them with; grows as a file is brought in."""

    country: str
    ids: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)
    names: dict[str, list[_Known]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, business: Business) -> Matches:
        """Those of a business; the archived and the merged too: they are known."""
        matches = cls(business.country)
        contacts = Contact.objects.of(business).filter(erased_on=None)
        points = _by_contact(ContactPoint.objects.filter(business=business), "value")
        cities = _by_contact(Address.objects.filter(business=business), "city")
        for contact in contacts.iterator(2000):
            matches.ids.add(contact.foreign_id)
            matches.numbers.add(contact.siret)
            known = _known(points[contact.pk], cities[contact.pk])
            matches.names[_name(contact.name)].append(known)
        matches.ids.discard("")
        matches.numbers.discard("")
        return matches

    def holds(self, card: Card) -> bool:
        """Is this contact here already?

        By the name its own address book gives it, or its SIRET; else by its name together with a
        number, an address or a city, or by its name alone when the card tells no more.
        """
        siret = "".join(sign for sign in card.siret if sign.isdigit())
        if card.fingerprint in self.ids or (siret and siret in self.numbers):
            return True
        told = self._told(card)
        bare = not told.points and not told.cities
        return any(
            bare or told.points & known.points or told.cities & known.cities
            for known in self.names.get(_name(card.name), [])
        )

    def add(self, card: Card) -> None:
        """From now on this contact is here."""
        self.ids.add(card.fingerprint)
        self.names[_name(card.name)].append(self._told(card))

    def _told(self, card: Card) -> _Known:
        phones = [_dialled(point.value, self.country) for point in card.phones]
        points = [*phones, *(point.value for point in card.emails)]
        return _known(points, [place.city for place in card.places])


def _known(points: Collection[str], cities: Collection[str]) -> _Known:
    return _Known(
        frozenset(point.casefold() for point in points),
        frozenset(city for city in map(folded, cities) if city),
    )


def _by_contact(rows: object, column: str) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for contact, value in rows.values_list("contact_id", column):  # type: ignore[attr-defined]
        found[contact].append(value)
    return found


def _dialled(written: str, country: str) -> str:
    try:
        return read_phone(written, country=country)
    except Misread:
        return written


def _name(name: str) -> str:
    return " ".join(sorted(folded(name).split()))
