"""The palette finds what she may do, and only what is hers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import translation

from casquettes.desk.finding import find
from casquettes.desk.noting import noting
from casquettes.desk.options import Group, Option
from casquettes.kernel.models import Activity, Business, User
from casquettes.timesheet.models import RunningClock, TimeEntry
from tests.cast import NOW
from tests.pilot.works import client_named, draft_for, mission_for, seal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english() -> object:
    with translation.override("en"):
        yield


def titles(groups: list[Group]) -> dict[str, list[str]]:
    return {group.title: [option.label for option in group.options] for group in groups}


TODAY = NOW.date()


def noted(business: Business, label: str, on: dt.date = TODAY) -> TimeEntry:
    return TimeEntry.objects.create(
        business=business, on=on, seconds=3600, hat="sales", nature="unbilled",
        label=label, source="typed", noted_on=on,
    )  # fmt: skip


def test_without_words_the_seven_hats_come_first_with_their_keys(
    business: Business, anne: User
) -> None:
    first = find(business, anne, "", today=NOW.date())[0]
    assert [(option.hat, option.key) for option in first.options] == [
        ("pilot", "1"), ("manager", "2"), ("sales", "3"), ("creation", "4"),
        ("logistics", "5"), ("production", "6"), ("quality", "7"),
    ]  # fmt: skip


def test_a_digit_finds_its_hat_and_nothing_else(business: Business, anne: User) -> None:
    assert titles(find(business, anne, "3", today=NOW.date())) == {"Wear a hat": ["Sales"]}


def test_what_can_be_done_follows_the_clock(business: Business, anne: User) -> None:
    assert titles(find(business, anne, "", today=NOW.date()))["Now"] == ["Continue the last one"]
    clock = RunningClock.objects.create(business=business, user=anne, hat="sales", started_at=NOW)
    assert titles(find(business, anne, "", today=NOW.date()))["Now"] == [
        "Take a break",
        "Take the hat off",
    ]
    clock.paused_at = NOW
    clock.save()
    assert titles(find(business, anne, "", today=NOW.date()))["Now"] == [
        "Go on",
        "Take the hat off",
    ]


def test_accents_and_capitals_do_not_matter(business: Business, anne: User) -> None:
    noted(business, "Élodie Ménard")
    words = "elodie MENARD"
    found = titles(find(business, anne, words, today=NOW.date()))
    assert found == {"Go to": ["Élodie Ménard"]}


def test_labels_come_latest_first_and_open_their_time(business: Business, anne: User) -> None:
    noted(business, "Dupont, cave", on=dt.date(2026, 1, 5))
    noted(business, "Dupont, garage")
    found = find(business, anne, "dupont", today=NOW.date())[-1].options
    assert [option.label for option in found] == ["Dupont, garage", "Dupont, cave"]
    assert found[0].href == "/time/?label=Dupont%2C+garage"


def test_an_activity_is_started_under_its_hat(business: Business, anne: User) -> None:
    activity = Activity.objects.of(business).get(key="pro_seance")
    group = next(
        g
        for g in find(business, anne, activity.label, today=NOW.date())
        if g.title == "Start an activity"
    )
    assert group.options[0].post == "/hats/production/wear/"
    assert group.options[0].values == {"activity": str(activity.pk)}


def test_a_hidden_activity_is_not_offered(business: Business, anne: User) -> None:
    activity = Activity.objects.of(business).get(key="pro_seance")
    activity.hidden_on = NOW.date()
    activity.save()
    assert "Start an activity" not in titles(find(business, anne, activity.label, today=NOW.date()))


def test_a_line_is_shown_as_it_is_understood(business: Business) -> None:
    line = noting(business, "2h garage Dupont yesterday #production", at=NOW)
    assert line is not None
    said = {fact.term: fact.words for fact in line.facts}
    assert said["Duration"] == "2\u202fh"
    assert said["Day"] == "11\u00a0Mar"
    assert said["Hat"] == "Production"
    assert line.options[0].values == {"line": "2h garage Dupont yesterday #production"}


def test_a_billed_line_can_be_noted_unbilled(business: Business) -> None:
    activity = Activity.objects.of(business).get(key="pro_seance")
    line = noting(business, f"2h {activity.label}", at=NOW)
    assert line is not None
    billed, unbilled = line.options
    assert (billed.enter, unbilled.shift) == (True, True)
    assert unbilled.values["billable"] == "0"


@pytest.mark.parametrize("typed", ["", "dupont", "invoice 2026"])
def test_words_without_a_duration_are_no_time(business: Business, typed: str) -> None:
    line = noting(business, typed, at=NOW)
    assert line is None or not any(option.enter for option in line.options)


def test_the_fragment_is_for_the_script_and_the_page_for_all(
    anne: User, client_of: Callable[[User], Client], now: dt.datetime
) -> None:
    browser = client_of(anne)
    fragment = browser.get("/palette/?q=dup", headers={"X-Palette": "1"}).content.decode()
    page = browser.get("/palette/?q=dup")
    assert "<html" not in fragment
    assert 'role="listbox"' in fragment
    assert "<html" in page.content.decode()
    assert "X-Palette" in page["Vary"]


def test_markup_in_a_label_stays_text(
    anne: User, business: Business, client_of: Callable[[User], Client], now: dt.datetime
) -> None:
    noted(business, '"><img src=x onerror=alert(1)>')
    fragment = client_of(anne).get("/palette/?q=img", headers={"X-Palette": "1"}).content.decode()
    assert "<img" not in fragment
    assert "&lt;img" in fragment


def test_another_business_finds_nothing_of_hers(
    business: Business, bruno: User, client_of: Callable[[User], Client], now: dt.datetime
) -> None:
    noted(business, "Secret client")
    page = client_of(bruno).get("/palette/?q=secret").content.decode()
    assert "Secret client" not in page


def test_values_travel_as_json() -> None:
    assert Option("x", values={"line": 'a "b"'}).values_json == '{"line": "a \\"b\\""}'


def test_people_and_papers_are_found_by_name_and_number(business: Business, anne: User) -> None:
    moreau = client_named(business, "Moreau", search_text="moreau claire")
    mission = mission_for(business, moreau, title="Cuisine Moreau")
    invoice = seal(draft_for(mission, "120"), NOW.date(), rank=7)
    by_name = find(business, anne, "moreau", today=NOW.date())
    group = next(g for g in by_name if g.title == "People and papers")
    assert [(option.label, option.href) for option in group.options] == [
        ("Moreau", f"/contacts/{moreau.pk}/"),
        ("Cuisine Moreau", f"/production/missions/{mission.pk}/"),
        ("F2026-007, Moreau", f"/finance/invoices/{invoice.pk}/"),
    ]
    by_number = find(business, anne, "F2026-007", today=NOW.date())
    assert titles(by_number)["People and papers"] == ["F2026-007, Moreau"]
