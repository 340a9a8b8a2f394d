"""The week in a real browser: dragged, moved by keyboard, tapped on a phone, and accessible."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from casquettes.kernel.models import Business
from casquettes.timesheet.models import Absence, TimeEntry
from tests.browser import axe

sync_api = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser

PARIS = ZoneInfo("Europe/Paris")
MONDAY = dt.date(2026, 3, 9)
WIDE, PHONE = {"width": 1360, "height": 1000}, {"width": 390, "height": 844}


def entry(business: Business, on: dt.date, hour: int, **facts: Any) -> TimeEntry:
    starts_at = dt.datetime(on.year, on.month, on.day, hour, tzinfo=PARIS).astimezone(dt.UTC)
    given = {"seconds": 3600, "nature": "unbilled", "hat": "sales", "source": "typed"}
    return TimeEntry.objects.create(
        business=business, on=on, starts_at=starts_at, noted_on=on, **given | facts
    )


def place(entry: TimeEntry) -> tuple[int, str, int]:
    """The day, the start her clock shows, and the minutes."""
    entry.refresh_from_db()
    assert entry.starts_at is not None
    return entry.on.day, entry.starts_at.astimezone(PARIS).strftime("%H:%M"), entry.seconds // 60


def middle(page: Any, selector: str) -> tuple[float, float]:
    box = page.locator(selector).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page: Any, start: tuple[float, float], by: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0] + by[0] / 2, start[1] + by[1] / 2)
    page.mouse.move(start[0] + by[0], start[1] + by[1])
    page.mouse.up()
    page.locator(".toast").wait_for()


def quarter(page: Any) -> float:
    hours = page.locator(".week .hours").bounding_box()
    return float(hours["height"]) / (13 * 4)


def test_a_block_is_dragged_to_another_day_and_hour_and_taken_back(
    open_page: Callable[..., Any], business: Business
) -> None:
    moved = entry(business, MONDAY, 9, label="Post")
    page = open_page("/week/")
    block = f"#e{moved.pk}"
    page.locator(block).scroll_into_view_if_needed()
    column = page.locator(".week .day").first.bounding_box()["width"]
    drag(page, middle(page, block), (column, 6 * quarter(page)))
    assert place(moved) == (10, "10:30", 60)
    assert "10:30" in page.locator(".toast .words").inner_text()
    assert page.evaluate("document.activeElement.id") == f"e{moved.pk}"
    page.locator(".toast .undo").click()
    page.locator(".toast", has_text="as before").wait_for()
    assert place(moved) == (9, "09:00", 60)


def test_the_lower_edge_changes_the_length(
    open_page: Callable[..., Any], business: Business
) -> None:
    longer = entry(business, MONDAY, 9)
    page = open_page("/week/")
    page.locator(f"#e{longer.pk}").scroll_into_view_if_needed()
    box = page.locator(f"#e{longer.pk}").bounding_box()
    edge = (box["x"] + 40, box["y"] + box["height"] - 3)
    drag(page, edge, (0, 3 * quarter(page)))
    assert place(longer) == (9, "09:00", 105)


def test_a_click_opens_the_entry(open_page: Callable[..., Any], business: Business) -> None:
    clicked = entry(business, MONDAY, 9, label="Post")
    page = open_page("/week/")
    page.locator(f"#e{clicked.pk}").click()
    page.wait_for_url(f"**/time/{clicked.pk}/")
    assert page.locator("h1").inner_text() == "Post"


def test_by_keyboard_a_block_is_lifted_moved_lengthened_and_dropped(
    open_page: Callable[..., Any], business: Business
) -> None:
    moved = entry(business, MONDAY, 9, label="Post")
    page = open_page("/week/")
    page.locator(f"#e{moved.pk}").focus()
    for key in ("Space", "ArrowRight", "ArrowDown", "ArrowDown", "Shift+ArrowDown"):
        page.keyboard.press(key)
    page.locator("#announcer", has_text="09:30 to 10:45").wait_for(state="attached")
    assert place(moved) == (9, "09:00", 60)
    page.keyboard.press("Space")
    page.locator(".toast").wait_for()
    assert place(moved) == (10, "09:30", 75)


def test_escape_puts_a_lifted_block_back(open_page: Callable[..., Any], business: Business) -> None:
    kept = entry(business, MONDAY, 9)
    page = open_page("/week/")
    before = page.locator(f"#e{kept.pk}").bounding_box()
    page.locator(f"#e{kept.pk}").focus()
    for key in ("Space", "ArrowDown", "ArrowRight", "Escape"):
        page.keyboard.press(key)
    assert page.locator(f"#e{kept.pk}").bounding_box() == before
    assert page.evaluate("document.activeElement.id") == f"e{kept.pk}"
    assert place(kept) == (9, "09:00", 60)


def test_enter_opens_a_block_that_is_not_lifted(
    open_page: Callable[..., Any], business: Business
) -> None:
    opened = entry(business, MONDAY, 9)
    page = open_page("/week/")
    page.locator(f"#e{opened.pk}").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/time/{opened.pk}/")


def test_a_move_into_the_future_is_refused_in_words_and_the_block_goes_back(
    open_page: Callable[..., Any], business: Business
) -> None:
    kept = entry(business, dt.date(2026, 3, 12), 9)
    page = open_page("/week/")
    page.locator(f"#e{kept.pk}").focus()
    for key in ("Space", "ArrowRight", "Space"):
        page.keyboard.press(key)
    page.locator(".toast.bad", has_text="has not come yet").wait_for()
    assert place(kept) == (12, "09:00", 60)
    assert page.locator(f"#e{kept.pk}").get_attribute("data-day") == "2026-03-12"


def test_on_a_phone_a_day_is_a_list_whose_rows_open(
    open_page: Callable[..., Any], business: Business
) -> None:
    tapped = entry(business, MONDAY, 9, label="Post")
    page = open_page("/week/", PHONE)
    assert not page.locator(".week").is_visible()
    with page.expect_navigation():
        page.get_by_role("navigation", name="Days of the week").get_by_text("9").first.click()
    page.get_by_role("link", name="Post").click()
    page.wait_for_url(f"**/time/{tapped.pk}/")
    page.get_by_label("End").fill("10:30")
    page.get_by_role("button", name="Save").click()
    page.locator(".toast").wait_for()
    assert place(tapped) == (9, "09:00", 90)


def test_a_gap_gets_its_hat_in_two_taps(open_page: Callable[..., Any], business: Business) -> None:
    entry(business, MONDAY, 9)
    entry(business, MONDAY, 11)
    page = open_page("/week/", PHONE)
    page.locator(".give summary").first.click()
    page.locator(".give[open]").get_by_role("button").nth(3).click()
    page.locator(".toast").wait_for()
    assert TimeEntry.objects.get(hat="creation").seconds == 3600


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_pages_of_time_are_accessible(
    open_each: Callable[..., Any], business: Business, size: dict[str, int], scheme: str
) -> None:
    entry(business, MONDAY, 9, label="Post", nature="billed", sold_seconds=3600)
    entry(business, MONDAY, 9, hat="")
    entry(business, MONDAY, 11, nature="break", hat="")
    one = entry(business, MONDAY, 14, seconds=900)
    TimeEntry.objects.create(
        business=business, on=MONDAY, seconds=900, hat="pilot", nature="unbilled", noted_on=MONDAY
    )
    away = Absence.objects.create(business=business, kind="leave", first_on=MONDAY, last_on=MONDAY)
    pages = (
        "/week/2026-W11/",
        "/week/2026-W12/copy/",
        "/time/",
        f"/time/{one.pk}/",
        "/time/new/",
        "/absences/",
        f"/absences/{away.pk}/",
    )
    for address, page in open_each(pages, size, scheme):
        assert axe.violations(page) == [], address


def test_nothing_is_wider_than_the_window(
    open_each: Callable[..., Any], business: Business
) -> None:
    entry(business, MONDAY, 9, label="Un très long nom de mission, interminable " * 3)
    entry(business, MONDAY, 11, label="مرحبا بالعالم" * 8)
    pages = ("/week/", "/week/?day=2026-03-09", "/time/", "/time/new/", "/absences/")
    for address, page in open_each(pages, {"width": 320, "height": 900}):
        for width in (320, 360, 390, 600, 768, 961, 1024, 1360, 1920):
            page.set_viewport_size({"width": width, "height": 900})
            wider = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert wider == 0, f"{address} at {width} px"
        page.set_viewport_size({"width": 320, "height": 900})


def test_short_times_one_after_the_other_are_still_found_by_a_finger(
    open_page: Callable[..., Any], business: Business
) -> None:
    for rank, minutes in enumerate((5, 10, 15, 15, 20, 12, 15, 60)):
        made = entry(business, MONDAY, 9, seconds=minutes * 60, label=f"Client {rank}")
        assert made.starts_at is not None
        made.starts_at += dt.timedelta(minutes=15 * rank)
        made.save()
    entry(business, MONDAY, 23, seconds=600)
    page = open_page("/week/?day=2026-03-09", WIDE)
    sizes = page.eval_on_selector_all(
        ".week .day .ev", "all => all.map(e => [e.offsetWidth, e.offsetHeight])"
    )
    assert len(sizes) == 9
    assert min(width for width, _height in sizes) >= 24
    assert min(height for _width, height in sizes) >= 24
    assert axe.violations(page) == []
