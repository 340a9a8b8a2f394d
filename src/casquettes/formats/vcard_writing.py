"""Contacts written as vCard 3.0, the version every address book reads; UTF-8, folded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from casquettes.formats.cards import Card, Place
from casquettes.formats.country_names import country_name

FOLD = 75
_TYPES = {"home": "HOME", "work": "WORK", "mobile": "CELL", "fax": "FAX", "pager": "PAGER"}


def write_vcards(cards: Iterable[Card], *, language: str = "fr") -> Iterator[str]:
    """The text of the file, card by card; countries are named in `language`."""
    for card in cards:
        yield "".join(_folded(line) for line in _lines(card, language))


def _lines(card: Card, language: str) -> Iterator[str]:
    yield from ("BEGIN:VCARD", "VERSION:3.0", f"FN:{_told(card.name or _reached(card))}")
    names = (card.last_name, card.first_name, "", card.title, "")
    yield f"N:{';'.join(_told(part) for part in names)}"
    if card.is_firm:
        yield "X-ABShowAs:COMPANY"
    lines = [("TEL", point.label, _told(point.value)) for point in card.phones]
    lines += [("EMAIL", point.label, _told(point.value)) for point in card.emails]
    lines += [("ADR", place.label, _place(place, language)) for place in card.places]
    for rank, (name, label, value) in enumerate(lines, start=1):
        yield from _labelled(name, label, value, rank)
    last = {
        "ORG": _told(card.company),
        "CATEGORIES": ",".join(_told(tag) for tag in card.tags),
        "NOTE": _told(card.note),
        "UID": _told(card.uid),
    }
    yield from (f"{name}:{value}" for name, value in last.items() if value)
    yield "END:VCARD"


def _reached(card: Card) -> str:
    return next((point.value for point in (*card.emails, *card.phones)), "")


def _place(place: Place, language: str) -> str:
    country = country_name(place.country, language=language)
    parts = ("", place.street2, place.street, place.city, "", place.postcode, country)
    return ";".join(_told(part) for part in parts)


def _labelled(name: str, label: str, value: str, rank: int) -> Iterator[str]:
    """A line with its TYPE; a word of her own goes beside it, as Apple and Google write it."""
    if label in _TYPES:
        yield f"{name};TYPE={_TYPES[label]}:{value}"
    elif label:
        yield f"item{rank}.{name}:{value}"
        yield f"item{rank}.X-ABLabel:{_told(label)}"
    else:
        yield f"{name}:{value}"


def _told(text: str) -> str:
    for sign in "\\;,":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\r\n", "\\n").replace("\r", "\\n").replace("\n", "\\n")


def _folded(line: str) -> str:
    """At most 75 octets a line, never inside a letter."""
    out: list[str] = []
    held, size = "", 0
    for sign in line:
        width = len(sign.encode())
        if size + width > FOLD:
            out.append(held)
            held, size = " ", 1
        held += sign
        size += width
    return "\r\n".join([*out, held]) + "\r\n"
