"""Cost per client and justness of quotes, with the doubt of few cases."""

import math

import pytest

from casquettes.engine.channels import kind_of_channel, kind_of_expense, kinds
from casquettes.engine.proportions import jeffreys
from casquettes.engine.starting import activities
from casquettes.engine.winning import Channel, cost_per_win, justness


def test_a_client_costs_money_and_hours_over_wins():
    told = cost_per_win(Channel(leads=20, wins=10, euros=100, hours=20), hour_value=15)
    low, high = jeffreys(10, 20)
    assert (told.spent, told.value, told.conversion) == (400, 40, 0.5)
    assert told.interval == (400 / (20 * high), 400 / (20 * low))
    assert told.interval[0] < 40 < told.interval[1]
    assert told.rankable


def test_without_a_client_the_cost_has_no_upper_end():
    told = cost_per_win(Channel(leads=12, wins=0, euros=0, hours=83), hour_value=10)
    assert told.value is None
    assert told.interval[0] > 0
    assert told.interval[1] is None
    assert not told.rankable


def test_a_way_nobody_came_by_says_only_what_was_spent():
    told = cost_per_win(Channel(0, 0, 30, 0), hour_value=10)
    assert (told.spent, told.value, told.interval, told.conversion) == (30, None, None, None)


def test_wins_of_earlier_requests_count_as_requests():
    assert cost_per_win(Channel(1, 2, 0, 0), hour_value=10).conversion == 1.0


def test_quotes_that_are_always_a_tenth_short():
    told = justness([(11.0, 10.0)] * 8)
    assert told.bias_points == pytest.approx(10)
    assert told.p90_points == pytest.approx(10)
    assert told.rankable


def test_half_and_double_cancel_out():
    told = justness([(5.0, 10.0), (20.0, 10.0)])
    assert told.bias == pytest.approx(0)
    assert told.p90 == pytest.approx(math.exp(math.log(0.5) + 0.9 * math.log(4)) - 1)
    assert not told.rankable


def test_missions_without_hours_compare_nothing():
    assert justness([(0.0, 10.0), (4.0, 0.0)]) is None
    assert justness([]) is None


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Bouche-à-oreille", "word_of_mouth"),
        ("Annuaire de la fédération", "directory"),
        ("GOOGLE", "search"),
        ("Instagram", "social"),
        ("Le boulanger", ""),
    ],
)
def test_a_channel_is_known_by_her_words(name, kind):
    assert kind_of_channel(name) == kind


def test_expenses_pay_for_a_channel_by_their_label():
    assert kind_of_expense("Assistante indépendante : réseaux sociaux 5 h") == "social"
    assert kind_of_expense("Téléphone") == ""


def test_the_activities_of_channels_are_starting_ones():
    known = {activity.key for activity in activities()}
    assert {key for kind in kinds() for key in kind.activities} <= known
