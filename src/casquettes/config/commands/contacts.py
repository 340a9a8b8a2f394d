"""`casquettes import contacts FILE`: an address book comes in, vCard or table."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from casquettes.config.commands.answer import Refused, Subcommands, add_command, print_json
from casquettes.config.commands.business import add_business_option, chosen_business
from casquettes.config.commands.reasons import FILE_REASONS
from casquettes.formats.cards import Card, CardProblem, UnreadCard
from casquettes.formats.contactfiles import open_contacts
from casquettes.formats.timesheets.problems import FileProblem, Unreadable

if TYPE_CHECKING:
    from casquettes.kernel.actions.contact_imports import Look

LISTED = 20
EXAMPLE = "casquettes import contacts contacts.vcf --dry-run"
REASONS = {
    CardProblem.NOBODY: "ni nom, ni entreprise, ni adresse e-mail, ni téléphone",
    CardProblem.GROUP: "un groupe de personnes, pas une personne",
    CardProblem.WIDTH: "plus de cases que de colonnes",
    CardProblem.ABOVE_HEADER: "au-dessus des titres de colonnes",
    CardProblem.NOT_CLOSED: "fiche jamais refermée (il manque END:VCARD)",
    CardProblem.OUTSIDE: "texte hors de toute fiche",
    CardProblem.NO_PROPERTY: "ligne illisible dans une fiche",
    CardProblem.ENCODING: "les lettres ne sont pas celles annoncées",
    CardProblem.TOO_LONG: "texte démesuré",
}
NO_CONTACTS = (
    "Ce fichier ne contient pas de contacts : ni fiches vCard, ni tableau avec des titres."
)


def add_contacts(kinds: Subcommands) -> None:
    """The nested command `contacts` of `casquettes import`."""
    parser = add_command(
        kinds,
        "contacts",
        _import_contacts,
        help="un carnet d’adresses : vCard (.vcf) ou CSV (Google, Outlook, iCloud, tout tableau)",
        example=EXAMPLE,
    )
    parser.add_argument("file", metavar="FICHIER", type=Path)
    parser.add_argument(
        "--dry-run", action="store_true", help="lire et dire ce qui entrerait, sans rien écrire"
    )
    add_business_option(parser)


def _import_contacts(arguments: argparse.Namespace) -> int:
    if not arguments.file.is_file():
        raise Refused(f"Fichier introuvable : {arguments.file}.", field="file")
    try:
        return _dry_run(arguments) if arguments.dry_run else _commit(arguments)
    except Unreadable as error:
        reason = FILE_REASONS[error.problem].format(detail=error.detail)
        if error.problem is FileProblem.NO_TABLE:
            reason = NO_CONTACTS
        raise Refused(reason, line=error.line, field="file") from error


def _dry_run(arguments: argparse.Namespace) -> int:
    """Needs no business and no database: what the file holds, twice the same counted once."""
    file = open_contacts(lambda: arguments.file.open("rb"))
    contacts = 0
    met: set[str] = set()
    unread: list[UnreadCard] = []
    for told in file.cards():
        if isinstance(told, Card):
            contacts += 1
            met.add(told.fingerprint)
        else:
            unread.append(told)
    facts = {
        "format": file.format,
        "contacts": contacts,
        "duplicates": contacts - len(met),
        "added": 0,
        "columns_left_out": list(file.left_out),
        "unread": [_unread(one) for one in unread],
    }
    return _answer(facts, as_json=arguments.json)


def _commit(arguments: argparse.Namespace) -> int:
    with chosen_business(arguments.business) as business:
        from casquettes.kernel import http
        from casquettes.kernel.actions import contact_imports as actions

        at = http.now_for(business)
        file = open_contacts(lambda: arguments.file.open("rb"))
        content = arguments.file.read_bytes()
        kept = actions.keep_file(
            business, None, file_name=arguments.file.name, content=content, at=at
        )
        look = actions.bring_in(kept, file, at=at)
    return _answer(_facts(look), as_json=arguments.json)


def _facts(look: Look) -> dict[str, Any]:
    return {
        "format": look.format,
        "contacts": look.contacts,
        "duplicates": look.duplicates,
        "added": look.added,
        "columns_left_out": list(look.left_out),
        "unread": [_unread(one) for one in look.unread],
    }


def _unread(one: UnreadCard) -> dict[str, Any]:
    reason = REASONS[one.problem]
    said = f"{reason} : {one.detail}" if one.detail else reason
    return {"line": one.line, "reason": said, "code": str(one.problem)}


def _answer(facts: dict[str, Any], *, as_json: bool) -> int:
    if as_json:
        print_json(facts)
        return 0
    print(f"Format : {facts['format']}")
    print(f"Contacts : {facts['contacts']}, déjà là : {facts['duplicates']}")
    if facts["columns_left_out"]:
        print(f"Colonnes laissées de côté : {', '.join(facts['columns_left_out'])}")
    for one in facts["unread"][:LISTED]:
        print(f"Ligne {one['line']} non lue : {one['reason']}")
    if len(facts["unread"]) > LISTED:
        print(f"… et {len(facts['unread']) - LISTED} autres (liste entière avec --json).")
    if facts["added"]:
        print(f"Ajouté : {facts['added']}")
    return 0
