"""What an hour leaves: the worked example, exact identities, and what has no value."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casquettes.engine.margins import (
    Kept,
    Turnover,
    break_even_hours,
    cascade,
    direct_hourly,
    margin,
    net_hourly,
    required_rate,
    runway_days,
)

HOUR = 3600
# The example's second year, as the definitions tell it.
YEAR = Kept(
    receipts=Decimal(31010),
    expenses=Decimal(4924),
    vehicle=Decimal(1834),
    levies=Decimal(7463),
    income_tax=Decimal(682),
)
NOTHING = Kept(Decimal(0), Decimal(0), Decimal(0), Decimal(0), Decimal(0))
AMOUNTS = st.decimals(-20_000, 50_000, places=2)


def billed(amount: int = 31550, *, listed: int = 596) -> Turnover:
    return Turnover(
        billed=Decimal(amount),
        other=Decimal(600),
        served=Fraction(30_000),
        listed=Fraction(29_000),
        list_value=Fraction(31_000),
        listed_seconds=listed * HOUR,
    )


def test_the_worked_example_comes_out_to_the_digit():
    assert YEAR.net == 16107
    assert round(net_hourly(YEAR, 1832 * HOUR), 2) == 8.79
    assert round(float(YEAR.levy_rate), 3) == 0.263
    told = margin(Decimal(31550), YEAR, sold_seconds=596 * HOUR, variable_costs=YEAR.vehicle)
    assert round(float(told.price), 2) == 52.94
    assert round(float(told.variable_cost), 1) == 3.1
    assert round(float(told.per_sold_hour), 1) == 36.0  # 35.9 from the rounded τ and k
    rounded = Fraction("52.94") * (1 - Fraction("0.263")) - Fraction("3.1")
    assert round(float(rounded), 1) == 35.9
    assert round(break_even_hours(Fraction(18_000 + 4_924), rounded)) == 638


def test_an_hour_of_hers_is_worth_less_than_a_sold_one():
    told = margin(Decimal(31550), YEAR, sold_seconds=596 * HOUR, variable_costs=YEAR.vehicle)
    assert told.per_own_hour(Fraction(1)) == told.per_sold_hour / 2


def test_without_work_sales_or_receipts_nothing_is_said():
    assert net_hourly(YEAR, 0) is None
    assert NOTHING.levy_rate is None
    assert margin(Decimal(10), YEAR, sold_seconds=0, variable_costs=Decimal(0)) is None
    assert margin(Decimal(10), NOTHING, sold_seconds=HOUR, variable_costs=Decimal(0)) is None
    assert cascade(billed(), YEAR, worked_seconds=0, sold_seconds=0) is None


def test_a_sold_hour_that_leaves_nothing_never_pays_a_year():
    assert break_even_hours(Fraction(1000), Fraction(0)) is None
    assert break_even_hours(Fraction(1000), Fraction(-3)) is None


def test_the_required_rate_pays_need_and_road_after_levies():
    paid = {"variable_cost": Fraction(3), "levy_rate": Fraction(1, 4)}
    assert required_rate(Fraction(12_000), sold_hours=Fraction(400), **paid) == 44.0
    assert required_rate(Fraction(12_000), sold_hours=Fraction(0), **paid) is None
    everything = paid | {"levy_rate": Fraction(1)}
    assert required_rate(Fraction(1), sold_hours=Fraction(1), **everything) is None


def test_how_long_the_money_lasts():
    assert runway_days(Decimal(3000), Decimal(18_250), 365) == 60.0
    assert runway_days(Decimal(-50), Decimal(18_250), 365) == 0.0
    assert runway_days(Decimal(3000), Decimal(0), 365) is None
    assert runway_days(Decimal(3000), Decimal(90), 0) is None


def test_an_offer_leaves_its_own_money_over_its_own_hours():
    rate = Fraction(1, 4)
    assert direct_hourly(Decimal(400), rate, Decimal(20), worked_seconds=20 * HOUR) == 14.0
    assert direct_hourly(Decimal(0), rate, Decimal(20), worked_seconds=20 * HOUR) == -1.0
    assert direct_hourly(Decimal(400), rate, Decimal(20), worked_seconds=0) is None


def test_a_cascade_without_a_list_price_begins_at_the_gross():
    bare = Turnover(Decimal(100), Decimal(0), Fraction(0), Fraction(0), Fraction(0), 0)
    told = cascade(bare, YEAR, worked_seconds=10 * HOUR, sold_seconds=0)
    assert (told.list_price, told.price_realisation, told.to_gross) == (None, None, ())
    assert told.gross == 10


def test_the_cascade_of_plain_hours_is_price_times_share():
    plain = Turnover(
        Decimal(900), Decimal(0), Fraction(900), Fraction(900), Fraction(1000), 20 * HOUR
    )
    told = cascade(plain, NOTHING, worked_seconds=60 * HOUR, sold_seconds=20 * HOUR)
    assert told.list_price * told.price_realisation * told.billed_share == told.gross == 15
    steps = {step.name: step.amount for step in told.to_gross}
    assert steps["unlisted"] == steps["billing_shift"] == steps["other_revenue"] == 0


@given(
    amounts=st.tuples(*[AMOUNTS] * 7),
    listed=st.tuples(st.integers(1, 10**6), st.integers(1, 10**6), st.integers(1, 10**6)),
    worked=st.integers(1, 10**7),
    sold=st.integers(0, 10**7),
)
def test_list_price_and_steps_make_the_gross_and_the_net_exactly(amounts, listed, worked, sold):
    billed_, other, *kept = amounts
    turnover = Turnover(
        billed_,
        other,
        Fraction(listed[0]),
        Fraction(listed[1]),
        Fraction(listed[2]),
        60 * listed[0],
    )
    account = Kept(*kept)
    told = cascade(turnover, account, worked_seconds=worked, sold_seconds=sold)
    assert told.list_price + sum(step.amount for step in told.to_gross) == told.gross
    assert told.gross + sum(step.amount for step in told.to_net) == told.net
    assert told.gross == Fraction(billed_) * HOUR / worked
    assert float(told.net) == pytest.approx(net_hourly(account, worked))
