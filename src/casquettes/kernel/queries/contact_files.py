"""Contacts to take away: cards for an address book, a table for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from casquettes.formats.cards import Card, Place, Point
from casquettes.formats.contacts_csv import SEVERAL
from casquettes.formats.country_names import country_name
from casquettes.formats.tables import Row, Table
from casquettes.kernel.models import Address, Contact, ContactPoint
from casquettes.kernel.models.contacts import ContactQuerySet

# Beyond these columns the last one holds the others.
NUMBERS = 3
# The words a label is known by, in French and in English; those of `formats.cards` come out.
KNOWN_LABELS = {
    **dict.fromkeys(("domicile", "maison", "perso", "home"), "home"),
    **dict.fromkeys(("travail", "bureau", "pro", "work"), "work"),
    **dict.fromkeys(("mobile", "portable"), "mobile"),
    **dict.fromkeys(("fax", "télécopie"), "fax"),
}


def whole(contacts: ContactQuerySet) -> ContactQuerySet:
    """The contacts with all their parts, in four queries."""
    return contacts.select_related("payer").prefetch_related("points", "addresses", "tags")


def cards_of(contacts: Iterable[Contact]) -> Iterator[Card]:
    """Each contact as a card for an address book."""
    for contact in contacts:
        points = list(contact.points.all())
        yield Card(
            line=0,
            is_firm=contact.is_firm,
            title=contact.title,
            first_name=contact.first_name,
            last_name=contact.last_name,
            company=contact.company,
            phones=_points(points, ContactPoint.Kind.PHONE),
            emails=_points(points, ContactPoint.Kind.EMAIL),
            places=tuple(_place(address) for address in contact.addresses.all()),
            tags=tuple(tag.name for tag in contact.tags.all()),
            note=contact.note,
            uid=f"casquettes-{contact.business.slug}-{contact.pk}",
        )


def table_of(contacts: Iterable[Contact], *, language: str) -> Table:
    """The contacts as a table that this program, and others, read again."""
    return Table(title=_("contacts"), headings=_headings(), rows=_rows(contacts, language))


def _headings() -> list[str]:
    phone, email = pgettext("column", "Telephone"), pgettext("column", "E-mail")
    return [
        *(_("Title"), _("First name"), _("Last name"), _("Firm"), _("Type")),
        *(phone, f"{phone} 2", f"{phone} 3", email, f"{email} 2", f"{email} 3"),
        *(_("Street"), _("Street 2"), _("Postcode"), _("City"), _("Country")),
        *(_("SIREN"), _("SIRET"), _("VAT number"), _("IBAN")),
        *(_("Language"), _("Origin"), _("Tags"), _("Who pays"), _("Next follow-up"), _("Note")),
    ]


def _rows(contacts: Iterable[Contact], language: str) -> Iterator[Row]:
    for contact in contacts:
        points = list(contact.points.all())
        address = next(iter(contact.addresses.all()), None) or Address(country="")
        yield [
            *(contact.title, contact.first_name, contact.last_name, contact.company),
            _("Firm") if contact.is_firm else _("Person"),
            *_spread(points, ContactPoint.Kind.PHONE),
            *_spread(points, ContactPoint.Kind.EMAIL),
            *(address.street, address.street2, address.postcode, address.city),
            country_name(address.country, language=language),
            *(contact.siren, contact.siret, contact.vat_number, contact.iban),
            *(contact.language, contact.origin),
            ", ".join(tag.name for tag in contact.tags.all()),
            contact.payer.name if contact.payer else "",
            contact.follow_up_on,
            contact.note,
        ]


def _spread(points: list[ContactPoint], kind: str) -> list[str]:
    """The values of a kind over its columns, the last one holding all that is left."""
    values = [point.value for point in points if point.kind == kind]
    last = f" {SEVERAL} ".join(values[NUMBERS - 1 :])
    return [*values[: NUMBERS - 1], *[""] * (NUMBERS - 1 - len(values)), last]


def _points(points: list[ContactPoint], kind: str) -> tuple[Point, ...]:
    return tuple(Point(p.value, _label(p.label)) for p in points if p.kind == kind)


def _place(address: Address) -> Place:
    return Place(
        street=address.street,
        street2=address.street2,
        postcode=address.postcode,
        city=address.city,
        country=address.country,
        label=_label(address.label),
    )


def _label(label: str) -> str:
    return KNOWN_LABELS.get(label.casefold(), label)
