"""A contact as a file of another tool tells it, and why a part of such a file is not read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

MOST_CONTACTS = 50_000
LONGEST_ID = 200


class CardProblem(StrEnum):
    """Why one contact of a file is not read although the file is."""

    NOBODY = "nobody"  # no name, no firm, no e-mail address, no telephone
    GROUP = "group"  # a list of people, not one of them
    WIDTH = "width"  # more cells than columns
    ABOVE_HEADER = "above_header"
    NOT_CLOSED = "not_closed"  # the file ends, or the next card begins, before END:VCARD
    OUTSIDE = "outside"  # text between two cards
    NO_PROPERTY = "no_property"  # a line of a card that says nothing of any kind
    ENCODING = "encoding"  # its bytes are not what it says they are
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class UnreadCard:
    """What is not read, where; `detail` is the text that hinders, at most 80 characters."""

    line: int
    problem: CardProblem
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """A telephone number or an e-mail address as written; a label is "home", "work", "mobile",
    "fax", "pager", or the words of the file."""

    value: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A postal address; `country` is its ISO 3166-1 code, "" when the file does not say."""

    street: str = ""
    street2: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""
    label: str = ""

    @property
    def is_empty(self) -> bool:
        """Does it say no more than a country?"""
        return not (self.street or self.street2 or self.postcode or self.city)


@dataclass(frozen=True, slots=True)
class Card:
    """One person or firm; `line` is where it begins in its file, from 1."""

    line: int
    is_firm: bool = False
    title: str = ""
    first_name: str = ""
    last_name: str = ""
    company: str = ""
    phones: tuple[Point, ...] = ()
    emails: tuple[Point, ...] = ()
    places: tuple[Place, ...] = ()
    siren: str = ""
    siret: str = ""
    vat_number: str = ""
    iban: str = ""
    language: str = ""
    origin: str = ""
    tags: tuple[str, ...] = ()
    note: str = ""
    uid: str = ""

    @property
    def name(self) -> str:
        """The firm, or the person, or the firm they belong to."""
        person = " ".join(part for part in (self.first_name, self.last_name) if part)
        return self.company or person if self.is_firm else person or self.company

    @property
    def fingerprint(self) -> str:
        """What a contact of a file is remembered by: its UID, else its whole content."""
        if self.uid and len(self.uid) <= LONGEST_ID:
            return self.uid
        told = [self.uid, self.name, self.company]
        told += [point.value for point in (*self.phones, *self.emails)]
        told += [f"{place.street} {place.postcode} {place.city}" for place in self.places]
        return "sha256:" + hashlib.sha256("\n".join(told).encode()).hexdigest()[:40]


def cut(text: str) -> str:
    """The beginning of a text, to be quoted."""
    return " ".join(text.split())[:80]
