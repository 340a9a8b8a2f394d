"""`casquettes verify` and `archive`: the journal is whole, and a dated copy to keep."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from casquettes.config.commands.answer import Subcommands, add_command, print_json
from casquettes.config.commands.business import add_business_option, chosen_business
from casquettes.config.commands.files import facts_of, new_file
from casquettes.engine.journal import Verdict, Why

if TYPE_CHECKING:
    from casquettes.finance.queries.proof import Flaw

WHY = {
    Why.MISSING: "cette écriture manque",
    Why.ALTERED: "cette écriture n’est plus celle qui a été signée, ou la clé du journal a changé",
    Why.DETACHED: "cette écriture ne suit pas la précédente",
    Why.FOREIGN: "cette écriture vient d’un autre journal",
    Why.MISCOUNTED: "le total perpétuel n’est pas la somme des écritures",
    Why.CUT: "le journal allait plus loin que cela : la fin a été coupée, ou une ancienne "
    "sauvegarde a été remise",
    Why.REPLACED: "la tête gardée à côté de la clé dit un autre passé : une ancienne sauvegarde "
    "a été remise, ou le journal remplacé",
    Why.HEADLESS: "la tête gardée à côté de la clé manque : une fin coupée ne se verrait pas",
    Why.FORGED_HEAD: "la tête gardée à côté de la clé n’a pas été signée ici",
}

FLAWS = {
    "document_altered": "{number} n’est plus tel qu’il a été émis",
    "lines_altered": "les lignes de {number} ne sont plus celles qui ont été imprimées",
    "document_gone": "{number} a été émis et n’est plus là",
    "document_unknown": "{number} n’a pas été émis ici : le journal ne le connaît pas",
    "number_missing": "il manque un numéro avant {number}",
    "payments_altered": "les paiements de {number} ne sont plus ceux qui ont été notés",
    "file_altered": "un fichier de {number} n’est plus celui qui a été fait",
}


def register(subcommands: Subcommands) -> None:
    verify = add_command(
        subcommands,
        "verify",
        _verify,
        help="vérifier que rien du journal, des factures et des paiements n’a été changé",
        example="casquettes verify --json",
    )
    add_business_option(verify)
    archive = add_command(
        subcommands,
        "archive",
        _archive,
        help="écrire une archive datée du journal, que tools/verify_archive.py vérifie seul",
        example="casquettes archive --output journal-2026.zip",
    )
    archive.add_argument("--output", metavar="FICHIER", type=Path, required=True)
    add_business_option(archive)


def _verify(arguments: argparse.Namespace) -> int:
    """0 when all is as written, 1 when not."""
    with chosen_business(arguments.business):
        pass  # on a first start the business is made, and its head kept, before it is looked at
    with chosen_business(arguments.business) as business:
        from casquettes.finance.queries.proof import first_flaw
        from casquettes.kernel import journal

        verdict = journal.verify(business)
        # Documents are held against the journal: it must be whole itself.
        flaw = None if verdict.first_bad else first_flaw(business)
    if arguments.json:
        print_json(_facts(verdict, flaw))
    else:
        _tell(verdict, flaw)
    return 1 if verdict.first_bad or flaw else 0


def _archive(arguments: argparse.Namespace) -> int:
    with new_file(arguments.output) as file, chosen_business(arguments.business) as business:
        from casquettes.kernel import exports, http

        rows = exports.write_archive(business, file, at=http.now_for(business))
    facts = facts_of(arguments.output, rows=rows)
    if arguments.json:
        print_json(facts)
    else:
        print(f"Archive écrite : {facts['file']}, {rows} écritures, SHA-256 {facts['sha256']}")
    return 0


def _facts(verdict: Verdict, flaw: Flaw | None) -> dict[str, object]:
    last = verdict.last
    head = last and {
        "rank": last.rank,
        "signature": last.signature,
        "perpetual_total": last.perpetual_total / 100,
        "at": last.at,
    }
    facts: dict[str, object] = {
        "ok": verdict.first_bad is None and flaw is None,
        "entries": verdict.entries,
        "head": head,
        "first_bad": _bad(verdict, flaw),
    }
    if last is None:
        facts["why"] = "rien n’est encore écrit au journal"
    return facts


def _bad(verdict: Verdict, flaw: Flaw | None) -> dict[str, object] | None:
    bad = verdict.first_bad
    if bad is not None:
        return {"rank": bad.rank, "why": WHY[bad.why], "code": str(bad.why)}
    if flaw is None:
        return None
    return {
        "rank": flaw.rank,
        "why": _said(flaw),
        "code": str(flaw.why),
        "document": flaw.number,
    }


def _said(flaw: Flaw) -> str:
    return FLAWS[str(flaw.why)].format(number=flaw.number)


def _tell(verdict: Verdict, flaw: Flaw | None) -> None:
    if verdict.first_bad:
        print(f"Écriture {verdict.first_bad.rank} : {WHY[verdict.first_bad.why]}.")
    elif flaw:
        print(f"Écriture {flaw.rank} : {_said(flaw)}.")
    elif verdict.last:
        print(f"Le journal est entier : {verdict.entries} écritures.")
        print("Factures, avoirs et paiements sont ceux qu’il a retenus.")
        print(f"Tête : rang {verdict.last.rank}, signature {verdict.last.signature}")
        print(f"Total perpétuel : {verdict.last.perpetual_total / 100:.2f}".replace(".", ","))
    else:
        print("Rien n’est encore écrit au journal.")
