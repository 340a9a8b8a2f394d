"""`casquettes launch`: a launch plan lived many times."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from casquettes.config.commands.answer import Refused, Subcommands, add_command, print_json
from casquettes.config.commands.business import add_business_option, chosen_business
from casquettes.engine.launch.plan import Plan, PlanRefused, read_plan
from casquettes.engine.launch.simulate import PATHS, SEED, Forecast, simulate


def register(subcommands: Subcommands) -> None:
    parser = add_command(
        subcommands,
        "launch",
        run,
        help="un lancement mis à l’épreuve : les chances, la trésorerie, ce qui compte",
        example="casquettes launch --plan plan.json --paths 2000 --seed 1 --json",
    )
    parser.add_argument(
        "--plan", metavar="FICHIER.json", help="par défaut : les a priori du métier"
    )
    add_business_option(parser)
    parser.add_argument("--paths", type=int, default=PATHS, metavar="N")
    parser.add_argument("--seed", type=int, default=SEED, metavar="S")


def run(arguments: argparse.Namespace) -> int:
    """Simulate a plan; the same seed gives the same answer."""
    if arguments.seed < 0:
        raise Refused("La graine est un nombre entier positif.", field="seed")
    try:
        plan = _plan(arguments.plan, business=arguments.business)
        forecast = simulate(plan, paths=arguments.paths, seed=arguments.seed)
    except PlanRefused as error:
        raise Refused(f"{error.field} : {error.message}.", field=error.field) from error
    if arguments.json:
        print_json(_as_json(forecast))
    else:
        _tell(plan, forecast)
    return 0


def _plan(path: str | None, *, business: str | None) -> Plan:
    """The plan of the file; on a business, what the file leaves open is hers where known."""
    document = {} if path is None else _read(path)
    if business is None:
        import django

        django.setup()
        from casquettes.kernel.http import real_now

        return read_plan(document, today=real_now().date())
    with chosen_business(business) as hers:
        from casquettes.kernel import http
        from casquettes.pilot.models import LaunchPlan
        from casquettes.pilot.queries import launch

        today = hers.local_day(http.now_for(hers))
        read_plan(document, today=today)
        asked = LaunchPlan(business=hers, plan=document)
        return launch.stand(asked, launch.grounds(asked, today=today)).plan


def _read(path: str) -> Any:
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise Refused(f"Fichier illisible : {path} ({error.strerror}).", field="plan") from error
    except ValueError as error:
        raise Refused(f"{path} n’est pas un fichier JSON : {error}", field="plan") from error


def _as_json(forecast: Forecast) -> dict[str, Any]:
    cash = [{**asdict(band), "month": band.month.isoformat()} for band in forecast.cash]
    tornado = [{"driver": name, "correlation": value} for name, value in forecast.tornado]
    what_ifs = [{"change": name, "p_target": value} for name, value in forecast.what_ifs]
    return {
        **asdict(forecast),
        "cash": cash,
        "tornado": tornado,
        "what_ifs": what_ifs,
        "what_ifs_add": dict(forecast.what_ifs_add),
    }


def _tell(plan: Plan, forecast: Forecast) -> None:
    if forecast.p_target is None or forecast.income_year2 is None:
        print("Le plan compte moins de 13 mois : la deuxième année n’est pas encore atteinte.")
    else:
        spread = forecast.income_year2
        print(
            f"{forecast.p_target:.0%} de chances d’atteindre {plan.target_income:.0f} € par mois "
            f"la deuxième année (au milieu : {spread.p50:.0f} €, de {spread.p5:.0f} à "
            f"{spread.p95:.0f} € neuf fois sur dix)."
        )
    print(f"{forecast.p_pay_cut:.0%} de chances de devoir réduire sa paie au moins un mois.")
