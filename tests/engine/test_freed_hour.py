"""The value of an hour given back, and what each hat costs at that price."""

import datetime as dt

from casquettes.engine.freed_hour import (
    FreedHour,
    MonthOfWork,
    chance_sold,
    freed_hours,
    mean_value,
    neglected,
    opportunity_cost,
)

JAN, FEB = dt.date(2026, 1, 1), dt.date(2026, 2, 1)


def month(first=JAN, *, worked=150.0, capacity=150.0, waiting=50.0):
    return MonthOfWork(first, worked, capacity, waiting)


def test_a_full_month_with_a_month_of_work_waiting_is_sure_to_sell_it():
    assert chance_sold(month(), sold_a_month=50) == 1.0
    assert chance_sold(month(waiting=80, worked=170), sold_a_month=50) == 1.0


def test_room_to_spare_or_a_short_queue_lower_the_chance():
    assert chance_sold(month(waiting=25), sold_a_month=50) == 0.5
    assert chance_sold(month(waiting=25, worked=75), sold_a_month=50) == 0.25
    assert chance_sold(month(waiting=-3), sold_a_month=50) == 0.0


def test_without_sales_or_hours_of_hers_nothing_is_sure():
    assert chance_sold(month(), sold_a_month=0) == 0.0
    assert chance_sold(month(capacity=0), sold_a_month=50) == 0.0


def test_the_value_mixes_a_sold_hour_and_rest():
    half = freed_hours([month(waiting=25)], sold_a_month=50, worth=20, rest=6)
    assert half == [FreedHour(JAN, 0.5, 13.0)]


def test_an_hour_is_never_worth_less_than_rest_and_rest_never_less_than_nothing():
    assert freed_hours([month()], sold_a_month=50, worth=4, rest=6)[0].value == 6
    assert freed_hours([month()], sold_a_month=50, worth=-9, rest=-5)[0].value == 0


def test_a_hat_costs_its_hours_at_the_value_of_each_month():
    values = [FreedHour(JAN, 1, 20), FreedHour(FEB, 0, 6)]
    assert opportunity_cost(values, {JAN: 10.0, FEB: 5.0}) == 230
    assert opportunity_cost(values, {FEB: 5.0}) == 30
    assert mean_value(values) == 13
    assert mean_value([]) is None


def test_a_hat_is_neglected_when_little_is_done_and_something_is_overdue():
    assert neglected(1.0, 10.0, overdue=1)
    assert not neglected(1.0, 10.0, overdue=0)
    assert not neglected(2.5, 10.0, overdue=3)
    assert not neglected(0.0, 0.0, overdue=3)
