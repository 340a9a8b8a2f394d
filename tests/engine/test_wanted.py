"""The year she wants, in hours to sell and in a price."""

from fractions import Fraction

from casquettes.engine.bilan.wanted import Ways, wanted

WAYS = Ways(Fraction(2, 5), Fraction(300), Fraction(5), Fraction(1, 4))


def test_a_wish_asks_for_hours_and_a_price():
    told = wanted(1500, 35, 7, WAYS)
    assert told.sold_week == 14.0
    # 12 × (1 500 + 300) = 21 600 over 14 × 45 = 630 hours, 5 more each, a quarter taken.
    assert told.rate == float((Fraction(21600, 630) + 5) / Fraction(3, 4))


def test_no_price_where_nothing_can_be_sold():
    assert wanted(1500, 0, 7, WAYS).rate is None
    assert wanted(1500, 35, 52, WAYS).rate is None
    assert wanted(1500, 35, 60, WAYS).rate is None
