"""Anne's real browser: `open_page("/week/", PHONE)`; any complaint of it fails the test."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:  # loaded before Django is set up
    from django.test import Client

    from casquettes.kernel.models import User

WIDE = {"width": 1360, "height": 1000}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The system's Chromium, else the one Playwright keeps."""
    sync_api = pytest.importorskip("playwright.sync_api")
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if (path := shutil.which(name))), None)
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--disable-gpu", "--in-process-gpu"]
        )
        yield browser
        browser.close()


class Window:
    """The window kept from one test to the next, as new each time: drawing another takes long."""

    def __init__(self, browser: Any) -> None:
        self.browser = browser
        self.context: Any = None
        self.page: Any = None
        self.taken = False

    def take(self, address: str) -> Any:
        """The empty page, for this test; `address` is where the pages are served."""
        if self.context is None:
            self.context = self.browser.new_context(locale="en-GB", base_url=address)
            self.page = self.context.new_page()
        self.taken = True
        return self.page

    def give_back(self) -> None:
        """Forget the test: other pages, cookies, what was stored, what was pointed at."""
        from playwright.sync_api import Error

        self.taken = False
        try:
            self._forget()
        except Error:  # closed, or still held by what the test did
            self.drop()

    def _forget(self) -> None:
        for page in self.context.pages:
            if page is not self.page:
                page.close()
        # From the same server, so that the next test's page is drawn by the same process.
        self.page.goto("/robots.txt")
        self.page.evaluate("localStorage.clear(); sessionStorage.clear()")
        self.page.mouse.move(0, 0)
        self.context.clear_cookies()

    def drop(self) -> None:
        """The next test gets another."""
        if self.context is not None:
            self.context.close()
        self.context = self.page = None


class Ears:
    """Writes down what a page objects to, as long as it is followed."""

    def __init__(self, complaints: list[str]) -> None:
        self.complaints = complaints

    def follow(self, page: Any) -> None:
        page.on("pageerror", self.failed)
        page.on("console", self.said)

    def leave(self, page: Any) -> None:
        page.remove_listener("pageerror", self.failed)
        page.remove_listener("console", self.said)

    def failed(self, error: Any) -> None:
        self.complaints.append(str(error))

    def said(self, message: Any) -> None:
        if message.type == "error":
            self.complaints.append(message.text)


@pytest.fixture(scope="session")
def window(chromium: Any) -> Iterator[Window]:
    """One window for all tests of this lane."""
    kept = Window(chromium)
    yield kept
    kept.drop()


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What the browser had to object: script errors and refusals of the security policy."""
    heard: list[str] = []
    yield heard
    assert heard == []


@pytest.fixture
def open_page(
    chromium: Any,
    window: Window,
    live_server: Any,
    anne: User,
    now: dt.datetime,
    client_of: Callable[[User], Client],
    complaints: list[str],
) -> Iterator[Callable[..., Any]]:
    """A page of Anne's, in English: the first of a test in the kept window, others in their own.

    `apart=True` for one that must come with an empty cache, or whose test changes the browser
    itself (its clock, its network, its scripts). From there on, `page.goto("/week/")`.
    """
    anne.language = "en"
    anne.save()
    cookies = [
        {"name": name, "value": morsel.value, "url": live_server.url}
        for name, morsel in client_of(anne).cookies.items()
    ]
    heard = Ears(complaints)
    contexts: list[Any] = []

    def opened(
        address: str, size: dict[str, int] = WIDE, scheme: str = "light", *, apart: bool = False
    ) -> Any:
        if apart or window.taken:
            contexts.append(chromium.new_context(locale="en-GB", base_url=live_server.url))
            page = contexts[-1].new_page()
        else:
            page = window.take(live_server.url)
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme, media="null")
        page.context.add_cookies(cookies)
        heard.follow(page)
        page.goto(address)
        return page

    yield opened
    for context in contexts:  # a page left open keeps asking the server
        context.close()
    if window.taken:
        heard.leave(window.page)
        window.give_back()


@pytest.fixture
def open_each(open_page: Callable[..., Any]) -> Callable[..., Iterator[tuple[str, Any]]]:
    """`for address, page in open_each(addresses, PHONE, "dark")`: one page, turned to each."""

    def opened(
        addresses: Iterable[str], size: dict[str, int] = WIDE, scheme: str = "light"
    ) -> Iterator[tuple[str, Any]]:
        page = None
        for address in addresses:
            if page is None:
                page = open_page(address, size, scheme)
            else:
                page.goto(address)
            yield address, page

    return opened
