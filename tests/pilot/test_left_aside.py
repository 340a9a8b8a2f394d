"""Hats left aside: few of their usual hours, and something of theirs overdue."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casquettes.pilot.models import Decision
from casquettes.pilot.queries.neglect import left_aside
from casquettes.timesheet.models import Absence
from tests.cast import NOW
from tests.finance import dealings
from tests.pilot.notes import note
from tests.pilot.small_year import fact
from tests.pilot.works import client_named, draft_for, mission_for, seal, session_on

TODAY = NOW.date()
DAY = dt.timedelta(days=1)


@pytest.fixture
def worked(business):
    """Sixteen weeks of quotes, an hour a week, and none over the last four."""
    for week in range(4, 20):
        note(business, TODAY - week * 7 * DAY, "com_devis", 1)
    note(business, TODAY, "com_devis", 0.5)
    return business


def overdue_call(business, name="Roche"):
    return client_named(business, name, follow_up_on=TODAY - DAY)


def test_few_hours_and_a_late_call_make_a_hat_left_aside(worked):
    overdue_call(worked)
    (found,) = left_aside(worked, today=TODAY)
    assert (found.hat, found.seconds) == ("sales", 1800)
    # 16 hours over 73 working days, from 30 October to 12 February less All Saints, Armistice,
    # Christmas and the first of January; the four weeks since have 20 of them.
    assert found.usual == round(16 * 3600 * 20 / 73)
    assert [duty.url for duty in found.duties] == ["/contacts/"]


def test_one_without_the_other_is_no_neglect(worked):
    assert left_aside(worked, today=TODAY) == []
    overdue_call(worked)
    note(worked, TODAY, "com_devis", 0.6)
    assert left_aside(worked, today=TODAY) == []


def test_a_call_of_today_is_not_overdue(worked):
    client_named(worked, "Roche", follow_up_on=TODAY)
    assert left_aside(worked, today=TODAY) == []


def test_before_twelve_weeks_nothing_is_usual(business):
    note(business, TODAY - 100 * DAY, "com_devis", 9)
    overdue_call(business)
    assert left_aside(business, today=TODAY) == []
    assert left_aside(business, today=TODAY + 13 * DAY)


def test_each_hat_is_held_to_its_own_duties(business):
    mission = mission_for(business, client_named(business, "Roche"))
    for key in ("ges_facture", "pro_seance", "pil_bilan", "com_devis", "cre_offre"):
        note(business, TODAY - 140 * DAY, key, 20)
    seal(draft_for(mission, "90", due_on=TODAY - 30 * DAY), TODAY - 60 * DAY, rank=1)
    session_on(mission, TODAY - DAY, 0, done_on=None)
    Decision.objects.create(
        business=business, choice="other", title="Un post", decided_on=TODAY - 60 * DAY,
        starts_on=TODAY - 60 * DAY, review_on=TODAY - DAY,
    )  # fmt: skip
    dealings.quote(mission.client, accepted_on=None, follow_up_on=TODAY - DAY)
    found = {
        each.hat: [duty.url for duty in each.duties] for each in left_aside(business, today=TODAY)
    }
    assert found == {
        "manager": ["/finance/reminders/"],
        "production": ["/production/sessions/"],
        "pilot": ["/choices/decisions/"],
        "sales": ["/sales/quotes/"],
    }


def test_two_questions_where_no_hours_are_missing(worked):
    note(worked, TODAY, "com_devis", 5)
    with CaptureQueriesContext(connection) as asked:
        left_aside(worked, today=TODAY)
    assert len(asked) == 2


def test_the_page_of_measures_names_the_hat_and_what_waits(worked, anne, client_of, now):
    anne.language = "en"
    anne.save()
    overdue_call(worked)
    page = client_of(anne).get("/measures/").content.decode()
    assert "Sales, left aside" in page
    assert "one person to come back to" in page
    past = client_of(anne).get("/measures/?month=2026-01").content.decode()
    assert "left aside" not in past


def test_days_away_are_missing_from_no_hat(worked):
    overdue_call(worked)
    assert left_aside(worked, today=TODAY)
    # Away three weeks of the four: half an hour of the hour a week leaves.
    Absence.objects.create(
        business=worked, kind="leave", first_on=TODAY - 25 * DAY, last_on=TODAY - 4 * DAY
    )
    assert left_aside(worked, today=TODAY) == []


def test_after_four_weeks_away_nothing_is_left_aside(worked):
    overdue_call(worked)
    Absence.objects.create(business=worked, kind="leave", first_on=TODAY - 27 * DAY, last_on=TODAY)
    assert left_aside(worked, today=TODAY) == []


def test_the_review_names_the_same_hats(worked):
    assert fact(worked, "neglected_flags").value == "0"
    overdue_call(worked)
    found = fact(worked, "neglected_flags")
    (same,) = left_aside(worked, today=TODAY)
    assert found.value == "1"
    assert [row.hat for row in found.rows] == [same.hat]
    assert found.rows[0].detail.endswith(same.duties[0].text)
