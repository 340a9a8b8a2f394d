"""A file of contacts, whatever it is: vCard or a table; its contacts and what is not read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass

from casquettes.formats.cards import MOST_CONTACTS, Card, UnreadCard
from casquettes.formats.contacts_csv import open_contact_table
from casquettes.formats.timesheets.problems import FileProblem, Unreadable
from casquettes.formats.timesheets.sources import HEAD, Opener, Source, open_source
from casquettes.formats.vcard import is_vcard, read_vcards


@dataclass(frozen=True, slots=True)
class ContactFile:
    """`format` is "vcard" or "csv"; `left_out` are columns nobody understands."""

    format: str
    reader: Callable[[], Iterator[Card | UnreadCard]]
    left_out: tuple[str, ...] = ()

    def cards(self) -> Iterator[Card | UnreadCard]:
        """Each contact, and each part not read, in turn. Raises Unreadable by line."""
        found = 0
        for told in self.reader():
            found += isinstance(told, Card)
            if found > MOST_CONTACTS:
                raise Unreadable(FileProblem.MANY_ROWS, line=told.line)
            yield told


def open_contacts(opener: Opener) -> ContactFile:
    """What kind of file this is. Raises Unreadable when it holds no contacts at all."""
    source = open_source(opener)
    head = _head(source)
    if is_vcard(head):
        return ContactFile("vcard", lambda: read_vcards(source))
    if head.lstrip("\ufeff \r\n\t")[:6].upper() == "BEGIN:":
        raise Unreadable(FileProblem.NO_TABLE, line=1)
    table = open_contact_table(source)
    return ContactFile("csv", table.cards, table.left_out)


def _head(source: Source) -> str:
    with closing(source.opener()) as file:
        return file.read(HEAD).decode(source.encoding, "replace")
