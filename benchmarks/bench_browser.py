"""A cold browser on the home page: requests, bytes, time until it is drawn."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

from benchmarks import volumes
from benchmarks.bench_server import server, wait_for
from benchmarks.rows import Row, row
from benchmarks.visitor import Visitor

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PAGES = {"home": "/", "week": "/week/"}


def rows() -> Iterator[Row]:
    """Requests and kilobytes of each page with nothing in the cache."""
    volumes.settle()
    from casquettes.kernel import actions

    visitor = Visitor(actions.local_owner(), volumes.years_of_work())
    with server() as (_pid, address):
        wait_for(f"{address}/", visitor)
        for name, path in PAGES.items():
            requests, weight, drawn = _cold(f"{address}{path}", visitor)
            yield row(f"{name}: requests", 12, len(requests), "", _longest(requests))
            yield row(f"{name}: bytes", 180, weight / 1000, "kB", "transferred, empty cache")
            yield row(f"{name}: drawn", None, drawn, "ms", "first content")


def _cold(url: str, visitor: Visitor) -> tuple[dict[str, float], float, float]:
    """Bytes of each address asked for, their sum, and when the first content was painted."""
    from django.conf import settings
    from playwright.sync_api import sync_playwright

    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=found, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1360, "height": 900}, locale="fr-FR")
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": visitor.session, "url": url}]
        )
        page = context.new_page()
        network = context.new_cdp_session(page)
        network.send("Network.enable")
        addresses: dict[str, str] = {}
        weights: dict[str, float] = {}

        def asked(event: Any) -> None:
            addresses[event["requestId"]] = event["request"]["url"]

        def came(event: Any) -> None:
            weights[event["requestId"]] = event["encodedDataLength"]

        network.on("Network.requestWillBeSent", asked)
        network.on("Network.loadingFinished", came)
        page.goto(url, wait_until="networkidle")
        drawn = page.evaluate(
            "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"
        )
        browser.close()
    loaded = {
        addresses[key]: weight
        for key, weight in weights.items()
        if addresses[key].startswith("http")
    }
    return loaded, sum(loaded.values()), float(drawn)


def _longest(requests: dict[str, float]) -> str:
    heaviest = sorted(requests, key=lambda address: -requests[address])[:3]
    return ", ".join(
        f"{address.rsplit('/', 1)[-1] or '/'} {requests[address] / 1000:.0f} kB"
        for address in heaviest
    )
