"""How every command answers: text for a person, JSON for a program, errors by exit code."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

Subcommands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
Run = Callable[[argparse.Namespace], int]


@dataclass
class Refused(Exception):
    """Input the command cannot take: said to her, exit code 2."""

    message: str
    line: int | None = None
    field: str | None = None


def refuse(error: Refused, *, as_json: bool) -> int:
    """Say what is refused (standard error, and JSON on standard output); returns 2."""
    where = f" (ligne {error.line})" if error.line else ""
    print(f"{error.message}{where}", file=sys.stderr)
    if as_json:
        detail = {"message": error.message, "line": error.line, "field": error.field}
        print_json({"error": detail})
    return 2


def print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False))


def add_command(
    subcommands: Subcommands, name: str, run: Run, *, help: str, example: str
) -> argparse.ArgumentParser:
    """A subcommand with its one-line help and an example, and `--json`."""
    parser = subcommands.add_parser(
        name,
        help=help,
        description=help,
        epilog=f"Exemple : {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--json", action="store_true", help="réponse en JSON sur la sortie standard"
    )
    parser.set_defaults(run=run)
    return parser
