"""`casquettes choices`: the best plan of her business, or of a stand-alone case."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from casquettes.config.commands.answer import Refused, Subcommands, add_command, print_json
from casquettes.config.commands.business import add_business_option, chosen_business
from casquettes.engine.choices.case import (
    MOST_AT_ONCE,
    MOST_CHANGES,
    Case,
    CaseRefused,
    Choice,
    read_case,
)
from casquettes.engine.choices.solve import Answer, solve

if TYPE_CHECKING:
    from casquettes.pilot.queries.choices.plans import Proposal

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
        help="garder, alléger, apprendre, déléguer ou arrêter : le meilleur plan",
        example="casquettes choices --max-changes 3 ; casquettes choices --case cas.json --json",
    )
    add_business_option(parser)
    parser.add_argument("--case", metavar="FICHIER.json", help="un cas à part, sans entreprise")
    parser.add_argument(
        "--max-changes",
        type=int,
        metavar="K",
        help="combien de changements à la fois, de 1 à 6 (dans un cas : de 0 à 12)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Solve the case of a file, or the year to come of a business."""
    if arguments.case is None:
        return _of_business(arguments)
    if arguments.business is not None:
        raise Refused("Choisissez --case ou --business, pas les deux.", field="business")
    _refuse_outside(arguments.max_changes, 0, MOST_CHANGES)
    answer = solve(_case(Path(arguments.case)), max_changes=arguments.max_changes)
    if arguments.json:
        print_json(_plain(answer))
    else:
        _tell(answer)
    return 0


def _refuse_outside(count: int | None, least: int, most: int) -> None:
    if count is not None and not least <= count <= most:
        within = f"choisissez de {least} à {most}"
        text = f"Changements à la fois : {within} (--max-changes 3, par exemple)."
        raise Refused(text, field="max_changes")


def _of_business(arguments: argparse.Namespace) -> int:
    with chosen_business(arguments.business) as business:
        from casquettes.kernel import http
        from casquettes.pilot.queries.choices.figures import known
        from casquettes.pilot.queries.choices.plans import propose

        today = business.local_day(http.now_for(business))
        limit = arguments.max_changes
        _refuse_outside(limit, 1, MOST_AT_ONCE)
        typed = {} if limit is None else {"max_changes": float(limit)}
        proposal = propose(known(business, today=today, typed=typed), prove=True)
        assert proposal.proof is not None
        if arguments.json:
            print_json({**_plain(proposal.proof.answer), **_of_draws(proposal)})
        else:
            _tell_hers(proposal)
    return 0


def _plain(answer: Answer) -> dict[str, object]:
    return {key: value for key, value in asdict(answer).items() if key != "options"}


def _of_draws(proposal: Proposal) -> dict[str, object]:
    """What a business's plan says besides: its effect, and how sure it is."""
    proof, period = proposal.proof, proposal.known.period
    assert proof is not None
    why = None if proposal.board.habits else "Aucune heure notée : rien à choisir."
    return {
        "why": why,
        "from": period.first.isoformat() if period else None,
        "to": period.last.isoformat() if period else None,
        "margin": proposal.known.figures.margin,
        "margin_origin": proposal.known.margin_origin,
        "freed_hours_week": proposal.freed_week,
        "money_year": proposal.effect.money,
        "draws": proof.robust.draws,
        "chance_better": proof.robust.better if proposal.plan else None,
        "expected_regret": proof.robust.regret,
        "confidence": {
            line.activity.key: line.confidence
            for line in proposal.lines()
            if line.offered.choice is not Choice.KEEP
        },
    }


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


def _tell_hers(proposal: Proposal) -> None:
    from casquettes.pilot.queries.choices.words import plan_of

    if not proposal.board.habits:
        print("Aucune heure notée : rien à choisir pour l’instant.")
        return
    said = plan_of(proposal, currency="EUR")
    for line in proposal.lines():
        if line.offered.choice is not Choice.KEEP:
            lever = f" ({line.lever_in('fr')})" if line.lever else ""
            print(f"{FRENCH[line.offered.choice].capitalize()} : {line.activity.label}{lever}")
    for text in (said.sentence, said.chance, said.range, said.limit, *said.warnings):
        if text:
            print(f"{text[:1].upper()}{text[1:]}")
