"""What the measure reads from her time, entry by entry."""

import datetime as dt
import random
from collections import defaultdict

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casquettes.engine.hats import Hat
from casquettes.engine.periods import Period, month_of, weeks_to
from casquettes.engine.reliability import Verdict
from casquettes.engine.share import NOTHING
from casquettes.kernel.models import Activity
from casquettes.pilot import queries
from casquettes.timesheet.models import Absence, TimeEntry
from tests.pilot.notes import note

D = dt.date
HOUR = 3600
TODAY = D(2026, 3, 12)  # a Thursday
MARCH = Period(D(2026, 3, 1), TODAY)


@pytest.fixture
def first_days(business):
    """Monday 2 to Wednesday 11 March 2026: eight working days, six of them noted."""
    note(business, D(2026, 3, 2), "pro_seance", 4, sold=3.5, label="Dupont")
    note(business, D(2026, 3, 2), "log_trajet", 1, nature="billed", label="Dupont")
    note(business, D(2026, 3, 3), "com_devis", 2)
    note(business, D(2026, 3, 4), "pro_prep", 1, label="Dupont")
    note(business, D(2026, 3, 5), "pro_seance", 3, sold=3.5, label="Martin")
    note(business, D(2026, 3, 5), "pro_depassement", 0.5, label="Martin")
    note(business, D(2026, 3, 5), "pro_seance", 0.5, nature="break")
    note(business, D(2026, 3, 10), "pil_revue", 1.5, noted_on=D(2026, 3, 13))
    note(business, D(2026, 3, 11), None, 1)
    return business


def test_the_measures_of_a_fortnight(first_days):
    measured = queries.measures(first_days, MARCH, today=TODAY)
    assert measured.tally.worked == 14 * HOUR
    assert measured.tally.sold == 7 * HOUR
    assert measured.tally.delivered == 7.5 * HOUR
    assert measured.billed_share == 0.5
    assert measured.tally.billed_share_plus == 8 / 14
    assert measured.tally.client_share == 9.5 / 14
    assert measured.tally.induced_time == 4 / 7
    assert measured.noted == Period(D(2026, 3, 2), D(2026, 3, 11))


def test_days_without_time_make_it_fragile(first_days):
    measured = queries.measures(first_days, MARCH, today=TODAY)
    assert (measured.coverage.covered_days, measured.coverage.expected_days) == (6, 8)
    assert measured.coverage.verdict is Verdict.FRAGILE
    assert measured.interval == (0.375, 0.5)
    assert measured.coverage.reconstructed_share == 1.5 / 14


def test_a_day_of_leave_is_not_expected(first_days):
    for first, removed in ((6, None), (9, dt.datetime(2026, 3, 9, tzinfo=dt.UTC))):
        Absence.objects.create(
            business=first_days,
            kind="leave",
            first_on=D(2026, 3, first),
            last_on=D(2026, 3, first),
            removed_at=removed,
        )
    measured = queries.measures(first_days, MARCH, today=TODAY)
    assert (measured.coverage.covered_days, measured.coverage.expected_days) == (6, 7)


def test_half_of_the_days_missing_shows_no_share(business):
    note(business, D(2026, 3, 2), "pro_seance", 4, sold=4)
    measured = queries.measures(business, MARCH, today=TODAY)
    assert measured.coverage.verdict is Verdict.TOO_LITTLE
    assert measured.billed_share is None
    assert measured.figures["billed_share"].why == "too_little"
    assert measured.figures["worked_hours"].value == 4.0


def test_the_seven_hats_are_always_there_and_time_without_a_hat_last(first_days):
    by_hat = queries.measures(first_days, MARCH, today=TODAY).by_hat
    assert [part.key for part in by_hat][:4] == ["production", "sales", "pilot", "logistics"]
    assert {part.key for part in by_hat} == {*Hat, ""}
    assert by_hat[-1].key == ""
    assert by_hat[0].tally.worked == 8.5 * HOUR
    assert by_hat[0].tally.sold == 7 * HOUR
    assert by_hat[0].time_share == 8.5 / 14


def test_each_activity_under_its_hat_most_time_first(first_days):
    rows = queries.measures(first_days, MARCH, today=TODAY).by_activity
    assert [(row.key, row.hat, row.tally.worked / HOUR) for row in rows] == [
        ("pro_seance", "production", 7.0),
        ("com_devis", "sales", 2.0),
        ("pil_revue", "pilot", 1.5),
        ("", "", 1.0),
        ("log_trajet", "logistics", 1.0),
        ("pro_prep", "production", 1.0),
        ("pro_depassement", "production", 0.5),
    ]


