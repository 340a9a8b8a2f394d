"""The choices engine held against brute force, and against what a person would expect."""

from __future__ import annotations

import itertools
import json
import math
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casquettes.config.command import main
from casquettes.engine.choices import search as search_module
from casquettes.engine.choices.case import CaseRefused, Choice, read_case
from casquettes.engine.choices.search import EXACT, Found
from casquettes.engine.choices.solve import solve
from casquettes.engine.choices.year import lay_out
from casquettes.engine.hats import Hat

Document = dict[str, Any]
MONTHS = 3


def option(choice: str, **facts: Any) -> Document:
    return {"choice": choice, **facts}


def case(*activities: Document, **facts: Any) -> Document:
    return {
        "months": MONTHS,
        "capacity": 100,
        "demand": 1000,
        "margin": 30,
        "rest_value": 5,
        "activities": list(activities),
        **facts,
    }


def activity(name: str, *options: Document, hat: str = "sales") -> Document:
    return {"id": name, "hat": hat, "options": list(options)}


def invented(seed: int, *, activities: int, tight: bool) -> Document:
    """A random case with everything in it."""
    draw = random.Random(seed)

    def one(rank: int, per_sold: bool) -> Document:
        part = 1 if rank == 0 else draw.uniform(0.1, 0.9)
        return option(
            list(Choice)[rank % 5],
            hours=0 if per_sold else draw.uniform(1, 6) * part,
            hours_per_sold=draw.uniform(0.02, 0.15) * part if per_sold else 0,
            euros=0 if rank == 0 else draw.choice([0, draw.uniform(0, 120)]),
            demand_effect=0 if rank == 0 else draw.choice([0, -0.08, draw.uniform(0, 0.05)]),
            quality=draw.uniform(0.4, 1),
            dislike=draw.choice([0, draw.uniform(0, 15)]),
        )

    rows = []
    for number in range(activities):
        per_sold = draw.random() < 0.3
        options = [one(rank, per_sold) for rank in range(draw.randint(1, 4))]
        rows.append(activity(f"a{number}", *options, hat=draw.choice(list(Hat))))
    limits = {
        "cash_start": draw.uniform(0, 5000),
        "cash_floor": 0,
        "budget": draw.uniform(0, 3000),
        "quality_floors": {str(hat): draw.uniform(0.3, 0.6) for hat in Hat},
    }
    return case(
        *rows,
        capacity=[draw.uniform(20, 60) for _ in range(MONTHS)],
        demand=[draw.uniform(5, 40) for _ in range(MONTHS)],
        margin=35.9,
        rest_value=draw.choice([0, 6, 20, 34]),
        fixed=100,
        pay=200,
        max_changes=draw.randint(0, 6),
        **(limits if tight else {}),
    )


def value_of(document: Document, plan: tuple[int, ...]) -> float | None:
    """The year under a plan, month by month, as the definition says; None when it breaks a rule."""
    case = read_case(document)
    options = [a.options[rank] for a, rank in zip(case.activities, plan, strict=True)]
    cash, total = case.cash_start, 0.0
    own: dict[str, list[tuple[float, float]]] = {}
    for month in range(case.months):
        hours = sum(o.hours[month] for o in options)
        cost = 1 + sum(o.hours_per_sold[month] for o in options)
        demand = case.demand[month] * (1 + sum(o.demand_effect[month] for o in options))
        euros = sum(o.euros[month] for o in options)
        free = case.capacity[month] - hours
        sold = max(0.0, min(demand, free / cost)) if case.margin / cost > case.rest_value else 0.0
        rest = free - sold * cost
        cash += case.margin * sold - case.fixed[month] - case.pay[month] - euros
        if rest < -1e-7 or cash < case.cash_floor - 1e-7:
            return None
        total += case.margin * sold + case.rest_value * rest - euros
        for a, o in zip(case.activities, options, strict=True):
            spent = o.hours[month] + o.hours_per_sold[month] * sold
            total -= o.dislike * spent
            own.setdefault(a.hat, []).append((spent, o.quality))
    changed = [o for o, rank in zip(options, plan, strict=True) if rank]
    if sum(sum(o.euros) for o in changed) > case.budget + 1e-7:
        return None
    for hat, floor in case.quality_floors.items():
        if sum(spent * (quality - floor) for spent, quality in own.get(hat, [])) < -1e-7:
            return None
    return total


