"""The 22 edge cases of the measures, one test or more each, named after its number."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from casquettes.engine import starting
from casquettes.engine.margins import Kept, Turnover, cascade
from casquettes.engine.periods import Period, split_at_midnight
from casquettes.engine.proportions import jeffreys
from casquettes.engine.rates import ServiceLine, SoldWork, price_realisation, served_revenue
from casquettes.engine.reliability import NotedTime, coverage
from casquettes.engine.share import (
    SoldTime,
    TimeSpent,
    kind_of,
    micro_supplement,
    tally,
    weekly_mean,
)
from casquettes.engine.sold import Served, Terms, sold_minutes
from casquettes.engine.winning import ENOUGH_TO_RANK, Channel, cost_per_win, justness

D, HOUR = dt.date, 3600
DAY = D(2026, 3, 12)
MARCH = Period(D(2026, 3, 1), D(2026, 3, 31))
ACTIVITIES = {start.key: start for start in starting.activities()}
NO_COSTS = Kept(Decimal(0), Decimal(0), Decimal(0), Decimal(0), Decimal(0))


def spent(activity: str, hours: float, **facts: object) -> TimeSpent:
    start = ACTIVITIES[activity]
    kind = kind_of(activity, hat=start.hat, usual_nature=start.nature)
    seconds = int(hours * HOUR)
    row = TimeSpent(DAY, seconds, kind=kind, unsold_seconds=seconds, hat=start.hat)
    return replace(row, **facts)


def sold(hours: float) -> SoldTime:
    return SoldTime(DAY, int(hours * HOUR))


def work(amount: str, minutes: dict[dt.date, int], *, on: dt.date = DAY) -> SoldWork:
    lines = (ServiceLine(Decimal(amount), on, on),) if amount else ()
    return SoldWork(lines, minutes, None, dict.fromkeys(minutes, Decimal(50)))


def test_case_01_travel_is_worked_and_sold_only_where_its_time_is():
    unpaid = tally([spent("pro_seance", 3), spent("log_trajet", 1)], [sold(3)])
    assert unpaid.billed_share == 0.75
    paid_by_km = tally([spent("pro_seance", 3), spent("log_trajet", 1, nature="billed")], [sold(3)])
    assert (paid_by_km.billed_share, paid_by_km.billed_share_plus) == (0.75, 1.0)
    by_time = spent("log_trajet", 1, nature="billed", unsold_seconds=0)
    assert tally([spent("pro_seance", 3), by_time], [sold(3), sold(1)]).billed_share == 1.0


def test_case_02_a_leg_serves_a_client_only_when_it_belongs_to_a_mission():
    mine = spent("log_trajet", 0.5, on_mission=True)
    week = tally([mine, mine, spent("log_trajet", 0.5)], [])
    assert (week.worked, week.for_client) == (1.5 * HOUR, HOUR)


def test_case_03_a_package_sells_what_is_consumed_and_the_rest_when_it_ends():
    package = Terms("package", minutes=720, over_on=D(2026, 6, 30))
    served = [Served(D(2026, 3, 2), 300), Served(D(2026, 3, 9), 300)]
    assert sold_minutes(package, served)[-1] == Served(D(2026, 6, 30), 120)
    over = sold_minutes(Terms("package", minutes=480), served)
    assert [row.minutes for row in over] == [300, 180]
    assert tally([spent("pro_seance", 10)], [sold(12)]).realisation == 1.2


def test_case_04_a_result_sells_its_reference_hours_however_slow():
    result = Terms("fixed", minutes=600, planned=2)
    slow = sold_minutes(result, [Served(D(2026, 3, 2), 480), Served(D(2026, 3, 9), 600)])
    assert [row.minutes for row in slow] == [300, 300]
    assert tally([spent("pro_seance", 18)], [sold(10)]).realisation == 10 / 18


def test_case_05_a_deposit_moves_neither_hours_nor_served_revenue():
    before = work("", {D(2026, 4, 10): 120})
    assert served_revenue(before, MARCH) == 0
    deposit = Turnover(Decimal(30), Decimal(0), Fraction(0), Fraction(100), Fraction(100), 2 * HOUR)
    told = cascade(deposit, NO_COSTS, worked_seconds=10 * HOUR, sold_seconds=0)
    shift = next(step for step in told.to_gross if step.name == "billing_shift")
    assert shift.amount == 3


def test_case_06_a_free_diagnosis_is_worked_a_paid_one_counts_around():
    free = tally([spent("com_diag", 1), spent("pro_seance", 1)], [sold(1)])
    assert (free.billed_share, free.billed_share_plus) == (0.5, 0.5)
    paid = tally([spent("com_diag", 1, nature="billed"), spent("pro_seance", 1)], [sold(1)])
    assert (paid.billed_share, paid.billed_share_plus) == (0.5, 1.0)


def test_case_06_a_diagnosis_deducted_later_lowers_the_price_not_the_hours():
    deducted = replace(
        work("200", {DAY: 240}),
        lines=(ServiceLine(Decimal(200), DAY, DAY), ServiceLine(Decimal(-60), DAY, DAY)),
    )
    assert price_realisation([deducted], MARCH) == 0.7


def test_case_07_overtime_leaks_in_realisation_and_a_discount_in_the_price():
    overtime = tally([spent("pro_seance", 3), spent("pro_depassement", 1)], [sold(3)])
    assert overtime.realisation == 0.75
    assert price_realisation([work("150", {DAY: 180})], MARCH) == 1.0
    assert tally([spent("pro_seance", 3)], [sold(3)]).realisation == 1.0
    assert price_realisation([work("120", {DAY: 180})], MARCH) == 0.8


def test_case_08_a_paid_cancellation_is_revenue_without_sold_hours():
    fee = Turnover(Decimal(150), Decimal(50), Fraction(100), Fraction(100), Fraction(100), 2 * HOUR)
    told = cascade(fee, NO_COSTS, worked_seconds=10 * HOUR, sold_seconds=2 * HOUR)
    assert told.price_realisation == 1
    assert {step.name: step.amount for step in told.to_gross}["other_revenue"] == 5
    assert tally([spent("log_trajet", 0.5)], []).sold == 0


def test_case_09_nobody_there_and_nothing_paid_is_worked_only():
    lost = tally([spent("log_trajet", 0.5), spent("pro_depassement", 0.25)], [])
    assert (lost.worked, lost.sold) == (0.75 * HOUR, 0)


def test_case_10_lunch_on_site_is_a_break():
    day = tally([spent("pro_seance", 6), spent("pro_seance", 0.5, nature="break")], [sold(6)])
    assert (day.worked, day.realisation) == (6 * HOUR, 1.0)


def test_case_11_two_organisers_sell_twice_and_may_go_above_one():
    assert tally([spent("pro_seance", 4)], [sold(8)]).billed_share == 2.0


def test_case_12_a_workshop_sells_its_duration_whoever_comes():
    week = tally([spent("pro_atelier", 2), spent("cre_atelier", 6)], [sold(2)])
    assert week.billed_share == 0.25


def test_case_13_a_digital_product_is_revenue_without_hours():
    sales = Turnover(Decimal(190), Decimal(90), Fraction(100), Fraction(100), Fraction(100), 7200)
    told = cascade(sales, NO_COSTS, worked_seconds=10 * HOUR, sold_seconds=2 * HOUR)
    assert told.gross == 19
    assert told.list_price * told.price_realisation * told.billed_share == 10
    assert {step.name: step.amount for step in told.to_gross}["other_revenue"] == 9


def test_case_14_messages_of_a_day_count_five_minutes_together():
    assert micro_supplement([60, 90]) == 150
    assert micro_supplement([60, 300]) == 240
    assert micro_supplement([400]) == 0


def test_case_15_training_and_volunteering_are_worked_a_workshop_given_is_sold():
    week = tally(
        [spent("ges_admin", 7), spent("pil_reseau", 1), spent("pro_atelier", 2)], [sold(2)]
    )
    assert (week.worked, week.billed_share) == (10 * HOUR, 0.2)


def test_case_16_only_noted_business_hours_are_worked():
    assert tally([spent("pro_seance", 4)], [sold(4)]).worked == 4 * HOUR


def test_case_17_weeks_off_leave_the_mean_and_ratios_use_totals():
    assert weekly_mean([40 * HOUR, 0, 20 * HOUR]) == 30 * HOUR
    good, poor = ([spent("pro_seance", 1)], [sold(1)]), ([spent("ges_admin", 9)], [])
    both = tally([*good[0], *poor[0]], [*good[1], *poor[1]])
    assert both.billed_share == 0.1  # and not the mean of 100 % and 0 %


def test_case_18_missing_days_make_a_range_and_late_notes_are_flagged():
    noted = [NotedTime(D(2026, 3, 2), D(2026, 3, 2), 8 * HOUR)]
    noted += [NotedTime(D(2026, 3, 3), D(2026, 3, 9), 8 * HOUR)]
    week = coverage([D(2026, 3, n) for n in (2, 3, 4, 5)], noted, today=DAY)
    assert week.share_interval(4 * HOUR, 16 * HOUR) == (0.125, 0.25)
    assert week.reconstructed_share == 0.5


def test_case_19_midnight_in_paris_splits_a_night():
    paris = ZoneInfo("Europe/Paris")
    begun = dt.datetime(2026, 3, 12, 22, 0, tzinfo=paris)
    parts = list(split_at_midnight(begun, begun + dt.timedelta(hours=5), paris))
    assert [part[0] for part in parts] == [D(2026, 3, 12), D(2026, 3, 13)]


def test_case_20_amounts_are_ex_vat():
    assert served_revenue(work("100", {DAY: 120}), MARCH) == 100


def test_case_21_small_numbers_have_an_interval_and_no_rank_below_eight():
    low, high = jeffreys(1, 3)
    assert low < 1 / 3 < high
    assert ENOUGH_TO_RANK == 8
    assert not justness([(1.0, 1.0)] * 7).rankable
    assert justness([(1.0, 1.0)] * 8).rankable
    assert not cost_per_win(Channel(20, 7, 10, 1), hour_value=10).rankable
    assert cost_per_win(Channel(20, 8, 10, 1), hour_value=10).rankable


def test_case_22_the_same_hours_give_several_shares_by_what_is_counted():
    rows = [spent("pro_seance", 3), spent("log_trajet", 1, nature="billed"), spent("ges_admin", 6)]
    week = tally(rows, [sold(3)])
    assert (week.billed_share, week.billed_share_plus) == (0.3, 0.4)
    assert week.realisation == 1.0
