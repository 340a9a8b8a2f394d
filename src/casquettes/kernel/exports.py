"""Everything of one business in open formats: one CSV and one JSON per table, with a README."""

from __future__ import annotations

import base64
import csv
import datetime as dt
import io
import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, BinaryIO

from django.db import transaction
from django.db.models import Field, ForeignKey, Model

from casquettes import __version__
from casquettes.engine import journal as chain
from casquettes.formats.cells import harmless
from casquettes.formats.parcel import Packer
from casquettes.kernel import journal, row_security, seals
from casquettes.kernel.models import Business, User

KIND, ARCHIVE_KIND = "casquettes-export", "casquettes-archive"
PEOPLE = "people.json"
# What opens a door elsewhere stays here: her mail server proves itself anew, no mail leaves twice.
WITHHELD: dict[str, dict[str, Any]] = {
    "kernel.mailsettings": {"password": "", "tested_at": None},
    "kernel.mail": {"due_at": None},
}
PERSON = ("id", "email", "name", "language", "is_local_owner")
JOURNAL_FILE = "journal.jsonl"
README = """Casquettes : tout ce que contient une entreprise, en formats ouverts.

manifest.json   ce que contient ce fichier, avec l’empreinte SHA-256 de chaque partie
people.json     les personnes nommées dans les tables
tables/X.json   une table : une liste d’objets, un par ligne (dates ISO 8601, octets en base64)
tables/X.csv    la même table pour un tableur ; une apostrophe précède un texte qui ressemble à
                une formule

Casquettes sait le relire : casquettes restore FICHIER
Aucune clé et aucun mot de passe n’est ici.
"""
ARCHIVE_README = """Casquettes : le journal d’une entreprise, à la date de manifest.json.

journal.jsonl   une écriture par ligne, en JSON, dans l’ordre des rangs
manifest.json   la tête du journal, l’empreinte SHA-256 de journal.jsonl, et son sceau

signature = HMAC-SHA256(clé, "entry\\n" + JSON de tous les autres champs, clés triées, sans espace,
en ASCII) ; clé = HMAC-SHA256(contenu de journal-key, "casquettes.journal\\n" + chain) ;
sceau = HMAC-SHA256(clé, "archive\\n" + JSON de manifest.json sans « seal »).
Le programme tools/verify_archive.py refait tout le calcul, sans Casquettes.
"""


@transaction.atomic
def write_export(business: Business, out: BinaryIO, *, at: dt.datetime) -> int:
    """Put everything of a business into `out`; how many rows it holds."""
    journal.record(business, journal.EXPORT, at=at)
    packer = Packer(
        out,
        {
            "format": KIND,
            "version": 1,
            "casquettes": __version__,
            "made_at": at.isoformat(),
            "business": business.slug,
        },
    )
    people: set[int] = set()
    rows: dict[str, int] = {}
    packer.add("README.txt", [README.encode()])
    for model in exported_models():
        table = model._meta.db_table  # noqa: SLF001 Django's own name for it
        told = list(_rows(model, business, people))
        packer.add(f"tables/{table}.json", _as_json(told))
        packer.add(f"tables/{table}.csv", _as_csv(columns_of(model), told))
        rows[table] = len(told)
    known = User.objects.filter(pk__in=people).order_by("pk").values(*PERSON)
    packer.add(PEOPLE, _as_json(list(known)))
    packer.close(rows=rows)
    return sum(rows.values())


@transaction.atomic
def write_archive(business: Business, out: BinaryIO, *, at: dt.datetime) -> int:
    """Put the journal of a business into `out`, sealed; how many entries it holds."""
    last = journal.record(business, journal.ARCHIVE, at=at)
    packer = Packer(
        out,
        {
            "format": ARCHIVE_KIND,
            "version": 1,
            "made_at": at.isoformat(),
            "business": business.slug,
            "entries": last.rank,
            "head": {
                "chain": last.chain,
                "rank": last.rank,
                "signature": last.signature,
                "perpetual_total": last.perpetual_total,
            },
        },
    )
    lines = (f"{_line(line)}\n".encode() for line in journal.lines_of(business))
    packer.add(JOURNAL_FILE, lines)
    packer.add("README.txt", [ARCHIVE_README.encode()])
    told = chain.canonical({**packer.facts, "files": packer.files})
    key = chain.chain_key(seals.master_key(), last.chain)
    packer.close(seal=chain.sign(key, "archive", told))
    return last.rank


def exported_models() -> list[type[Model]]:
    """The business, then every table of hers, each after those it points to."""
    waiting = row_security.tenant_models()
    ordered: list[type[Model]] = [Business]
    while waiting:
        ready = [m for m in waiting if not _awaited(m) & (set(waiting) - {m})]
        assert ready, f"tables that point to each other: {waiting}"
        ordered += ready
        waiting = [m for m in waiting if m not in ready]
    return ordered


def columns_of(model: type[Model]) -> list[Field[Any, Any]]:
    """The fields of a table that have a column."""
    return [field for field in model._meta.concrete_fields if field.column]  # noqa: SLF001


def _awaited(model: type[Model]) -> set[Any]:
    return {f.related_model for f in columns_of(model) if isinstance(f, ForeignKey)}


def _line(line: chain.Line) -> str:
    return chain.canonical({name: getattr(line, name) for name in chain.COLUMNS})


def _rows(model: type[Model], business: Business, people: set[int]) -> Iterator[dict[str, Any]]:
    fields = columns_of(model)
    names = [field.attname for field in fields]
    withheld = WITHHELD.get(model._meta.label_lower, {})  # noqa: SLF001 Django's own name for it
    to_people = [f.attname for f in fields if f.related_model is User]
    mine = {"pk": business.pk} if model is Business else {"business": business}
    rows = model._base_manager.filter(**mine).order_by("pk")  # noqa: SLF001
    for values in rows.values_list(*names).iterator(2000):
        told = dict(zip(names, map(_told, values), strict=True)) | withheld
        people.update(told[name] for name in to_people if told[name] is not None)
        yield told


def _told(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    return str(value) if isinstance(value, Decimal) else value


def _as_json(rows: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    before = "[\n"
    for row in rows:
        yield f"{before}{json.dumps(row, ensure_ascii=False)}".encode()
        before = ",\n"
    yield b"[]\n" if before == "[\n" else b"\n]\n"


def _as_csv(fields: list[Field[Any, Any]], rows: list[dict[str, Any]]) -> Iterator[bytes]:
    names = [field.attname for field in fields]
    yield ("\ufeff" + ",".join(names) + "\r\n").encode()
    for row in rows:
        out = io.StringIO()
        csv.writer(out, lineterminator="\r\n").writerow(_cell(row[name]) for name in names)
        yield out.getvalue().encode()


def _cell(value: Any) -> Any:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return harmless(value) if isinstance(value, str) else value
