"""What she sells: written, priced over time, put in order, put aside."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from casquettes.creation.actions.offers import (
    OfferRefused,
    archive,
    change_offer,
    duplicate,
    remove_price,
    restore,
    shift,
)
from casquettes.creation.models import Offer
from casquettes.creation.queries.offers import (
    catalogue,
    draft_of,
    price_of,
    put_aside,
    usual_quantity,
)
from casquettes.creation.queries.sentences import sentences
from tests.creation.catalogue import hour, offer, package

TODAY = dt.date(2026, 3, 12)


@pytest.fixture(autouse=True)
def in_english() -> Any:
    with translation.override("en"):
        yield


def names(business) -> list[str]:
    return [line.offer.name for line in catalogue(business, on=TODAY)]


def test_a_price_counts_from_its_day_and_the_past_stays(business, now):
    sold = hour(business)
    later = replace(draft_of(sold, on=TODAY), price=Decimal(54), price_from=dt.date(2026, 4, 1))
    change_offer(sold, later, at=now)

    sold = Offer.objects.get(pk=sold.pk)
    assert sold.price_on(dt.date(2026, 3, 31)) == 50
    assert sold.price_on(dt.date(2026, 4, 1)) == 54
    assert sold.price_on(dt.date(2025, 12, 31)) is None
    [line] = catalogue(business, on=TODAY)
    assert (line.price, line.next_price.price) == (50, 54)


def test_a_price_of_today_is_corrected_in_place(business, now):
    sold = hour(business)
    for price in (52, 53):
        change_offer(sold, replace(draft_of(sold, on=TODAY), price=Decimal(price)), at=now)

    assert [p.price for p in sold.prices.order_by("from_on")] == [50, 53]


def test_saving_without_another_price_adds_none(business, now):
    sold = hour(business)
    change_offer(sold, replace(draft_of(sold, on=TODAY), description="Avec vous."), at=now)

    assert sold.prices.count() == 1


def test_no_price_is_slipped_in_before_one_that_stands(business, now):
    sold = hour(business)
    before = replace(draft_of(sold, on=TODAY), price=Decimal(40), price_from=dt.date(2025, 6, 1))

    with pytest.raises(OfferRefused) as refusal:
        change_offer(sold, before, at=now)

    assert refusal.value.field == "price_from"
    assert "01/01/2026" in str(refusal.value)


def test_only_a_price_to_come_is_taken_back(business, now):
    sold = hour(business)
    later = replace(draft_of(sold, on=TODAY), price=Decimal(54), price_from=dt.date(2026, 4, 1))
    change_offer(sold, later, at=now)

    remove_price(sold.prices.get(price=54), on=TODAY)
    assert sold.prices.count() == 1
    with pytest.raises(OfferRefused, match="already stands"):
        remove_price(sold.prices.get(), on=TODAY)


def test_firms_may_pay_another_price(business):
    sold = offer(business, firm_price=Decimal(65))

    assert price_of(sold, on=TODAY) == 50
    assert price_of(sold, on=TODAY, firm=True) == 65


def test_a_free_first_visit_costs_nothing(business):
    visit = offer(business, unit="session", price=Decimal(0), diagnosis="free")

    assert price_of(visit, on=TODAY) == 0
    with pytest.raises(OfferRefused) as refusal:
        offer(business, unit="session", price=Decimal(60), diagnosis="free")
    assert refusal.value.field == "price"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": " "}, "name"),
        ({"price": Decimal(-1)}, "price"),
        ({"firm_price": Decimal(-1)}, "price"),
        ({"unit": "package"}, "hours"),
        ({"unit": "session", "hours": Decimal(0)}, "hours"),
        ({"travel": "km"}, "travel_price"),
        ({"travel": "time"}, "travel_price"),
        ({"travel": "band"}, "bands"),
        ({"travel": "band", "bands": [(10, Decimal(5)), (10, Decimal(6))]}, "bands"),
        ({"tiers": [(24, 50), (24, 30)]}, "tiers"),
    ],
)
def test_what_no_offer_can_be_names_its_field(business, facts, field):
    with pytest.raises(OfferRefused) as refusal:
        offer(business, **facts)

    assert refusal.value.field == field


def test_the_unit_does_not_change(business, now):
    sold = hour(business)

    with pytest.raises(OfferRefused) as refusal:
        change_offer(sold, replace(draft_of(sold, on=TODAY), unit="day"), at=now)

    assert refusal.value.field == "unit"


def test_offers_stand_in_her_order(business):
    first, second = hour(business), package(business)
    third = offer(business, name="Atelier")

    shift(third, places=-2)
    assert names(business) == ["Atelier", first.name, second.name]
    shift(first, places=5)
    assert names(business) == ["Atelier", second.name, first.name]


def test_an_offer_put_aside_comes_back(business):
    sold = hour(business)

    archive(sold, on=TODAY)
    assert names(business) == []
    assert [line.offer for line in put_aside(business, on=TODAY)] == [sold]
    restore(sold)
    assert names(business) == [sold.name]


def test_a_copy_says_the_same_at_the_price_of_today(business, now):
    sold = hour(business)
    copy = duplicate(sold, name="Séance (copie)", at=now)

    told = draft_of(copy, on=TODAY)
    assert told == replace(draft_of(sold, on=TODAY), name="Séance (copie)")
    assert copy.prices.get().from_on == TODAY


def test_her_usual_quantity_is_the_minimum_or_one(business):
    assert usual_quantity(hour(business)) == 2
    assert usual_quantity(package(business)) == 1


def test_an_hour_tells_what_a_visit_comes_to(business):
    told = sentences(draft_of(hour(business), on=TODAY))

    assert told == [
        "A visit of 3\u202fh: €150.00.",
        "A visit of 1\u202fh\u202f06 counts as 2\u202fh: €100.00.",
        "For someone 25 km away, travel there and back: €11.00, €161.00 in all.",
        "Cancelled less than 48 h before: 30%, €45.00.",
        "Cancelled less than 24 h before: 50%, €75.00.",
    ]


def test_a_package_tells_its_hour_and_its_end(business):
    told = sentences(draft_of(package(business), on=TODAY))

    assert told == [
        "€560.00 for 12\u202fh: €46.67 an hour.",
        "To be used within 6 months of the signature.",
    ]


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"unit": "session", "price": Decimal(0), "diagnosis": "free"}, "Nothing is paid"),
        ({"diagnosis": "deductible"}, "taken off the quote they sign"),
        ({"firm_price": Decimal(65)}, "For a firm: €65.00"),
        ({"travel": "band", "bands": [(20, Decimal(12))]}, "Beyond 20 km"),
        ({"travel": "band", "bands": [(20, Decimal(0))]}, "included"),
        ({"travel": "time", "travel_price": Decimal(30)}, "€30.00"),
        ({"unit": "item", "nature": "goods", "travel": "km", "travel_price": Decimal(1)}, "€50.00"),
        (
            {"unit": "package", "hours": Decimal(12), "sessions": 4, "tiers": [(24, 100)]},
            "100%, €12.50",
        ),
    ],
)
def test_each_way_of_selling_is_told(business, facts, sentence):
    told = sentences(draft_of(offer(business, **facts), on=TODAY))

    assert any(sentence in line for line in told), told
