"""Facts of time, hats, the road and what was done, on a small year added up by hand."""

import datetime as dt

import pytest

from casquettes.engine.periods import Period
from casquettes.pilot.models import BilanAnswer, Decision
from casquettes.sales.models import Quote
from tests.cast import NOW
from tests.pilot import small_year
from tests.pilot.notes import note
from tests.pilot.small_year import TODAY, day, fact, last_bilan, lines, plain, told
from tests.pilot.works import client_named

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


# Time. 34 h 30 noted, 11 h sold for 12 h delivered.


def test_the_billed_share_is_sold_over_worked(business):
    small_year.lived(business)

    found = fact(business, "billed_share")

    assert told(found) == ("31.9%", "11 h sold out of 34 h 30 worked")  # 11 / 34.5
    assert found.url == "/measures/?from=2026-01-01&to=2026-03-12"
    assert "<svg" in found.chart


def test_a_share_on_too_few_days_is_not_said_but_what_it_takes_is(business):
    note(business, day(3, 2), "com_social", 3)

    found = fact(business, "billed_share")

    assert found.value == ""
    assert "more working day" in found.missing
    assert found.missing_url == "/week/"


def test_a_share_on_most_days_only_is_said_fragile_with_its_interval(business):
    for number in (2, 3, 4, 5):
        note(business, day(3, number), "pro_seance", 2, sold=1)

    found = fact(business, "billed_share", today=day(3, 7), period=Period(day(3, 1), day(3, 6)))

    # Four days of five: half of the time is sold, or 4/5 of half if the fifth held as much.
    assert told(found) == (
        "50%",
        "4 h sold out of 8 h worked, between 40% and 50%, fragile: 4 of 5 working days are noted",
    )


def test_hours_delivered_that_were_not_sold_are_given_away(business):
    small_year.lived(business)

    assert told(fact(business, "realisation")) == (
        "91.7%",  # 11 / 12
        "11 h sold for 12 h delivered, 1 h given away",
    )


def test_a_mission_that_ran_over_is_told_with_its_hours(business):
    small_year.lived(business)

    for name in ("overruns", "overruns_by_mission"):
        found = fact(business, name)
        assert told(found) == ("1 h", "on 1 mission")
        assert lines(found) == [("Zoé Petit, Le garage", "+ 1 h", "9 h for 8 h sold")]


def test_weeks_are_said_by_their_mean_their_middle_and_those_too_long(business):
    small_year.lived(business)
    # 6, 8.5, 3, 2, 5, 4, 2, none, 2, 2; the last one is not over.
    weekly = fact(business, "weekly_hours_series")
    assert told(weekly) == ("3 h 50", "on average over 9 weeks worked, 5 h aimed at")  # 34.5 / 9
    middle = fact(business, "median_week")
    assert told(middle) == ("3 h 30", "over 8 weeks worked, half are longer, half shorter")
    assert lines(middle)[0] == ("Back office", "2 h", "")
    over = fact(business, "overcap_weeks")
    assert told(over) == ("2 of 9", "beyond 5 h")
    assert lines(over) == [("week of 12 Jan", "8 h 30", ""), ("week of 5 Jan", "6 h", "")]


def test_days_off_count_her_working_days_and_weeks_without_an_hour(business):
    small_year.lived(business)

    # One Wednesday in the week of 23 February.
    assert told(fact(business, "days_off_taken")) == ("1 day", "1 leave, 1 week without an hour")


def test_hours_by_month_name_the_fullest_and_the_emptiest(business):
    small_year.lived(business)

    found = fact(business, "hours_by_month")

    # January 6 + 8.5 + 3 + 2, February 5 + 4 + 2, March 2 + 2.
    assert told(found) == ("34 h 30", "19 h 30 in January 2026, 4 h in March 2026")


# Hats.


def test_hats_are_told_most_worked_first_all_seven(business):
    small_year.lived(business)

    found = fact(business, "hours_by_hat")

    assert found.value.replace("\u202f", " ") == "34 h 30"
    assert lines(found)[:4] == [
        ("Back office", "12 h", "34.8% of your time"),
        ("Production", "12 h", "34.8% of your time"),
        ("Sales", "7 h 30", "21.7% of your time"),
        ("Logistics", "3 h", "8.7% of your time"),
    ]
    assert len(found.rows) == 7
    assert found.rows[1].url == "/time/?from=2026-01-01&to=2026-03-12&hat=production"


def test_hats_are_held_against_the_last_bilan(business):
    small_year.lived(business)
    was = last_bilan(
        business,
        hats=[{"hat": "sales", "hours": 40, "share": 0.4}, {"hat": "production", "share": 0.348}],
        week_hours=5.0,
        measures={"net_hourly": {"value": 4.5}},
    )

    found = fact(business, "delta_vs_last_bilan", previous=was)

    # The largest move first: back office 0 to 12 / 34.5.
    assert lines(found)[0] == ("Back office", "+34.8 points", "from 0% to 34.8% of your time")
    assert ("Sales", "−18.3 points", "from 40% to 21.7% of your time") in lines(found)
    weekly = fact(business, "weekly_hours_series", previous=was)
    assert "5 h at your last bilan" in plain(weekly.detail)
    assert "€4.50 at your last bilan" in fact(business, "net_hourly", previous=was).detail


