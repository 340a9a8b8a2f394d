"""`casquettes serve`: her own machine is the server; a printed one-time link signs her in."""

from __future__ import annotations

import argparse
import hashlib
import os
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from casquettes.config.commands.answer import Refused, Subcommands, add_command
from casquettes.config.commands.business import open_database

PORT = 8787
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 only when she asks for it with --host


@dataclass(frozen=True)
class Door:
    """Where the pages are served, and whether the browser is opened on them."""

    host: str
    port: int
    browser: bool
    json: bool = False

    @property
    def address(self) -> str:
        host = "localhost" if self.host in (*EVERYWHERE, "127.0.0.1") else self.host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"


def register(subcommands: Subcommands) -> None:
    parser = add_command(
        subcommands,
        "serve",
        run,
        help="ouvrir Casquettes dans le navigateur, avec vos données",
        example="casquettes serve --port 8800 --no-browser",
    )
    add_door_options(parser)


def add_door_options(parser: argparse.ArgumentParser) -> None:
    """`--port`, `--host` and `--no-browser`, for every command that ends by serving."""
    parser.add_argument("--port", type=int, default=PORT, help=f"le port ({PORT} par défaut)")
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        help="l’adresse écoutée (127.0.0.1 : cette machine seulement ; 0.0.0.0 : votre réseau)",
    )
    parser.add_argument(
        "--no-browser", dest="browser", action="store_false", help="ne pas ouvrir le navigateur"
    )


def run(arguments: argparse.Namespace) -> int:
    """Prepare the data and serve until she stops."""
    door = chosen_door(arguments)
    say("Préparation de vos données…")
    open_database()
    return serve_forever(_link_of_the_owner(), door=door)


def chosen_door(arguments: argparse.Namespace) -> Door:
    """The door asked for; refused at once when its port is not free. Call it before long work."""
    door = Door(arguments.host, arguments.port, arguments.browser, arguments.json)
    if not 0 < door.port < 65536:
        raise Refused("Le port est un nombre entre 1 et 65535.", field="port")
    if why := obstacle(door.host, door.port):
        raise Refused(why, field="port")
    return door


def obstacle(host: str, port: int) -> str | None:
    """Why the pages cannot be served there, in her words; None when they can."""
    try:
        kind, _type, _proto, _name, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM
        )[0]
        with socket.socket(kind, socket.SOCK_STREAM) as trial:
            if os.name != "nt":
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except socket.gaierror:
        return f"L’adresse {host} n’existe pas ici. Pour cette machine : --host 127.0.0.1"
    except PermissionError:
        return f"Le port {port} est réservé au système. Choisissez-en un autre : --port {PORT}"
    except OSError:
        return (
            f"Le port {port} est déjà pris : Casquettes est peut-être déjà ouvert. "
            f"Pour un autre port : --port {port + 1 if port < 65535 else PORT}"
        )
    return None


def serve_forever(path: str, *, door: Door) -> int:
    """Serve until Ctrl-C; prints the address + `path` (a one-time link, or "/") and opens it."""
    publish_static_files()
    environment = dict(os.environ)
    if door.host in EVERYWHERE:
        environment.setdefault("CASQUETTES_HOSTS", ",".join(_own_names()))
    command = [sys.executable, "-P", "-m", "casquettes.config.listening", door.host, str(door.port)]
    command += [f"{door.address}{path}"]
    command += ["json"] * door.json + ["browser"] * door.browser
    # A fresh, small process: what the preparation loaded is given back.
    if os.name != "nt":
        os.execve(sys.executable, command, environment)
    return subprocess.call(command, env=environment)


def publish_static_files() -> None:
    """Collect style, scripts and icons into her data folder when they changed since last time."""
    from django.conf import settings
    from django.contrib.staticfiles import finders
    from django.core.management import call_command

    digest = hashlib.sha256()
    for finder in finders.get_finders():
        for name, storage in finder.list([]):
            facts = Path(storage.path(name)).stat()
            digest.update(f"{name} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    stamp = Path(settings.STATIC_ROOT) / "stamp"
    if stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    say("Préparation des pages…")
    call_command("collectstatic", verbosity=0, interactive=False)
    stamp.write_text(digest.hexdigest())


def say(sentence: str) -> None:
    """Progress, on standard error so that JSON stays alone on standard output."""
    print(sentence, file=sys.stderr, flush=True)


def _link_of_the_owner() -> str:
    from django.conf import settings

    from casquettes.kernel import actions, http, queries

    if settings.HOSTED:
        return "/"
    now = http.real_now()
    hers = [each for each in queries.businesses_of_this_machine() if not each.is_demo]
    business = hers[0] if hers else actions.found_local_business(at=now)
    return f"{actions.one_time_link(actions.local_owner(), at=now)}?business={business.slug}"


def _own_names() -> list[str]:
    """The names and addresses by which the machines around may call this one."""
    names = ["localhost", "127.0.0.1", "[::1]", socket.gethostname()]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as trial:
        try:
            trial.connect(("192.0.2.1", 9))  # a documentation address: nothing is sent
            names.append(trial.getsockname()[0])
        except OSError:
            pass
    return names
