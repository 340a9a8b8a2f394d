"""Missions, sessions and trips: accessible, within the screen, done by one thumb."""

from __future__ import annotations

from decimal import Decimal

import pytest

from casquettes.logistics.models import Trip
from casquettes.production.models import WorkSession
from tests.browser.axe import violations
from tests.production.works import TODAY, client_named, done_session, mission_of, session_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}
TOO_WIDE = "document.documentElement.scrollWidth > innerWidth"


@pytest.fixture
def mission(business):
    mission = mission_of(client_named(business), travel_paid=True)
    done = done_session(mission, days=-7)
    WorkSession.objects.filter(pk=done.pk).update(kept_litres=500, given_litres=200)
    Trip.objects.create(
        business=business, mission=mission, on=TODAY, km=Decimal("12.5"), minutes=35
    )
    return mission


def test_done_in_one_tap_and_taken_back(open_page, mission):
    session = session_of(mission)
    page = open_page(f"/production/missions/{mission.pk}/", PHONE)
    with page.expect_navigation():
        page.get_by_role("button", name="as planned").click()
    session.refresh_from_db()
    assert session.done_on == TODAY
    with page.expect_navigation():
        page.get_by_role("button", name="Undo").click()
    session.refresh_from_db()
    assert session.done_on is None


def test_a_mission_fills_in_the_way_there(open_page, business, mission):
    page = open_page("/logistics/trips/", PHONE)
    page.get_by_label("For", exact=True).select_option(label="Cuisine, Claire Moreau")
    assert page.get_by_label("km", exact=True).input_value() == "12.5"
    with page.expect_navigation():
        page.get_by_role("button", name="Note", exact=True).click()
    assert Trip.objects.of(business).filter(km=Decimal("12.5"), minutes=35).count() == 2


@pytest.mark.parametrize(("width", "scheme"), [(1360, "light"), (320, "dark")])
def test_pages_are_accessible_and_fit(open_page, mission, width, scheme):
    session = session_of(mission)
    size = {"width": width, "height": 900}
    page = open_page("/production/missions/", size, scheme)
    faults = []
    for path in (
        "/production/missions/",
        f"/production/missions/{mission.pk}/",
        f"/production/sessions/{session.pk}/",
        f"/production/sessions/{session.pk}/done/",
        "/logistics/trips/",
    ):
        page.goto(page.url.split("/production")[0].split("/logistics")[0] + path)
        faults += [f"{path} {fault}" for fault in violations(page)]
        if page.evaluate(TOO_WIDE):
            faults.append(f"{path} is wider than {width} px")
    assert faults == []
