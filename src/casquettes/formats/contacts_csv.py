"""Tables of contacts (CSV of Google, Outlook, iCloud, or of any other tool) read one by one.

Columns are known by their titles, in English or French, in any order; a title that is not known is
said, never silently left out. See docs/method/import-contacts.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from casquettes.formats.cards import Card, CardProblem, Place, Point, UnreadCard, cut
from casquettes.formats.cells import harmless
from casquettes.formats.contact_titles import PLAIN_TITLES, Slot
from casquettes.formats.country_names import country_code
from casquettes.formats.names import folded, taken_apart
from casquettes.formats.timesheets.headers import MAX_COLUMNS
from casquettes.formats.timesheets.problems import FileProblem, Unreadable
from casquettes.formats.timesheets.sources import Source
from casquettes.formats.timesheets.tables import DELIMITERS, Record, read_records
from casquettes.formats.vcard import NOT_TAGS

LOOKED_AT = 20
SEVERAL = ":::"  # how Google writes several values in one cell
_RANKED = re.compile(r"(e mail|email|phone|address|organization|website|adresse) (\d+) (.+)")
_RANKED_SLOTS = {
    ("e mail", "value"): "email", ("email", "value"): "email", ("e mail", "address"): "email",
    ("email", "address"): "email", ("phone", "value"): "phone", ("phone", "number"): "phone",
    ("website", "value"): "told",
    ("address", "street"): "street", ("address", "extended address"): "street2",
    ("address", "po box"): "street2", ("address", "postal code"): "postcode",
    ("address", "city"): "city", ("address", "region"): "region", ("address", "country"): "country",
    ("organization", "name"): "company", ("organization", "title"): "told",
    ("organization", "department"): "told",
}  # fmt: skip
_LABEL_WORDS = {"mobile": "mobile", "cell": "mobile", "portable": "mobile", "fax": "fax"}
_KINDS = {"home": "home", "domicile": "home", "personnel": "home", "work": "work", "bureau": "work",
          "professionnel": "work", "travail": "work"}  # fmt: skip
_FIRM = frozenset(("firm", "company", "entreprise", "societe", "pro", "professionnel", "b2b"))
# Said twice by the file itself: the formatted whole, titles that only order or decorate.
_NEEDLESS = re.compile(
    r"photo|.* formatted|.* yomi|file as|display as|initials|initiales|priority|priorite|"
    r"sensitivity|private|prive|critere de diffusion|gender|sexe|birthday|anniversaire|"
    r"date de naissance|anniversary|.*phonetic.*|file under|nickname|surnom|short name|maiden name"
)


# Without one of these columns a table holds no contacts.
_NAMING = frozenset(("name", "last", "first", "company", "email"))


@dataclass(frozen=True, slots=True)
class ContactTable:
    """A table with its columns known; `left_out` are the titles nobody understands."""

    source: Source
    delimiter: str
    header_line: int
    slots: tuple[Slot | None, ...]
    left_out: tuple[str, ...]
    above: tuple[UnreadCard, ...]

    def cards(self) -> Iterator[Card | UnreadCard]:
        """Each row as a contact, or why it is none."""
        yield from self.above
        for line, cells in read_records(self.source, self.delimiter):
            if line > self.header_line and any(cell.strip() for cell in cells):
                yield self._card(line, cells)

    def _card(self, line: int, cells: list[str]) -> Card | UnreadCard:
        if any(cell.strip() for cell in cells[len(self.slots) :]):
            return UnreadCard(line, CardProblem.WIDTH, cut(" ".join(cells)))
        row = _Row(dict(self._told(cells)))
        card = row.card(line)
        if card.name or card.phones or card.emails:
            return card
        return UnreadCard(line, CardProblem.NOBODY, cut(" ".join(cells)))

    def _told(self, cells: list[str]) -> Iterator[tuple[Slot, str]]:
        found: dict[Slot, str] = {}
        for slot, cell in zip(self.slots, cells, strict=False):
            text = _unguarded(cell.strip())
            if slot is not None and text:
                found[slot] = f"{found[slot]}\n{text}" if slot in found else text
        yield from found.items()


def _unguarded(text: str) -> str:
    """Without the apostrophe that keeps a spreadsheet from taking it for a formula."""
    bare = text.removeprefix("'")
    return bare if harmless(bare) == text else text


def open_contact_table(source: Source) -> ContactTable:
    """The delimiter and the row of titles under which most columns are known. Raises Unreadable."""
    best: ContactTable | None = None
    failure: Unreadable | None = None
    for delimiter in DELIMITERS:
        try:
            sample = list(islice(read_records(source, delimiter), LOOKED_AT))
        except Unreadable as error:
            failure = failure or error
            continue
        table = _table(source, delimiter, sample)
        if table is not None and (best is None or _known(table) > _known(best)):
            best = table
    if best is None:
        raise failure or Unreadable(FileProblem.NO_TABLE, line=1)
    return best


def _known(table: ContactTable) -> int:
    return sum(slot is not None for slot in table.slots)


def _table(source: Source, delimiter: str, sample: list[Record]) -> ContactTable | None:
    """The table under the row with most titles known; None when no row looks like titles."""
    best: ContactTable | None = None
    for place, (line, cells) in enumerate(sample):
        if len(cells) > MAX_COLUMNS:
            raise Unreadable(FileProblem.MANY_COLUMNS, line=line)
        slots = _slots(cells)
        known = sum(slot is not None for slot in slots)
        left_out = _left_out(cells, slots)
        if not _NAMING & {slot.kind for slot in slots if slot} or len(left_out) > known * 2:
            continue
        if best is not None and known <= _known(best):
            continue
        above = (
            UnreadCard(number, CardProblem.ABOVE_HEADER, cut(" ".join(told)))
            for number, told in sample[:place]
            if any(cell.strip() for cell in told)
        )
        best = ContactTable(source, delimiter, line, slots, left_out, tuple(above))
    return best


def _left_out(titles: list[str], slots: tuple[Slot | None, ...]) -> tuple[str, ...]:
    """The titles nobody understands, those of no use to anyone aside."""
    return tuple(
        title.strip()
        for title, slot in zip(titles, slots, strict=True)
        if title.strip() and slot is None and not _NEEDLESS.fullmatch(folded(title))
    )


def _slots(titles: list[str]) -> tuple[Slot | None, ...]:
    """What each column holds. « Nom » is the last name beside a first name, else the whole one."""
    slots = [_slot(title) for title in titles]
    kinds = {slot.kind for slot in slots if slot}
    meant = Slot("last" if "first" in kinds and "last" not in kinds else "name")
    return tuple(meant if slot and slot.kind == "nom" else slot for slot in slots)


def _slot(title: str) -> Slot | None:
    words = folded(title)
    ranked = _RANKED.fullmatch(words)
    if ranked is None:
        return PLAIN_TITLES.get(words)
    what, rank, part = ranked[1].replace("adresse", "address"), ranked[2], ranked[3]
    if part in {"type", "label"}:
        return Slot(f"{what.replace('e mail', 'email')} label", rank)
    kind = _RANKED_SLOTS.get((what, part))
    return Slot(kind, rank if kind not in {"company", "told"} else "") if kind else None


@dataclass(frozen=True, slots=True)
class _Row:
    """The cells of a row that say something, by what they are."""

    told: dict[Slot, str]

    def card(self, line: int) -> Card:
        whole = taken_apart(self._one("name"))
        last = " ".join(filter(None, [self._one("last"), self._one("suffix")]))
        first = " ".join(filter(None, [self._one("first"), self._one("middle")]))
        company = self._one("company")
        if not (first or last):
            first, last = whole.first, whole.last
            if company and whole.company:
                last = "" if folded(whole.company) == folded(company) else whole.company
            company = company or whole.company
        is_firm = folded(self._one("kind")) in _FIRM or not (first or last)
        if is_firm and not company:
            company, first, last = " ".join(filter(None, [first, last])), "", ""
        return Card(
            line=line,
            is_firm=bool(company) and is_firm,
            title=self._one("title") or whole.title,
            first_name=first,
            last_name=last,
            company=company,
            phones=tuple(self._points("phone")),
            emails=tuple(self._points("email")),
            places=tuple(self._places()),
            siren=self._one("siren"),
            siret=self._one("siret"),
            vat_number=self._one("vat_number"),
            iban=self._one("iban"),
            language=self._one("language")[:5].lower(),
            origin=self._one("origin"),
            tags=self._tags(),
            note="\n".join(text for kind in ("note", "told") if (text := self._one(kind))),
            uid=self._one("uid"),
        )

    def _one(self, kind: str) -> str:
        return self.told.get(Slot(kind), "")

    def _points(self, kind: str) -> Iterator[Point]:
        for slot, text in self.told.items():
            if slot.kind == kind:
                label = self.told.get(Slot(f"{kind} label", slot.group), "") or slot.label
                for value in re.split(rf"{SEVERAL}|\n", text):
                    if value.strip():
                        yield Point(value.strip(), _label(label))

    def _places(self) -> Iterator[Place]:
        groups = dict.fromkeys(
            (slot.group, slot.label) for slot in self.told if slot.kind in _PLACE_KINDS
        )
        for group, label in groups:
            told = {kind: self.told.get(Slot(kind, group, label), "") for kind in _PLACE_KINDS}
            place = _place(told, _label(self.told.get(Slot("address label", group), "") or label))
            if not place.is_empty:
                yield place

    def _tags(self) -> tuple[str, ...]:
        words = re.split(rf"{SEVERAL}|[;,\n]", self._one("tags"))
        # "* starred": what Google adds by itself.
        found = (" ".join(word.lstrip("* ").split()) for word in words)
        return tuple(dict.fromkeys(w for w in found if w and w.lower() not in NOT_TAGS))


_PLACE_KINDS = ("street", "street2", "postcode", "city", "region", "country")


def _place(told: dict[str, str], label: str) -> Place:
    street, _newline, more = told["street"].partition("\n")
    second = " ".join(filter(None, [*more.split("\n"), *told["street2"].split("\n")]))
    country = told["country"]
    code = country_code(country)
    region = told["region"] if told["region"] != told["city"] else ""
    city = " ".join(filter(None, [told["city"], region]))
    if country and not code:
        city = ", ".join(filter(None, [city, country]))
    return Place(street, second, told["postcode"], city, code, label)


def _label(written: str) -> str:
    """A label as contacts have it: one of ours, or the words of the file."""
    words = folded(written.removeprefix("* ")).split()
    for known in (_LABEL_WORDS, _KINDS):
        found = next((known[word] for word in words if word in known), "")
        if found:
            return found
    return (
        "" if words in ([], ["other"], ["autre"], ["main"]) else written.removeprefix("* ").strip()
    )
