"""One contact's page: who they are, how to reach them, and what happened, in order.

Higher rooms add their own moments: `desk` serves the same page with those of every room, by asking
`folder_of(contact, …, moments=…)` and showing `kernel/contact.html`, whose blocks it may fill.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from casquettes.formats.country_names import country_name
from casquettes.formats.identifiers import dialled, grouped, phone_shown, siret_shown
from casquettes.kernel.models import Address, Business, Contact, ContactPoint, Mail

MOST_MAILS = 50


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened with a contact; `kind` says its icon and place, `url` opens it."""

    on: dt.date
    kind: str  # "contact", "mail", then what each room adds: "quote", "invoice", "session"…
    title: str
    url: str = ""
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Number:
    """A telephone number as she reads it and as a telephone dials it."""

    shown: str
    dialled: str
    label: str


@dataclass(frozen=True, slots=True)
class Folder:
    """All that a contact's page shows."""

    contact: Contact
    phones: list[Number]
    emails: list[ContactPoint]
    places: list[tuple[Address, str]]  # with the country's name when it is not hers
    identifiers: list[tuple[str, str]]
    tags: list[str]
    pays_for: list[Contact]
    merged: int
    moments: list[Moment]
    late: bool

    @property
    def person(self) -> str:
        """The person whose name stands beside that of their firm."""
        parts = (self.contact.title, self.contact.first_name, self.contact.last_name)
        return " ".join(part for part in parts if part)


def folder_of(
    contact: Contact, *, today: dt.date, language: str, moments: Iterable[Moment] = ()
) -> Folder:
    """The page of a contact; `moments` of other rooms are put in their place by day."""
    business = contact.business
    points = list(contact.points.all())
    told = [*own_moments(contact), *moments]
    due = contact.follow_up_on
    return Folder(
        contact=contact,
        phones=[_number(p, business) for p in points if p.kind == ContactPoint.Kind.PHONE],
        emails=[p for p in points if p.kind == ContactPoint.Kind.EMAIL],
        places=[
            (address, _abroad(address, business, language)) for address in contact.addresses.all()
        ],
        identifiers=_identifiers(contact),
        tags=[tag.name for tag in contact.tags.all()],
        pays_for=list(contact.pays_for.shown().order_by("search_text")),
        merged=contact.merged.count(),
        moments=sorted(told, key=lambda moment: moment.on, reverse=True),
        late=due is not None and due <= today,
    )


def own_moments(contact: Contact) -> list[Moment]:
    """What the kernel itself knows: the day they were added, the mails written to them."""
    business = contact.business
    mails = contact.mails.filter(removed_at=None).annotate(files_count=Count("files"))
    told = [
        Moment(
            business.local_day(mail.sent_at or mail.created_at),
            "mail",
            _said(mail),
            reverse("kernel:mail", args=[mail.pk]),
        )
        for mail in mails[:MOST_MAILS]
    ]
    return [*told, Moment(contact.created_on, "contact", _("Added to your contacts"))]


def _said(mail: Mail) -> str:
    if mail.sent_at is None:
        return _("“%(subject)s”, waiting to leave") % {"subject": mail.subject}
    return _("“%(subject)s”, sent") % {"subject": mail.subject}


def _number(point: ContactPoint, business: Business) -> Number:
    shown = phone_shown(point.value, country=business.country)
    return Number(shown, dialled(point.value), point.label)


def _abroad(address: Address, business: Business, language: str) -> str:
    if address.country == business.country:
        return ""
    return country_name(address.country, language=language)


def _identifiers(contact: Contact) -> list[tuple[str, str]]:
    told = [
        (_("SIREN"), grouped(contact.siren, 3) if not contact.siret else ""),
        (_("SIRET"), siret_shown(contact.siret) if contact.siret else ""),
        (_("VAT number"), contact.vat_number),
        (_("IBAN"), grouped(contact.iban)),
    ]
    return [(name, value) for name, value in told if value]
