"""The installed `casquettes` command: finds the subcommand, answers, sets the exit code."""

from __future__ import annotations

import argparse
import importlib
import os
import re
import sys
import traceback
from typing import NoReturn

from casquettes import __version__
from casquettes.config.commands.answer import Refused, refuse

# In the order of `--help`. Each module registers one command.
COMMANDS = [
    "demo",
    "serve",
    "work",
    "add",
    "clock",
    "imports",
    "measure",
    "contributions",
    "choices",
    "bilan",
    "launch",
    "mail",
    "invoice",
    "journal",
    "copies",
    "workshop",
]


# argparse speaks English; these are the sentences she may meet.
FRENCH = (
    (r"the following arguments are required: (.*)", r"il manque : \1"),
    (r"unrecognized arguments: (.*)", r"inconnu ici : \1"),
    (r"argument (\S+): expected one argument", r"il manque la valeur de \1"),
    (r"argument (\S+): invalid choice: (\S+) \(choose from (.*)\)", r"\2 inconnu. Au choix : \3"),
    (r"argument (\S+): invalid (\w+) value: (.*)", r"\1 : valeur incomprise : \3"),
)
HEADINGS = {
    "usage: ": "Usage : ",
    "positional arguments": "Arguments",
    "options": "Options",
    "show this help message and exit": "afficher cette aide",
}
argparse._ = lambda text: HEADINGS.get(text, text)  # type: ignore[attr-defined]


class CommandLine(argparse.ArgumentParser):
    """A parser whose refusals are said like every other refusal."""

    def error(self, message: str) -> NoReturn:
        for english, french in FRENCH:
            message = re.sub(f"^{english}$", french, message)
        raise Refused(f"{message[:1].upper()}{message[1:]}. Aide : {self.prog} --help")


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 done, 2 refused input, 1 unexpected."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casquettes.config.settings")
    words = sys.argv[1:] if arguments is None else arguments
    try:
        parsed = command_line().parse_args(words)
        return int(parsed.run(parsed))
    except Refused as error:
        return refuse(error, as_json="--json" in words)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # `casquettes … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception:  # noqa: BLE001 the last door: say it plainly, keep the trace for a bug report
        traceback.print_exc(file=sys.stderr)
        print("Une erreur inattendue : rien n’a été fait à moitié.", file=sys.stderr)
        return 1


def command_line() -> CommandLine:
    """Every command with its options."""
    parser = CommandLine(
        prog="casquettes",
        description="Casquettes : une entreprise, sept casquettes.",
        epilog="Chaque commande s’explique avec un exemple : casquettes measure --help",
    )
    parser.add_argument(
        "--version",
        action="version",
        version=f"Casquettes {__version__}",
        help="afficher la version",
    )
    subcommands = parser.add_subparsers(required=True, metavar="COMMANDE", title="Commandes")
    for name in COMMANDS:
        importlib.import_module(f"casquettes.config.commands.{name}").register(subcommands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
