"""Her figures as a case: what each option takes, what binds it, what holds against doubt."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casquettes.engine import starting
from casquettes.engine.choices.board import Board, Figures, Habit, read_board, season
from casquettes.engine.choices.case import Choice, Option, read_case
from casquettes.engine.choices.priors import Beliefs, Origin, data, levers, nature_of, prior
from casquettes.engine.choices.reasons import (
    DEMAND_ROWS,
    TIME_ROWS,
    break_even,
    effect_of,
    imposed,
    price_ceiling,
)
from casquettes.engine.choices.robust import Doubt, drawn_years, robust
from casquettes.engine.choices.search import Found, first, search
from casquettes.engine.choices.solve import solve
from casquettes.engine.choices.year import Year, lay_out

PLAIN = Beliefs({"demand_room": 0.0})
NO_DOUBT = Doubt(0.0, 0.0, 0.0, 0.0)
DOUBT = Doubt(**data()["doubt"])


def figures(*habits: Habit, **facts: object) -> Figures:
    """A year of 720 hours sold, 150 hours a month of hers, 35 € left of each hour sold."""
    defaults: dict[str, object] = {
        "looked_at": 12.0,
        "sold_hours": 720.0,
        "habits": habits,
        "demand": (60.0,) * 12,
        "capacity": (150.0,) * 12,
        "margin": 35.0,
    }
    return Figures(**{**defaults, **facts})  # type: ignore[arg-type]


def habit(key: str, hours: float, hat: str = "sales", **facts: object) -> Habit:
    return Habit(key, key, hat, hours, **facts)  # type: ignore[arg-type]


def options(board: Board, key: str) -> dict[str, Option]:
    """By choice, or by the lever of « reduce »."""
    rank = next(n for n, each in enumerate(board.habits) if each.id == key)
    told, offered = board.offered[rank], board.case.activities[rank].options
    return {t.lever or str(o.choice): o for t, o in zip(told, offered, strict=True)}


def everything(**facts: object) -> Board:
    """The 58 starting activities, 24 hours a year each."""
    rows = [habit(a.key, 24.0, str(a.hat)) for a in starting.activities()]
    return read_board(figures(*rows, **facts), Beliefs())


def test_background_time_is_a_month_and_time_of_a_sale_follows_the_hours_sold():
    board = read_board(
        figures(habit("com_site", 120.0), habit("log_trajet", 360.0, "logistics")), PLAIN
    )
    site, travel = options(board, "com_site")["keep"], options(board, "log_trajet")["keep"]
    assert site.hours == pytest.approx((10.0,) * 12)
    assert site.hours_per_sold == (0.0,) * 12
    assert travel.hours == (0.0,) * 12
    assert travel.hours_per_sold == pytest.approx((0.5,) * 12)


def test_background_time_spreads_as_her_hours_do():
    board = read_board(
        figures(habit("com_site", 120.0), capacity=(200.0,) * 6 + (100.0,) * 6), PLAIN
    )
    hours = options(board, "com_site")["keep"].hours
    assert hours[0] == pytest.approx(13.333, abs=0.001)
    assert hours[11] == pytest.approx(6.667, abs=0.001)


def test_nothing_sold_makes_every_hour_background():
    board = read_board(
        figures(habit("log_trajet", 120.0, "logistics"), sold_hours=0.0, demand=(0.0,) * 12), PLAIN
    )
    assert options(board, "log_trajet")["keep"].hours == pytest.approx((10.0,) * 12)


def test_the_sale_itself_is_no_choice_and_only_its_unsold_part_follows_it():
    board = read_board(figures(habit("pro_seance", 792.0, "production", sold_hours=720.0)), PLAIN)
    assert list(options(board, "pro_seance")) == ["keep"]
    assert options(board, "pro_seance")["keep"].hours_per_sold == pytest.approx((0.1,) * 12)


def test_a_lever_takes_its_share_of_time_and_its_effect_comes_within_six_months():
    board = read_board(figures(habit("log_trajet", 360.0, "logistics")), PLAIN)
    lever = options(board, "log_trajet")["grouped_sessions"]
    assert lever.hours_per_sold == pytest.approx((0.35,) * 12)
    assert lever.demand_effect[0] == pytest.approx(-0.01 / 6)
    assert lever.demand_effect[5:] == pytest.approx((-0.01,) * 7)


def test_a_lever_of_two_activities_costs_once_for_both():
    both = read_board(
        figures(habit("log_materiel", 60.0, "logistics"), habit("pro_prep", 60.0, "production")),
        PLAIN,
    )
    alone = read_board(figures(habit("pro_prep", 60.0, "production")), PLAIN)
    assert options(both, "pro_prep")["kit_ready"].euros[0] == 30
    assert options(alone, "pro_prep")["kit_ready"].euros[0] == 60


def test_learning_costs_its_course_at_once_then_shortens_more_each_month():
    board = read_board(figures(habit("com_site", 120.0)), PLAIN)
    learn = options(board, "com_site")["learn"]
    assert sum(learn.euros) == 390
    assert learn.hours[0] == pytest.approx(15.0)  # ten hours of course over two months
    # Wright: site work done 1.5 times a month for twelve months, slope of a beginner × 0.6.
    slope = math.log2(0.85) * 0.6
    assert learn.hours[11] == pytest.approx(10 * 0.82 * ((18 + 1.5 * 11) / 18) ** slope)
    assert learn.hours[11] < learn.hours[2] < 10


def test_delegating_pays_her_hours_less_a_share_and_leaves_the_following_up():
    board = read_board(figures(habit("com_social", 120.0)), PLAIN)
    given = options(board, "com_social")["delegate"]
    assert given.euros == pytest.approx((10 * 0.85 * 34,) * 12)
    assert given.hours[0] == pytest.approx(10 * 0.2 + 3)  # six hours of handover over two months
    assert given.hours[11] == pytest.approx(2.0)
    assert given.demand_effect[11] == pytest.approx(0.006)


def test_a_skill_to_keep_alive_keeps_its_hours_when_delegated():
    board = read_board(figures(habit("com_demande", 12.0)), PLAIN)
    given = options(board, "com_demande")["delegate"]
    # Supervision would leave 0.2 of 1/60 h; half an hour a month of practice is more.
    assert given.hours_per_sold[0] == pytest.approx(0.5 / 60)


def test_dropping_loses_its_clients_little_by_little():
    board = read_board(figures(habit("com_social", 120.0)), PLAIN)
    gone = options(board, "com_social")["drop"]
    assert gone.hours == (0.0,) * 12
    assert gone.demand_effect[0] == pytest.approx(-0.01)
    assert gone.demand_effect[6] == pytest.approx(-0.06)


@pytest.mark.parametrize("key", ["ges_declare", "ges_admin", "qua_reclam", "com_prescripteur"])
def test_a_duty_or_a_living_skill_never_stops(key):
    board = read_board(figures(habit(key, 60.0, "manager")), PLAIN)
    assert "drop" not in options(board, key)


def test_a_protected_activity_is_lightened_or_learned_only():
    beliefs = Beliefs({"protected.com_social": 1.0})
    board = read_board(figures(habit("com_social", 60.0)), beliefs)
    assert list(options(board, "com_social")) == ["keep", "post_batches", "learn"]


def test_an_investment_is_protected_until_she_says_otherwise():
    row = habit("cre_atelier", 60.0, "creation")
    assert "drop" not in options(read_board(figures(row), PLAIN), "cre_atelier")
    free = Beliefs({"protected.cre_atelier": 0.0, "demand_room": 0.0})
    assert free.protected("ges_formation")
    assert not free.protected("cre_atelier")


def test_what_is_in_force_is_not_offered_again():
    taken = frozenset({"post_batches", "learn", "delegate"})
    row = habit("com_social", 60.0, taken=taken, helper_month_euros=160.0)
    board = read_board(figures(row), PLAIN)
    assert list(options(board, "com_social")) == ["keep", "drop"]
    assert options(board, "com_social")["keep"].euros == (160.0,) * 12
    assert options(board, "com_social")["drop"].euros == (0.0,) * 12


def test_an_activity_of_her_own_may_be_learned_delegated_or_dropped():
    board = read_board(figures(habit("own_1", 60.0)), PLAIN)
    assert list(options(board, "own_1")) == ["keep", "learn", "delegate", "drop"]


def test_her_answers_move_quality_dislike_and_demand():
    row = habit("com_social", 120.0, level=2, pleasure=1, importance=5)
    board = read_board(figures(row), PLAIN)
    mine = options(board, "com_social")
    assert mine["keep"].quality == pytest.approx(0.4)
    assert mine["keep"].dislike == 12
    assert mine["learn"].quality == pytest.approx(0.56)
    assert mine["post_batches"].quality == pytest.approx(0.36)
    assert mine["delegate"].quality == pytest.approx(0.75)
    assert mine["drop"].demand_effect[11] == pytest.approx(-0.12)


def test_a_share_she_typed_is_not_moved_by_importance():
    beliefs = Beliefs({"demand_lost.com_social": 0.2, "demand_room": 0.0})
    board = read_board(figures(habit("com_social", 120.0, importance=5)), beliefs)
    assert options(board, "com_social")["drop"].demand_effect[11] == pytest.approx(-0.2)


def test_floors_ask_no_more_than_today():
    low = read_board(figures(habit("com_social", 120.0, level=1)), PLAIN)
    high = read_board(figures(habit("com_social", 120.0, level=5)), PLAIN)
    assert low.case.quality_floors == {"sales": pytest.approx(0.2)}
    assert high.case.quality_floors == {"sales": pytest.approx(0.55)}


def test_her_month_holds_at_least_what_she_already_does():
    board = read_board(figures(habit("com_site", 1200.0), capacity=(50.0,) * 12), PLAIN)
    assert board.case.capacity == pytest.approx((100.0,) * 12)


def test_cash_may_not_fall_under_zero_nor_under_today_s_lowest_point():
    row = habit("com_site", 12.0)
    rich = read_board(figures(row, cash=5000.0, pay=1000.0), PLAIN)
    poor = read_board(figures(row, cash=100.0, pay=3100.0), PLAIN)
    unknown = read_board(figures(row), PLAIN)
    assert rich.case.cash_floor == 0
    # Each month brings 60 × 35 = 2 100 € and asks 3 100 €.
    assert poor.case.cash_floor == pytest.approx(100 - 12 * 1000)
    assert unknown.case.cash_floor < -1e17


def test_what_she_types_takes_the_place_of_a_prior():
    typed = Beliefs(
        {
            "specialist_price.com_social": 10.0,
            "training_euros.sales": 0.0,
            "lever.post_batches.factor": 0.1,
            "lever.post_batches.euros": 12.0,
            "lever.post_batches.demand": 0.0,
            "rest_value": 11.0,
            "budget": 500.0,
            "max_changes": 2.0,
        }
    )
    board = read_board(figures(habit("com_social", 120.0)), typed)
    mine = options(board, "com_social")
    assert mine["delegate"].euros == pytest.approx((85.0,) * 12)
    assert sum(mine["learn"].euros) == 0
    assert mine["post_batches"].hours == pytest.approx((1.0,) * 12)
    assert (board.case.rest_value, board.case.budget, board.case.max_changes) == (11, 500, 2)
    assert typed.origin("rest_value") is Origin.TYPED
    assert typed.origin("demand_room") is Origin.PRIOR


def test_every_prior_is_a_number_and_an_unknown_key_is_refused():
    keys = ["margin", "course_gain", "specialist_hours", "demand_lost.com_site"]
    assert [prior(key) for key in keys] == [34, 0.82, 0.85, 0.10]
    assert prior("demand_lost.own_3") == 0.01
    with pytest.raises(KeyError):
        prior("colour")
    assert {lever.id for lever in levers()} >= {"grouped_sessions", "bank_import"}
    assert nature_of("log_trajet").per_sale


def test_a_year_without_any_hour_is_a_year_without_choice():
    board = read_board(figures(habit("com_site", 0.0), cash=10.0), PLAIN)
    answer = solve(board.case)
    assert (board.habits, answer.plan) == ((), {})
    assert board.case.capacity == (150.0,) * 12


def test_one_month_to_decide_on_holds_a_whole_course():
    board = read_board(figures(habit("com_site", 120.0), demand=(60.0,), capacity=(150.0,)), PLAIN)
    assert options(board, "com_site")["learn"].euros == (390.0,)


def test_her_own_months_then_the_season_of_the_trade():
    told = season([1, 2, 8], {1: 70.0}, mean=50.0)
    assert told[0] == 70
    assert told[1] / told[2] == pytest.approx(1.05 / 0.45)
    assert sum(season(range(1, 13), {}, mean=50.0)) == pytest.approx(600)


@pytest.mark.parametrize(
    "facts",
    [
        {"margin": -4.0},
        {"margin": 0.0},
        {"demand": (0.0,) * 12},
        {"sold_hours": 0.0, "demand": (0.0,) * 12},
        {"capacity": (0.0,) * 12},
        {"cash": -5000.0},
        {"looked_at": 0.1},
    ],
)
def test_bad_years_still_give_finite_answers(facts):
    board = everything(**facts)
    year = lay_out(board.case)
    found = first(year, most=3)
    held = robust(year, found.plan, doubt=DOUBT, draws=5)
    numbers = [found.best, held.low, held.high, held.regret, *held.confidence]
    assert all(math.isfinite(number) for number in numbers)
    assert math.isfinite(effect_of(year, found.plan).money)


def test_the_first_plan_is_the_best_one_on_the_starting_board():
    year = lay_out(everything().case)
    assert first(year, most=3).best == pytest.approx(search(year, most=3).found.best)


def test_the_first_plan_changes_nothing_when_nothing_may():
    assert first(lay_out(everything().case), most=0).plan == ()


def oracle_best(year: Year, most: int) -> float:
    """Every plan, one by one."""
    plans = [
        plan
        for size in range(most + 1)
        for plan in itertools.combinations(range(year.count), size)
        if len({int(year.owner[c]) for c in plan}) == size
    ]
    worth = [float(year.outcome(np.array([[*p, *[-1] * (most - len(p))]])).value[0]) for p in plans]
    return max(worth)


@settings(deadline=None, max_examples=25)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["com_social", "com_site", "log_trajet", "ges_banque", "cre_texte"]),
            st.floats(1, 400),
            st.integers(1, 5),
        ),
        min_size=1,
        max_size=4,
        unique_by=lambda row: row[0],
    ),
    st.floats(-10, 80),
    st.floats(0, 30),
)
def test_the_board_s_case_is_solved_as_every_plan_says(rows, margin, rest):
    beliefs = Beliefs({"rest_value": rest, "max_changes": 2.0})
    habits = [habit(key, hours, pleasure=mark) for key, hours, mark in rows]
    board = read_board(figures(*habits, margin=margin), beliefs)
    answer = solve(board.case)
    assert answer.value == pytest.approx(oracle_best(lay_out(board.case), 2))


def exhaustive(year: Year) -> Found:
    """Every plan of at most three changes, evaluated."""
    found = Found(year)
    found.meet(np.full((1, 3), -1), year.outcome(np.full((1, 3), -1)).value)
    for size in (1, 2, 3):
        plans = np.array(list(itertools.combinations(range(year.count), size)))
        owners = np.sort(year.owner[plans], axis=1)
        plans = plans[(np.diff(owners, axis=1) > 0).all(axis=1)]
        blank = np.full((len(plans), 3 - size), -1)
        for block in np.array_split(np.concatenate([plans, blank], axis=1), 8):
            found.meet(block, year.outcome(block).value)
    return found


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("budget", [1e18, 700.0])
def test_what_the_bound_rules_out_was_not_needed(seed, budget):
    rows = [habit(a.key, 24.0, str(a.hat)) for a in starting.activities()[::2]]
    board = read_board(figures(*rows, cash=900.0), Beliefs({"budget": budget}))
    wild = Doubt(0.4, 1.0, 1.0, 0.4)
    year = next(drawn_years(lay_out(board.case), wild, draws=1, seed=seed))
    quick, full = search(year, most=3).found, exhaustive(year)
    assert quick.best == full.best
    assert quick.with_change == pytest.approx(full.with_change)
    assert quick.untouched == pytest.approx(full.untouched)


def test_demand_may_all_be_lost():
    beliefs = Beliefs(
        {f"demand_lost.{key}": 0.6 for key in ("com_social", "com_fidel", "cre_texte")}
    )
    rows = [habit(key, 300.0) for key in ("com_social", "com_fidel", "cre_texte")]
    year = lay_out(read_board(figures(*rows, margin=5.0), beliefs).case)
    quick, full = search(year, most=3).found, exhaustive(year)
    assert quick.with_change == pytest.approx(full.with_change)
    assert quick.untouched == pytest.approx(full.untouched)


def small() -> Year:
    board = read_board(
        figures(habit("com_social", 300.0), habit("log_trajet", 400.0, "logistics")), PLAIN
    )
    return lay_out(board.case)


def test_without_doubt_the_plan_is_always_right():
    year = small()
    plan = search(year, most=3).found.plan
    held = robust(year, plan, doubt=NO_DOUBT, draws=8)
    assert held.better == pytest.approx(9 / 10)
    assert (held.regret, held.safest_regret, held.safest) == (0.0, 0.0, plan)
    assert [held.confidence[c] for c in plan] == [1.0] * len(plan)
    assert held.low == held.high == pytest.approx(held.middle)


def test_the_same_seed_draws_the_same_years():
    year = small()
    one, two, other = (
        [drawn.case.margin for drawn in drawn_years(year, DOUBT, draws=3, seed=seed)]
        for seed in (4, 4, 5)
    )
    assert one == two
    assert one != other


def test_draws_move_hours_and_effects_together_with_their_activity():
    year = small()
    drawn = next(drawn_years(year, DOUBT, draws=1, seed=3))
    ratio = drawn.firsts[:, 0] / np.where(year.firsts[:, 0] > 0, year.firsts[:, 0], np.nan)
    assert np.nanstd(ratio[0]) == pytest.approx(0, abs=1e-12)
    assert drawn.today == pytest.approx(drawn.firsts.sum(axis=0))


def test_a_doubtful_plan_says_so_and_names_the_safest():
    year = lay_out(everything().case)
    plan = search(year, most=3).found.plan
    held = robust(year, plan, doubt=Doubt(0.3, 1.0, 0.3, 0.3), draws=40)
    assert 0 < held.better < 1
    assert held.safest_regret <= held.regret
    assert held.low < held.middle < held.high
    assert all(0 <= share <= 1 for share in held.confidence)


def test_more_changes_are_drawn_on_a_shorter_list():
    board = everything()
    year = lay_out(replace(board.case, max_changes=5))
    held = robust(year, first(year, most=5).plan, doubt=DOUBT, draws=4)
    assert held.draws == 4


def test_a_year_that_nothing_bears_leaves_the_plan_as_it_is():
    year = small()
    ruined = replace(year.case, cash_floor=1e9)
    held = robust(lay_out(ruined), (), doubt=DOUBT, draws=3)
    assert held.regret == 0.0


def test_a_case_without_a_change_is_held_too():
    row = habit("pil_bilan", 20.0, "pilot")
    held = robust(lay_out(read_board(figures(row), PLAIN).case), (), doubt=DOUBT, draws=3)
    assert held.confidence == ()


def test_hours_freed_are_rested_or_sold_again():
    board = read_board(figures(habit("log_trajet", 360.0, "logistics")), PLAIN)
    year = lay_out(board.case)
    effect = effect_of(year, (0,))  # sessions grouped: 0.5 → 0.35 h for each hour sold
    after = year.sold(year.sums_of((0,)))[0].sum()
    assert effect.freed == pytest.approx(0.15 * after)
    assert effect.money == pytest.approx(35 * (after - 720))
    assert effect.resold == pytest.approx((after - 720) * 1.5)
    assert effect.freed == pytest.approx(effect.rested + effect.resold)


def test_the_highest_price_is_where_a_specialist_becomes_the_best_answer():
    board = read_board(figures(habit("com_social", 60.0)), PLAIN)
    regrets = solve(board.case).regrets["com_social"]
    told = next(o for o in board.offered[0] if o.choice is Choice.DELEGATE)
    ceiling = price_ceiling(regrets, price=told.specialist_price, hours=told.specialist_hours)
    assert ceiling is not None
    for price, best in ((ceiling - 0.01, True), (ceiling + 0.01, False)):
        beliefs = Beliefs({"specialist_price.com_social": price, "demand_room": 0.0})
        again = solve(read_board(figures(habit("com_social", 60.0)), beliefs).case)
        assert (again.regrets["com_social"][Choice.DELEGATE] == 0) is best


def test_no_highest_price_where_nobody_could_be_asked():
    assert price_ceiling({Choice.KEEP: 0.0}, price=30, hours=10) is None
    assert price_ceiling({Choice.DELEGATE: 0.0}, price=30, hours=10) is None
    assert price_ceiling({Choice.KEEP: 0.0, Choice.DELEGATE: 5.0}, price=30, hours=0) is None
    assert price_ceiling({Choice.KEEP: 0.0, Choice.DELEGATE: 50.0}, price=30, hours=10) == 25


def test_the_belief_that_tips_makes_both_answers_equal():
    board = read_board(figures(habit("com_social", 300.0)), PLAIN)
    year = lay_out(board.case)
    plan = search(year, most=1).found.plan
    drop = year.count - 1
    mine, other = (plan, (drop,)) if plan != (drop,) else ((drop,), ())
    factor = break_even(year, mine, other, [drop], DEMAND_ROWS)
    assert factor is not None
    changes = year.changes.copy()
    changes[drop, list(DEMAND_ROWS)] *= factor
    moved = replace(year, changes=changes)
    worth = [float(moved.worth(np.array([[*p, -1][:1]]))[0]) for p in (mine, other)]
    assert worth[0] == pytest.approx(worth[1], abs=0.01)


def test_no_belief_tips_what_is_behind_already_or_never_moves():
    year = small()
    best = search(year, most=1).found.plan
    assert break_even(year, (), best, [best[0]], TIME_ROWS) is None
    assert break_even(year, best, best, [best[0]], TIME_ROWS) is None


def test_an_answer_imposed_lets_another_change_leave_or_come():
    year = small()
    plan = search(year, most=2).found.plan
    for activity, change in itertools.product(range(2), [None, 0, year.count - 1]):
        if change is not None and year.owner[change] != activity:
            continue
        told = imposed(year, plan, activity, change, most=2)
        assert told is not None
        assert [c for c in told if year.owner[c] == activity] == (
            [] if change is None else [change]
        )
    assert imposed(year, (), 0, 0, most=0) is None


def test_an_imposed_answer_that_breaks_a_rule_is_none():
    year = small()
    poor = lay_out(replace(year.case, budget=0.0))
    learn = next(c for c in range(poor.count) if poor.spent[c] > 0)
    assert imposed(poor, (), int(poor.owner[learn]), learn, most=2) is None


def test_a_case_of_hers_reads_back_from_its_json():
    board = read_board(figures(habit("com_social", 120.0)), PLAIN)
    told = {
        "months": 12,
        "capacity": list(board.case.capacity),
        "demand": list(board.case.demand),
        "margin": board.case.margin,
        "rest_value": board.case.rest_value,
        "budget": board.case.budget,
        "max_changes": board.case.max_changes,
        "quality_floors": dict(board.case.quality_floors),
        "activities": [
            {
                "id": a.id,
                "hat": a.hat,
                "options": [
                    {
                        "choice": str(o.choice),
                        "hours": list(o.hours),
                        "hours_per_sold": list(o.hours_per_sold),
                        "euros": list(o.euros),
                        "demand_effect": list(o.demand_effect),
                        "quality": o.quality,
                        "dislike": o.dislike,
                    }
                    for o in a.options
                ],
            }
            for a in board.case.activities
        ],
    }
    assert solve(read_case(told)) == solve(board.case)
