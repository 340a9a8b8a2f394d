"""The installed `casquettes` command: finds the subcommand, answers, sets the exit code."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import traceback

from casquettes.config.commands.answer import Refused, refuse

# In the order of `--help`. Each module registers one command.
COMMANDS = [
    "demo",
    "serve",
    "add",
    "clock",
    "imports",
    "measure",
    "workshop",
]


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 done, 2 refused input, 1 unexpected."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casquettes.config.settings")
    parser = argparse.ArgumentParser(
        prog="casquettes", description="Casquettes : une entreprise, sept casquettes."
    )
    subcommands = parser.add_subparsers(required=True, metavar="COMMANDE")
    for name in COMMANDS:
        importlib.import_module(f"casquettes.config.commands.{name}").register(subcommands)
    parsed = parser.parse_args(arguments)
    try:
        return int(parsed.run(parsed))
    except Refused as error:
        return refuse(error, as_json=getattr(parsed, "json", False))
    except KeyboardInterrupt:
        return 130
    except Exception:  # noqa: BLE001 the last door: say it plainly, keep the trace for a bug report
        traceback.print_exc(file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
