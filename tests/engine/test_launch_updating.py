"""Priors that her own months replace: each law against its closed form."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casquettes.engine.launch.plan import Plan, read_plan
from casquettes.engine.launch.updating import Facts, months_until, season_after, updated

TODAY = dt.date(2026, 8, 31)


def plan_of(**facts: Any) -> Plan:
    return read_plan({"start_on": "2026-09-01", **facts}, today=TODAY)


def months(first: int, count: int, year: int = 2026) -> list[dt.date]:
    ranks = range(year * 12 + first - 1, year * 12 + first - 1 + count)
    return [dt.date(rank // 12, rank % 12 + 1, 1) for rank in ranks]


def test_nothing_lived_changes_nothing() -> None:
    plan = plan_of()
    found = updated(plan, Facts())
    assert (found.plan, found.learned, found.season_months) == (plan, {}, 0)


def test_leads_are_a_gamma_law_worth_what_its_doubt_says() -> None:
    # No way up, no season: the prior of 10 a month with a spread of 0.3 is worth 1/0.09 leads.
    flat = {"season": [1] * 12, "ramp_months": 0, "opened_on": "2026-01-01"}
    lived = dict.fromkeys(months(1, 6), 4)
    found = updated(plan_of(**flat), Facts(leads=lived)).learned["leads"]
    shape = 1 / 0.3**2
    assert found.value == pytest.approx((shape + 24) / (shape / 10 + 6))
    assert (found.before, found.n) == (10, 6)
    assert found.doubt == pytest.approx(1 / math.sqrt(shape + 24))


def test_a_month_on_the_way_up_counts_for_what_was_expected_of_it() -> None:
    flat = {"season": [1] * 12, "ramp_months": 5}
    plan = plan_of(**flat, opened_on="2026-09-01")
    few = updated(plan, Facts(leads={dt.date(2026, 9, 1): 2})).learned["leads"]
    assert few.value == pytest.approx((1 / 0.09 + 2) / (1 / 0.9 + 1 - math.exp(-1 / 5)))


def test_months_before_the_opening_count_as_a_first_month() -> None:
    plan = plan_of(ramp_months=5, opened_on="2026-09-01")
    assert updated(plan, Facts(leads={dt.date(2026, 3, 1): 5})).learned["leads"].value > 10


def test_a_plan_that_expected_nobody_learns_from_who_came() -> None:
    flat = {"season": [1] * 12, "ramp_months": 0, "opened_on": "2026-01-01", "leads": 0}
    found = updated(plan_of(**flat), Facts(leads=dict.fromkeys(months(1, 4), 3)))
    assert found.plan.leads == pytest.approx(3)
    frozen = {**flat, "season": [1] + [0] * 11}
    still = updated(plan_of(**frozen), Facts(leads={dt.date(2026, 3, 1): 0})).learned["leads"]
    assert still.value == 0


def test_conversion_is_a_beta_law() -> None:
    found = updated(plan_of(), Facts(asked=100, won=50)).learned["conversion"]
    worth = (1 - 0.37) / (0.37 * 0.22**2) - 1
    assert found.value == pytest.approx((0.37 * worth + 50) / (worth + 100))
    assert found.n == 100


def test_no_shows_move_with_sessions() -> None:
    after = updated(plan_of(), Facts(sessions=200, missed=20, late_cancelled=0)).plan
    assert 0.02 < after.chances["no_show"] < 0.1
    assert 0 < after.chances["cancellation"] < 0.06


def test_mission_hours_are_lognormal_and_need_to_be_positive() -> None:
    plan = plan_of()
    many = updated(plan, Facts(mission_hours=[20.0] * 500)).learned["mission_hours"]
    assert many.value == pytest.approx(20, rel=0.02)
    assert many.doubt is not None
    assert many.doubt < 0.05
    assert "mission_hours" not in updated(plan, Facts(mission_hours=[0.0])).learned
    assert (
        "mission_hours" not in updated(plan_of(mission_hours=0), Facts(mission_hours=[5])).learned
    )


def test_a_price_is_the_mean_of_the_prior_and_hers() -> None:
    found = updated(plan_of(), Facts(prices=[60.0] * 5)).learned["price"]
    worth = (0.2 / 0.09) ** 2
    assert found.value == pytest.approx((worth * 50 + 300) / (worth + 5))


def test_hours_and_costs_of_her_months_take_over() -> None:
    lived = Facts(
        fixed_costs=[500.0] * 40,
        background=[-5.0] * 400,
        induced=[1.1] * 40,
        variable_costs=[2.0] * 40,
    )
    after = updated(plan_of(), lived).plan
    assert after.fixed_costs == pytest.approx(500, rel=0.05)
    assert after.background_hours == 0
    assert after.induced_time == pytest.approx(1.1, rel=0.05)
    assert after.variable_cost == pytest.approx(2, rel=0.1)


def test_her_fullest_months_say_what_she_can_work() -> None:
    assert "capacity_hours" not in updated(plan_of(), Facts(worked=[180.0] * 5)).learned
    after = updated(plan_of(), Facts(worked=[100.0, 120, 140, 160, 180, 200])).plan
    assert after.capacity_hours == 180


def test_what_is_learned_takes_from_the_doubt_but_never_all_of_it() -> None:
    after = updated(plan_of(), Facts(prices=[60.0] * 100_000)).plan
    assert after.doubt["price"] == pytest.approx(0.045, abs=0.001)
    assert after.doubt["market"] == 0.3


def test_the_season_keeps_two_months_of_the_prior_for_each_of_its_own() -> None:
    flat = tuple([1.0] * 12)
    lived = dict.fromkeys(months(1, 12), 10) | {dt.date(2026, 8, 1): 0}
    season, count = season_after(flat, lived)
    assert count == 12
    assert sum(season) == pytest.approx(12)
    # August: two months of 1, one of 0, over three; the others: two of 1, one of 12/11.
    assert season[7] / season[0] == pytest.approx((2 / 3) / ((2 + 12 / 11) / 3))


def test_no_lead_at_all_leaves_the_season_alone() -> None:
    flat = tuple([1.0] * 12)
    assert season_after(flat, {}) == (flat, 0)
    assert season_after(flat, {dt.date(2026, 1, 1): 0}) == (flat, 0)
    closed = tuple([0.0] + [12 / 11] * 11)
    assert season_after(closed, {dt.date(2026, 1, 1): 4}) == (closed, 0)


def test_the_months_that_are_over_are_known() -> None:
    plan = plan_of(months=6)
    assert months_until(plan, dt.date(2026, 11, 15)) == [dt.date(2026, 9, 1), dt.date(2026, 10, 1)]


@settings(max_examples=40, deadline=None)
@given(
    leads=st.lists(st.integers(0, 1000), max_size=24),
    won=st.integers(0, 50),
    more=st.integers(0, 50),
    hours=st.lists(st.floats(0, 1e4), max_size=5),
    prices=st.lists(st.floats(0, 1e5), max_size=5),
)
def test_nothing_lived_gives_a_figure_out_of_reason(
    leads: list[int], won: int, more: int, hours: list[float], prices: list[float]
) -> None:
    lived = Facts(
        leads=dict(zip(months(1, 24, 2024), leads, strict=False)),
        asked=won + more,
        won=won,
        mission_hours=hours,
        prices=prices,
    )
    after = updated(plan_of(opened_on="2024-01-01"), lived).plan
    figures = (after.leads, after.conversion, after.mission_hours, after.price, *after.season)
    assert all(math.isfinite(figure) and figure >= 0 for figure in figures)
    assert after.conversion <= 1
