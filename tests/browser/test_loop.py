"""The loop a business stands on: first run, wear, switch, stop, week, and the figure at home.

Driven three ways: with a mouse on a wide screen, with a thumb at 390 px, by keyboard alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from casquettes.kernel import http
from casquettes.kernel.models import Business
from casquettes.pilot.actions.beliefs import believe
from casquettes.pilot.queries import kept
from casquettes.timesheet.models import RunningClock, TimeEntry
from tests.browser import axe
from tests.pilot.works import client_named, mission_for, session_on

pytestmark = pytest.mark.browser

WIDE, PHONE = {"width": 1360, "height": 900}, {"width": 390, "height": 844}


@dataclass
class Moment:
    """The moment it is, for the server; it only goes on when told to."""

    now: dt.datetime

    def goes_on(self, **gap: float) -> None:
        self.now += dt.timedelta(**gap)


@pytest.fixture
def moment(now: dt.datetime, monkeypatch: pytest.MonkeyPatch) -> Moment:
    moment = Moment(now)
    monkeypatch.setattr(http, "real_now", lambda: moment.now)
    return moment


@pytest.fixture
def newcomer(business: Business) -> Business:
    """Anne's business before her first run."""
    Business.objects.filter(pk=business.pk).update(onboarded_at=None, name="", person_name="")
    return business


class Pointer:
    """She clicks, or taps."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def _clicks(self, selector: str) -> None:
        with self.page.expect_navigation():
            self.page.click(selector)

    def names_herself(self, name: str) -> None:
        self.page.fill("#id_person_name", name)
        self._clicks("main form .btn.go")

    def accepts_the_week(self) -> None:
        self._clicks("main form .btn.go")

    def takes_the_first_hat(self, hat: str) -> None:
        self.page.check(f"input[name=hat][value={hat}]", force=True)
        self._clicks("main form .btn.go")

    def wears(self, hat: str) -> None:
        self._clicks(f".peg[data-hat={hat}]")

    def takes_it_off(self) -> None:
        self._clicks("main form[action='/clock/stop/'] button")

    def opens(self, page_name: str) -> None:
        self._clicks(f"[data-go={page_name}]")


class Keys(Pointer):
    """She never touches a mouse."""

    def _presses(self, *keys: str) -> None:
        with self.page.expect_navigation():
            for key in keys:
                self.page.keyboard.press(key)

    def _tabs_to(self, selector: str) -> None:
        for _press in range(60):
            if self.page.evaluate(f"document.activeElement.matches({selector!r})"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reaches {selector}")

    def _chooses(self, words: str) -> None:
        self.page.keyboard.press("Control+k")
        self.page.wait_for_selector("#palette [role=option]")
        with self.page.expect_response(lambda reply: "/palette/?q=" in reply.url):
            self.page.keyboard.type(words)
        self.page.wait_for_timeout(100)
        self._presses("Enter")

    def names_herself(self, name: str) -> None:
        self._tabs_to("#id_person_name")
        self.page.keyboard.type(name)
        self._presses("Enter")

    def accepts_the_week(self) -> None:
        self._tabs_to("main form .btn.go")
        self._presses("Enter")

    def takes_the_first_hat(self, hat: str) -> None:
        self._tabs_to("input[name=hat]")
        for _press in range(7):
            if self.page.evaluate("document.activeElement.value") == hat:
                break
            self.page.keyboard.press("ArrowDown")
        self._presses("Enter")

    def wears(self, hat: str) -> None:
        self.page.keyboard.press("Control+k")
        self.page.wait_for_selector("#palette [data-key='3']")
        self._presses({"sales": "3", "production": "6"}[hat])

    def takes_it_off(self) -> None:
        self._chooses("take the hat off")

    def opens(self, page_name: str) -> None:
        self._presses("g", {"today": "a", "week": "s"}[page_name])


WAYS = {"mouse": (Pointer, WIDE), "thumb": (Pointer, PHONE), "keyboard": (Keys, WIDE)}


@pytest.mark.parametrize("way", WAYS)
def test_from_the_first_run_to_the_billed_share(
    way: str, open_page: Callable[..., Any], newcomer: Business, moment: Moment
) -> None:
    driver, size = WAYS[way]
    page = open_page("/", size)
    she = driver(page)

    def is_well() -> None:
        assert axe.violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    assert page.url.endswith("/welcome/name/")
    is_well()
    she.names_herself("Anne Martin")
    is_well()
    she.accepts_the_week()
    is_well()
    she.takes_the_first_hat("production")
    is_well()
    assert RunningClock.objects.get(business=newcomer).hat == "production"
    assert page.get_attribute("#worn", "data-worn") == "production"

    moment.goes_on(minutes=90)
    she.wears("sales")
    assert page.get_attribute("#worn", "data-worn") == "sales"
    assert "1\u202fh\u202f30" in page.inner_text(".toast .words")

    moment.goes_on(minutes=30)
    she.takes_it_off()
    assert not RunningClock.objects.exists()
    noted = TimeEntry.objects.of(newcomer).order_by("starts_at")
    assert [(e.hat, e.seconds, e.sold_seconds) for e in noted] == [
        ("production", 5400, 5400),
        ("sales", 1800, 0),
    ]

    she.opens("week")
    is_well()
    lead = page.inner_text("h1 + .lead")
    assert "2\u202fh noted" in lead
    assert "1\u202fh\u202f30 sold" in lead

    she.opens("today")
    is_well()
    assert "".join(page.inner_text(".hero").split()) == "75%"
    assert "1\u202fh\u202f30 out of 2\u202fh" in page.inner_text("main")


def test_undoing_the_switch_gives_the_hat_back(
    open_page: Callable[..., Any], business: Business, moment: Moment
) -> None:
    page = open_page("/")
    she = Pointer(page)
    she.wears("production")
    moment.goes_on(minutes=42)
    she.wears("sales")
    with page.expect_navigation():
        page.click(".toast .undo")
    assert page.get_attribute("#worn", "data-worn") == "production"
    assert not TimeEntry.objects.of(business).exists()


def test_the_figure_follows_what_is_typed_and_taken_back(
    open_page: Callable[..., Any], business: Business, moment: Moment
) -> None:
    page = open_page("/")
    for line in ("1h session Dupont", "1h invoices"):
        page.fill("#typed-line", line)
        with page.expect_navigation():
            page.press("#typed-line", "Enter")
    assert page.inner_text(".hero").startswith("50")
    with page.expect_navigation():
        page.click(".toast .undo >> nth=-1")
    assert page.inner_text(".hero").startswith("100")
    # The rest of home, full: the account ahead and who is next, on a phone as on a desk.
    mission = mission_for(business, client_named(business, "Roche"), price=Decimal(50))
    planned = {"done_on": None, "planned_minutes": 120, "starts_at": dt.time(23)}
    session_on(mission, moment.now.date(), 0, **planned)
    believe(business, kept.CASH, Decimal(3000), at=moment.now)
    for size in (WIDE, PHONE):
        page.set_viewport_size(size)
        page.reload()
        assert "at the lowest" in page.inner_text("[aria-labelledby=cash]")
        assert "Roche" in page.inner_text("[aria-labelledby=next]")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
        assert axe.violations(page) == []
