"""A throw-away PostgreSQL for tests and benchmarks: `python tools/postgres.py` prints its address.

Finds the server's programs on this machine, makes a cluster in a temporary folder, starts it on a
free port without durability, and removes everything at the end. PostgreSQL refuses to run as root:
then it runs as another user of the machine.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USUAL_PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/local/pgsql/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)
# Fast and forgetful: nothing here must survive.
FORGETFUL = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "60",
    "shared_buffers": "64MB",
}


class NoPostgres(Exception):
    """PostgreSQL is not installed here; the message says what to install."""


@contextmanager
def throwaway() -> Iterator[str]:
    """The DATABASE_URL of a fresh PostgreSQL, stopped and deleted at the end of the block."""
    programs = find_programs()
    user = _other_user()
    folder = Path(tempfile.mkdtemp(prefix="casquettes-pg-", dir="/tmp"))
    if user:
        os.chown(folder, user.pw_uid, user.pw_gid)
    data, port = folder / "data", _free_port()
    try:
        making = ["-U", "owner", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        _run([programs / "initdb", "-D", data, *making], user)
        _pg_ctl(programs, user, data, "start", "-l", folder / "log", "-o", _options(folder, port))
        yield f"postgres://owner@127.0.0.1:{port}/postgres"
    finally:
        if (data / "postmaster.pid").exists():
            _pg_ctl(programs, user, data, "stop", "-m", "immediate")
        shutil.rmtree(folder, ignore_errors=True)


def find_programs() -> Path:
    """The folder of initdb and postgres on this machine, newest first; raises NoPostgres."""
    on_path = shutil.which("initdb")
    found = [Path(on_path).resolve().parent] if on_path else []
    for place in USUAL_PLACES:
        found += sorted(Path("/").glob(place.lstrip("/")), key=_version, reverse=True)
    for folder in found:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise NoPostgres(
        "PostgreSQL is not installed. On Debian or Ubuntu: apt-get install postgresql; "
        "on macOS: brew install postgresql@16."
    )


def _version(folder: Path) -> int:
    digits = "".join(c for c in folder.parent.name if c.isdigit())
    return int(digits or 0)


def _other_user() -> pwd.struct_passwd | None:
    """Who runs the server when we are root, which PostgreSQL refuses."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoPostgres("PostgreSQL does not run as root, and there is no user postgres or nobody.")


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def _options(folder: Path, port: int) -> str:
    settings = " ".join(f"-c {name}={value}" for name, value in FORGETFUL.items())
    return f"-p {port} -h 127.0.0.1 -k {folder} {settings}"


def _pg_ctl(
    programs: Path, user: pwd.struct_passwd | None, data: Path, verb: str, *options: str | Path
) -> None:
    _run([programs / "pg_ctl", "-D", data, "-w", "-s", verb, *options], user)


def _run(command: list[str | Path], user: pwd.struct_passwd | None) -> None:
    as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
    done = subprocess.run(
        [str(part) for part in command],
        **as_user,  # type: ignore[call-overload]
        cwd="/",
        env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,  # a pipe would stay open as long as the server
        stderr=sys.stderr,
        timeout=120,
        check=False,
    )
    if done.returncode:
        raise NoPostgres(f"{Path(command[0]).name} failed ({done.returncode}), see above.")


def main() -> int:
    """Print the address, and keep the server until Ctrl-C."""
    try:
        with throwaway() as url:
            print(url, flush=True)
            signal.signal(signal.SIGTERM, signal.default_int_handler)
            signal.pause()
    except KeyboardInterrupt:
        return 0
    except NoPostgres as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
