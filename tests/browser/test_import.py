"""A Clockify file comes in: looked at, its projects given an activity, and the share at home."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from casquettes.kernel.models import Activity, Business
from casquettes.timesheet.models import TimeEntry
from tests.browser import axe

pytestmark = pytest.mark.browser

WIDE, PHONE = {"width": 1360, "height": 1000}, {"width": 390, "height": 844}
COLUMNS = [
    "Project", "Client", "Description", "Task", "User", "Email", "Tags", "Billable", "Start Date",
    "Start Time", "End Date", "End Time", "Duration (h)", "Duration (decimal)",
]  # fmt: skip


@pytest.fixture
def clockify(tmp_path: Path, now: dt.datetime) -> Path:
    """Four weeks of her days: one hour at a client's, three at the desk."""
    file = tmp_path / "Clockify_Time_Report_Detailed.csv"
    with file.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.writer(opened, quoting=csv.QUOTE_ALL)
        writer.writerow(COLUMNS)
        for back in range(1, 28):
            day = now.date() - dt.timedelta(days=back)
            if day.weekday() > 4:
                continue
            on = day.strftime("%m/%d/%Y")
            for project, billable, start, hours in (
                ("Chez les clients", "Yes", 9, 1),
                ("Bureau", "No", 14, 3),
            ):
                hour = [f"{start:02}:00:00 AM", f"{start + hours:02}:00:00 AM"]
                if start > 12:
                    hour = [f"{start - 12:02}:00:00 PM", f"{start - 12 + hours:02}:00:00 PM"]
                times = [on, hour[0], on, hour[1], f"{hours:02}:00:00", f"{hours:.2f}"]
                row = [project, "Dupont", "", "", "Anne", "anne@example.org", "", billable]
                writer.writerow([*row, *times])
    return file


def sound(page: Any) -> None:
    assert axe.violations(page) == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def choose(page: Any, project: str, activity: Activity) -> None:
    """Give a project its activity, by the label she reads."""
    page.get_by_label(project).select_option(str(activity.pk))


def activity(business: Business, key: str) -> Activity:
    return Activity.objects.of(business).get(key=key)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_clockify_file_becomes_a_billed_share(
    open_page: Callable[..., Any], business: Business, clockify: Path, size: dict[str, int]
) -> None:
    page = open_page("/import/time/", size)
    sound(page)
    page.set_input_files("input[type=file]", clockify)
    page.get_by_role("button", name="Look at the file").click()
    page.wait_for_url("**/import/time/*/")
    sound(page)
    assert TimeEntry.objects.of(business).count() == 0
    choose(page, "Chez les clients", activity(business, "pro_seance"))
    choose(page, "Bureau", activity(business, "ges_admin"))
    page.get_by_role("button", name="Bring these").click()
    page.get_by_role("link", name="See what it changes").wait_for()
    sound(page)
    page.get_by_role("link", name="See what it changes").click()
    page.locator(".hero").wait_for()
    assert page.locator(".hero").inner_text().replace("\n", "") == "25%"
    hats = set(TimeEntry.objects.of(business).values_list("hat", flat=True))
    assert hats == {"production", "manager"}


def test_the_second_time_nothing_is_asked_and_nothing_is_added(
    open_page: Callable[..., Any], business: Business, clockify: Path
) -> None:
    page = open_page("/import/time/")
    for _time in range(2):
        page.goto(page.url.split("/import/")[0] + "/import/time/")
        page.set_input_files("input[type=file]", clockify)
        page.get_by_role("button", name="Look at the file").click()
        page.wait_for_url("**/import/time/*/")
        choose(page, "Chez les clients", activity(business, "pro_seance"))
        page.get_by_role("button", name="Bring these").click()
        page.wait_for_load_state()
    assert page.get_by_text("was here already").or_(page.get_by_text("were here already")).count()
    assert TimeEntry.objects.of(business).count() == 38


def test_it_can_be_done_with_the_keyboard_alone(
    open_page: Callable[..., Any], business: Business, clockify: Path
) -> None:
    page = open_page("/import/time/")
    # The system's own file window takes over from here; the file is given as it would.
    page.locator("input[type=file]").focus()
    page.set_input_files("input[type=file]", clockify)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/import/time/*/")
    page.get_by_label("Chez les clients").focus()
    page.keyboard.type("On-site")
    page.get_by_role("button", name="Bring these").focus()
    page.keyboard.press("Enter")
    link = page.get_by_role("link", name="See what it changes")
    link.wait_for()
    link.focus()
    page.keyboard.press("Enter")
    page.locator(".hero").wait_for()
    assert page.locator(".hero").inner_text().replace("\n", "") == "25%"
