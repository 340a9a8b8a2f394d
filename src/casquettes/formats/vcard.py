"""vCard files (2.1, 3.0, 4.0) read as contacts, one after the other, whatever wrote them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from casquettes.formats.cards import Card, CardProblem, Place, Point, UnreadCard, cut
from casquettes.formats.country_names import country_code
from casquettes.formats.names import folded, taken_apart
from casquettes.formats.timesheets.sources import Source
from casquettes.formats.vcard_lines import Property, properties

# Groups that Google makes by itself: no word of hers.
NOT_TAGS = frozenset(("mycontacts", "starred", "friends", "family", "coworkers"))
_LABELS = {
    "cell": "mobile",
    "iphone": "mobile",
    "mobile": "mobile",
    "pager": "pager",
    "fax": "fax",
    "home": "home",
    "work": "work",
}
_APPLE_WORD = re.compile(r"_\$!<(.*)>!\$_")
_EXTENSION = re.compile(r";ext=(\d+)", re.IGNORECASE)
# Said of a person, but no place of its own here: kept in the note.
_TOLD = ("TITLE", "ROLE", "URL", "NOTE")


def is_vcard(head: str) -> bool:
    """Does a file that begins so hold vCards?"""
    return any(line.strip().upper() == "BEGIN:VCARD" for line in head.splitlines())


def read_vcards(source: Source) -> Iterator[Card | UnreadCard]:
    """Each contact of the file, and everything in it that is not read, with its line."""
    held: list[Property] | None = None
    for told in properties(source):
        if isinstance(told, UnreadCard):
            yield _outside(told.line, told.detail) if held is None else told
        elif told.name == "BEGIN" and _is_card(told):
            if held is not None:
                yield UnreadCard(held[0].line, CardProblem.NOT_CLOSED)
            held = [told]
        elif held is None:
            yield _outside(told.line, f"{told.name}:{told.value}")
        elif told.name == "END" and _is_card(told):
            yield _card(held)
            held = None
        else:
            held.append(told)
    if held is not None:
        yield UnreadCard(held[0].line, CardProblem.NOT_CLOSED)


def _is_card(told: Property) -> bool:
    return told.value.strip().upper() == "VCARD"


def _outside(line: int, detail: str) -> UnreadCard:
    return UnreadCard(line, CardProblem.OUTSIDE, cut(detail))


def _card(held: list[Property]) -> Card | UnreadCard:
    line = held[0].line
    if _text(held, "KIND").lower() == "group" or _text(held, "X-ADDRESSBOOKSERVER-KIND"):
        return UnreadCard(line, CardProblem.GROUP, cut(_text(held, "FN")))
    title, first, last, company, is_firm = _named(held)
    words = {told.group: told.text() for told in held if told.name == "X-ABLABEL" and told.group}
    card = Card(
        line=line,
        is_firm=is_firm,
        title=title,
        first_name=first,
        last_name=last,
        company=company,
        phones=tuple(Point(_number(p), _label(p, words)) for p in _all(held, "TEL") if _number(p)),
        emails=tuple(Point(_mail(p), _label(p, words)) for p in _all(held, "EMAIL") if _mail(p)),
        places=tuple(place for p in _all(held, "ADR") if not (place := _place(p, words)).is_empty),
        language=_text(held, "LANG")[:5].lower(),
        tags=_tags(held),
        note=_note(held),
        uid=_text(held, "UID").removeprefix("urn:uuid:"),
    )
    if card.name or card.phones or card.emails:
        return card
    return UnreadCard(line, CardProblem.NOBODY)


def _all(held: list[Property], name: str) -> list[Property]:
    """The properties of a name; the one preferred first."""
    found = [told for told in held if told.name == name]
    return sorted(found, key=lambda told: 0 if _preferred(told) else 1)


def _preferred(told: Property) -> bool:
    return "pref" in told.types or "1" in told.parameters.get("PREF", [])


def _text(held: list[Property], name: str) -> str:
    return next((told.text() for told in _all(held, name)), "")


def _named(held: list[Property]) -> tuple[str, str, str, str, bool]:
    """Title, first name, last name, firm, and whether it is a firm."""
    shown = " ".join(_text(held, "FN").split())
    company = next((told.parts()[0] for told in _all(held, "ORG")), "")
    company = " ".join(company.split())
    parts = next((told.names() for told in _all(held, "N")), [])
    last, first, more, title, suffix = [*parts, "", "", "", "", ""][:5]
    first, last = " ".join(filter(None, [first, more])), " ".join(filter(None, [last, suffix]))
    said_firm = (
        _text(held, "KIND").lower() == "org" or _text(held, "X-ABSHOWAS").upper() == "COMPANY"
    )
    if said_firm or (company and folded(shown) in {"", folded(company)} and not (first or last)):
        return title, first, last, company or shown, True
    if first or last:
        return title, first, last, company, False
    name = taken_apart(shown)
    if name.company and not company:
        return "", "", "", name.company, True
    # The firm they belong to is known, so this is a person, whatever the words.
    return name.title, name.first, name.last or name.company, company, False


def _number(told: Property) -> str:
    number = told.text()
    if number[:4].lower() == "tel:":
        number = number[4:]
    return " ".join(_EXTENSION.sub(r" ext. \1", number).split())


def _mail(told: Property) -> str:
    address = told.text()
    return address[7:] if address[:7].lower() == "mailto:" else address


def _label(told: Property, words: dict[str, str]) -> str:
    """What the address book calls it: its own word, else the type that tells most."""
    own = words.get(told.group, "") if told.group else ""
    if own:
        apple = _APPLE_WORD.fullmatch(own)
        own = apple[1] if apple else own
        return _LABELS.get(own.lower(), own)
    return next((word for kind, word in _LABELS.items() if kind in told.types), "")


def _place(told: Property, words: dict[str, str]) -> Place:
    parts = [" ".join(part.split("\n")).strip() for part in told.parts()]
    box, more, street, city, region, postcode, country = [*parts, *[""] * 7][:7]
    code = country_code(country)
    city = " ".join(filter(None, [city, region if region != city else ""]))
    if country and not code:
        city = ", ".join(filter(None, [city, country]))
    second = " ".join(filter(None, [more, box]))
    if not street:
        street, second = second, ""
    return Place(street, second, postcode, city, code, _label(told, words))


def _tags(held: list[Property]) -> tuple[str, ...]:
    """The categories, each once; a comma parts them even where it was escaped."""
    found = [
        " ".join(word.split())
        for told in held
        if told.name == "CATEGORIES"
        for part in told.parts(",")
        for word in part.split(",")
    ]
    return tuple(dict.fromkeys(word for word in found if word and word.lower() not in NOT_TAGS))


def _note(held: list[Property]) -> str:
    """The note, then what has no place of its own: functions, departments, web addresses."""
    told = [one.text() for name in reversed(_TOLD) for one in held if one.name == name]
    departments = [part for one in held if one.name == "ORG" for part in one.parts()[1:]]
    return "\n".join(dict.fromkeys(filter(None, [*told, *departments])))