def test_months_follow_one_another_empty_ones_included(first_days):
    note(first_days, D(2026, 1, 15), "ges_admin", 2)
    months = queries.measures(
        first_days, Period(D(2025, 4, 1), D(2026, 3, 31)), today=TODAY
    ).by_month
    assert [(month.period.first, month.worked / HOUR) for month in months] == [
        (D(2026, 1, 15), 2.0),
        (D(2026, 2, 1), 0.0),
        (D(2026, 3, 1), 14.0),
    ]
    assert months[-1].period.last == TODAY
    assert months[-1].billed_share == 0.5
    assert months[1].billed_share is None


def test_each_client_has_a_line(first_days):
    lines = queries.by_label(first_days, MARCH)
    assert [(line.key, line.tally.worked / HOUR, line.tally.sold / HOUR) for line in lines] == [
        ("Dupont", 6.0, 3.5),
        ("", 4.5, 0.0),
        ("Martin", 3.5, 3.5),
    ]


def test_removed_entries_count_nowhere(first_days):
    note(first_days, D(2026, 3, 6), "pro_seance", 8, removed_at=dt.datetime.now(dt.UTC))
    measured = queries.measures(first_days, MARCH, today=TODAY)
    assert measured.tally.worked == 14 * HOUR


def test_another_business_measures_its_own_time(first_days, other):
    from casquettes.kernel import tenancy

    with tenancy.entered(business_id=other.pk):
        measured = queries.measures(other, MARCH, today=TODAY)
    assert measured.tally.worked == 0
    assert measured.noted is None
    assert measured.by_month == []


def test_nothing_noted_yet_has_no_share_and_nothing_to_compare(business):
    measured = queries.measures(business, MARCH, today=TODAY)
    assert measured.billed_share is None
    assert measured.before is None
    assert measured.comparable_in_days is None
    assert measured.weekly_mean is None


def test_days_are_expected_from_the_start_of_the_business_before_any_entry(business):
    business.started_on = D(2026, 3, 9)
    measured = queries.measures(business, MARCH, today=TODAY)
    assert (measured.coverage.covered_days, measured.coverage.expected_days) == (0, 3)
    business.started_on = D(2026, 6, 1)
    assert queries.measures(business, MARCH, today=TODAY).coverage.expected_days == 0


def test_the_period_before_is_shown_once_it_was_noted(first_days):
    rolling = weeks_to(TODAY, 4)
    measured = queries.measures(first_days, rolling, today=TODAY)
    assert measured.before is None
    # Noted since 2 March; four weeks before these four weeks began on 16 January.
    assert measured.comparable_in_days == (D(2026, 3, 2) - D(2026, 1, 16)).days
    note(first_days, D(2026, 1, 16), "pro_seance", 2, sold=1)
    before = queries.measures(first_days, rolling, today=TODAY).before
    assert before.period == Period(D(2026, 1, 16), D(2026, 2, 12))
    assert before.worked == 2 * HOUR
    assert before.billed_share is None  # one day noted of twenty


def test_a_weekend_before_the_first_entry_does_not_prevent_comparing(first_days):
    # 1 March 2026 is a Sunday: nothing is expected before Monday the 2nd.
    later = month_of(D(2026, 4, 1))
    measured = queries.measures(first_days, later, today=D(2026, 4, 30))
    assert measured.before.period == month_of(D(2026, 3, 1))


def test_a_period_in_the_past_is_never_promised_a_comparison(first_days):
    measured = queries.measures(first_days, Period(D(2026, 3, 1), D(2026, 3, 9)), today=TODAY)
    assert measured.before is None
    assert measured.comparable_in_days is None


def test_the_headline_agrees_with_the_measures(first_days):
    measured = queries.measures(first_days, MARCH, today=TODAY)
    quick = queries.headline(first_days, MARCH, today=TODAY)
    assert quick.billed_share == measured.billed_share
    assert quick.coverage == measured.coverage
    assert (quick.worked, quick.sold) == (14 * HOUR, 7 * HOUR)


def test_the_quick_comparison_agrees_with_the_measures(first_days):
    april = month_of(D(2026, 4, 1))
    note(first_days, D(2026, 4, 1), "pro_seance", 2, sold=2)
    note(first_days, D(2026, 3, 9), "ges_admin", 1)
    measured = queries.measures(first_days, april, today=D(2026, 4, 1))
    quick = queries.compared(first_days, april, today=D(2026, 4, 1))
    assert (quick.before, quick.billed_share) == (measured.before, 1.0)
    assert quick.before.billed_share is None  # 7 days noted of 22 in March
    assert quick.change is None


