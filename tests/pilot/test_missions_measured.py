"""Sold time and money told by missions, sessions and invoices."""

import datetime as dt
from decimal import Decimal

import pytest

from casquettes.engine.periods import Period
from casquettes.pilot import queries
from casquettes.pilot.queries.revenue import turnover_by
from tests.pilot.notes import HOUR, note
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
MARCH = Period(dt.date(2026, 3, 1), TODAY)


def day(number: int, month: int = 3) -> dt.date:
    return dt.date(2026, month, number)


def sold(business, period=MARCH):
    return queries.measures(business, period, today=TODAY).tally.sold / HOUR


@pytest.fixture
def kitchen(business):
    """A mission by the hour for Madame Roche, at 50 € an hour."""
    client = client_named(business, "Roche")
    return mission_for(
        business, client, offer=offer_at(business, "50"), price=Decimal(50), title="Cuisine"
    )


def test_a_session_sells_what_it_says_and_its_entry_adds_nothing(business, kitchen):
    note(business, day(3), "pro_seance", 4, sold=4, mission=kitchen)
    session_on(kitchen, day(3), 3.5)
    measured = queries.measures(business, MARCH, today=TODAY)
    assert measured.tally.sold == 3.5 * HOUR
    assert measured.tally.delivered == 4 * HOUR
    assert measured.tally.realisation == 0.875


def test_a_day_without_a_session_counts_what_its_entries_say(business, kitchen):
    session_on(kitchen, day(3), 3.5)
    note(business, day(4), "pro_distance", 1, sold=1, mission=kitchen)
    note(business, day(5), "pro_seance", 2, sold=2, label="Dupont")
    assert sold(business) == 6.5


def test_a_session_that_did_not_take_place_sells_nothing(business, kitchen):
    session_on(kitchen, day(3), 3.5, done_on=None, missed_on=day(3))
    session_on(kitchen, day(20), 3.5, done_on=None)
    assert sold(business, Period(day(1), day(31))) == 0


def test_two_persons_on_site_sell_twice(business, kitchen):
    session_on(kitchen, day(3), 3, persons=2)
    assert sold(business) == 6


def test_a_package_sells_no_more_than_it_holds(business):
    package = mission_for(
        business, client_named(business, "Petit"), terms="package", sold_minutes=12 * 60
    )
    session_on(package, day(20, 2), 8)
    session_on(package, day(3), 3)
    session_on(package, day(10), 3)
    assert sold(business) == 4


def test_hours_left_at_the_end_of_a_package_are_sold_that_day(business):
    package = mission_for(
        business,
        client_named(business, "Petit"),
        terms="package",
        sold_minutes=12 * 60,
        expires_on=day(10),
    )
    session_on(package, day(20, 2), 8)
    assert sold(business) == 4
    assert sold(business, Period(day(1), day(9))) == 0


def test_a_result_sells_its_reference_hours_whatever_it_took(business):
    result = mission_for(
        business,
        client_named(business, "Petit"),
        terms="fixed",
        sold_minutes=9 * 60,
        planned_sessions=3,
    )
    session_on(result, day(20, 2), 6)
    note(business, day(3), "pro_seance", 7, sold=7, mission=result)
    assert sold(business) == 3


def test_sessions_count_under_production_and_for_their_client(business, kitchen):
    note(business, day(3), "pro_seance", 4, mission=kitchen, label="Cuisine")
    session_on(kitchen, day(3), 3.5)
    session_on(kitchen, day(4), 1, remote=True)
    measured = queries.measures(business, MARCH, today=TODAY)
    by_hat = {part.key: part.tally.sold / HOUR for part in measured.by_hat}
    assert (by_hat["production"], by_hat["sales"]) == (4.5, 0)
    by_activity = {part.key: part.tally.sold / HOUR for part in measured.by_activity}
    assert by_activity == {"pro_seance": 3.5, "pro_distance": 1}
    (client,) = queries.by_label(business, MARCH)
    assert (client.key, client.tally.worked, client.tally.sold) == ("Roche", 4 * HOUR, 4.5 * HOUR)
    (offer,) = queries.by_offer(business, MARCH)
    assert (offer.key, offer.tally.sold) == ("Séance", 4.5 * HOUR)


