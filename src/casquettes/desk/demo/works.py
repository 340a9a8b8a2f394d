"""The example's catalogue and work: offers, missions, sessions, trips and expenses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from casquettes.creation.models import CancellationTier, Offer, OfferPrice
from casquettes.desk.demo import books, people, story
from casquettes.finance.models import Expense
from casquettes.kernel.models import Address, Business, Contact, ContactPoint
from casquettes.logistics.models import Trip
from casquettes.production.models import Mission, WorkSession

SESSION, DIAGNOSIS, WORKSHOP = "Séance à domicile", "Visite diagnostic", "Atelier collectif"
FIRST_YEAR, SECOND_YEAR, SPRING = (
    dt.date(2024, 9, 1),
    dt.date(2025, 9, 1),
    dt.date(2026, 3, 1),
)
# From a day on: an hour for persons, an hour for firms.
HOURLY = (
    (FIRST_YEAR, Decimal(45), Decimal("56.25")),
    (SECOND_YEAR, Decimal(50), Decimal("62.50")),
    (SPRING, Decimal(54), Decimal("67.50")),
)
PER_KM = Decimal("0.55")
# The words of the story, as the keys of her categories.
CATEGORIES = {
    "adhesion": "membership",
    "assurance": "insurance",
    "banque": "bank",
    "formation": "training",
    "impot": "tax",
    "juridique": "accounting",
    "logiciel": "software",
    "marketing": "marketing",
    "materiel": "supplies",
    "sous-traitance": "subcontracting",
    "telecom": "phone",
    "web": "web",
}


@dataclass(frozen=True, slots=True)
class Cast:
    """Who and what the rest of the story points to, by name or by key."""

    clients: Mapping[str, Contact]
    places: Mapping[str, Address]
    offers: Mapping[str, Offer]
    missions: Mapping[str, Mission]


def lay_down(business: Business) -> Cast:
    """Write people, offers, missions, sessions, trips and expenses."""
    people.identity(business).save()
    clients, places = _people(business)
    offers = _offers(business)
    made = Mission.objects.bulk_create(
        _mission(business, agreed, clients, places, offers[SESSION]) for agreed in books.missions()
    )
    keys = (agreed.key for agreed in books.missions())
    cast = Cast(clients, places, offers, dict(zip(keys, made, strict=True)))
    WorkSession.objects.bulk_create([*_sessions(business, cast), *_coming(business, cast)])
    Trip.objects.bulk_create(_trips(business, cast))
    Expense.objects.bulk_create(
        Expense(
            business=business,
            on=spent.on,
            label=spent.label,
            category=CATEGORIES[spent.category],
            amount=spent.amount,
            hat=spent.hat,
        )
        for spent in books.expenses()
    )
    return cast


def price_on(day: dt.date, *, firm: bool) -> Decimal:
    """The list price of an hour."""
    _from, person, company = max(price for price in HOURLY if price[0] <= day)
    return company if firm else person


def _people(business: Business) -> tuple[dict[str, Contact], dict[str, Address]]:
    told = list(people.contacts(business))
    contacts = Contact.objects.bulk_create(contact for contact, _points, _address in told)
    points, places = [], []
    for contact, (_same, reached, address) in zip(contacts, told, strict=True):
        for point in reached:
            point.business, point.contact = business, contact
        address.business, address.contact = business, contact
        points += reached
        places.append(address)
    ContactPoint.objects.bulk_create(points)
    saved = Address.objects.bulk_create(places)
    by_name = {contact.name: contact for contact in contacts}
    return by_name, {contact.name: at for contact, at in zip(contacts, saved, strict=True)}


def _offers(business: Business) -> dict[str, Offer]:
    made = {offer.name: offer for offer in Offer.objects.bulk_create(_catalogue(business))}
    OfferPrice.objects.bulk_create(
        OfferPrice(business=business, offer=made[name], from_on=on, price=price, firm_price=firm)
        for name, on, price, firm in [
            *((SESSION, *price) for price in HOURLY),
            (DIAGNOSIS, FIRST_YEAR, Decimal(0), None),
            (DIAGNOSIS, SECOND_YEAR, Decimal(60), None),
            (WORKSHOP, FIRST_YEAR, Decimal(35), None),
        ]
    )
    CancellationTier.objects.create(
        business=business, offer=made[SESSION], hours_before=48, percent=50
    )
    return made


def _catalogue(business: Business) -> list[Offer]:
    return [
        Offer(
            business=business,
            name=SESSION,
            description="Tri, désencombrement et rangement avec vous, chez vous.",
            unit=Offer.Unit.HOUR,
            hours=Decimal("3.5"),
            minimum_hours=Decimal("1.5"),
            travel=Offer.Travel.KM,
            free_km=books.BAND_KM,
            travel_price=PER_KM,
            position=0,
            created_on=FIRST_YEAR,
        ),
        Offer(
            business=business,
            name=DIAGNOSIS,
            description="Une heure sur place pour comprendre, mesurer et chiffrer.",
            unit=Offer.Unit.FIXED,
            hours=Decimal(1),
            diagnosis=Offer.Diagnosis.DEDUCTIBLE,
            position=1,
            created_on=FIRST_YEAR,
        ),
        Offer(
            business=business,
            name=WORKSHOP,
            description="Deux heures et demie en petit groupe.",
            unit=Offer.Unit.PERSON,
            hours=Decimal("2.5"),
            position=2,
            created_on=FIRST_YEAR,
        ),
    ]


def _mission(
    business: Business,
    agreed: books.Agreed,
    clients: Mapping[str, Contact],
    places: Mapping[str, Address],
    offer: Offer,
) -> Mission:
    count = sum(1 for each in books.sessions() if each.mission == agreed.key)
    missed = sum(
        1 for each in books.sessions() if each.mission == agreed.key and each.status != "done"
    )
    signed_at = dt.datetime.combine(agreed.signed_on, dt.time(10), business.zone)
    return Mission(
        business=business,
        client=clients[agreed.client],
        place=places[agreed.client],
        offer=offer,
        title=f"Accompagnement {agreed.client}",
        terms=Mission.Terms.HOURLY,
        sold_minutes=agreed.minutes,
        planned_sessions=max(count - missed, agreed.minutes // 210),
        price=(agreed.quoted * 60 / agreed.minutes).quantize(Decimal("0.01")),
        quoted=agreed.quoted,
        travel_paid=bool(agreed.travel),
        channel=people.CHANNELS[agreed.channel],
        signed_on=agreed.signed_on,
        starts_on=agreed.signed_on,
        ended_on=agreed.ended_on,
        created_at=signed_at,
    )


def _sessions(business: Business, cast: Cast) -> Iterator[WorkSession]:
    for sitting in books.sessions():
        days: dict[str, dict[str, Any]] = {
            "done": {"done_on": sitting.on},
            "moved_late": {"moved_on": sitting.on, "moved_late": True},
            "no_show": {"missed_on": sitting.on},
        }
        yield WorkSession(
            business=business,
            mission=cast.missions[sitting.mission],
            on=sitting.on,
            planned_minutes=sitting.sold_minutes or 210,
            sold_minutes=sitting.sold_minutes,
            real_minutes=sitting.real_minutes,
            remote=sitting.zone in ("à distance", "visio"),
            zone=sitting.zone,
            photos=sitting.photos,
            **days[sitting.status],
            **sitting.litres,
        )


def _coming(business: Business, cast: Cast) -> Iterator[WorkSession]:
    """What is left of the work agreed, in the days after hers."""
    for row in story.rows("coming.csv"):
        yield WorkSession(
            business=business,
            mission=cast.missions[row["mission"]],
            on=dt.date.fromisoformat(row["date"]),
            starts_at=dt.time.fromisoformat(row["time"]),
            planned_minutes=int(row["minutes"]),
            zone=row["zone"],
        )


def _trips(business: Business, cast: Cast) -> Iterator[Trip]:
    for way in books.trips():
        mission = cast.missions.get(way.mission)
        town = mission.place.city if mission and mission.place else ""
        yield Trip(
            business=business,
            mission=mission,
            on=way.on,
            km=way.km,
            minutes=way.minutes,
            purpose=way.purpose,
            start="Tours",
            destination=town,
            paid=mission is not None and mission.travel_paid,
        )
