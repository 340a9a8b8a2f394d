"""What an hour brings, told by hand and against an addition written out day by day."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from casquettes.engine.periods import Period
from casquettes.engine.rates import (
    ServiceLine,
    SoldWork,
    Waited,
    days_to_be_paid,
    gross_hourly,
    price_realisation,
    served_revenue,
)

MARCH = Period(dt.date(2026, 3, 1), dt.date(2026, 3, 31))


def day(number: int, month: int = 3) -> dt.date:
    return dt.date(2026, month, number)


def work(lines, minutes, *, agreed=None, rate="50") -> SoldWork:
    rates = {} if rate is None else dict.fromkeys(minutes, Decimal(rate))
    return SoldWork(tuple(lines), minutes, agreed, rates)


def test_gross_by_worked_hour():
    assert gross_hourly(Decimal(31550), 1832 * 3600) == 31550 / 1832
    assert gross_hourly(Decimal(100), 0) is None


def test_a_session_at_list_price_realises_it_whole():
    line = ServiceLine(Decimal(175), day(3), day(3))
    assert price_realisation([work([line], {day(3): 210})], MARCH) == 1.0


def test_a_discount_lowers_the_price_realised():
    line = ServiceLine(Decimal("162.75"), day(3), day(3))
    assert price_realisation([work([line], {day(3): 210})], MARCH) == 0.93


def test_a_balance_is_spread_over_the_sessions_it_names():
    balance = ServiceLine(Decimal(400), day(20, 2), day(10))
    mission = work([balance], {day(20, 2): 240, day(3): 120, day(10): 120})
    assert served_revenue(mission, MARCH) == 200
    assert price_realisation([mission], MARCH) == 1.0


def test_an_amount_without_sold_minutes_counts_on_its_last_day():
    line = ServiceLine(Decimal(90), day(20, 2), day(10))
    assert served_revenue(work([line], {}), MARCH) == 90
    assert served_revenue(work([line], {}), Period(day(1, 2), day(28, 2))) == 0


def test_hours_not_invoiced_yet_count_at_the_agreed_price():
    line = ServiceLine(Decimal(100), day(3), day(3))
    mission = work([line], {day(3): 120, day(10): 60}, agreed=Decimal(45))
    assert served_revenue(mission, MARCH) == 145
    assert served_revenue(work([line], {day(3): 120, day(10): 60}), MARCH) == 100


def test_nothing_with_a_list_price_gives_no_figure():
    line = ServiceLine(Decimal(100), day(3), day(3))
    assert price_realisation([work([line], {day(3): 120}, rate=None)], MARCH) is None
    assert price_realisation([], MARCH) is None


def test_days_to_be_paid_are_weighted_by_amount():
    waited = [
        Waited(Decimal(300), day(1), day(11)),
        Waited(Decimal(100), day(1), day(31)),
    ]
    assert days_to_be_paid(waited) == 15.0
    assert days_to_be_paid([]) is None


DAYS = st.integers(0, 60).map(lambda n: dt.date(2026, 2, 10) + dt.timedelta(days=n))
MINUTES = st.dictionaries(DAYS, st.integers(0, 600), max_size=8)
LINES = st.lists(
    st.tuples(st.decimals("-500", "5000", places=2), DAYS, DAYS).map(
        lambda t: ServiceLine(t[0], min(t[1:]), max(t[1:]))
    ),
    max_size=4,
)


@given(LINES, MINUTES, st.one_of(st.none(), st.decimals(0, 100, places=2)))
def test_the_same_as_day_by_day_and_periods_add_up(lines, minutes, agreed):
    mission = work(lines, minutes, agreed=agreed)
    by_day = sum(
        served_revenue(mission, Period(on, on))
        for n in range(80)
        for on in [dt.date(2026, 2, 1) + dt.timedelta(days=n)]
    )
    whole = served_revenue(mission, Period(dt.date(2026, 1, 1), dt.date(2026, 12, 31)))
    assert by_day == whole
    covered = {d for d in minutes for line in lines if line.first <= d <= line.last}
    rest = sum(m for d, m in minutes.items() if d not in covered)
    by_hand = sum((Fraction(line.amount) for line in lines), Fraction(0))
    assert whole == by_hand + (Fraction(agreed) * rest / 60 if agreed is not None else 0)