def every_plan(document: Document) -> dict[tuple[int, ...], float]:
    """All plans of at most k changes that keep the rules, with their value."""
    ranges = [range(len(a["options"])) for a in document["activities"]]
    limit = document.get("max_changes", 3)
    plans = (p for p in itertools.product(*ranges) if sum(rank > 0 for rank in p) <= limit)
    return {plan: value for plan in plans if (value := value_of(document, plan)) is not None}


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6), activities=st.integers(0, 5), tight=st.booleans())
def test_the_answer_is_the_best_of_all_plans(seed: int, activities: int, tight: bool) -> None:
    document = invented(seed, activities=activities, tight=tight)
    plans = every_plan(document)
    answer = solve(read_case(document))
    assert answer.feasible == bool(plans)
    if not plans:
        assert (answer.value, answer.plan, answer.upper_bound) == (None, None, None)
        return
    best = max(plans.values())
    assert answer.value == pytest.approx(best, abs=1e-6)
    assert answer.upper_bound is not None
    assert answer.upper_bound >= best - 1e-6
    chosen = tuple(answer.options[a["id"]] for a in document["activities"])
    assert plans[chosen] == pytest.approx(best, abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), activities=st.integers(1, 5))
def test_every_regret_is_exact_up_to_three_changes(seed: int, activities: int) -> None:
    document = invented(seed, activities=activities, tight=seed % 2 == 0)
    document["max_changes"] = min(document["max_changes"], EXACT)
    plans = every_plan(document)
    answer = solve(read_case(document))
    if not plans:
        return
    best = max(plans.values())
    for number, row in enumerate(document["activities"]):
        for rank, one in enumerate(row["options"]):
            imposed = [value for plan, value in plans.items() if plan[number] == rank]
            found = answer.regrets[row["id"]][Choice(one["choice"])]
            if imposed:
                assert found == pytest.approx(best - max(imposed), abs=1e-6)
            else:
                assert found is None


@pytest.mark.parametrize("seed", range(12))
def test_beyond_three_changes_the_bound_is_never_below_the_best(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_module, "MOST_NODES", 2)
    document = invented(seed, activities=6, tight=False)
    document["max_changes"] = 5
    answer = solve(read_case(document))
    best = max(every_plan(document).values())
    assert answer.value is not None
    assert answer.upper_bound is not None
    assert answer.value <= best + 1e-6 <= answer.upper_bound + 2e-6


def test_no_regret_is_negative_on_a_full_board() -> None:
    document = invented(3, activities=58, tight=False)
    document.update(max_changes=6, capacity=400)
    answer = solve(read_case(document))
    assert answer.value is not None
    assert answer.value == answer.upper_bound
    for mine in answer.regrets.values():
        assert all(regret is None or regret >= 0 for regret in mine.values())


def test_an_hour_is_worth_what_it_can_be_sold_for_when_hours_bind() -> None:
    full = solve(read_case(case(activity("follow", option("keep", hours_per_sold=0.5)))))
    assert full.freed_hour_value == pytest.approx((20.0,) * MONTHS)
    quiet = solve(read_case(case(activity("follow", option("keep")), demand=10)))
    assert quiet.freed_hour_value == (5.0,) * MONTHS


def test_rest_worth_more_than_work_sells_nothing() -> None:
    answer = solve(read_case(case(activity("a", option("keep")), rest_value=40)))
    assert answer.sold_hours == (0.0,) * MONTHS
    assert answer.value == pytest.approx(40 * 100 * MONTHS)


def test_dropping_what_brings_nothing_gives_its_hours_back() -> None:
    answer = solve(read_case(case(activity("a", option("keep", hours=10), option("drop")))))
    assert answer.plan == {"a": Choice.DROP}
    assert answer.value == pytest.approx(answer.baseline + 10 * 30 * MONTHS)
    assert answer.regrets["a"] == {Choice.KEEP: pytest.approx(900), Choice.DROP: 0.0}


