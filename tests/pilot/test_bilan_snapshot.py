"""What a closed bilan keeps: the figures as they stood that day."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest

from casquettes.engine.measures import PUBLISHED
from casquettes.engine.periods import Period
from casquettes.finance.models import Expense
from casquettes.kernel.models import Business
from casquettes.pilot.queries.bilan.snapshot import VERSION, snapshot
from casquettes.timesheet.models import TimeEntry
from tests.pilot import works
from tests.pilot.notes import note

D = dt.date
TODAY = D(2026, 3, 12)
TWO_WEEKS = Period(D(2026, 3, 2), TODAY)


@pytest.fixture
def paid_work(business: Business) -> Business:
    """Eight days noted, six hours sold at 45 € of 50, paid; one expense."""
    business.activity_type, business.started_on = "liberal", D(2026, 1, 5)
    business.save()
    offer = works.offer_at(business, "50", unit="hour")
    client = works.client_named(business, "Dupont")
    facts = {"offer": offer, "price": Decimal(45), "sold_minutes": 480, "signed_on": D(2026, 3, 2)}
    mission = works.mission_for(business, client, **facts)
    for day in (2, 3):
        works.session_on(mission, D(2026, 3, day), 3, given_litres=120)
        note(business, D(2026, 3, day), "pro_seance", 3, mission=mission, nature="billed")
    for day in (4, 5, 6, 9, 10, 11):
        note(business, D(2026, 3, day), "com_devis", 2)
    invoice = works.draft_for(mission, "270", served_from=D(2026, 3, 2), served_to=D(2026, 3, 3))
    works.bill(invoice, "service", "270")
    works.seal(invoice, D(2026, 3, 3), rank=1)
    works.pay(invoice, D(2026, 3, 6), "270")
    Expense.objects.create(
        business=business, on=D(2026, 3, 4), label="Téléphone", amount=Decimal(18)
    )
    return business


def test_it_keeps_every_measure_with_its_unit_its_count_and_its_doubt(paid_work):
    kept = snapshot(paid_work, TWO_WEEKS, today=TODAY)

    assert kept["version"] == VERSION
    assert tuple(kept["measures"]) == PUBLISHED
    assert all(
        {"value", "unit", "n", "interval", "quality"} <= set(one)
        for one in kept["measures"].values()
    )
    assert kept["measures"]["worked_hours"]["value"] == 18
    assert kept["measures"]["billed_share"]["value"] == pytest.approx(1 / 3)
    assert kept["measures"]["gross_hourly"] | {"quality": ""} == {
        "value": 15.0,
        "unit": "EUR/h",
        "n": 1,
        "interval": None,
        "quality": "",
    }
    assert kept["measures"]["runway_days"]["why"] == "no_cash"


def test_it_keeps_hats_months_money_and_work(paid_work):
    kept = snapshot(paid_work, TWO_WEEKS, today=TODAY)

    assert [(one["hat"], one["hours"]) for one in kept["hats"]] == [
        ("sales", 12),
        ("production", 6),
    ]
    assert kept["months"] == [
        {
            "month": "2026-03",
            "hours": 18,
            "sold": 6,
            "share": pytest.approx(1 / 3),
            "revenue": 270,
            "received": 270,
        }
    ]
    assert (kept["money"]["revenue"], kept["money"]["received"], kept["money"]["expenses"]) == (
        270,
        270,
        18,
    )
    assert kept["offers"][0]["name"] == "Séance"
    assert kept["work"]["sessions"] == 2
    assert kept["work"]["litres"]["given"] == 240


def test_it_says_the_same_whatever_rows_become(paid_work):
    kept = json.loads(json.dumps(snapshot(paid_work, TWO_WEEKS, today=TODAY)))
    paid_work.bilans.create(
        moment="on_demand",
        first_on=TWO_WEEKS.first,
        last_on=TWO_WEEKS.last,
        started_at=dt.datetime(2026, 3, 12, tzinfo=dt.UTC),
        figures=kept,
    )

    TimeEntry.objects.of(paid_work).delete()
    Expense.objects.of(paid_work).delete()

    assert paid_work.bilans.get().figures == kept
    assert snapshot(paid_work, TWO_WEEKS, today=TODAY)["measures"]["worked_hours"]["value"] != 18


def test_it_names_no_client(paid_work):
    kept = snapshot(paid_work, TWO_WEEKS, today=TODAY)

    assert "Dupont" not in json.dumps(kept)
    assert [one["revenue"] for one in kept["clients"]] == [270]
    assert kept["clients"][0]["client"] is not None


def test_a_business_without_a_row_has_figures_without_value(business):
    kept = snapshot(business, TWO_WEEKS, today=TODAY)

    assert kept["measures"]["billed_share"] == {
        "value": None,
        "unit": "fraction",
        "n": 0,
        "interval": None,
        "quality": "too_little",
        "why": "nothing_worked",
    }
    assert (kept["hats"], kept["months"], kept["offers"], kept["cascade"]) == ([], [], [], None)
    json.dumps(kept, allow_nan=False)
