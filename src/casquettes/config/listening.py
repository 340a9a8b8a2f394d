"""The listening process: granian with one worker and four threads, nothing else in memory."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
import webbrowser
from collections.abc import Callable

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

THREADS = 4


def main(host: str, port: str, *urls: str) -> int:
    """Serve until told to stop; opens the browser on each of `urls`."""
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
        workers_kill_timeout=10,
    )
    # The port is open before the worker is ready: the browser's first request waits for it.
    server.on_startup(lambda: _open_browser(urls))
    server.serve()
    print("\nCasquettes est fermé. À bientôt.", file=sys.stderr)
    return 0


def pages() -> Callable[..., object]:
    """The application, in its worker, which leaves when its parent was killed."""
    threading.Thread(target=_leave_after, args=(os.getppid(),), daemon=True).start()
    from casquettes.config.wsgi import application

    return application


def _leave_after(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


def _open_browser(urls: tuple[str, ...]) -> None:
    for url in urls:
        threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