def test_months_add_up_to_the_whole(business, kitchen):
    note(business, day(10, 1), "ges_admin", 1)
    session_on(kitchen, day(20, 1), 2)
    session_on(kitchen, day(20, 2), 3)
    session_on(kitchen, day(3), 4)
    year = Period(day(1, 1), TODAY)
    months = queries.by_month(business, year, today=TODAY)
    assert [month.tally.sold / HOUR for month in months] == [2, 3, 4]
    assert sold(business, year) == 9


def test_gross_by_hour_counts_deposits_the_day_they_are_billed(business, kitchen):
    for number in (2, 3, 4, 5, 6, 9, 10, 11, 12):
        note(business, day(number), "ges_admin", 1)
    note(business, day(3), "pro_seance", 1, mission=kitchen)
    deposit = draft_for(kitchen, "90", kind="deposit")
    bill(deposit, "deposit", "90")
    seal(deposit, day(2), rank=1)
    balance = draft_for(kitchen, "85", kind="balance", served_to=day(3))
    bill(balance, "service", "175")
    bill(balance, "deposit", "-90")
    seal(balance, day(10), rank=2)
    session_on(kitchen, day(3), 3.5)
    measured = queries.measures(business, MARCH, today=TODAY)
    assert measured.money.revenue == Decimal(175)
    assert measured.money_figures["gross_hourly"].value == 17.5
    assert measured.money_figures["price_realisation"].value == 1.0
    assert turnover_by(business, MARCH, by="client") == {"Roche": (Decimal(175), 2)}
    assert turnover_by(business, MARCH, by="month") == {"2026-03": (Decimal(175), 2)}
    assert turnover_by(business, MARCH, by="offer") == {"Séance": (Decimal(175), 2)}


def test_travel_and_goods_do_not_raise_the_price_realised(business, kitchen):
    session_on(kitchen, day(3), 2)
    invoice = draft_for(kitchen, "130", served_to=day(3))
    bill(invoice, "service", "100", discount_rate=Decimal(7))
    bill(invoice, "travel", "25")
    bill(invoice, "goods", "12")
    seal(invoice, day(3), rank=1)
    measured = queries.measures(business, MARCH, today=TODAY)
    assert measured.money_figures["price_realisation"].value == 0.93


def test_a_firm_pays_its_own_list_price(business):
    firm = client_named(business, "Roche", kind="firm", company="Cabinet Roche")
    offer = offer_at(business, "50", firm_price=Decimal(60))
    mission = mission_for(business, firm, offer=offer, price=Decimal(60))
    session_on(mission, day(3), 2)
    measured = queries.measures(business, MARCH, today=TODAY)
    assert measured.money_figures["price_realisation"].value == 1.0


def test_days_to_be_paid_count_what_is_still_awaited_to_today(business, kitchen):
    invoice = draft_for(kitchen, "100", served_to=day(2))
    seal(invoice, day(2), rank=1)
    pay(invoice, day(7), "50")
    invoice.paid = Decimal(50)
    invoice.save(update_fields=["paid"])
    measured = queries.measures(business, MARCH, today=TODAY)
    assert measured.money_figures["dso_days"].value == 7.5


def test_without_invoices_money_says_why(business, kitchen):
    note(business, day(3), "ges_admin", 1)
    figures = queries.measures(business, MARCH, today=TODAY).money_figures
    assert {name: figure.why for name, figure in figures.items()} == {
        "price_realisation": "no_list_price",
        "gross_hourly": "nothing_billed",
        "dso_days": "nothing_billed",
    }
