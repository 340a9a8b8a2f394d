"""`casquettes test`, `check` and `bench`: the tools of a checkout, run from the command line."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from casquettes.config.commands.answer import Refused, Subcommands, add_command

CHECKOUT = Path(__file__).resolve().parents[4]


def register(subcommands: Subcommands) -> None:
    test = add_command(
        subcommands,
        "test",
        run,
        help="passer tous les contrôles et tous les tests (SQLite, PostgreSQL, navigateur)",
        example="casquettes test --only sqlite",
    )
    test.set_defaults(tool="test")
    test.add_argument(
        "--only",
        choices=["check", "sqlite", "postgres", "browser"],
        help="une partie seulement",
    )
    check = add_command(
        subcommands,
        "check",
        run,
        help="passer les contrôles qui ne sont pas des tests (style, types, architecture, textes)",
        example="casquettes check",
    )
    check.set_defaults(tool="check")
    bench = add_command(
        subcommands,
        "bench",
        run,
        help="mesurer vitesse et mémoire, promesse par promesse",
        example="casquettes bench pages --json",
    )
    bench.set_defaults(tool="bench")
    bench.add_argument("names", nargs="*", metavar="NOM", help="certaines mesures seulement")


def run(arguments: argparse.Namespace) -> int:
    """Hand over to the tool of the checkout, with the same options."""
    tool = CHECKOUT / "tools" / f"{arguments.tool}.py"
    if not tool.exists():
        raise Refused(
            f"« casquettes {arguments.tool} » s’utilise dans le dossier du projet, "
            "avec ./casquettes."
        )
    command = [sys.executable, str(tool), *getattr(arguments, "names", [])]
    command += ["--json"] if arguments.json else []
    command += ["--only", arguments.only] if getattr(arguments, "only", None) else []
    return subprocess.call(command, cwd=CHECKOUT)
