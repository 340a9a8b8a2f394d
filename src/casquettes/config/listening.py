"""The listening process: granian with one worker and four threads, nothing else in memory."""

from __future__ import annotations

import sys
import threading
import webbrowser

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

THREADS = 4


def main(host: str, port: str, *urls: str) -> int:
    """Serve until told to stop; opens the browser on each of `urls`."""
    server = Server(
        "casquettes.config.wsgi:application",
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


def _open_browser(urls: tuple[str, ...]) -> None:
    for url in urls:
        threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
