"""Contacts of another tool come in: looked at, brought in once, taken back on second thoughts."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from casquettes.formats.cards import Card, Place, Point, UnreadCard
from casquettes.formats.contactfiles import ContactFile, open_contacts
from casquettes.formats.identifiers import (
    Misread,
    read_iban,
    read_phone,
    read_siren,
    read_siret,
    read_vat_number,
)
from casquettes.kernel.actions.contacts import (
    ContactDraft,
    ContactRefused,
    PlaceDraft,
    place_rows,
    point_rows,
    search_text_of,
    tag_rows,
)
from casquettes.kernel.models import (
    Address,
    Business,
    Contact,
    ContactImport,
    ContactPoint,
    ContactTag,
    User,
)
from casquettes.kernel.queries.contact_matches import Matches
from casquettes.kernel.queries.contact_references import on_papers

AT_A_TIME = 500
LISTED = 200
MOST_UNREAD = 10_000
KEPT = dt.timedelta(days=7)
# What a card tells that a contact holds in as many signs at most.
LENGTHS = {
    "title": 20, "first_name": 80, "last_name": 80, "company": 160, "origin": 60, "language": 5,
}  # fmt: skip
PLACE_LENGTHS = {"street": 160, "street2": 160, "postcode": 12, "city": 80, "label": 40}
NUMBERS: dict[str, Callable[[str], str]] = {
    "siren": read_siren,
    "siret": read_siret,
    "vat_number": read_vat_number,
    "iban": read_iban,
}


@dataclass
class Look:
    """What a file would bring in: counted whole, its first lines listed."""

    format: str
    left_out: tuple[str, ...] = ()
    contacts: int = 0
    duplicates: int = 0
    unread_count: int = 0
    new: list[Card] = field(default_factory=list)
    known: list[Card] = field(default_factory=list)
    unread: list[UnreadCard] = field(default_factory=list)

    def meet(self, told: Card | UnreadCard, *, known: bool) -> None:
        """Count one more part of the file; the first ones are listed too."""
        if isinstance(told, UnreadCard):
            self.unread_count += 1
            if len(self.unread) < MOST_UNREAD:
                self.unread.append(told)
            return
        self.contacts += 1
        self.duplicates += known
        listed = self.known if known else self.new
        if len(listed) < LISTED:
            listed.append(told)

    @property
    def added(self) -> int:
        """How many contacts come in."""
        return self.contacts - self.duplicates


def keep_file(
    business: Business, user: User | None, *, file_name: str, content: bytes, at: dt.datetime
) -> ContactImport:
    """Keep a file while she looks at it; those never brought in go after a week."""
    ContactImport.objects.filter(
        business=business, imported_at=None, made_at__lt=at - KEPT
    ).delete()
    return ContactImport.objects.create(
        business=business,
        user=user,
        file_name=file_name[:200],
        sha256=hashlib.sha256(content).hexdigest(),
        content=zlib.compress(content),
        made_at=at,
    )


def file_of(kept: ContactImport) -> ContactFile:
    """The kept file, open. Raises formats' Unreadable."""
    content = zlib.decompress(kept.content)
    return open_contacts(lambda: io.BytesIO(content))


def look_at(business: Business, file: ContactFile) -> Look:
    """What the file would bring in, and nothing is written. Raises Unreadable."""
    look = Look(file.format, file.left_out)
    for _card in _new_cards(file, Matches.of(business), look):
        pass
    return look


@transaction.atomic
def bring_in(kept: ContactImport, file: ContactFile, *, at: dt.datetime) -> Look:
    """Add the contacts that are not here yet, all or nothing, and only once."""
    business = kept.business
    # One at a time: a second click finds it done.
    Business.objects.select_for_update(no_key=True).filter(pk=business.pk).first()
    row = ContactImport.objects.filter(business=business).select_for_update().get(pk=kept.pk)
    if row.imported_at is not None:
        raise ContactRefused(_("This file was already brought in."))
    look = Look(file.format, file.left_out)
    cards = _new_cards(file, Matches.of(business), look)
    while some := list(islice(cards, AT_A_TIME)):
        _write(kept, some, on=business.local_day(at))
    kept.content, kept.imported_at = b"", at
    kept.added, kept.duplicates = look.added, look.duplicates
    kept.save()
    return look


