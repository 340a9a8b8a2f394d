"""Every page in French, where words are longer and commas decimal: it fits, it can be read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from casquettes.engine.hats import Hat
from casquettes.kernel.models import Business, User
from casquettes.timesheet.actions import clock
from casquettes.timesheet.models import TimeEntry
from tests.browser import axe

pytestmark = pytest.mark.browser

PAGES = [
    "/",
    "/week/",
    "/time/",
    "/time/new/",
    "/measures/",
    "/absences/",
    "/import/time/",
    "/palette/",
    "/hats/production/",
    "/activities/",
    "/settings/",
    "/settings/copy/",
    "/welcome/name/",
    "/welcome/week/",
    "/welcome/hat/",
]
LONG = "Syndicat intercommunal d’assainissement de l’agglomération-de-Saint-Pierre-des-Corps"


@pytest.fixture
def a_month(anne: User, business: Business, now: dt.datetime) -> None:
    """Four weeks of hers, one client with a very long name, and a hat on."""
    anne.language = "fr"
    anne.save()
    for back in range(28):
        day = now.date() - dt.timedelta(days=back)
        if day.weekday() < 5:
            noted = {"on": day, "noted_on": day, "source": "typed", "business": business}
            TimeEntry.objects.create(
                **noted, seconds=9000, hat="production", nature="billed", sold_seconds=9000,
                label=LONG,
            )  # fmt: skip
            TimeEntry.objects.create(**noted, seconds=14400, hat="manager", nature="unbilled")
    clock.wear(business, anne, Hat.PRODUCTION, at=now - dt.timedelta(hours=2), label=LONG)


@pytest.mark.parametrize(("width", "scheme"), [(1360, "light"), (390, "dark"), (320, "light")])
def test_every_page_fits_and_can_be_read(
    open_page: Callable[..., Any], anne: User, a_month: None, width: int, scheme: str
) -> None:
    anne.language = "fr"
    anne.save()
    page = open_page("/", {"width": width, "height": 900}, scheme)
    home = page.url
    faults = []
    for path in PAGES:
        page.goto(home.rstrip("/") + path)
        assert page.get_attribute("html", "lang") == "fr"
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            faults.append(f"{path} is wider than {width} px")
        faults += [f"{path} {fault}" for fault in axe.violations(page)]
    assert faults == []


def test_the_first_run_passes_with_a_decimal_comma(
    open_page: Callable[..., Any], anne: User, business: Business
) -> None:
    anne.language = "fr"
    anne.save()
    Business.objects.filter(pk=business.pk).update(onboarded_at=None, week_cap_hours="37.5")
    page = open_page("/")
    page.fill("#id_person_name", "Léa")
    page.click("button.go")
    page.wait_for_url("**/welcome/week/")
    assert page.input_value("#id_week_cap_hours") == "37,5"
    page.click("button.go")
    page.wait_for_url("**/welcome/hat/")
    page.click("button.go")
    page.wait_for_url("**/hats/production/")
