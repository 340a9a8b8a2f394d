"""The running server: how soon the first page comes, and the memory it holds."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from time import perf_counter, sleep
from urllib.error import URLError

from benchmarks import volumes
from benchmarks.rows import Row, resident_kilobytes, row
from benchmarks.visitor import Visitor

TIMES = 300
PATIENCE = 30.0


def rows() -> Iterator[Row]:
    """Seconds from nothing to a page; megabytes of all its processes after 300 pages."""
    volumes.settle()
    from casquettes.kernel import actions

    visitor = Visitor(actions.local_owner(), volumes.years_of_work())
    before = perf_counter()
    with server() as (pid, address):
        wait_for(f"{address}/", visitor)
        yield row("from launch to the first page", None, perf_counter() - before, "s")
        yield row("memory at the first page", None, resident_kilobytes(pid) / 1000, "MB")
        pages = [f"{address}{path}" for path in ("/", "/week/", "/measures/", "/time/")]
        begun = perf_counter()
        with ThreadPoolExecutor(4) as several:
            list(several.map(lambda rank: fetch(pages[rank % 4], visitor), range(TIMES)))
        each = TIMES / (perf_counter() - begun)
        yield row("pages a second, four at a time", None, each, "/s", "home, week, measures, list")
        held = resident_kilobytes(pid) / 1000
        yield row("memory after 300 pages", 160, held, "MB", "all its processes")


@contextmanager
def server() -> Iterator[tuple[int, str]]:
    """`casquettes serve` on a free port."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    serve = [sys.executable, "-m", "casquettes.config.command", "serve", "--no-browser"]
    process = subprocess.Popen(
        [*serve, "--port", str(port)],
        env=dict(os.environ),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process.pid, f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_for(url: str, visitor: Visitor) -> None:
    """Ask until the page comes."""
    until = perf_counter() + PATIENCE
    while perf_counter() < until:
        try:
            fetch(url, visitor)
        except (URLError, ConnectionError):
            sleep(0.02)
        else:
            return
    raise TimeoutError(url)


def fetch(url: str, visitor: Visitor) -> bytes:
    """A page, for the signed-in visitor."""
    asked = urllib.request.Request(url, headers={"Cookie": visitor.cookies})
    with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:
        body: bytes = answer.read()
    return body
