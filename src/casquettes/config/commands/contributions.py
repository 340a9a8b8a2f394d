"""`casquettes contributions`: what the law takes, case by case, from a CSV file."""

from __future__ import annotations

import argparse
import csv
import datetime as dt
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from pathlib import Path
from typing import Any, TypeVar

from casquettes.config.commands.answer import Refused, Subcommands, add_command, print_json
from casquettes.engine.countries.dated import NotKnown
from casquettes.engine.countries.fr import micro
from casquettes.engine.countries.pack import Assessment, Household, Situation

COLUMNS = [
    "case_id", "date", "activity", "turnover_eur_year", "acre", "liberatory_tax", "household",
    "region",
]  # fmt: skip
HOUSEHOLDS = {
    "single": Household(),
    "couple_2ch_25k": Household(adults=2, children=2, other_taxable=Decimal(25000)),
    "single_parent_1ch": Household(children=1, lone_parent=True),
}
# Mixed businesses: three quarters in services, one in sales.
MIXED = {
    "mixte_bnc_vente": ("bnc_ssi", "bic_vente_com"),
    "mixte_bic_vente": ("bic_service_com", "bic_vente_com"),
}
REGIONS = {"metropole", "alsace", "moselle"}
RATES = {
    "bnc_ssi": "rate_bnc_ssi_pct",
    "bnc_cipav": "rate_bnc_cipav_pct",
    "bic_service": "rate_bic_service_pct",
    "sale": "rate_sale_pct",
}
Case = dict[str, Any]
V = TypeVar("V")


def register(subcommands: Subcommands) -> None:
    parser = add_command(
        subcommands,
        "contributions",
        run,
        help="ce que la loi prélève, calculé pour chaque ligne d’un fichier CSV",
        example="casquettes contributions --cases cas.csv --json",
    )
    parser.add_argument("--cases", required=True, metavar="FICHIER.csv", help=", ".join(COLUMNS))


def run(arguments: argparse.Namespace) -> int:
    """Assess every line of the file; a line that cannot be read refuses the whole."""
    answers = [answer(line, row) for line, row in _rows(Path(arguments.cases))]
    if arguments.json:
        print_json(answers)
        return 0
    for case in answers:
        total, net = case["contributions_total_eur_year"], case["net_after_tax_eur_year"]
        print(f"{case['case_id']} : cotisations {total:.2f} € par an, net {net:.0f} €")
    return 0


def answer(line: int, row: dict[str, str]) -> Case:
    """The figures of one case, under the names of its file."""
    situation = _situation(line, row)
    try:
        assessed = micro.MicroEntrepreneur().assess(situation)
    except NotKnown as unknown:
        raise Refused(f"Pas encore connu : {unknown}", line, "date") from unknown
    flat = situation.flat_income_tax
    before = _euro(assessed.net_before_tax)
    ceiling = micro.flat_tax_income_ceiling(situation.on)
    found = {
        "micro_social_eur_month": assessed.total("contributions") / 12,
        "cfp_eur_month": assessed.total("training") / 12,
        "chamber_tax_eur_month": assessed.total("chamber") / 12,
        "contributions_total_eur_year": assessed.contributions,
        **_rates(assessed),
        "taxable_after_allowance_eur_year": assessed.taxable,
        "liberatory_tax_eur_year": assessed.total("flat_tax") if flat else None,
        "income_tax_of_activity_eur_year": assessed.income_tax,
        "household_income_tax_eur_year": assessed.household_tax,
        "net_before_tax_eur_year": before,
        "net_after_tax_eur_year": _euro(before - assessed.income_tax),
        "vl_rfr_ceiling_per_part_eur": ceiling.value if flat else None,
    }
    numbers = {name: value if value is None else float(value) for name, value in found.items()}
    return {
        "case_id": row["case_id"],
        **numbers,
        "micro_threshold_exceeded": assessed.over_ceiling,
        "assumed": assessed.assumed,
    }


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as opened:
            reader = csv.DictReader(opened)
            missing = [name for name in COLUMNS if name not in (reader.fieldnames or [])]
            if missing:
                raise Refused(f"Colonne absente : {missing[0]}.", line=1, field=missing[0])
            return [(reader.line_num, row) for row in reader]
    except OSError as error:
        raise Refused(f"Fichier illisible : {path} ({error.strerror}).", field="cases") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise Refused(f"{path} n’est pas un fichier CSV en UTF-8.", field="cases") from error


def _situation(line: int, row: dict[str, str]) -> Situation:
    turnover = _turnover(line, row["turnover_eur_year"] or "")
    return Situation(
        on=_day(line, "date", row["date"] or ""),
        receipts=_receipts(line, row["activity"], turnover),
        reduced_since=_reduced_since(line, row["acre"] or ""),
        flat_income_tax=_one_of(line, "liberatory_tax", row, {"0": False, "1": True}),
        household=_one_of(line, "household", row, HOUSEHOLDS),
        region=_one_of(line, "region", row, {region: region for region in REGIONS}),
    )


def _receipts(line: int, activity: str, turnover: Decimal) -> dict[str, Decimal]:
    if activity in MIXED:
        service, sale = MIXED[activity]
        return {service: turnover * 3 / 4, sale: turnover / 4}
    if activity not in micro.LINES:
        raise Refused(f"Activité inconnue : « {activity} ».", line, "activity")
    return {activity: turnover}


def _turnover(line: int, text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise Refused(f"Montant illisible : « {text} ».", line, "turnover_eur_year") from error
    if not value.is_finite() or not 0 <= value <= 10**9:
        raise Refused(f"Montant hors limites : « {text} ».", line, "turnover_eur_year")
    return value


def _reduced_since(line: int, text: str) -> dt.date | None:
    if text == "none":
        return None
    if not text.startswith("created_"):
        raise Refused(f"Code ACRE inconnu : « {text} ».", line, "acre")
    return _day(line, "acre", text.removeprefix("created_").replace("_", "-") + "-01")


def _day(line: int, field: str, text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise Refused(f"Date illisible : « {text} ».", line, field) from error


def _one_of(line: int, field: str, row: dict[str, str], known: dict[str, V]) -> V:
    if row[field] not in known:
        raise Refused(f"Valeur inconnue : « {row[field]} ».", line, field)
    return known[row[field]]


def _rates(assessed: Assessment) -> dict[str, Decimal | None]:
    """The contribution rate of each kind of receipts; a mixed business is shown all three."""
    situation = assessed.situation
    lines = list(situation.receipts)
    if len(lines) > 1:
        lines = ["bnc_ssi", "bic_service_com", "bic_vente_com"]
    found: dict[str, Decimal | None] = dict.fromkeys(RATES.values())
    for name in lines:
        line = micro.LINES[name]
        found[RATES[line.social]] = micro.social_rate(line, situation).value
    return found


def _euro(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal(1), rounding=ROUND_HALF_UP)