@transaction.atomic
def take_back(kept: ContactImport, *, at: dt.datetime) -> tuple[int, int]:
    """Take away what a file brought in; how many went, and how many stay as they were used."""
    brought = Contact.objects.of(kept.business).filter(brought_by=kept)
    ids = set(brought.values_list("pk", flat=True))
    used = on_papers(ids) | set(
        Contact.objects.filter(merged_into__in=brought).values_list("merged_into_id", flat=True)
    )
    gone = sorted(ids - used)
    for start in range(0, len(gone), AT_A_TIME):
        some = gone[start : start + AT_A_TIME]
        Contact.objects.of(kept.business).filter(payer__in=some).update(payer=None)
        Contact.objects.of(kept.business).filter(pk__in=some).delete()
    kept.undone_at = at
    kept.save(update_fields=["undone_at"])
    return len(gone), len(used)


def draft_of(card: Card, business: Business) -> ContactDraft:
    """A card as a contact: what cannot be kept in its place goes into the note, whole."""
    aside: list[str] = []
    facts: dict[str, Any] = {
        name: _fitting(getattr(card, name), most, aside) for name, most in LENGTHS.items()
    }
    for name, read in NUMBERS.items():
        facts[name] = _number(name, getattr(card, name), read, aside)
    if facts["siret"] and not facts["siret"].startswith(facts["siren"]):
        aside.append(f"SIREN {facts['siren']}")
        facts["siren"] = ""
    facts["siren"] = facts["siren"] or facts["siret"][:9]
    if facts["language"][:2] not in dict(settings.LANGUAGES):
        facts["language"] = ""
    places = [_place_draft(place, aside) for place in card.places]
    return ContactDraft(
        kind=Contact.Kind.FIRM if card.is_firm else Contact.Kind.PERSON,
        phones=[_phone(point, business.country) for point in card.phones],
        emails=[Point(point.value, _worded(point.label, "label")) for point in card.emails],
        places=places,
        tags=card.tags,
        note="\n".join(filter(None, [card.note, *aside])),
        **facts,
    )


def _new_cards(file: ContactFile, matches: Matches, look: Look) -> Iterator[Card]:
    """Each contact that is not here yet; all are counted in `look`."""
    for told in file.cards():
        known = isinstance(told, Card) and matches.holds(told)
        look.meet(told, known=known)
        if isinstance(told, Card) and not known:
            matches.add(told)
            yield told


def _write(kept: ContactImport, cards: list[Card], *, on: dt.date) -> None:
    """Several contacts with their parts, in four writes."""
    business = kept.business
    contacts: list[Contact] = []
    points: list[ContactPoint] = []
    addresses: list[Address] = []
    tags: list[ContactTag] = []
    for card in cards:
        draft = draft_of(card, business)
        contact = Contact(
            business=business,
            created_on=on,
            brought_by=kept,
            foreign_id=card.fingerprint,
            **{name: getattr(draft, name) for name in (*LENGTHS, *NUMBERS, "kind", "note")},
        )
        numbers = point_rows(contact, draft.phones, draft.emails)
        places = place_rows(contact, draft.places)
        contact.search_text = search_text_of(contact, numbers, places)
        contacts.append(contact)
        points += numbers
        addresses += places
        tags += tag_rows(contact, draft.tags)
    Contact.objects.bulk_create(contacts)
    for rows in (points, addresses, tags):
        for row in rows:
            row.contact = row.contact  # its id is known now
    ContactPoint.objects.bulk_create(points)
    Address.objects.bulk_create(addresses)
    ContactTag.objects.bulk_create(tags)


def _place_draft(place: Place, aside: list[str]) -> PlaceDraft:
    facts: dict[str, Any] = {
        name: _fitting(_worded(getattr(place, name), name), most, aside)
        for name, most in PLACE_LENGTHS.items()
    }
    return PlaceDraft(country=place.country, **facts)


def _phone(point: Point, country: str) -> Point:
    label = _worded(point.label, "label")
    try:
        return Point(read_phone(point.value, country=country), label)
    except Misread:
        return Point(point.value, label)


def _number(name: str, written: str, read: Callable[[str], str], aside: list[str]) -> str:
    try:
        return read(written) if written else ""
    except Misread:
        aside.append(f"{name.replace('_', ' ')}: {written}")
        return ""


def _fitting(text: str, most: int, aside: list[str]) -> str:
    text = " ".join(text.split())
    if len(text) > most:
        aside.append(text)
    return text[:most].strip()


def _worded(text: str, name: str) -> str:
    """A label in her words; anything else as it is."""
    if name != "label":
        return text
    words = {"home": _("home"), "work": _("work"), "mobile": _("mobile"), "fax": _("fax")}
    return words.get(text, text)