def test_weeks_off_are_left_out_of_the_mean_week(first_days):
    # 12.5 h in the week of 2 March less nothing, 2.5 h in that of the 9th; none in February.
    period = Period(D(2026, 2, 1), TODAY)
    assert queries.measures(first_days, period, today=TODAY).weekly_mean == 7 * HOUR


def test_an_activity_of_her_own_is_delivered_under_production(business):
    own = Activity.objects.create(
        business=business, key="own_1", hat="production", name="Jardin", nature="billed"
    )
    moved = {"activity": own, "hat": "production"}
    note(business, D(2026, 3, 2), None, 2, nature="unbilled", **moved)
    note(business, D(2026, 3, 2), None, 1, hat="sales", activity=own)
    note(business, D(2026, 3, 2), None, 3, nature="billed", hat="production")
    note(business, D(2026, 3, 2), None, 4, nature="unbilled", hat="production")
    measured = queries.measures(business, MARCH, today=TODAY)
    assert measured.tally.delivered == (2 + 3) * HOUR


def test_travel_sold_as_time_is_counted_once(business):
    note(business, D(2026, 3, 2), "log_trajet", 2, nature="billed", sold=0.5)
    note(business, D(2026, 3, 2), "log_trajet", 1, nature="billed", sold=3)
    measured = queries.measures(business, MARCH, today=TODAY)
    assert measured.tally.sold == 3.5 * HOUR
    assert measured.tally.paid_around == 1.5 * HOUR


def some_entries(business, chance):
    """Three hundred entries of all sorts over nine weeks."""
    activities = list(Activity.objects.of(business))
    for _ in range(300):
        activity = chance.choice(activities)
        nature = chance.choice(["billed", "unbilled", "break"])
        on = D(2026, 1, 5) + dt.timedelta(days=chance.randrange(66))
        yield TimeEntry(
            business=business,
            on=on,
            noted_on=on + dt.timedelta(days=chance.randrange(5)),
            activity=activity,
            hat=activity.hat,
            nature=nature,
            seconds=chance.randrange(4 * HOUR),
            sold_seconds=0 if nature == "break" else chance.choice([0, 0, 1800, 7200]),
            label=chance.choice(["", "Dupont"]),
            source="typed",
        )


def added_by_hand(rows):
    sums = defaultdict(int)
    for row in rows:
        key = row.activity.key
        paid = row.nature == "billed" and key in ("log_trajet", "com_diag", "log_courses")
        served = row.label and key in ("pro_prep", "pro_cr", "log_trajet", "qua_suivi")
        sums["worked"] += row.seconds
        sums["sold"] += row.sold_seconds
        sums["hat", row.hat] += row.seconds
        sums["month", row.on.month] += row.sold_seconds
        sums["reconstructed"] += row.seconds * ((row.noted_on - row.on).days > 2)
        sums["delivered"] += row.seconds * (
            key in ("pro_seance", "pro_distance", "pro_atelier", "pro_depassement")
        )
        sums["paid_around"] += paid * max(0, row.seconds - row.sold_seconds)
        sums["for_client"] += row.seconds if served else 0
    return sums


def test_figures_agree_with_an_addition_by_hand(business):
    rows = TimeEntry.objects.bulk_create(some_entries(business, random.Random(7)))
    period = Period(D(2026, 1, 10), D(2026, 3, 1))
    sums = added_by_hand([row for row in rows if row.nature != "break" and row.on in period])
    measured = queries.measures(business, period, today=TODAY)
    for name in ("worked", "sold", "delivered", "paid_around", "for_client"):
        assert getattr(measured.tally, name) == sums[name]
    for part in measured.by_hat:
        assert part.tally.worked == sums["hat", part.key]
    for month in measured.by_month:
        assert month.sold == sums["month", month.period.first.month]
    months = queries.by_month(business, period, today=TODAY)
    assert sum((month.tally for month in months), NOTHING) == measured.tally
    assert [(m.worked, m.sold) for m in months] == [(m.tally.worked, m.tally.sold) for m in months]
    assert measured.coverage.reconstructed == sums["reconstructed"]
    assert measured.coverage.worked == sums["worked"]


def test_the_number_of_queries_does_not_grow_with_the_entries(first_days):
    with CaptureQueriesContext(
        connection,
    ) as few:
        queries.measures(first_days, MARCH, today=TODAY)
    for day in range(1, 12):
        for key in ("pro_seance", "com_devis", "ges_admin", "cre_texte"):
            note(first_days, D(2026, 3, day), key, 1, label=f"Client {day}")
    with CaptureQueriesContext(connection) as many:
        queries.measures(first_days, MARCH, today=TODAY)
    assert len(many) == len(few) <= 14
