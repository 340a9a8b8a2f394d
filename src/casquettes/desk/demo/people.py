"""The invented people of the example: where they live, how they are called and reached."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterator
from decimal import Decimal

from casquettes.desk.demo import books
from casquettes.kernel.actions.contacts import search_text_of
from casquettes.kernel.models import Address, Business, Contact, ContactPoint, Identity

CHANNELS = {
    "google": "Google",
    "bouche_a_oreille": "Bouche-à-oreille",
    "instagram": "Instagram",
    "prescripteur": "Prescripteur",
    "annuaire_federation": "Annuaire de la fédération",
    "salon_presse": "Salon, presse",
}
# (up to how far in km, postcode, town)
TOWNS = (
    (5, "37000", "Tours"),
    (9, "37540", "Saint-Cyr-sur-Loire"),
    (12, "37300", "Joué-lès-Tours"),
    (15, "37550", "Saint-Avertin"),
    (20, "37270", "Montlouis-sur-Loire"),
    (26, "37510", "Ballan-Miré"),
    (35, "37400", "Amboise"),
    (999, "37600", "Loches"),
)
STREETS = (
    "rue des Lilas",
    "allée des Tilleuls",
    "rue de la Fontaine",
    "impasse du Verger",
    "rue du Puits",
    "avenue des Acacias",
    "rue des Hirondelles",
    "chemin de la Vigne",
    "place du Marché",
    "rue des Jardins",
    "rue de l’Étang",
)
# Who books workshops; invented, like everyone else.
HOST = "Association Les Trois Rivières"


def identity(business: Business) -> Identity:
    """Who she is on her documents: invented, with numbers that pass their own checks."""
    siren = _with_key("90000012")
    return Identity(
        business=business,
        legal_name="Inès Delorme EI",
        siren=siren,
        siret=_with_key(f"{siren}0001"),
        street="12 rue des Tanneurs",
        postcode="37000",
        city="Tours",
        country="FR",
        email="ines@armoire-legere.example",
        phone="+33639980012",
        iban="FR7630006000011234567890189",
        bic="AGRIFRPP",
        account_holder="Inès Delorme",
        payment_days=30,
        mediator="Médiateur fictif de la consommation, 1 place de l’Exemple, 37000 Tours",
    )


def contacts(business: Business) -> Iterator[tuple[Contact, list[ContactPoint], Address]]:
    """Each person or firm once, from the day they first asked, with how to reach them."""
    known: set[str] = set()
    for rank, lead in enumerate(sorted(books.leads(), key=lambda lead: (lead.on, lead.key))):
        if lead.name not in known:
            known.add(lead.name)
            yield _contact(business, lead, rank)
    yield _host(business, len(known) + 30)


def _contact(
    business: Business, lead: books.Lead, rank: int
) -> tuple[Contact, list[ContactPoint], Address]:
    first, _space, last = lead.name.rpartition(" ")
    contact = Contact(
        business=business,
        kind=Contact.Kind.FIRM if lead.firm else Contact.Kind.PERSON,
        company=lead.name if lead.firm else "",
        first_name="" if lead.firm else first,
        last_name="" if lead.firm else last,
        siren=_siren(lead.name) if lead.firm else "",
        origin=CHANNELS[lead.channel],
        note=f"Demande : {lead.reason}.",
        created_on=lead.on,
    )
    return _reached(contact, rank, _town(lead.km))


def _siren(firm: str) -> str:
    """A number of its own for each invented firm."""
    firms = sorted({lead.name for lead in books.leads() if lead.firm})
    return _with_key(f"900000{30 + firms.index(firm):02}")


def _host(business: Business, rank: int) -> tuple[Contact, list[ContactPoint], Address]:
    contact = Contact(
        business=business,
        kind=Contact.Kind.FIRM,
        company=HOST,
        siren=_with_key("90000025"),
        origin=CHANNELS["bouche_a_oreille"],
        created_on=dt.date(2025, 1, 6),
    )
    return _reached(contact, rank, ("37000", "Tours"))


def _reached(
    contact: Contact, rank: int, town: tuple[str, str]
) -> tuple[Contact, list[ContactPoint], Address]:
    words = _plain(contact.name).replace(" ", ".")
    points = [
        ContactPoint(kind="phone", value=f"+3363998{rank % 10000:04}", position=0),
        ContactPoint(kind="email", value=f"{words}@example.org", position=0),
    ]
    postcode, city = town
    street = f"{rank * 7 % 58 + 1} {STREETS[rank % len(STREETS)]}"
    address = Address(street=street, postcode=postcode, city=city, country="FR")
    contact.search_text = search_text_of(contact, points, [address])
    return contact, points, address


def _town(km: Decimal) -> tuple[str, str]:
    return next((postcode, city) for up_to, postcode, city in TOWNS if km <= up_to)


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFD", name.lower())
    return "".join(c for c in letters if c.isalnum() or c == " ")


def _with_key(digits: str) -> str:
    """The number with the last digit that makes it pass (Luhn), as SIREN and SIRET must."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return f"{digits}{-total % 10}"
