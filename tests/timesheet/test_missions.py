"""Time that points to missions: a label that names one is more than text."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from casquettes.engine.hats import Hat
from casquettes.timesheet.actions import clock, entries, selection
from casquettes.timesheet.actions.entries import EntryDraft
from casquettes.timesheet.actions.undo import take_back
from casquettes.timesheet.models import TimeEntry
from casquettes.timesheet.queries.missions import mission_named, names_offered
from casquettes.timesheet.queries.typed import understand
from tests.cast import NOW
from tests.production.works import TODAY, client_named, mission_of


@pytest.fixture
def mission(business):
    return mission_of(client_named(business, "Éloïse Moreau", search_text="eloise moreau"))


def noted(business, anne, label: str, **facts) -> TimeEntry:
    told = {"on": TODAY, "starts_at": None, "seconds": 3600, **facts}
    return entries.note_time(business, anne, EntryDraft(label=label, **told), at=NOW)[0]


@pytest.mark.parametrize("label", ["Cuisine", " cuisine ", "Éloïse Moreau", "eloise moreau"])
def test_a_title_or_the_name_of_the_client_means_the_mission(business, mission, label):
    assert mission_named(business, label, on=TODAY) == mission


def test_free_text_means_none(business, mission):
    assert mission_named(business, "Cuisine de Paul", on=TODAY) is None
    assert mission_named(business, "", on=TODAY) is None


def test_only_a_mission_under_way_that_day_is_meant(business, mission):
    day = dt.timedelta(days=1)
    assert mission_named(business, "Cuisine", on=mission.signed_on - day) is None
    mission.ended_on = TODAY - day
    mission.save()
    assert mission_named(business, "Cuisine", on=TODAY) is None
    assert mission_named(business, "Cuisine", on=TODAY - day) == mission


def test_of_two_missions_of_a_client_the_latest_is_meant_unless_titled(business, mission):
    later = mission_of(mission.client, "Cave", signed_on=TODAY)
    assert mission_named(business, "Éloïse Moreau", on=TODAY) == later
    assert mission_named(business, "Cuisine", on=TODAY) == mission


def test_noted_changed_renamed_and_undone(business, anne, mission):
    entry = noted(business, anne, "Cuisine")
    assert entry.mission == mission
    step = selection.rename(business, [entry.pk], "Paul")
    entry.refresh_from_db()
    assert (entry.label, entry.mission) == ("Paul", None)
    take_back(business, step, at=NOW)
    entry.refresh_from_db()
    assert (entry.label, entry.mission) == ("Cuisine", mission)
    selection.rename(business, [entry.pk], "eloise moreau")
    entry.refresh_from_db()
    assert entry.mission == mission


def test_moving_time_keeps_the_mission_it_was_given(business, anne, mission):
    entry = noted(business, anne, "autre chose")
    TimeEntry.objects.filter(pk=entry.pk).update(mission=mission)
    entry.refresh_from_db()
    entries.move_entry(entry, on=TODAY - dt.timedelta(days=1), starts_at=None, seconds=1800, at=NOW)
    entry.refresh_from_db()
    assert entry.mission == mission


def test_the_clock_knows_its_mission(business, anne, mission):
    clock.wear(business, anne, Hat.PRODUCTION, at=NOW - dt.timedelta(hours=1), label="Cuisine")
    change = clock.stop(business, anne, at=NOW)
    assert [entry.mission for entry in change.written] == [mission]
    clock.take_back(business, anne, ids=[change.written[0].pk], at=NOW)
    worn = clock.describe(business, anne, activity=None, label="Paul", note="")
    assert worn is not None
    assert worn.mission is None


def test_a_typed_line_understands_missions_and_clients_of_open_missions(business, mission):
    understood, _activity = understand(business, "2h Cuisine", at=NOW, language="fr")
    assert understood.label == "Cuisine"
    assert names_offered(business)[:2] == ["Cuisine", "Éloïse Moreau"]


def test_the_form_offers_them_and_keeps_them(business, anne, client_of, now, mission):
    browser = client_of(anne)
    page = browser.get(reverse("timesheet:new_entry")).content.decode()
    assert '<option value="Cuisine">' in page
    told = {"on": "2026-03-12", "duration": "1:00", "label": "Cuisine"}
    browser.post(reverse("timesheet:new_entry"), told)
    entry = TimeEntry.objects.of(business).get()
    assert entry.mission == mission
    browser.post(reverse("timesheet:entry", args=[entry.pk]), {**told, "nature": "unbilled"})
    entry.refresh_from_db()
    assert entry.mission == mission
    found = browser.get(reverse("timesheet:entries") + f"?mission={mission.pk}")
    assert [line.entry for line in found.context["lines"]] == [entry]
