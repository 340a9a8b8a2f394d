"""What several figures need is read once, and says the same as read apart."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casquettes.engine.periods import Period
from casquettes.pilot import queries
from casquettes.pilot.queries.hours import noted_time, noted_times, sold_time, sold_times
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
MARCH = Period(dt.date(2026, 3, 1), TODAY)
BEFORE = MARCH.before()


def worked_for(business, name: str, *, rank: int):
    """Hours, a package that ends in between, a result, two invoices: on both sides of March."""
    client = client_named(business, name)
    offer = offer_at(business, "50")
    hourly = mission_for(business, client, offer=offer, price=Decimal(50))
    sold = {"offer": offer, "price": Decimal(500), "sold_minutes": 600}
    package = mission_for(business, client, terms="package", expires_on=dt.date(2026, 3, 4), **sold)
    result = mission_for(business, client, terms="fixed", planned_sessions=3, **sold)
    for on in (dt.date(2026, 2, 25), dt.date(2026, 3, 3), dt.date(2026, 3, 9)):
        for mission in (hourly, package, result):
            session_on(mission, on, 2, remote=on.day == 9)
        note(business, on, "pro_seance", 1, sold=1, label=name)
        note(business, on, "ges_admin", 2)
    for step, on in enumerate((dt.date(2026, 2, 26), dt.date(2026, 3, 10))):
        invoice = draft_for(hourly, "120", served_from=on)
        bill(invoice, "service", "100")
        bill(invoice, "travel", "20")
        seal(invoice, on, rank=2 * rank + step + 1)
        pay(invoice, on, "60")
    return hourly


@pytest.mark.parametrize("by", ["activity", "day", "month", "part", "label", "offer", "total"])
def test_two_periods_read_together_say_what_each_says_alone(business, by):
    worked_for(business, "Roche", rank=0)
    together = sold_times(business, [MARCH, BEFORE], by=by)
    apart = [sold_time(business, period, by=by) for period in (MARCH, BEFORE)]
    assert [sorted(rows, key=repr) for rows in together] == [
        sorted(rows, key=repr) for rows in apart
    ]
    assert all(rows for rows in apart)
    assert noted_times(business, [MARCH, BEFORE]) == [
        noted_time(business, period) for period in (MARCH, BEFORE)
    ]


def test_the_measure_and_what_came_before_it_are_those_of_each_period(business):
    worked_for(business, "Roche", rank=0)
    measured = queries.measures(business, MARCH, today=TODAY)
    compared = queries.compared(business, MARCH, today=TODAY)
    assert measured.before == compared.before
    for period, told in ((MARCH, measured), (BEFORE, measured.before)):
        if told is not None:
            alone = queries.headline(business, period, today=TODAY)
            assert (alone.worked, alone.sold) == (told.worked, told.sold)
    assert sum(month.sold for month in measured.by_month) == measured.sold
    assert sum(part.tally.sold for part in measured.by_activity) == measured.sold


def test_missions_and_invoices_are_read_in_as_many_questions_for_one_as_for_many(business):
    worked_for(business, "Roche", rank=0)
    with CaptureQueriesContext(connection) as few:
        queries.measures(business, MARCH, today=TODAY)
    for rank in range(1, 6):
        worked_for(business, f"Client {rank}", rank=rank)
    with CaptureQueriesContext(connection) as many:
        queries.measures(business, MARCH, today=TODAY)
    assert len(many) == len(few) <= 18
