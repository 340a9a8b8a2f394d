"""Facts of money and costs, on a small year added up by hand."""

import datetime as dt
from decimal import Decimal

import pytest

from casquettes.pilot.models import BilanAnswer
from casquettes.pilot.queries.bilan.registry import KNOWN
from tests.cast import NOW
from tests.pilot import small_year
from tests.pilot.small_year import believe, day, fact, last_bilan, lines, of, spend, told
from tests.pilot.works import bill, client_named, draft_for, mission_for, seal, session_on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


# Money. 600 billed, 420 received, 100 spent, 35 of road.


def test_what_was_billed_and_moved_month_by_month(business):
    small_year.lived(business)

    assert told(fact(business, "revenue")) == ("€600", "2 documents")
    assert told(fact(business, "revenue_by_month")) == (
        "€600",
        "€600 in February 2026, €0 in March 2026",
    )
    # January −20, February 420 − 20 − 40, March −20.
    assert told(fact(business, "cash_by_month")) == (
        "€320",
        "€360 in February 2026, −€20 in January 2026, before contributions and your pay",
    )


def test_the_gap_to_the_year_before_is_cut_in_its_causes(business):
    missions = small_year.lived(business)
    before = mission_for(
        business, client_named(business, "Vieux"), offer=missions["zoe"].offer, price=40,
        signed_on=dt.date(2025, 2, 1),
    )  # fmt: skip
    session_on(before, dt.date(2025, 2, 5), 5)
    earlier = draft_for(
        before, "200", served_from=dt.date(2025, 2, 5), served_to=dt.date(2025, 2, 5)
    )
    bill(earlier, "service", "200")
    seal(earlier, dt.date(2025, 2, 6), rank=1)

    found = fact(business, "revenue_bridge_price_volume_mix")

    assert told(found)[0] == "+ €400"
    steps = {name: value for name, value, _detail in lines(found)}
    # 11 h at 580 €, after 5 h at 200 €: six hours at 40, then 12.727 € more on each of 11.
    assert steps["hours sold, more or fewer"] == "+ €240"
    assert steps["price of an hour"] == "+ €140"
    assert steps["everything else"] == "+ €20"
    assert steps["clients served"] == "2, after 1"
    assert "€400 more than a year before" in fact(business, "revenue").detail


def test_what_is_left_is_receipts_less_all_that_goes(business):
    small_year.lived(business)
    facts = of(business)
    levies = facts.account.kept.levies
    assert Decimal(420) * Decimal("0.1") < levies < Decimal(420) * Decimal("0.3")
    net = float(420 - 100 - 35 - levies)

    hourly = KNOWN["net_hourly"](facts)
    income = KNOWN["net_income"](facts)

    assert hourly.value == f"€{net / 34.5:.2f}"
    # January, February and 12 days of 31.
    assert income.value == f"€{net / (2 + 12 / 31):.0f} a month"
    assert "income tax is not counted" in income.detail


def test_her_own_pay_is_not_guessed(business):
    was = last_bilan(business)
    BilanAnswer.objects.create(
        business=business, bilan=was, question="q10", value={"amount": 900}, saved_at=NOW
    )

    found = fact(business, "owner_pay", previous=was)

    assert found.value == ""
    assert "you wrote €900, from Jan. 1, 2025 to Dec. 31, 2025" in found.missing
    assert "a month" not in found.missing


def test_what_she_wants_to_earn_is_hers_or_supposed(business):
    assert "supposed" in fact(business, "target_pay").detail

    believe(business, "costs.pay_month", 1800)

    found = fact(business, "target_pay")
    assert told(found) == ("€1,800", "a month, as you said in March 2026")


def test_how_long_money_lasts_counts_all_that_goes_out(business):
    small_year.lived(business)
    facts = of(business)
    out = 100 + 35 + float(facts.account.kept.levies) + 500 * (2 + 12 / 31)

    runway = KNOWN["runway"](facts)
    weeks = KNOWN["runway_6weeks"](facts)

    # 1 January to 12 March: 71 days.
    assert told(runway) == (
        f"{int(1000 * 71 / out)} days",
        "with €1,000 on the account, your pay included",
    )
    assert weeks.value == f"€{round(1000 - out / 71 * 42, -1):.0f}"


def test_without_a_balance_how_long_money_lasts_is_not_made_up(business):
    spend(business, day(2, 3), "Publicité", "marketing", 90)

    for name in ("runway", "runway_p5", "runway_6weeks", "cash_floor"):
        found = fact(business, name)
        assert found.value == "", name
        assert found.missing, name


def test_expenses_are_told_by_category_and_what_comes_back(business):
    small_year.lived(business)

    spent = fact(business, "expenses_by_category")
    assert spent.value == "€100"
    assert lines(spent) == [
        ("Telephone and internet", "€60", "Téléphone"),
        ("Advertising", "€40", "Publicité Instagram"),
    ]
    again = fact(business, "subscriptions_unused")
    assert told(again) == ("€60", "paid over these days, all months together")
    assert lines(again) == [("Téléphone", "€60", "")]
    assert "you alone can tell" in again.missing


def test_ceilings_are_told_with_what_came_in(business):
    small_year.lived(business)

    found = fact(business, "threshold_gauges")

    assert found.value == "€420"
    assert lines(found)[0] == (
        "VAT franchise",
        "1.1%",  # 420 / 37 500
        "of €37,500, not this year, at this pace",
    )
