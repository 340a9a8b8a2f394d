"""Facts of prices and clients, on a small year added up by hand."""

import pytest

from casquettes.pilot.queries.bilan.registry import KNOWN
from tests.pilot import small_year
from tests.pilot.small_year import fact, lines, of, plain, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


# Prices.


def test_what_an_offer_brings_is_over_the_hours_it_took(business):
    small_year.lived(business)

    found = fact(business, "effective_rate_by_offer")

    # 400 + 180 over 12 h of sessions and 3 h of road.
    assert lines(found) == [("Séance", "€38.67", "15 h worked, 2 missions, too few to rank")]


def test_prices_that_moved_and_who_said_yes_before_and_after(business):
    small_year.lived(business)

    assert lines(fact(business, "price_history")) == [
        ("Séance", "€60.00", "since 2 Feb 2026, €50.00 before, +20%")
    ]
    found = fact(business, "conversion_before_after_price")
    assert [line[:2] for line in lines(found)] == [("before 2 Feb", "100%"), ("since 2 Feb", "0%")]
    assert lines(found)[0][2].startswith("2 of 2, nine times in ten between ")


def test_what_people_ask_for_is_counted_by_offer(business):
    small_year.lived(business)

    assert lines(fact(business, "demand_by_offer")) == [("Séance", "2 signed", "in 3 quotes")]


def test_the_price_and_the_hours_a_life_takes(business):
    small_year.lived(business)
    facts = of(business)
    rate = float(facts.account.kept.levies) / 420
    need = 100 + 500 * (2 + 12 / 31)
    price, road = 600 / 11, 35 / 11
    margin = price * (1 - rate) - road
    hours = need / margin

    assert plain(KNOWN["required_sold_hours"](facts).value) == f"{round(hours)} h"
    asked = (need / 11 + road) / (1 - rate)
    assert KNOWN["required_rate"](facts).value == f"€{asked:.2f} an hour"
    # Five hours on each of ten Wednesdays but one away; 18 h follow or surround 11 h sold.
    check = KNOWN["capacity_check"](facts)
    assert "45 h in your weeks" in plain(check.detail)
    induced = facts.tally.induced_time
    needed = 34.5 + (hours - 11) * (1 + induced)
    assert plain(check.value) == f"{round(needed - 45)} h too many"


# Clients.


def test_what_a_client_leaves_is_after_law_and_road(business):
    small_year.lived(business)
    facts = of(business)
    rate = float(facts.account.kept.levies) / 420

    found = KNOWN["clients_by_margin_per_hour"](facts)

    # Luc: 180 € in 4 h, 40 km; Zoé: 400 € and 20 € of travel in 11 h, 60 km.
    luc, zoe = (180 * (1 - rate) - 14) / 4, (420 * (1 - rate) - 21) / 11
    assert lines(found) == [
        ("Luc Roy", f"€{luc:.2f}", "4 h worked, €180 of work and travel"),
        ("Zoé Petit", f"€{zoe:.2f}", "11 h worked, €420 of work and travel"),
    ]


def test_who_came_back_is_said_with_its_doubt(business):
    small_year.lived(business)

    found = fact(business, "repeat_rate")

    assert found.value == "50%"
    assert plain(found.detail).startswith("1 of 2, nine times in ten between ")


def test_how_clients_came_and_what_it_took(business):
    small_year.lived(business)

    wins = fact(business, "wins_by_channel")
    assert told(wins) == ("2", "signed, of 3 people noted with the way they came")
    assert [line[:2] for line in lines(wins)] == [("Instagram", "1"), ("Bouche-à-oreille", "1")]
    assert plain(fact(business, "hours_by_channel").value) == "6 h"
    costs = fact(business, "cost_per_win")
    # 40 € of advertising, and 6 h at what a freed hour is worth.
    worth = of(business).freed.mean
    prices = {name: value for name, value, _detail in lines(costs)}
    assert prices["Instagram"] == f"€{40 + 6 * worth:.0f}"


def test_from_asking_to_signing_and_how_soon_quotes_leave(business):
    small_year.lived(business)

    funnel = fact(business, "funnel")
    assert told(funnel)[0] == "2 of 3"
    for words in ("calls noted", "visits noted", "quotes sent"):
        assert words in funnel.chart
    # Two days, two days, four days.
    assert told(fact(business, "response_delay")) == (
        "2 days",
        "signed: 2 days, the others: 4 days, 3 first quotes",
    )


def test_quotes_are_held_against_real_hours(business):
    small_year.lived(business)

    for name in ("quote_bias", "quote_dispersion"):
        # Nine hours for ten quoted.
        assert told(fact(business, name)) == (
            "−10%",
            "on 1 mission that ended, too few to be sure",
        )
