"""`casquettes choices`: the best plan of a stand-alone case."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from casquettes.config.commands.answer import Refused, Subcommands, add_command, print_json
from casquettes.engine.choices.case import MOST_CHANGES, Case, CaseRefused, Choice, read_case
from casquettes.engine.choices.solve import Answer, solve

FRENCH = {
    Choice.KEEP: "garder",
    Choice.REDUCE: "alléger",
    Choice.LEARN: "apprendre",
    Choice.DELEGATE: "déléguer",
    Choice.DROP: "arrêter",
}


def register(subcommands: Subcommands) -> None:
    parser = add_command(
        subcommands,
        "choices",
        run,
        help="garder, alléger, apprendre, déléguer ou arrêter : le meilleur plan d’un cas",
        example="casquettes choices --case cas.json --max-changes 3 --json",
    )
    parser.add_argument("--case", required=True, metavar="FICHIER.json")
    parser.add_argument("--max-changes", type=int, choices=range(MOST_CHANGES + 1), metavar="K")


def run(arguments: argparse.Namespace) -> int:
    """Solve the case of a file."""
    answer = solve(_case(Path(arguments.case)), max_changes=arguments.max_changes)
    if arguments.json:
        print_json({key: value for key, value in asdict(answer).items() if key != "options"})
    else:
        _tell(answer)
    return 0


def _case(path: Path) -> Case:
    try:
        return read_case(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise Refused(f"Fichier illisible : {path} ({error.strerror}).", field="case") from error
    except CaseRefused as error:
        raise Refused(f"{error.field} : {error.message}.", field=error.field) from error
    except ValueError as error:
        raise Refused(f"{path} n’est pas un fichier JSON : {error}", field="case") from error


def _tell(answer: Answer) -> None:
    if answer.plan is None or answer.value is None:
        print("Aucun plan ne tient : la trésorerie, le budget ou un plancher l’empêche.")
        return
    for activity, choice in answer.plan.items():
        print(f"{activity} : {FRENCH[choice]}")
    gain = answer.value - answer.baseline
    print(f"Valeur {answer.value:.0f} €, soit {gain:+.0f} € par rapport à aujourd’hui.")
