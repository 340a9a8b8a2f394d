"""What each offer and client leaves of its own, and what is not shared out."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casquettes.engine.measures import NOT_SHARED, NOTHING_BILLED, NOTHING_SOLD, NOTHING_WORKED
from casquettes.engine.periods import months_to
from casquettes.finance.models import Expense
from casquettes.logistics.models import Trip
from casquettes.pilot import queries
from casquettes.pilot.actions.beliefs import believe
from casquettes.pilot.queries import kept
from casquettes.pilot.queries.own import figures_by
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

TODAY = NOW.date()
DAY = dt.date(2026, 3, 10)


@pytest.fixture
def hers(business):
    """Roche: 10 h sold and 400 € billed for an offer at 50 €, 20 km, 7 € of boxes; 20 h worked."""
    business.activity_type = "liberal"
    business.started_on = dt.date(2026, 3, 1)
    business.save()
    believe(business, kept.REDUCED, Decimal(0), at=NOW)
    mission = mission_for(
        business, client_named(business, "Roche"), offer=offer_at(business, "50", unit="hour"),
        price=Decimal(40),
    )  # fmt: skip
    session_on(mission, DAY, 10)
    for day in range(2, 13):
        note(business, dt.date(2026, 3, day), "pro_seance", 2, mission=mission, label="Roche")
    invoice = draft_for(mission, "400", paid=400, paid_on=TODAY, due_on=TODAY)
    bill(invoice, "service", "400")
    pay(seal(invoice, DAY, rank=1), DAY, "400")
    Trip.objects.create(business=business, mission=mission, on=DAY, km=20)
    Trip.objects.create(business=business, on=DAY, km=500)
    Expense.objects.create(
        business=business, mission=mission, on=DAY, label="Bacs", amount=Decimal(7)
    )
    return business


def told(business, by):
    measured = queries.measures(business, months_to(TODAY, 12), today=TODAY)
    return figures_by(business, measured, by=by)


@pytest.mark.parametrize(("by", "key"), [("offer", "Séance"), ("client", "Roche")])
def test_only_what_is_its_own_is_counted(hers, by, key):
    found = told(hers, by)(key)
    # 400 € at 25.6 % + 0.2 %: 102.80 € (contributions to the euro); 20 km at 0.35 € and 7 €.
    levies = 102 + 0.80
    assert found["margin_per_sold_hour"].value == pytest.approx(40 * (1 - levies / 400) - 1.4)
    assert found["direct_hourly"].value == pytest.approx((400 - levies - 14) / 22)
    assert found["price_realisation"].value == pytest.approx(0.8)


def test_what_is_common_is_not_shared_out_and_that_is_said(hers):
    found = told(hers, "offer")("Séance")
    whole = ("net_hourly", "break_even_hours", "required_rate", "runway_days")
    assert [(found[name].value, found[name].why) for name in whole] == [(None, NOT_SHARED)] * 4
    nameless = told(hers, "offer")("")
    assert nameless["margin_per_sold_hour"].why == NOT_SHARED


def test_without_a_bill_an_hour_sold_or_worked_the_reason_is_said(hers):
    mission_for(hers, client_named(hers, "Petit"))
    lone = mission_for(hers, client_named(hers, "Seul"))
    seal(draft_for(lone, "90", due_on=TODAY), DAY, rank=2)
    by_client = told(hers, "client")
    assert by_client("Petit")["direct_hourly"].why == NOTHING_BILLED
    assert by_client("Seul")["margin_per_sold_hour"].why == NOTHING_SOLD
    assert by_client("Seul")["direct_hourly"].why == NOTHING_WORKED


def test_where_nothing_came_in_no_rate_is_known(business):
    note(business, DAY, "pro_seance", 2, sold=1, label="Roche")
    found = told(business, "client")("Roche")
    assert found["margin_per_sold_hour"].why == "nothing_received"
    assert found["direct_hourly"].value is None


def test_as_many_questions_for_one_client_as_for_fifty(hers):
    def asked():
        with CaptureQueriesContext(connection) as seen:
            told(hers, "client")
        return len(seen)

    few = asked()
    for rank in range(2, 51):
        mission = mission_for(hers, client_named(hers, f"Client {rank}"))
        seal(draft_for(mission, "90", due_on=TODAY), DAY, rank=rank)
        Trip.objects.create(business=hers, mission=mission, on=DAY, km=20)
    assert asked() == few
