"""Mail leaves from the process that serves the pages, and from `casquettes work` and `mail`."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.kernel import post_office
from tests.kernel.post_office import PostOffice

pytestmark = pytest.mark.own_computer
PREPARED = """
import sys
from casquettes.config.commands.business import open_database
open_database()
from casquettes.kernel import actions, http, queries
from casquettes.kernel.actions import mail
from casquettes.kernel.models import MailSettings
now = http.real_now()
business = actions.found_local_business(at=now)
MailSettings.objects.create(
    business=business, host="127.0.0.1", port=sys.argv[1], security="none",
    from_address="ines@example.org", tested_at=now,
)
for rank in range(int(sys.argv[2])):
    mail.send(business, mail.Letter(to="c@example.org", subject=f"N{rank}", body="B"), at=now)
"""


@pytest.fixture
def home(tmp_path: Path, settled: Callable[[Path], Path]) -> dict[str, str]:
    return {
        **os.environ,
        "CASQUETTES_HOME": str(settled(tmp_path / "données")),
        "DJANGO_SETTINGS_MODULE": "casquettes.config.settings",
    }


@pytest.fixture
def office() -> PostOffice:
    return PostOffice()


def prepare(home: dict[str, str], office: PostOffice, *, mails: int) -> None:
    command = [sys.executable, "-c", PREPARED, str(office.port), str(mails)]
    subprocess.run(command, env=home, check=True, timeout=120)


def started(home: dict[str, str], *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "casquettes.config.command", *words],
        env=home,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def told(home: dict[str, str], *words: str) -> Any:
    running = started(home, *words, "--json")
    said, wrong = running.communicate(timeout=60)
    assert running.returncode in (0, 2), wrong
    return json.loads(said)


@pytest.fixture
def server(home: dict[str, str], office: PostOffice) -> Iterator[subprocess.Popen[str]]:
    prepare(home, office, mails=1)
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    running = started(home, "serve", "--no-browser", "--json", "--port", str(port))
    yield running
    if running.poll() is None:
        os.killpg(running.pid, signal.SIGKILL)
    running.communicate()


def test_the_server_sends_what_waits_and_ends_after_the_letter_in_hand(
    server: subprocess.Popen[str], home: dict[str, str], office: PostOffice
) -> None:
    office.seconds = 1.5
    with post_office.opened(office):
        assert office.reading.wait(30)
        os.killpg(server.pid, signal.SIGINT)
        _said, progress = server.communicate(timeout=15)
    assert server.returncode == 0
    assert "Traceback" not in progress
    (mail,) = told(home, "mail", "list", "--box", "sent")
    assert (mail["subject"], mail["state"], mail["tries"], mail["error"]) == ("N0", "sent", 1, None)


def test_several_workers_send_each_mail_once(home: dict[str, str], office: PostOffice) -> None:
    prepare(home, office, mails=12)
    office.seconds = 0.05
    with post_office.opened(office):
        workers = [started(home, "work", "--once", "--json") for _worker in range(3)]
        answers = [json.loads(worker.communicate(timeout=60)[0]) for worker in workers]
    assert sum(answer["jobs"] for answer in answers) >= 12
    assert sorted(str(letter["Subject"]) for letter in office.letters) == sorted(
        f"N{rank}" for rank in range(12)
    )


def test_a_worker_stops_when_told(home: dict[str, str], office: PostOffice) -> None:
    prepare(home, office, mails=1)
    worker = started(home, "work")
    with post_office.opened(office):
        assert office.reading.wait(30)
        began = time.monotonic()
        worker.send_signal(signal.SIGTERM)
        _said, progress = worker.communicate(timeout=15)
    assert (worker.returncode, "Traceback" in progress) == (0, False)
    assert time.monotonic() - began < 5


def test_the_terminal_sends_and_says_how_it_went(home: dict[str, str], office: PostOffice) -> None:
    prepare(home, office, mails=1)
    (waiting,) = told(home, "mail", "list")
    assert (waiting["to"], waiting["state"], waiting["files"]) == ("c@example.org", "leaving", [])
    (failed,) = told(home, "mail", "send", str(waiting["id"]))
    assert (failed["state"], failed["tries"]) == ("again", 1)
    assert failed["next_try_at"] is not None
    with post_office.opened(office):
        (sent,) = told(home, "mail", "send", str(waiting["id"]))
    assert (sent["state"], sent["next_try_at"], len(office.letters)) == ("sent", None, 1)
    refused = told(home, "mail", "send", "999")
    assert refused["error"]["field"] == "mail"
