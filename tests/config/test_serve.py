"""`casquettes serve`: from nothing to a signed-in page, and out again with Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

from casquettes.config.command import main
from casquettes.config.commands import serve

pytestmark = pytest.mark.own_computer


@pytest.fixture
def port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "données"


@pytest.fixture
def server(home: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    running = subprocess.Popen(
        [sys.executable, "-m", "casquettes.config.command"]
        + ["serve", "--no-browser", "--json", "--port", str(port)],
        env={**os.environ, "CASQUETTES_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    yield running
    if running.poll() is None:
        os.killpg(running.pid, signal.SIGKILL)
    running.communicate()


def test_a_first_start_leads_to_a_signed_in_page_and_ends_with_ctrl_c(
    server: subprocess.Popen[str], port: int
) -> None:
    answer = _first_json(server)
    assert answer["port"] == port
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    with browser.open(str(answer["url"]), timeout=20) as page:
        assert page.status == 200
        assert "/welcome/" in page.url
        assert "default-src 'self'" in page.headers["Content-Security-Policy"]
    # Ctrl-C in a terminal reaches the whole group.
    os.killpg(server.pid, signal.SIGINT)
    said, progress = server.communicate(timeout=15)
    assert server.returncode == 0
    assert said == ""
    assert "Casquettes est fermé" in progress
    assert "Traceback" not in progress


@pytest.fixture
def tables(settled: Callable[[Path], Path], home: Path) -> Path:
    """The start is not the first."""
    return settled(home)


@pytest.mark.skipif(os.name == "nt", reason="no process groups")
def test_killed_outright_it_leaves_no_worker_behind(
    tables: Path, server: subprocess.Popen[str], port: int
) -> None:
    _first_json(server)
    _wait(lambda: _answers(port))
    os.kill(server.pid, signal.SIGKILL)
    _wait(lambda: not _answers(port))


def test_a_taken_port_is_said_at_once_with_another_to_try(
    port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        assert main(["serve", "--no-browser", "--port", str(port)]) == 2
    said = capsys.readouterr().err
    assert f"Le port {port} est déjà pris" in said
    assert f"--port {port + 1}" in said


def test_an_address_that_is_not_here_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--no-browser", "--host", "nowhere.invalid"]) == 2
    assert "nowhere.invalid n’existe pas" in capsys.readouterr().err


def test_the_printed_address_is_one_a_browser_can_open() -> None:
    assert serve.Door("0.0.0.0", 80, browser=False).address == "http://localhost:80"
    assert serve.Door("127.0.0.1", 8787, browser=False).address == "http://localhost:8787"
    assert serve.Door("::1", 8787, browser=False).address == "http://[::1]:8787"


def test_on_her_network_the_machine_answers_to_its_own_names() -> None:
    assert {"localhost", "127.0.0.1", socket.gethostname()} <= set(serve._own_names())


def _answers(port: int) -> bool:
    with socket.socket() as caller:
        caller.settimeout(0.5)
        try:
            caller.connect(("127.0.0.1", port))
            caller.sendall(b"GET /robots.txt HTTP/1.0\r\nHost: localhost\r\n\r\n")
            return caller.recv(20).startswith(b"HTTP/1.")
        except OSError:
            return False


def _wait(until: Callable[[], bool]) -> None:
    for _moment in range(100):
        if until():
            return
        time.sleep(0.2)
    raise AssertionError("waited for 20 seconds")


def _first_json(server: subprocess.Popen[str]) -> dict[str, object]:
    assert server.stdout
    lines = ""
    for line in server.stdout:
        lines += line
        if line.startswith("}"):
            answer: dict[str, object] = json.loads(lines)
            return answer
    raise AssertionError(server.stderr.read() if server.stderr else lines)
