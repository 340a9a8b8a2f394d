"""The listening process: granian with one worker and four threads, and the thread of jobs."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import time
import webbrowser
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from casquettes.config.commands.answer import print_json
from casquettes.config.commands.serve import obstacle

if TYPE_CHECKING:
    from casquettes.kernel.jobs import Worker

THREADS = 4
# Standard output is for the address alone.
HANDLER = {"class": "logging.StreamHandler", "formatter": "generic", "stream": "ext://sys.stderr"}


def main(host: str, port: str, *_for_the_worker: str) -> int:
    """Serve until told to stop; the worker says where once it answers. 2: the port was taken."""
    # Again, because granian would share a port taken while the data were being prepared.
    if why := obstacle(host, int(port)):
        print(why, file=sys.stderr)
        return 2
    server = Server(
        "casquettes.config.listening:pages",
        factory=True,
        address=host,
        port=int(port),
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        websockets=False,
        log_level=LogLevels.warning,
        log_dictconfig={"handlers": {"console": HANDLER, "access": HANDLER}},
        workers_kill_timeout=5,
    )
    server.serve()
    print("\nCasquettes est fermé. À bientôt.", file=sys.stderr)
    return 0


def pages() -> Callable[..., object]:
    """The application, in its worker, which leaves when its parent was killed."""
    if hasattr(os, "setpgid"):
        # Ctrl-C reaches the parent alone, which then ends its worker: granian's worker hangs when
        # it hears both (measured: 8 times in 12).
        os.setpgid(0, 0)
    threading.Thread(target=_leave_after, args=(os.getppid(),), daemon=True).start()
    threading.Thread(target=_say, args=sys.argv[3:], daemon=True).start()
    from casquettes.config.wsgi import application

    _work_beside()
    return application


def _work_beside() -> None:
    """Do the jobs in a thread of this process: mail leaves while she reads on.

    The thread is waited for when the process ends, so that the job in hand is finished.
    """
    from casquettes.kernel.jobs import Worker

    worker = Worker()
    threading.Thread(target=worker.run, name="jobs").start()
    threading.Thread(target=_stop_at_the_end, args=(worker,), daemon=True).start()


def _stop_at_the_end(worker: Worker) -> None:
    threading.main_thread().join()
    worker.stop()


def _leave_after(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


def _say(url: str, *ways: str) -> None:
    """Print `url`, or open it in the browser too, once the port answers ("json", "browser")."""
    place = urlsplit(url)
    while not _answers(place.hostname, place.port):
        time.sleep(0.05)
    if "json" in ways:
        print_json({"url": url, "port": place.port})
    else:
        print(f"\n  Casquettes est ouvert : {url}\n  Pour arrêter : Ctrl-C.\n")
    sys.stdout.flush()
    if "browser" in ways:
        webbrowser.open(url)


def _answers(host: str | None, port: int | None) -> bool:
    try:
        socket.create_connection((host or "localhost", port or 80), timeout=1).close()
    except OSError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
