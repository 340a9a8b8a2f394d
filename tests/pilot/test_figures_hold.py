"""Figures at their edges: few rows, a part of a month, another country, what is over or to come."""

import datetime as dt
from decimal import Decimal

import pytest

from casquettes.creation.models import OfferPrice
from casquettes.engine.periods import Period
from casquettes.logistics.models import Trip
from casquettes.pilot.models import BilanAnswer, Decision
from casquettes.pilot.queries import goals
from casquettes.pilot.queries.bilan.measure_words import value_said
from casquettes.pilot.queries.bilan.registry import KNOWN
from casquettes.pilot.queries.bilan.result import SHOWN
from casquettes.pilot.queries.bilan.years import years_of
from casquettes.pilot.queries.choices.tried import decisions
from casquettes.pilot.queries.goal_measures import measure_of
from casquettes.pilot.queries.goal_readings import Readings
from casquettes.pilot.queries.watched import WATCHED
from casquettes.timesheet.models import Absence
from tests.cast import NOW
from tests.pilot import small_year
from tests.pilot.notes import note
from tests.pilot.small_year import (
    TODAY,
    believe,
    day,
    fact,
    last_bilan,
    lines,
    of,
    plain,
    spend,
    told,
)
from tests.pilot.works import (
    bill,
    client_named,
    draft_for,
    mission_for,
    offer_at,
    pay,
    seal,
    session_on,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def one_sale(business):
    """Three hours at 50 €, on 5 February, of someone who came by Google."""
    client = client_named(business, "Petit", origin="Google")
    mission = mission_for(
        business, client, offer=offer_at(business, "50"), price=50, terms="hourly",
        channel="Google", sold_minutes=180, ended_on=day(2, 6),
    )  # fmt: skip
    session_on(mission, day(2, 5), 3)
    note(business, day(2, 5), "pro_seance", 3, mission=mission, nature="billed")
    invoice = draft_for(mission, "150", served_from=day(2, 5), served_to=day(2, 5))
    bill(invoice, "service", "150")
    pay(seal(invoice, day(2, 6), rank=1), day(2, 10), "150")
    return business


# Words that go with the figure.


def test_one_mission_is_said_as_one(one_sale):
    assert plain(fact(one_sale, "quote_bias").detail) == (
        "on 1 mission that ended, too few to be sure"
    )


def test_one_day_noted_is_said_as_one(one_sale):
    # From 5 February to 11 March, today not over yet: 25 weekdays, of which one is noted.
    assert "fragile: 1 of 25 working days is noted" in plain(
        fact(one_sale, "weekly_hours_series").detail
    )


def test_the_doubt_of_hours_by_month_stands_apart_from_them(business):
    for on in (day(1, 5), day(2, 5)):
        note(business, on, "com_devis", 4)
    assert ", fragile: " in fact(business, "hours_by_month").detail


def test_a_share_known_at_both_ends_has_no_between(business):
    for week in range(8):
        for weekday in range(3):
            note(business, day(1, 12) + dt.timedelta(days=7 * week + weekday), "com_devis", 6)
    found = told(fact(business, "billed_share", period=Period(day(1, 12), day(3, 8))))
    assert found[0] == "0%"
    assert "between" not in found[1]
    assert "fragile" in found[1]


def test_a_signal_without_a_figure_ends_its_sentence_once(business):
    assert not [row.detail for row in fact(business, "alert_candidates").rows if ".," in row.detail]


# A part of a month, a year that is over, days to come.


def test_a_few_days_are_not_a_month(one_sale):
    spend(one_sale, day(2, 10), "Téléphone", "phone", 20)
    week = Period(day(2, 4), day(2, 11))
    facts = of(one_sale, period=week)
    # 150 received, 20 spent, what the law takes of 150.
    net = 130 - float(facts.account.kept.levies)
    income = KNOWN["net_income"](facts)
    assert told(income) == (f"€{net:.0f}", "over less than a month, income tax is not counted")
    assert told(KNOWN["expenses_by_category"](facts)) == ("€20", "over less than a month")


def test_ceilings_of_a_year_that_is_over_are_told_as_over(one_sale):
    found = fact(one_sale, "threshold_gauges", today=dt.date(2027, 3, 1))
    assert told(found) == ("€150", "came in over the year")
    assert {row.detail.rpartition(", ")[2] for row in found.rows} == {"not crossed"}


def test_leave_to_come_is_not_taken_yet(business):
    Absence.objects.create(business=business, kind="leave", first_on=day(3, 9), last_on=day(3, 20))
    whole = Period(day(1, 1), dt.date(2026, 12, 31))
    # Monday 9 to Thursday 12 March, today.
    assert fact(business, "days_off_taken", period=whole).value == "4 days"


# Prices.


def test_the_first_price_of_an_offer_is_no_move(business):
    offer = offer_at(business, "50")
    found = fact(business, "conversion_before_after_price")
    assert "No price moved" in found.missing
    OfferPrice.objects.create(business=business, offer=offer, from_on=day(2, 2), price=Decimal(50))
    assert fact(business, "conversion_before_after_price").missing
    OfferPrice.objects.create(business=business, offer=offer, from_on=day(3, 2), price=Decimal(55))
    assert "2 Mar" in plain(fact(business, "conversion_before_after_price").detail)


def test_where_the_law_takes_all_that_came_in_no_price_pays(one_sale):
    one_sale.country = "BE"
    one_sale.started_on = day(1, 1)
    one_sale.save()
    facts = of(one_sale)
    # The least contribution of a quarter passes the 150 € received.
    assert facts.account.kept.levies > 150
    assert "costs more than it leaves" in KNOWN["required_rate"](facts).missing


# Clients.


def test_a_way_nothing_is_noted_for_has_no_range(one_sale):
    assert lines(fact(one_sale, "cost_per_win")) == [
        ("Google", "€0", "no time or money noted, too few to rank")
    ]


# Money.


def test_what_a_kilometre_is_supposed_to_cost_is_said_in_her_money(business):
    small_year.lived(business)
    business.currency = "CHF"
    business.save()
    assert "a kilometre costs CHF" in fact(business, "net_hourly").detail


def test_an_account_that_ends_in_the_red_has_no_floor(business):
    believe(business, "cash.balance", 100)
    believe(business, "costs.pay_month", 1500)
    for week in range(10):
        note(business, day(1, 5) + dt.timedelta(days=7 * week), "com_devis", 6)
    found = fact(business, "cash_floor")
    assert found.value == ""
    assert "no floor" in found.detail


def test_an_old_balance_is_told_with_its_year(one_sale):
    believed = believe(one_sale, "cash.balance", 900)
    believed.at = NOW - dt.timedelta(days=400)
    believed.save()
    assert "the balance is of Feb. 5, 2025" in fact(one_sale, "runway").detail


def test_no_day_lived_says_nothing_of_how_long_money_lasts(business):
    small_year.lived(business)
    spend(business, day(5, 2), "Salon", "marketing", 90)
    may = Period(day(5, 1), day(5, 31))
    for name in ("runway", "runway_6weeks"):
        found = fact(business, name, period=may)
        assert (found.value, bool(found.missing)) == ("", True), name


def test_cash_lasts_as_many_days_on_every_page(business):
    small_year.lived(business)
    facts = of(business)
    # 1 000 € at 100 + 35 + levies + 500 a month over 71 days.
    out = 135 + float(facts.account.kept.levies) + 500 * (2 + 12 / 31)
    days = 1000 * 71 / out
    assert days % 1 > 0.5  # it would be rounded up
    assert KNOWN["runway"](facts).value == f"{int(days)} days"
    assert plain(measure_of("runway_days").said(days, "EUR")) == f"{int(days)} d"


def test_a_figure_kept_or_aimed_at_is_said_no_finer_than_it_is():
    # 67.96 days do not reach the 68th; 8.25 is no 8.30; a line of 7.5 is no line of 8.
    assert plain(value_said("runway_days", 67.96, currency="EUR")) == "67 days"
    assert plain(value_said("dso_days", 7.6, currency="EUR")) == "8 days"
    assert plain(measure_of("net_hourly").said(8.25, "EUR")) == "€8.2 an hour"
    assert plain(measure_of("net_hourly").said(10.0, "EUR")) == "€10 an hour"
    assert plain(WATCHED["net_hourly"].figure(7.5, "EUR")) == "€7.5 an hour"
    assert plain(SHOWN["week"](34.839, "EUR")) == "34 h 50"


def test_what_a_plan_brings_stands_within_its_own_range(business):
    for week in range(20):
        for weekday in range(4):
            on = TODAY - dt.timedelta(days=140 - 7 * week - weekday)
            note(business, on, "com_devis", 6)
    facts = of(business)
    found = KNOWN["money"](facts)
    low, high = facts.proposal.proof.robust.low, facts.proposal.proof.robust.high
    words = plain(found.detail).split(", ", 1)[1]
    worth = int(words.split(" with ")[0].strip("€").replace(",", ""))
    assert low - 5 <= worth <= high + 5


# Goals.


def test_one_month_of_turnover_is_not_said_to_be_a_year_of_it(one_sale):
    readings = Readings(one_sale, today=TODAY)
    year = goals.usual_period(TODAY)
    assert goals.usually(measure_of("revenue"), year, readings) is None


# Decisions about no activity.


def test_a_new_price_is_among_what_was_decided(business):
    was = last_bilan(business)
    dates = {"decided_on": day(1, 5), "starts_on": day(1, 5), "review_on": day(2, 1)}
    price = Decision.objects.create(
        business=business, bilan=was, choice="other", title="55 € an hour", **dates
    )
    first = Decision.objects.create(
        business=business, bilan=was, choice="other", title="Print the new price", **dates
    )
    BilanAnswer.objects.create(
        business=business, bilan=was, question="q43", value={"decision": first.pk}, saved_at=NOW
    )
    found = fact(business, "past_decisions_with_predicted_vs_actual")
    assert told(found) == ("1", "0 have an effect measured")
    assert lines(found) == [("55 € an hour", "5 Jan", "")]
    ((_result, made),) = years_of(business, today=TODAY).decided
    assert [each.said.tried.decision for each in made] == [price]


def test_a_decision_that_begins_next_month_is_told_as_too_early(business):
    small_year.lived(business)
    decision = Decision.objects.create(
        business=business,
        activity=business.activities.get(key="com_social"),
        choice="reduce",
        title="Moins de réseaux",
        decided_on=TODAY,
        starts_on=day(4, 1),
        review_on=day(7, 1),
        before={"week_hours": 2.0},
    )
    (found,) = decisions(business, today=TODAY)
    assert (found.decision, found.freed_week, found.days) == (decision, None, 0)


def test_a_long_road_makes_a_client_cost_more_than_they_bring(one_sale):
    mission = one_sale.missions.get()
    Trip.objects.create(
        business=one_sale, mission=mission, on=day(2, 5), km=1000, minutes=600, purpose="session"
    )
    facts = of(one_sale)
    rate = float(facts.account.kept.levies) / 150
    left = (150 * (1 - rate) - 350) / 3
    (row,) = lines(KNOWN["clients_by_margin_per_hour"](facts))
    assert row[1] == f"−€{abs(left):.2f}"
    assert "costs more than it leaves" in KNOWN["required_sold_hours"](facts).missing
