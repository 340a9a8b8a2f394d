"""Price, volume and mix: by hand, and always adding up."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from casquettes.engine.bridge import Sales, bridge

F = Fraction


def test_only_the_price_moved():
    told = bridge({"a": Sales(F(10), F(500))}, {"a": Sales(F(10), F(550))}, totals=(F(500), F(550)))
    assert (told.price, told.volume, told.mix, told.other) == (50, 0, 0, 0)


def test_only_the_hours_moved():
    told = bridge({"a": Sales(F(10), F(500))}, {"a": Sales(F(12), F(600))}, totals=(F(500), F(600)))
    assert (told.price, told.volume, told.mix, told.other) == (0, 100, 0, 0)


def test_more_of_what_is_dearer_is_mix():
    before = {"a": Sales(F(10), F(400)), "b": Sales(F(10), F(600))}
    after = {"a": Sales(F(5), F(200)), "b": Sales(F(15), F(900))}
    told = bridge(before, after, totals=(F(1000), F(1100)))
    assert (told.price, told.volume, told.mix, told.other) == (0, 0, 100, 0)


def test_what_was_not_sold_before_stands_at_its_own_price():
    before, after = (
        {"a": Sales(F(10), F(400))},
        {"a": Sales(F(10), F(400)), "n": Sales(F(2), F(200))},
    )
    told = bridge(before, after, totals=(F(400), F(600)))
    assert (told.price, told.volume, told.mix) == (0, 80, 120)


def test_a_first_period_is_all_volume_and_sales_without_hours_are_other():
    told = bridge({}, {"a": Sales(F(2), F(80)), "book": Sales(F(0), F(30))}, totals=(F(0), F(110)))
    assert (told.price, told.volume, told.mix, told.other) == (0, 80, 0, 30)
    assert Sales(F(0), F(30)).price == 0


SALES = st.dictionaries(
    st.sampled_from("abcd"),
    st.builds(Sales, st.fractions(0, 100, max_denominator=60), st.fractions(0, 9999)),
)


@given(before=SALES, after=SALES, totals=st.tuples(st.fractions(0, 99999), st.fractions(0, 99999)))
def test_the_bridge_always_adds_up(before, after, totals):
    told = bridge(before, after, totals=totals)
    assert told.before + told.price + told.volume + told.mix + told.other == told.after
