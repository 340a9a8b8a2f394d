"""Blows, levers and what lacks: a launch struck without chance, against figures by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casquettes.engine.countries.fr import franchise
from casquettes.engine.launch.judging import Short, calibration, short_of
from casquettes.engine.launch.levers import swings
from casquettes.engine.launch.plan import Plan, PlanRefused, defaults, limits, read_plan
from casquettes.engine.launch.simulate import Change, changed, simulate
from casquettes.engine.launch.stress import Card, cards, middling

TODAY = dt.date(2026, 8, 31)
# A life one can reckon by hand: the same each month, paid at once, nothing around the hours.
FLAT: dict[str, Any] = {
    "start_on": "2026-09-01",
    "months": 12,
    "price": 50,
    "leads": 10,
    "conversion": 0.5,
    "mission_hours": 10,
    "ramp_months": 0,
    "fixed_costs": 0,
    "background_hours": 0,
    "capacity_hours": 100,
    "max_sold_hours": 100,
    "induced_time": 0,
    "variable_cost": 0,
    "cash_start": 0,
    "reserve": 0,
    "target_income": 10000,
    "business_share": 0,
    "acre": False,
    "season": [1] * 12,
    "cancellation": 0,
    "no_show": 0,
    "illness_chance": 0,
    "august_capacity": 1,
    "unexpected_chance": 0,
    "backlog_lost": 1,
}


def plan_of(**facts: Any) -> Plan:
    return read_plan({"start_on": "2026-09-01", **facts}, today=TODAY)


def card(plan: Plan, name: str) -> Card:
    return next(each for each in cards(plan) if each.id == name)


def test_the_middling_life_sells_what_is_asked_and_no_more() -> None:
    # 10 leads × 0.5 × 10 h × 50 € = 2 500 € a month of work, of which almost all is paid at once.
    course = middling(plan_of(**FLAT)).course
    assert course.receipts[0, 5:].round() == pytest.approx(2500, abs=5)
    assert course.pay[0, 1] < 2500


def test_six_weeks_off_cost_a_month_and_a_half_of_sales() -> None:
    struck = card(plan_of(**FLAT), "six_weeks_off")
    # A whole month of 2 500 €, and 0.38 of the next, in which half the hours were free anyway;
    # levies of 25.8 % less on them, and what waited is lost.
    assert struck.income_lost == pytest.approx(2500 * (1 - 0.258), rel=0.03)


def test_a_third_fewer_leads_for_six_months() -> None:
    # 30 % of 2 500 € for six months, levies of 25.8 % taken off.
    struck = card(plan_of(**FLAT), "leads_down")
    assert struck.income_lost == pytest.approx(0.3 * 6 * 2500 * (1 - 0.258), rel=0.03)


def test_the_partner_who_stops_takes_her_share() -> None:
    plan = plan_of(**FLAT)
    usual = next(c for c in cards(plan) if c.id == "partner_stops")
    hers = next(c for c in cards(plan, partner_share=0.5) if c.id == "partner_stops")
    assert hers.income_lost == pytest.approx(2 * usual.income_lost, rel=0.01)


def test_a_car_out_costs_its_repair_even_where_hours_are_enough() -> None:
    struck = card(
        plan_of(
            **FLAT,
        ),
        "car_out",
    )
    # 40 of 100 hours can still be sold, 50 are wanted: 10 hours of 50 € and 600 € of repair.
    assert struck.income_lost == pytest.approx(500 * (1 - 0.258) + 600, rel=0.03)


def test_an_unpaid_invoice_is_lost_but_bears_no_levy() -> None:
    struck = card(plan_of(**FLAT), "invoice_unpaid")
    assert struck.income_lost == pytest.approx(1500 * (1 - 0.258), abs=1)


def test_the_vat_threshold_is_crossed_on_the_month_it_is_passed() -> None:
    rich = plan_of(**{**FLAT, "price": 120, "months": 24})
    # 6 000 € a month from January: 41 250 € are passed in July.
    struck = card(rich, "vat_crossed")
    assert struck.strikes == dt.date(2027, 7, 1)
    assert struck.income_lost > 0
    assert middling(rich).vat_limit == 41250


def test_a_small_business_never_meets_vat() -> None:
    struck = card(plan_of(), "vat_crossed")
    assert (struck.strikes, struck.income_lost, struck.out_of_cash) == (None, 0, False)


def test_goods_have_a_limit_of_their_own() -> None:
    on = dt.date(2026, 6, 1)
    assert (franchise.most("bnc_ssi", on), franchise.base("bnc_ssi", on)) == (41250, 37500)
    assert (franchise.most("bic_vente_com", on), franchise.base("bic_vente_com", on)) == (
        93500,
        85000,
    )


def test_without_cash_a_blow_leaves_her_short() -> None:
    poor = plan_of(cash_start=0, reserve=0, leads=2, fixed_costs=300)
    assert card(poor, "car_out").out_of_cash


def test_the_price_is_the_lever_that_weighs_most() -> None:
    found = swings(plan_of(), paths=1000)
    assert found[0].id == "price"
    assert found[0].p_better > found[0].p_worse
    assert found[0].worse == pytest.approx(45)
    assert [swing.width for swing in found] == sorted((s.width for s in found), reverse=True)
    assert swings(plan_of(months=12)) == []


@pytest.mark.parametrize(
    ("facts", "short"),
    [
        ({"price": 0}, Short.MARGIN),
        ({"price": 4, "variable_cost": 3.6}, Short.MARGIN),
        ({"price": 20}, Short.PRICE),
        ({"leads": 2}, Short.CLIENTS),
        ({"leads": 0}, Short.CLIENTS),
        ({"leads": 1e6, "target_income": 1000, "max_sold_hours": 50}, Short.HOURS),
        ({"leads": 60, "price": 150}, Short.NOTHING),
        ({"months": 6}, Short.CLIENTS),
    ],
)
def test_what_breaks_first_is_named(facts: dict[str, Any], short: Short) -> None:
    plan = plan_of(**facts)
    assert short_of(plan, simulate(plan, paths=400, changes=())) == short


def test_a_forecast_is_judged_only_after_half_a_year() -> None:
    months = [dt.date(2026, n, 1) for n in range(1, 9)]
    band = dict.fromkeys(months, (0.0, 100.0))
    early = calibration(dict.fromkeys(months[:5], 50.0), band)
    assert (early.months, early.share, early.interval) == (5, None, None)
    late = calibration({**dict.fromkeys(months, 50.0), months[0]: 150.0}, band)
    assert (late.inside, late.months, late.share) == (7, 8, 0.875)
    assert late.interval is not None
    assert late.interval[0] < 0.8 < late.interval[1]
    assert calibration({dt.date(2030, 1, 1): 5.0}, band).months == 0


def test_many_lives_are_drawn_in_parts_and_stay_those_of_their_seed() -> None:
    plan = plan_of()
    first, again = (simulate(plan, paths=4500, seed=7, changes=()) for _ in range(2))
    assert first == again
    assert first.p_target is not None
    assert first.paths == 4500
    fewer = simulate(plan, paths=2000, seed=7, changes=()).p_target
    assert fewer == pytest.approx(first.p_target, abs=0.03)


def test_a_change_stays_within_what_a_plan_may_hold() -> None:
    plan = plan_of(conversion=0.9)
    moved = changed(
        plan,
        Change("all", {"business_share": 2}, {"conversion": 5, "no_show": 100}, {"leads": -99}),
    )
    assert (moved.conversion, moved.business_share, moved.leads) == (1, 1, 0)
    assert moved.chances["no_show"] == 1


def test_every_prior_can_be_typed_and_has_bounds() -> None:
    for name, value in defaults().items():
        if name in ("months", "country", "activity", "season", "acre", "flat_income_tax"):
            continue
        least, most = limits(name)
        assert least <= value <= most
        assert read_plan({name: value}, today=TODAY)


def test_a_business_that_runs_is_past_its_beginnings() -> None:
    young, old = plan_of(), plan_of(opened_on="2024-09-01")
    assert (young.months_run, old.months_run) == (0, 24)
    calm = {"leads": 4, "target_income": 0}
    sold = [
        simulate(plan_of(**calm, **more), paths=300, changes=()).cash[5].p50
        for more in ({}, {"opened_on": "2024-09-01"})
    ]
    assert sold[1] > sold[0]
    with pytest.raises(PlanRefused) as refused:
        plan_of(opened_on="2027-01-01")
    assert refused.value.field == "opened_on"


@settings(max_examples=25, deadline=None)
@given(
    price=st.sampled_from([0, 1e-9, 50, 1e5]),
    leads=st.sampled_from([0, 1e-9, 10, 1e6]),
    conversion=st.sampled_from([0, 0.37, 1]),
    cash=st.sampled_from([-1e8, 0, 1e8]),
    capacity=st.sampled_from([0, 155, 744]),
    mission=st.sampled_from([0, 13, 1e4]),
)
def test_no_blow_gives_an_infinity(
    price: float, leads: float, conversion: float, cash: float, capacity: float, mission: float
) -> None:
    plan = plan_of(
        price=price,
        leads=leads,
        conversion=conversion,
        cash_start=cash,
        capacity_hours=capacity,
        mission_hours=mission,
    )
    for struck in cards(plan):
        assert all(abs(v) < 1e12 for v in (struck.income_lost, struck.pay_lost, struck.lowest_cash))
    for swing in swings(plan, paths=50):
        assert all(abs(v) < 1e12 for v in (swing.income_worse, swing.income_better))
