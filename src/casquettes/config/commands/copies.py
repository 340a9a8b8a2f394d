"""`casquettes backup`, `export` and `restore`: her copy, and the way back from it."""

from __future__ import annotations

import argparse
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from casquettes.config.commands.answer import Refused, Subcommands, add_command, print_json
from casquettes.config.commands.business import (
    add_business_option,
    chosen_business,
    open_database,
)
from casquettes.config.commands.files import DISK_FULL, FULL, facts_of, new_file
from casquettes.formats.parcel import Parcel, Problem, Unusable

SPARE = 64 * 2**20
UNUSABLE = {
    Problem.NOT_A_ZIP: "Ce fichier n’est pas une sauvegarde : ce n’est pas un fichier zip lisible.",
    Problem.NO_MANIFEST: "Ce fichier zip n’est ni une sauvegarde ni un export de Casquettes.",
    Problem.STRANGE_NAME: "Ce fichier zip contient un nom inattendu ({detail}) : il est refusé.",
    Problem.TOO_BIG: "Ouvert, ce fichier prendrait trop de place : il est refusé.",
    Problem.DAMAGED: "Ce fichier est abîmé ({detail}) : il est refusé, rien n’a changé.",
}


def register(subcommands: Subcommands) -> None:
    backup = add_command(
        subcommands,
        "backup",
        _backup,
        help="sauvegarder tout ce que contient cet ordinateur, clés comprises",
        example="casquettes backup --output sauvegarde.zip",
    )
    export = add_command(
        subcommands,
        "export",
        _export,
        help="exporter toute une entreprise en formats ouverts (CSV et JSON)",
        example="casquettes export --output mon-entreprise.zip",
    )
    for parser in (backup, export):
        parser.add_argument("--output", metavar="FICHIER", type=Path, required=True)
        add_business_option(parser)
    restore = add_command(
        subcommands,
        "restore",
        _restore,
        help="remettre une sauvegarde, ou recréer une entreprise depuis son export",
        example="casquettes restore sauvegarde.zip",
    )
    restore.add_argument("file", metavar="FICHIER", type=Path)
    restore.add_argument(
        "--business", metavar="SLUG", help="pour un export : le nom à donner ici à l’entreprise"
    )


def _backup(arguments: argparse.Namespace) -> int:
    """Of the whole machine; of one business where a database server holds many."""
    open_database()
    from django.db import connection

    from casquettes.kernel import backups, http

    if connection.vendor != "sqlite":
        return _export(arguments)
    with _busy(), new_file(arguments.output) as file:
        rows = backups.write_backup(file, at=http.real_now())
    _tell(arguments, facts_of(arguments.output, rows=rows), "Sauvegarde écrite")
    return 0


def _export(arguments: argparse.Namespace) -> int:
    with new_file(arguments.output) as file, chosen_business(arguments.business) as business:
        from casquettes.kernel import exports, http

        rows = exports.write_export(business, file, at=http.now_for(business))
    _tell(arguments, facts_of(arguments.output, rows=rows), "Export écrit")
    return 0


def _restore(arguments: argparse.Namespace) -> int:
    path: Path = arguments.file
    if not path.is_file():
        raise Refused(f"Fichier introuvable : {path}.", field="file")
    open_database()
    from django.conf import settings

    try:
        with path.open("rb") as file:
            room = max(0, shutil.disk_usage(settings.HOME).free - SPARE)
            parcel = Parcel(file, room=room)
            parcel.check()
            return _put_back(arguments, parcel)
    except Unusable as error:
        said = UNUSABLE[error.problem].format(detail=error.detail)
        raise Refused(said, field="file") from error
    except OSError as error:
        full = error.errno in FULL
        said = DISK_FULL if full else f"Rien n’a changé : {error.strerror or error}."
        raise Refused(said, field="file") from error


def _put_back(arguments: argparse.Namespace, parcel: Parcel) -> int:
    from casquettes.kernel import backups, exports

    kinds = {backups.KIND: _restore_backup, exports.KIND: _restore_export}
    kind = kinds.get(str(parcel.manifest.get("format")))
    if kind is None:
        raise Refused(UNUSABLE[Problem.NO_MANIFEST], field="file")
    if parcel.manifest.get("version") != 1:
        raise Refused(_TOO_RECENT, field="file")
    return kind(arguments, parcel)


_TOO_RECENT = (
    "Ce fichier vient d’une version plus récente de Casquettes : mettez celle-ci à jour, "
    "puis recommencez."
)


def _restore_backup(arguments: argparse.Namespace, parcel: Parcel) -> int:
    from django.db import connection

    from casquettes.kernel import http, restores

    if connection.vendor != "sqlite":
        raise Refused(
            "Une sauvegarde se remet dans une installation locale, sans DATABASE_URL. "
            "Ici, utilisez un export.",
            field="file",
        )
    at = http.real_now()
    with _busy():
        restored = restores.put_back(parcel, at=at)
    open_database()
    facts = facts_of(arguments.file, rows=restored.rows)
    restores.tell(sha256=facts["sha256"], at=at)
    facts["replaced"] = str(restored.aside) if restored.aside else None
    _tell(arguments, facts, "Sauvegarde remise")
    if restored.aside and not arguments.json:
        print(f"Ce qui était là est gardé dans {restored.aside}")
    return 0


def _restore_export(arguments: argparse.Namespace, parcel: Parcel) -> int:
    from casquettes.kernel import http, receiving

    facts = facts_of(arguments.file, rows=0)
    try:
        business, rows = receiving.receive(
            parcel, slug=arguments.business, sha256=facts["sha256"], at=http.real_now()
        )
    except receiving.SlugHere as error:
        raise Refused(
            f"Une entreprise « {error} » est déjà ici. Donnez un autre nom à celle qui arrive "
            f"avec --business, par exemple --business {error}-2.",
            field="business",
        ) from error
    except receiving.OtherShape as error:
        raise Refused(_TOO_RECENT, field="file") from error
    facts |= {"rows": rows, "business": business.slug}
    _tell(arguments, facts, f"Entreprise « {business.slug} » recréée")
    return 0


@contextmanager
def _busy() -> Iterator[None]:
    """What a copy of the database may stumble on, said to her."""
    from casquettes.kernel import backups, restores

    said = {
        backups.DatabaseBusy: "La base est occupée par un autre programme. Réessayez plus tard.",
        restores.StillWriting: "Casquettes est ouvert ailleurs et écrit sans arrêt : fermez-le, "
        "puis recommencez. Rien n’a changé.",
        restores.NotThisKey: "CASQUETTES_JOURNAL_KEY donne une autre clé que celle de cette "
        "sauvegarde. Rien n’a changé.",
        restores.TooRecent: _TOO_RECENT,
        restores.Damaged: "La base de cette sauvegarde est abîmée : elle est refusée, "
        "rien n’a changé.",
    }
    try:
        yield
    except tuple(said) as error:
        raise Refused(said[type(error)]) from error
    except sqlite3.OperationalError as error:
        raise Refused(DISK_FULL if "full" in str(error) else said[backups.DatabaseBusy]) from error


def _tell(arguments: argparse.Namespace, facts: dict[str, Any], said: str) -> None:
    if arguments.json:
        print_json(facts)
        return
    print(f"{said} : {facts['file']}")
    print(f"{facts['rows']} lignes, {facts['bytes']} octets, SHA-256 {facts['sha256']}")