def test_of_two_levers_of_one_name_the_better_regret_is_told() -> None:
    levers = [option("reduce", hours=8), option("reduce", hours=2)]
    for both in (levers, levers[::-1]):
        answer = solve(read_case(case(activity("a", option("keep", hours=10), *both))))
        assert answer.regrets["a"][Choice.REDUCE] == 0.0


def test_a_lever_that_cannot_be_had_does_not_hide_one_that_can() -> None:
    dear, cheap = option("reduce", hours=8, euros=999), option("reduce", hours=9)
    for both in ([dear, cheap], [cheap, dear]):
        document = case(activity("a", option("keep", hours=10), *both), budget=10)
        assert solve(read_case(document)).regrets["a"][Choice.REDUCE] == 0.0


def test_without_enough_cash_no_plan_stands() -> None:
    document = case(
        activity("a", option("keep"), option("drop")), fixed=10**6, cash_floor=0, cash_start=0
    )
    answer = solve(read_case(document))
    assert not answer.feasible
    assert answer.regrets == {"a": {Choice.KEEP: None, Choice.DROP: None}}


def test_no_activity_at_all_is_a_year_as_it_is() -> None:
    answer = solve(read_case(case()), max_changes=6)
    assert answer.value == answer.baseline == pytest.approx(9000)


def test_nothing_met_changes_nothing() -> None:
    year = lay_out(read_case(case(activity("a", option("keep")))))
    found = Found(year)
    found.meet(search_module._padded(search_module._pairs(year.owner, year.owner))[:0], year.spent)
    assert found.best == -math.inf


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"margin": None}, "margin"),
        ({"margin": "30"}, "margin"),
        ({"margin": float("nan")}, "margin"),
        ({"margin": True}, "margin"),
        ({"capacity": [1, 2]}, "capacity"),
        ({"capacity": "beaucoup"}, "capacity"),
        ({"capacity": [1, 2, float("inf")]}, "capacity[2]"),
        ({"months": 0}, "months"),
        ({"months": 2.5}, "months"),
        ({"max_changes": -1}, "max_changes"),
        ({"quality_floors": {"chef": 1}}, "quality_floors"),
        ({"quality_floors": []}, "quality_floors"),
        ({"activities": {}}, "activities"),
        ({"activities": [activity("a", option("keep"))] * 2}, "activities"),
        ({"activities": [activity("a")]}, "activities[0].options"),
        ({"activities": [activity("a", option("sing"))]}, "activities[0].options[0].choice"),
        ({"activities": [activity("a", option("keep"), hat="x")]}, "activities[0].hat"),
        (
            {"activities": [activity(str(n), option("keep")) for n in range(201)]},
            "activities",
        ),
        (
            {"activities": [activity("a", *[option("keep")] * 402)]},
            "activities",
        ),
    ],
)
def test_a_fault_in_the_case_is_named(change: Document, field: str) -> None:
    with pytest.raises(CaseRefused) as refused:
        read_case({**case(), **change})
    assert refused.value.field == field


def test_a_case_is_an_object() -> None:
    with pytest.raises(CaseRefused):
        read_case([1, 2])


def test_the_command_solves_a_case_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "case.json"
    document = case(activity("a", option("keep", hours=10), option("drop")))
    file.write_text(json.dumps(document))
    assert main(["choices", "--case", str(file), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["plan"] == {"a": "drop"}
    assert answer["value"] - answer["baseline"] == pytest.approx(900)
    assert main(["choices", "--case", str(file), "--max-changes", "0"]) == 0
    assert "a : garder" in capsys.readouterr().out


def test_the_command_names_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "case.json"
    for text, field in [("{", "case"), ('{"months": 0}', "months"), ("[]", "case")]:
        file.write_text(text)
        assert main(["choices", "--case", str(file), "--json"]) == 2
        assert json.loads(capsys.readouterr().out)["error"]["field"] == field
    assert main(["choices", "--case", str(tmp_path / "none.json")]) == 2
