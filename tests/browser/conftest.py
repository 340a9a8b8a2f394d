"""Anne's real browser: `open_page("/week/", PHONE)`; any complaint of it fails the test."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
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
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What the browser had to object: script errors and refusals of the security policy."""
    heard: list[str] = []
    yield heard
    assert heard == []


@pytest.fixture
def open_page(
    chromium: Any,
    live_server: Any,
    anne: User,
    now: dt.datetime,
    client_of: Callable[[User], Client],
    complaints: list[str],
) -> Iterator[Callable[..., Any]]:
    """A page of Anne's, in English, in a browser of its own each time."""
    anne.language = "en"
    anne.save()
    cookies = [
        {"name": name, "value": morsel.value, "url": live_server.url}
        for name, morsel in client_of(anne).cookies.items()
    ]

    contexts: list[Any] = []

    def opened(address: str, size: dict[str, int] = WIDE, scheme: str = "light") -> Any:
        context = chromium.new_context(viewport=size, color_scheme=scheme, locale="en-GB")
        contexts.append(context)
        context.add_cookies(cookies)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        page.goto(f"{live_server.url}{address}")
        return page

    yield opened
    for context in contexts:  # a page left open keeps asking the server
        context.close()
