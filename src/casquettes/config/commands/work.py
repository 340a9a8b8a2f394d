"""`casquettes work`: do the jobs that wait (mail, regular acts), beside or without pages."""

from __future__ import annotations

import argparse
import signal
from types import FrameType

from casquettes.config.commands.answer import Subcommands, add_command, print_json
from casquettes.config.commands.business import open_database
from casquettes.config.commands.serve import say


def register(subcommands: Subcommands) -> None:
    parser = add_command(
        subcommands,
        "work",
        run,
        help="faire ce qui attend (courriels, tâches régulières), à côté des pages ou sans elles",
        example="casquettes work --once --json",
    )
    parser.add_argument(
        "--once", action="store_true", help="faire ce qui attend maintenant, puis s’arrêter"
    )


def run(arguments: argparse.Namespace) -> int:
    """Work until told to stop; several at once share the jobs."""
    open_database()
    from casquettes.kernel import jobs

    if arguments.once:
        done = jobs.run_ready()
        if arguments.json:
            print_json({"jobs": done})
        else:
            print(f"{done} tâche{'s' if done > 1 else ''} faite{'s' if done > 1 else ''}.")
        return 0
    worker = jobs.Worker()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        worker.stop()

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    say("Au travail. Pour arrêter : Ctrl-C (la tâche en cours est finie d’abord).")
    worker.run()
    return 0