def test_a_first_bilan_says_there_is_nothing_to_hold_it_against(business):
    assert "first bilan" in fact(business, "delta_vs_last_bilan").missing


def test_her_last_wheel_is_recalled(business):
    was = last_bilan(business)
    BilanAnswer.objects.create(
        business=business,
        bilan=was,
        question="q18",
        value={"hats": {"sales": {"pleasure": 2, "ease": 3, "importance": 5}, "pilot": {}}},
        saved_at=NOW,
    )

    found = fact(business, "previous_wheel", previous=was)

    assert lines(found) == [("Sales", "2 · 3 · 5", "")]


def test_a_hat_is_left_aside_once_something_of_it_waits(business):
    business.working_days = "0010000"
    business.save()
    first = day(3, 11) - dt.timedelta(weeks=16)
    for week in range(17):
        on = first + dt.timedelta(weeks=week)
        note(business, on, "ges_facture", 2)
        if week < 13:
            note(business, on, "com_social", 4)
    period = Period(dt.date(2025, 6, 1), TODAY)

    quiet = fact(business, "neglected_flags", period=period)
    Quote.objects.create(
        business=business,
        client=client_named(business, "Petit"),
        title="Le tri",
        number="D2026-001",
        created_at=NOW,
        issued_on=day(2, 1),
        follow_up_on=day(3, 1),
    )
    found = fact(business, "neglected_flags", period=period)

    assert quiet.value == "0"
    assert found.value == "1"
    assert lines(found) == [
        ("Sales", "0 h in four weeks", "16 h as a rule, one quote to follow up")
    ]


# The road.


def test_the_road_is_told_in_hours_kilometres_cost_and_towns(business):
    small_year.lived(business)

    assert told(fact(business, "travel_hours")) == ("3 h", "8.7% of your time")  # 3 / 34.5
    assert told(fact(business, "km")) == ("100 km", "3 trips, 33 km each")
    assert told(fact(business, "travel_cost")) == (
        "€35",
        "at €0.35 a kilometre, supposed, €20 billed to clients",
    )
    towns = fact(business, "map_zones")
    assert towns.value == "2 towns"
    assert lines(towns) == [
        ("Vannes", "2 h", "60 km, 2 trips"),
        ("Auray", "1 h", "40 km, 1 trip"),
    ]


# What was done.


def test_missions_that_ended_are_counted_with_what_left_the_homes(business):
    small_year.lived(business)

    closed = fact(business, "missions_closed")
    assert told(closed) == ("1", "for 1 client")
    assert lines(closed) == [("Zoé Petit, Le garage", "6 Feb", "")]
    litres = fact(business, "litres_let_go")
    assert told(litres) == ("200 L", "noted at 2 sessions")
    assert lines(litres) == [("given", "120 L", ""), ("recycled", "50 L", ""),
                             ("thrown away", "30 L", "")]  # fmt: skip


def test_quotes_are_lost_for_a_reason_or_without_an_answer(business):
    small_year.lived(business)
    Quote.objects.filter(number="D0205").update(valid_until=day(3, 5))
    Quote.objects.create(
        business=business,
        client=client_named(business, "Bel"),
        number="D9",
        title="Le tri",
        created_at=NOW,
        issued_on=day(2, 1),
        valid_until=day(3, 1),
    )

    found = fact(business, "lost_quotes_by_reason")

    assert told(found) == ("2", "4 sent over these days")
    assert sorted(lines(found)) == [("no answer", "1", ""), ("trop cher", "1", "")]


def test_decisions_are_read_again_with_what_was_expected(business):
    small_year.lived(business)
    Decision.objects.create(
        business=business,
        activity=business.activities.get(key="com_social"),
        choice="reduce",
        title="Moins de réseaux",
        decided_on=day(3, 1),
        starts_on=day(3, 1),
        review_on=day(6, 1),
        expected_week_hours=1.5,
        before={"week_hours": 2.0},
    )

    found = fact(business, "past_decisions_with_predicted_vs_actual")

    assert told(found) == ("1", "0 have an effect measured")
    assert lines(found) == [
        (
            "Moins de réseaux",
            "1 Mar",
            "expected: 1 h 30 a week · Too early to say: a whole month is needed after the start.",
        )
    ]


def test_what_is_promised_is_hours_left_and_sessions_planned(business):
    small_year.lived(business)

    found = fact(business, "open_commitments")

    assert told(found) == ("1 mission", "5 h left to serve, 1 session planned")  # 8 − 3
    assert lines(found) == [("Luc Roy, Le bureau", "5 h", "")]


def test_a_mission_cancelled_is_among_those_that_went_badly(business):
    missions = small_year.lived(business)
    assert fact(business, "difficult_missions").value == "0"

    missions["luc"].cancelled_on = day(3, 1)
    missions["luc"].save()

    assert lines(fact(business, "difficult_missions")) == [("Luc Roy, Le bureau", "cancelled", "")]
