"""What an offer comes to: hours counted, travel, late cancellation."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casquettes.engine.pricing import (
    Charge,
    TooFar,
    Travel,
    Way,
    WayUnknown,
    cancellation_fee,
    cancellation_percent,
    hours_paid,
    travel_charge,
    visit_price,
    visits_of,
)

D = Decimal
BANDS = Travel("band", bands=((D(10), D(0)), (D(20), D(12)), (D(50), D(30))))
PER_KM = Travel("km", free_km=D(15), price=D("0.55"))
BY_TIME = Travel("time", free_km=D(15), price=D(30))
TIERS = ((48, 30), (24, 50), (2, 100))
quantities = st.decimals(min_value=0, max_value=200, places=2)


@pytest.mark.parametrize(
    ("hours", "minimum", "rounding", "paid"),
    [
        ("1.1", "0", 0, "1.1"),
        ("1.1", "0", 15, "1.25"),
        ("1.25", "0", 15, "1.25"),
        ("1.1", "2", 15, "2"),
        ("3.01", "2", 30, "3.5"),
        ("0", "0", 60, "0"),
    ],
)
def test_hours_are_rounded_up_and_never_under_the_minimum(hours, minimum, rounding, paid):
    assert hours_paid(D(hours), minimum=D(minimum), rounding_minutes=rounding) == D(paid)


@given(quantities, quantities, st.sampled_from([0, 5, 15, 30, 60]))
def test_what_is_paid_covers_what_was_done_by_less_than_a_step(hours, minimum, step):
    paid = hours_paid(hours, minimum=minimum, rounding_minutes=step)

    assert paid >= hours
    assert paid >= minimum
    assert paid == minimum or paid - hours < D(max(step, 1)) / 60
    # Counting what is already counted changes nothing.
    assert hours_paid(paid, minimum=minimum, rounding_minutes=0) == paid


@pytest.mark.parametrize(
    ("travel", "km", "minutes", "amount"),
    [
        (Travel(), "400", None, None),
        (PER_KM, "15", None, None),
        (PER_KM, "25", None, "11.00"),
        (PER_KM, "15.1", None, "0.11"),
        (BANDS, "8", None, None),
        (BANDS, "10.5", None, "12.00"),
        (BANDS, "20", None, "12.00"),
        (BANDS, "49.9", None, "30.00"),
        (BY_TIME, "12", "40", None),
        (BY_TIME, "30", "40", "45.00"),
        (BY_TIME, "30", "0", None),
        (BY_TIME, None, "30", "30.00"),
    ],
)
def test_travel_is_charged_there_and_back_as_the_offer_says(travel, km, minutes, amount):
    way = Way(km and D(km), minutes and D(minutes))
    charge = travel_charge(travel, way)

    assert (charge and charge.amount) == (amount and D(amount))


def test_beyond_the_last_band_the_price_is_to_be_agreed():
    with pytest.raises(TooFar):
        travel_charge(BANDS, Way(km=D("50.1")))


@pytest.mark.parametrize("travel", [PER_KM, BANDS, BY_TIME])
def test_an_unknown_way_is_said_unknown(travel):
    with pytest.raises(WayUnknown):
        travel_charge(travel, Way())


@given(quantities, quantities)
def test_going_farther_never_costs_less(near, more):
    first = travel_charge(PER_KM, Way(km=near))
    second = travel_charge(PER_KM, Way(km=near + more))

    assert (second.amount if second else 0) >= (first.amount if first else 0)


@pytest.mark.parametrize(
    ("hours_before", "percent"),
    [("72", 0), ("48", 0), ("47.9", 30), ("24", 30), ("23", 50), ("2", 50), ("1", 100), ("0", 100)],
)
def test_the_nearest_tier_says_what_is_due(hours_before, percent):
    assert cancellation_percent(TIERS, hours_before=D(hours_before)) == percent


def test_a_late_cancellation_is_a_share_of_the_visit():
    assert cancellation_fee(TIERS, price=D("165.05"), hours_before=D(30)) == D("49.52")
    assert cancellation_fee((), price=D(165), hours_before=D(1)) == 0


def test_a_visit_is_its_work_and_its_travel():
    work = Charge(D("3.5"), "hour", D(55))
    visit = visit_price(work, travel_charge(PER_KM, Way(km=D(25))))

    assert (visit.hours, visit.work, visit.travel, visit.total) == (
        D("3.5"),
        D("192.50"),
        D("11.00"),
        D("203.50"),
    )
    day = visit_price(Charge(D(1), "", D(300)), None)
    assert (day.hours, day.travel, day.total) == (0, 0, D("300.00"))


@pytest.mark.parametrize(
    ("unit", "quantity", "sessions", "visits"),
    [
        ("hour", "12", None, 1),
        ("session", "4", None, 4),
        ("half_day", "1.5", None, 2),
        ("day", "0.5", None, 1),
        ("package", "1", 4, 4),
        ("package", "2", 4, 8),
        ("package", "1", None, 1),
        ("fixed", "1", 3, 3),
        ("person", "8", 3, 1),
        ("item", "6", None, 1),
    ],
)
def test_travel_is_paid_for_each_visit(unit, quantity, sessions, visits):
    assert visits_of(unit, quantity=D(quantity), sessions=sessions) == visits
