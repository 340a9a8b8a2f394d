"""A plan that learns from her months, and is held against what came."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from casquettes.engine.launch.plan import read_plan
from casquettes.engine.launch.updating import Facts
from casquettes.engine.periods import Period
from casquettes.finance.models import Expense
from casquettes.logistics.models import Trip
from casquettes.pilot.actions import launch as actions
from casquettes.pilot.actions.beliefs import believe
from casquettes.pilot.models import Forecast, LaunchPlan
from casquettes.pilot.queries import kept, launch, lived
from casquettes.sales.models import Quote
from tests.pilot import works
from tests.pilot.notes import note

pytestmark = pytest.mark.django_db
D = dt.date
TODAY = D(2026, 3, 12)


def quote_for(business, client, on: dt.date, **facts) -> Quote:
    at = dt.datetime(on.year, on.month, on.day, 9, tzinfo=dt.UTC)
    return Quote.objects.create(
        business=business, client=client, title="Armoires", created_at=at, **facts
    )


def test_a_business_that_has_not_begun_knows_nothing(business, now):
    assert lived.facts_of(business, today=TODAY) == Facts()


def test_each_person_who_asked_counts_once(business, now):
    clients = [works.client_named(business, f"Client {n}") for n in range(5)]
    year = Period(D(2025, 12, 1), D(2026, 2, 28))
    first = quote_for(business, clients[0], D(2025, 12, 3))
    quote_for(business, clients[0], D(2026, 1, 3), replaces=first, accepted_on=D(2026, 1, 5))
    quote_for(business, clients[1], D(2025, 12, 9), refused_on=D(2025, 12, 20))
    quote_for(business, clients[2], D(2026, 2, 20))  # still open
    works.mission_for(business, clients[3])  # agreed by hand on 5 January
    found = [(lead.on, lead.won) for lead in lived.leads(business, year, today=TODAY)]
    assert len(found) == 5
    assert set(found) == {
        (D(2025, 12, 3), True),
        (D(2025, 12, 9), False),
        (D(2026, 1, 5), True),
        (D(2026, 1, 5), False),  # the fifth was noted, and nothing came
        (D(2026, 2, 20), None),
    }


def test_a_supplier_is_nobody_who_asked(business, now):
    seller = works.client_named(business, "Papeterie")
    Expense.objects.create(
        business=business, on=D(2026, 1, 9), label="Papier", amount=Decimal(12), supplier=seller
    )
    year = Period(D(2025, 12, 1), D(2026, 2, 28))
    assert lived.leads(business, year, today=TODAY) == []


@pytest.fixture
def winter(business, now):
    """January and February: a mission a month at 60 € an hour, costs of 200 €."""
    for n, month in enumerate((1, 2)):
        client = works.client_named(
            business,
            f"Client {n}",
        )
        mission = works.mission_for(
            business, client, signed_on=D(2026, month, 5), sold_minutes=600, price=Decimal(60)
        )
        for day in (6, 13, 20):
            works.session_on(mission, D(2026, month, day), 3)
            note(business, D(2026, month, day), "pro_seance", 3, sold=3, mission=mission)
        Expense.objects.create(
            business=business, on=D(2026, month, 8), label="Assurance", amount=Decimal(200)
        )
    return business


def test_her_months_say_what_they_show(winter):
    facts = lived.facts_of(winter, today=TODAY)
    assert facts.leads == {D(2026, 1, 1): 1, D(2026, 2, 1): 1}
    assert (facts.asked, facts.won) == (2, 2)
    assert (facts.sessions, facts.missed) == (6, 0)
    assert list(facts.mission_hours) == [10, 10]
    assert list(facts.prices) == [60, 60]
    assert list(facts.fixed_costs) == [200, 200]


def test_months_before_a_plan_is_followed_are_not_its_own(winter):
    facts = lived.facts_of(winter, today=TODAY, since=D(2026, 2, 1))
    assert facts.leads == {D(2026, 2, 1): 1}
    assert lived.facts_of(winter, today=TODAY, since=D(2026, 3, 1)) == Facts()


def test_what_she_did_not_type_is_hers_where_measured(winter, now):
    plan = actions.begin(winter, at=now)
    standing = launch.stand(plan, launch.grounds(plan, today=TODAY))
    price = standing.assumed["price"]
    assert (price.origin, price.n) == ("measured", 2)
    assert 50 < price.value < 60
    actions.answer(plan, {"price": 48.0}, at=now)
    plan.refresh_from_db()
    typed = launch.stand(plan, launch.grounds(plan, today=TODAY))
    assert (typed.assumed["price"].value, typed.assumed["price"].origin) == (48, "typed")
    assert typed.plan.doubt["price"] == 0.09


def test_once_followed_her_months_move_what_she_typed(winter, now):
    plan = actions.begin(winter, at=now)
    actions.answer(plan, {"price": 48.0, "start_on": "2026-01-01"}, at=now)
    actions.follow(plan, on=TODAY, at=now)
    plan.refresh_from_db()
    standing = launch.stand(plan, launch.grounds(plan, today=TODAY))
    assert standing.assumed["price"].origin == "measured"
    assert 48 < standing.assumed["price"].value < 60
    assert standing.plan.start_on == D(2026, 3, 1)
    assert standing.plan.months_run == 2


def test_cash_that_came_follows_the_law_and_the_plan(winter):
    plan = read_plan(
        {"start_on": "2026-01-01", "cash_start": 1000, "reserve": 500, "target_income": 100},
        today=TODAY,
    )
    cash = lived.cash_by_month(winter, plan, lambda _month: 0.2, today=TODAY)
    # Nothing received: 1 000 − 200 − 100, then − 200, and the pay stops at the reserve.
    assert cash == {D(2026, 1, 1): 700, D(2026, 2, 1): 500}
    assert lived.cash_by_month(winter, plan, lambda _m: 0.2, today=D(2026, 1, 20)) == {}


def test_kilometres_are_paid_out_of_the_cash(winter):
    Trip.objects.create(business=winter, on=D(2026, 1, 9), km=Decimal(100), purpose="séance")
    plan = read_plan({"start_on": "2026-01-01", "target_income": 0}, today=TODAY)
    cash = lived.cash_by_month(winter, plan, lambda _month: 0.2, today=TODAY)
    assert cash[D(2026, 1, 1)] == pytest.approx(6000 - 200 - 35)


def test_a_balance_she_typed_takes_the_place_of_what_was_reckoned(winter):
    believe(winter, kept.CASH, Decimal(3000), at=dt.datetime(2026, 1, 30, 9, tzinfo=dt.UTC))
    plan = read_plan({"start_on": "2026-01-01", "target_income": 0}, today=TODAY)
    cash = lived.cash_by_month(winter, plan, lambda _month: 0.2, today=TODAY)
    assert cash == {D(2026, 1, 1): 3000, D(2026, 2, 1): 2800}


def test_a_forecast_is_held_against_what_came(winter, now):
    plan = actions.begin(winter, at=now)
    actions.answer(plan, {"start_on": "2026-01-01", "cash_start": 6000.0}, at=now)
    actions.follow(plan, on=D(2025, 12, 20), at=now)
    bands = Forecast.objects.get(plan=plan).bands
    assert min(bands) == "2026-01-01"
    plan = LaunchPlan.objects.get(pk=plan.pk)
    standing = launch.stand(plan, launch.grounds(plan, today=TODAY))
    found = launch.followed(plan, standing, today=TODAY)
    assert found is not None
    assert set(found.came) == {D(2026, 1, 1), D(2026, 2, 1)}
    assert (found.calibration.months, found.calibration.share) == (2, None)
    assert found.forecasts == 1
