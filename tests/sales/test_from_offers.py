"""From an offer to a quote ready to leave: price of the day, travel, deposit, texts used before."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from casquettes.engine.pricing import Way
from casquettes.sales.actions.drafts import QuoteRefused
from casquettes.sales.actions.from_offers import Asked, draft_from_offer
from tests.creation.catalogue import hour, offer, package
from tests.sales.promises import claire, drafted, known_seller


def lines(quote) -> list[tuple[Any, ...]]:
    return [
        (line.quantity, line.unit, line.unit_price, line.covers) for line in quote.lines.all()
    ]


def test_hours_are_counted_as_the_offer_says_and_travel_follows(business, now):
    asked = Asked(Decimal("3.1"), Way(km=Decimal(25)))
    quote = draft_from_offer(hour(business), claire(business), asked, at=now)

    assert quote.title == "Séance de rangement"
    assert lines(quote) == [
        (Decimal("3.25"), "hour", 50, "service"),
        (20, "km", Decimal("0.55"), "travel"),
    ]
    assert quote.gross == Decimal("173.50")


def test_a_package_is_driven_to_for_each_of_its_sessions(business, now):
    bands = [(10, Decimal(0)), (30, Decimal(8))]
    facts: dict[str, Any] = {"unit": "package", "price": Decimal(560), "hours": Decimal(12)}
    sold = offer(business, sessions=4, travel="band", bands=bands, **facts)
    quote = draft_from_offer(sold, claire(business), Asked(Decimal(1), Way(km=Decimal(22))), at=now)

    work, travel = quote.lines.all()
    assert (work.hours, work.offer) == (12, sold)
    assert (travel.quantity, travel.unit_price) == (4, 8)
    assert quote.gross == 592


def test_a_client_beyond_every_band_is_told_to_be_agreed(business, now):
    sold = offer(business, travel="band", bands=[(10, Decimal(5))])
    quote = draft_from_offer(sold, claire(business), Asked(Decimal(3), Way(km=Decimal(80))), at=now)

    travel = quote.lines.last()
    assert (travel.unit_price, travel.covers) == (0, "travel")
    assert travel.detail


def test_travel_by_the_hour_asks_for_the_time(business, now):
    sold = offer(business, travel="time", travel_price=Decimal(30))
    client = claire(business)

    unknown = draft_from_offer(sold, client, Asked(Decimal(3), Way(km=Decimal(25))), at=now)
    known = draft_from_offer(sold, client, Asked(Decimal(3), Way(minutes=Decimal(40))), at=now)

    assert unknown.lines.count() == 1
    assert lines(known)[1] == (Decimal("1.5"), "hour", 30, "travel_time")


def test_the_usual_deposit_is_asked_from_three_hundred_euros_on(business, now):
    known_seller(business, deposit_rate=Decimal(40))
    small = draft_from_offer(hour(business), claire(business), Asked(Decimal(5)), at=now)
    large = draft_from_offer(package(business), claire(business), Asked(Decimal(1)), at=now)

    assert (small.deposit, small.deposit_value) == ("", None)
    assert (large.deposit, large.deposit_value) == ("rate", 40)


def test_the_texts_of_her_last_quote_come_back(business, now):
    drafted(business, texts={"limits": "Pas de ménage.", "intro": "Bonjour Paul"})
    quote = draft_from_offer(hour(business), claire(business), Asked(Decimal(2)), at=now)

    assert quote.limits == "Pas de ménage."
    assert quote.intro == ""


def test_a_firm_pays_its_price_without_vat_a_person_reads_it_with(business, now):
    known_seller(business, vat_since=dt.date(2026, 1, 1), vat_number="FR44732829320")
    sold = offer(business, firm_price=Decimal(65))
    firm = claire(business, kind="firm", company="Cabinet Roche")

    for_firm = draft_from_offer(sold, firm, Asked(Decimal(2)), at=now)
    for_claire = draft_from_offer(sold, claire(business), Asked(Decimal(2)), at=now)

    assert (for_firm.gross_entry, for_firm.net, for_firm.gross) == (False, 130, 156)
    assert (for_claire.gross_entry, for_claire.net, for_claire.gross) == (True, 100, 120)
    assert for_claire.lines.get().unit_price == 60


def test_who_pays_and_where_follow_the_contact(business, now):
    daughter = claire(business, first_name="Jeanne")
    mother = claire(business, payer=daughter, city="Auray")

    quote = draft_from_offer(hour(business), mother, Asked(Decimal(2)), at=now)

    assert quote.payer == daughter
    assert quote.place.city == "Auray"


def test_none_is_no_quantity(business, now):
    with pytest.raises(QuoteRefused) as refusal:
        draft_from_offer(hour(business), claire(business), Asked(Decimal(0)), at=now)

    assert refusal.value.field == "quantity"
