"""Ten Wednesdays of Anne's: two missions, three quotes, a few papers, small enough to add by hand.

She works on Wednesdays, five hours at most, since 1 January 2026; the period ends on 12 March.
"""

import datetime as dt
from decimal import Decimal

from casquettes.creation.models import OfferPrice
from casquettes.engine.periods import Period
from casquettes.finance.models import Expense
from casquettes.kernel.models import Business
from casquettes.logistics.models import Trip
from casquettes.pilot.models import Belief, Bilan
from casquettes.pilot.queries.bilan.facts import Fact, Facts
from casquettes.pilot.queries.bilan.registry import KNOWN
from casquettes.production.models import Mission
from casquettes.sales.models import Quote, QuoteLine
from casquettes.timesheet.models import Absence
from tests.cast import NOW
from tests.pilot.notes import note
from tests.pilot.works import (
    bill,
    client_named,
    draft_for,
    mission_for,
    offer_at,
    pay,
    seal,
    session_on,
)

TODAY = dt.date(2026, 3, 12)
PERIOD = Period(dt.date(2026, 1, 1), TODAY)


def day(month: int, number: int) -> dt.date:
    return dt.date(2026, month, number)


def lived(business: Business) -> dict[str, Mission]:
    """The whole of it; her two missions by the client's first name."""
    business.working_days, business.week_cap_hours = "0010000", Decimal(5)
    business.started_on = PERIOD.first
    business.save()
    missions = _sold(business)
    _noted(business, missions)
    _paid(business, missions)
    return missions


def _sold(business: Business) -> dict[str, Mission]:
    offer = offer_at(business, "50")
    OfferPrice.objects.create(business=business, offer=offer, from_on=day(2, 2), price=Decimal(60))
    zoe = client_named(business, "Petit", first_name="Zoé", origin="Bouche-à-oreille")
    luc = client_named(business, "Roy", first_name="Luc", origin="Instagram")
    ada = client_named(business, "Noir", first_name="Ada", origin="Instagram")
    asked = {zoe: day(1, 2), luc: day(1, 12), ada: day(2, 1)}
    for contact, on in asked.items():
        contact.created_on = on
        contact.save()
    quotes = {
        zoe: _quote(zoe, day(1, 2), day(1, 4), accepted_on=day(1, 5)),
        luc: _quote(luc, day(1, 14), day(1, 14), accepted_on=day(2, 2)),
        ada: _quote(ada, day(2, 3), day(2, 5), refused_on=day(2, 20), refusal_reason="trop cher"),
    }
    for quote in quotes.values():
        QuoteLine.objects.create(
            business=business, quote=quote, description="Tri", unit_price=50, offer=offer
        )
    mission_for(business, luc, signed_on=dt.date(2025, 12, 1), ended_on=dt.date(2025, 12, 20))
    at_zoe = mission_for(
        business, zoe, title="Le garage", offer=offer, quote=quotes[zoe], price=50,
        sold_minutes=600, channel="Bouche-à-oreille", ended_on=day(2, 6),
    )  # fmt: skip
    at_luc = mission_for(
        business, luc, title="Le bureau", offer=offer, quote=quotes[luc], price=60,
        sold_minutes=480, channel="Instagram", signed_on=day(2, 2),
    )  # fmt: skip
    session_on(
        at_zoe, day(1, 7), 4, real_minutes=300, given_litres=100, recycled_litres=50,
        waste_litres=30,
    )  # fmt: skip
    session_on(at_zoe, day(2, 4), 4)
    session_on(at_luc, day(2, 11), 3, given_litres=20)
    session_on(at_luc, day(3, 20), 3, done_on=None, sold_minutes=0, real_minutes=0)
    return {"zoe": at_zoe, "luc": at_luc}


def _quote(client, created: dt.date, issued: dt.date, **facts) -> Quote:
    return Quote.objects.create(
        business=client.business,
        client=client,
        number=f"D{issued:%m%d}",
        title="Le tri",
        created_at=dt.datetime.combine(created, dt.time(9), dt.UTC),
        issued_on=issued,
        **facts,
    )


def _noted(business: Business, missions: dict[str, Mission]) -> None:
    """34 h 30: 12 h of sessions, 3 h of road, 7 h 30 of sales, 12 h of back office."""
    for who, on, hours, km, town in (
        ("zoe", day(1, 7), 5, 30, "Vannes"),
        ("zoe", day(2, 4), 4, 30, "Vannes"),
        ("luc", day(2, 11), 3, 40, "Auray"),
    ):
        mission = missions[who]
        note(business, on, "pro_seance", hours, mission=mission, nature="billed")
        note(business, on, "log_trajet", 1, mission=mission)
        Trip.objects.create(
            business=business, mission=mission, on=on, km=km, minutes=60, destination=town
        )
    note(business, day(1, 14), "com_social", 6)
    note(business, day(1, 14), "com_appel", 0.5)
    note(business, day(1, 21), "com_diag", 1)
    for on in (day(1, 14), day(1, 21), day(1, 28), day(2, 18), day(3, 4), day(3, 11)):
        note(business, on, "ges_facture", 2)
    Absence.objects.create(business=business, kind="leave", first_on=day(2, 23), last_on=day(3, 1))


def _paid(business: Business, missions: dict[str, Mission]) -> None:
    """600 € billed, 420 € received, 100 € spent."""
    first = draft_for(missions["zoe"], "420", served_from=day(1, 7), served_to=day(2, 4))
    bill(first, "service", "400")
    bill(first, "travel", "20")
    seal(first, day(2, 6), rank=1)
    pay(first, day(2, 10), "420")
    second = draft_for(missions["luc"], "180", served_from=day(2, 11), served_to=day(2, 11))
    bill(second, "service", "180")
    seal(second, day(2, 12), rank=2)
    for on in (day(1, 10), day(2, 10), day(3, 10)):
        spend(business, on, "Téléphone", "phone", 20)
    spend(business, day(2, 1), "Publicité Instagram", "marketing", 40)
    believe(business, "cash.balance", 1000)
    believe(business, "costs.pay_month", 500)


def spend(business: Business, on: dt.date, label: str, category: str, amount, **facts) -> Expense:
    return Expense.objects.create(
        business=business, on=on, label=label, category=category, amount=Decimal(amount), **facts
    )


def believe(business: Business, key: str, value) -> Belief:
    return Belief.objects.create(business=business, key=key, value=Decimal(value), at=NOW)


def of(business, **facts) -> Facts:
    return Facts(business, facts.pop("period", PERIOD), facts.pop("today", TODAY), **facts)


def fact(business, name: str, **facts) -> Fact:
    return KNOWN[name](of(business, **facts))


def plain(text: str) -> str:
    """Without the thin spaces of typography."""
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def told(found: Fact) -> tuple[str, str]:
    return plain(found.value), plain(found.detail)


def lines(found: Fact) -> list[tuple[str, str, str]]:
    return [(plain(row.name), plain(row.value), plain(row.detail)) for row in found.rows]


def last_bilan(business, **figures) -> Bilan:
    return Bilan.objects.create(
        business=business,
        moment="rentree",
        first_on=dt.date(2025, 1, 1),
        last_on=dt.date(2025, 12, 31),
        started_at=NOW,
        finished_at=NOW,
        figures=figures,
    )
