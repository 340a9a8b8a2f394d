"""Belgium, a second pack behind the same interface: floor, ceiling, provisional year."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casquettes.engine.countries.be.self_employed import SelfEmployed
from casquettes.engine.countries.dated import NotKnown
from casquettes.engine.countries.fr.micro import MicroEntrepreneur
from casquettes.engine.countries.pack import Assessment, Pack, Situation

PACKS: list[Pack] = [MicroEntrepreneur(), SelfEmployed()]
D = Decimal


def assess(line: str = "main", receipts: int = 40000, **facts: object) -> Assessment:
    known: dict[str, object] = {
        "on": dt.date(2026, 6, 1),
        "receipts": {line: D(receipts)},
        **facts,
    }
    return SelfEmployed().assess(Situation(**known))  # type: ignore[arg-type]


def test_provisional_contributions_rest_on_the_income_of_three_years_before() -> None:
    year = assess(reference_income=D(20000))
    base = D("21447.25")  # 20000 × 1.07236269
    assert year.levies[0].base == base
    assert year.levies[0].year == 4 * D("1099.17")  # 21447.25 × 20.5 % / 4
    assert year.levies[1].year == 4 * D("40.12")  # 3.65 % of a quarter


def test_a_main_activity_pays_at_least_the_minimum() -> None:
    year = assess(receipts=0, reference_income=D(5000))
    assert year.levies[0].year == 4 * D("890.42")
    assert year.taxable == 0


def test_nothing_more_is_taken_above_the_second_bracket() -> None:
    rich, richer = assess(reference_income=D(200000)), assess(reference_income=D(900000))
    assert rich.levies[0].year == richer.levies[0].year == 4 * D("5103.05")


def test_beside_another_job_a_small_income_pays_nothing_and_there_is_no_minimum() -> None:
    assert assess("complementary", 1900).contributions == 0
    small = assess("complementary", 4000, expenses=D(1000))
    assert 0 < small.contributions < 4 * D("890.42")


def test_a_settled_year_rests_on_what_is_left_once_contributions_are_deducted() -> None:
    year = assess(receipts=50000, expenses=D(10000))
    assert abs(year.levies[0].base + year.contributions - 40000) < D("0.10")
    assert year.taxable == 40000 - year.contributions


def test_a_year_before_the_first_known_one_is_refused_and_a_later_one_assumed() -> None:
    with pytest.raises(NotKnown):
        assess(on=dt.date(2024, 6, 1))
    assert assess(on=dt.date(2027, 6, 1)).assumed


@given(st.integers(0, 300_000), st.integers(0, 50_000))
def test_more_profit_never_leaves_less_than_the_floor_says(receipts: int, spent: int) -> None:
    year = assess("complementary", receipts, expenses=D(spent))
    more = assess("complementary", receipts + 1000, expenses=D(spent))
    assert year.contributions <= more.contributions
    assert year.contributions <= max(D(0), D(receipts - spent)) + D("0.10")


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.country)
def test_every_country_answers_through_the_same_door(pack: Pack) -> None:
    year = pack.assess(Situation(on=dt.date(2026, 6, 1), receipts={pack.lines[0]: D(30000)}))
    assert year.contributions > 0
    assert year.net_before_tax == 30000 - year.contributions
