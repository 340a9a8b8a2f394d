"""`casquettes bilan …`: what she decided and aims at, bilan after bilan, and its paper."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from casquettes.config.commands.answer import Refused, Subcommands, add_command, print_json
from casquettes.config.commands.business import add_business_option, chosen_business
from casquettes.config.commands.files import facts_of, new_file

if TYPE_CHECKING:
    from casquettes.kernel.models import Business
    from casquettes.pilot.models import Bilan, Decision
    from casquettes.pilot.queries.goals import GoalSeen
    from casquettes.pilot.queries.risks import RiskSeen


def register(subcommands: Subcommands) -> None:
    """`bilan`, with one nested command for each act."""
    parser = subcommands.add_parser(
        "bilan",
        help="les bilans : chiffres, décisions, objectifs, risques, alertes ; le papier",
        description="Ce que disent les bilans, et ce qui se tient entre deux.",
        epilog="Exemple : casquettes bilan list --json",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    acts = parser.add_subparsers(required=True, metavar="QUOI")
    listed = add_command(
        acts,
        "list",
        _list,
        help="les bilans faits et en cours, avec leurs décisions",
        example="casquettes bilan list --json",
    )
    add_business_option(listed)
    now = add_command(
        acts,
        "now",
        _now,
        help="où elle en est : objectifs, risques, alertes, le moment d’un bilan",
        example="casquettes bilan now --json",
    )
    add_business_option(now)
    paper = add_command(
        acts,
        "pdf",
        _pdf,
        help="écrire le PDF d’un bilan terminé",
        example="casquettes bilan pdf 4 --output bilan.pdf",
    )
    paper.add_argument("id", metavar="ID", type=int, help="l’identifiant donné par « list »")
    paper.add_argument("--output", metavar="FICHIER", type=Path, required=True)
    add_business_option(paper)


def _list(arguments: argparse.Namespace) -> int:
    with chosen_business(arguments.business) as business:
        from casquettes.pilot.models import BilanAnswer, Decision
        from casquettes.pilot.queries.bilan.progress import bilans

        decisions = list(Decision.objects.filter(business=business).order_by("decided_on", "pk"))
        guesses = list(BilanAnswer.objects.filter(business=business, guess__isnull=False))
        told = [
            _bilan(
                row,
                guesses={g.question: g.guess for g in guesses if g.bilan_id == row.pk},
                decisions=[each for each in decisions if each.bilan_id == row.pk],
            )
            for row in bilans(business).order_by("started_at", "pk")
        ]
    if arguments.json:
        print_json(told)
    else:
        _tell_list(told)
    return 0


def _now(arguments: argparse.Namespace) -> int:
    with chosen_business(arguments.business) as business:
        from casquettes.kernel import http

        told = _standing(business, today=business.local_day(http.now_for(business)))
    if arguments.json:
        print_json(told)
    else:
        _tell_now(told)
    return 0


def _pdf(arguments: argparse.Namespace) -> int:
    with new_file(arguments.output) as file, chosen_business(arguments.business) as business:
        from casquettes.formats import bilanpaper
        from casquettes.kernel import http
        from casquettes.pilot.queries.bilan.progress import bilans
        from casquettes.pilot.queries.bilan.result import Result
        from casquettes.pilot.queries.bilan.sheet import sheet_of

        bilan = bilans(business).filter(pk=arguments.id).first()
        if bilan is None:
            raise Refused(f"Aucun bilan {arguments.id} ici.", field="id")
        if bilan.finished_at is None:
            raise Refused("Ce bilan est en cours : terminez-le d’abord.", field="id")
        today = business.local_day(http.now_for(business))
        file.write(bilanpaper.pdf(sheet_of(Result(bilan, today=today))))
    facts = facts_of(arguments.output, rows=1)
    if arguments.json:
        print_json({"id": arguments.id, **facts})
    else:
        print(f"Écrit : {facts['file']}, SHA-256 {facts['sha256']}")
    return 0


def _bilan(row: Bilan, *, guesses: dict[str, Any], decisions: list[Decision]) -> dict[str, Any]:
    return {
        "id": row.pk,
        "moment": row.moment,
        "short": row.is_short,
        "from": row.first_on.isoformat(),
        "to": row.last_on.isoformat(),
        "finished_on": row.business.local_day(row.finished_at).isoformat()
        if row.finished_at
        else None,
        "guesses": guesses,
        "measures": row.figures.get("measures", {}),
        "decisions": [_decision(each) for each in decisions],
    }


def _decision(row: Decision) -> dict[str, Any]:
    return {
        "id": row.pk,
        "title": row.title,
        "choice": row.choice,
        "decided_on": row.decided_on.isoformat(),
        "starts_on": row.starts_on.isoformat(),
        "review_on": row.review_on.isoformat(),
        "expected_week_hours": row.expected_week_hours,
        "expected_year_money": row.expected_year_money,
        "measured_week_hours": row.measured.get("freed_week"),
        "judged_on": _day(row.judged_on),
        "verdict": row.verdict or None,
        "ended_on": _day(row.ended_on),
    }


def _standing(business: Business, *, today: dt.date) -> dict[str, Any]:
    from casquettes.pilot.queries import alerts, goals, moments, risks

    invited = moments.invitation(business, today=today)
    return {
        "on": today.isoformat(),
        "goals": [_goal(each) for each in goals.goals(business, today=today)],
        "risks": [_risk(each) for each in risks.seen(business, today=today)],
        "alerts": [
            {"key": each.key, "on": each.on.isoformat(), "title": each.title}
            for each in alerts.open_alerts(business, today=today)
        ],
        "invitation": {"moment": invited.moment, "bilan": invited.bilan} if invited else None,
    }


def _goal(seen: GoalSeen) -> dict[str, Any]:
    return {
        "id": seen.goal.pk,
        "measure": seen.goal.measure,
        "name": seen.name,
        "start": seen.goal.start,
        "value": seen.value,
        "target": seen.goal.target,
        "from": seen.goal.first_on.isoformat(),
        "to": seen.goal.last_on.isoformat(),
        "projection": {"low": seen.low, "middle": seen.middle, "high": seen.high},
        "chance": seen.likely,
        "said": seen.sentence or seen.projection,
    }


def _risk(seen: RiskSeen) -> dict[str, Any]:
    row = seen.risk
    return {
        "id": row.pk,
        "cause": row.cause,
        "likelihood": row.likelihood,
        "severity": row.severity,
        "seen_in_time": row.seen_in_time,
        "measure": row.measure or None,
        "threshold": row.threshold,
        "above": row.above if row.measure else None,
        "plan_b": row.plan_b or None,
    }


def _tell_list(told: list[dict[str, Any]]) -> None:
    if not told:
        print("Aucun bilan encore.")
    for each in told:
        ended = f"terminé le {each['finished_on']}" if each["finished_on"] else "en cours"
        share = each["measures"].get("billed_share", {}).get("value")
        figure = "" if share is None else f", part facturée {100 * share:.1f} %".replace(".", ",")
        print(f"{each['id']:>4}  du {each['from']} au {each['to']}, {ended}{figure}")
        for decision in each["decisions"]:
            print(f"      {decision['title']} ({decision['verdict'] or 'à relire'})")


def _tell_now(told: dict[str, Any]) -> None:
    for goal in told["goals"]:
        print(f"Objectif : {goal['name']}. {goal['said']}")
    for risk in told["risks"]:
        print(f"Risque : {risk['cause']}")
    for alert in told["alerts"]:
        print(f"Alerte : {alert['title']}")
    if not any((told["goals"], told["risks"], told["alerts"])):
        print("Ni objectif, ni risque noté.")


def _day(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()
