"""Her backup: the whole database of this machine, its keys and heads, while writing goes on."""

from __future__ import annotations

import datetime as dt
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import connection

from casquettes import __version__
from casquettes.formats.parcel import AT_A_TIME, Packer
from casquettes.kernel import journal, queries, seals, tenancy
from casquettes.kernel.models import Business

KIND = "casquettes-backup"
DATABASE = "casquettes.sqlite3"
SECRET_KEY, JOURNAL_KEY = "keys/secret-key", "keys/journal-key"
HEADS = "journal-heads"
MOST_TRIES = 240  # a quarter of a second apart


class NoBackupHere(Exception):
    """A database server is backed up by its own tools; each business by its export."""


class DatabaseBusy(Exception):
    """Another program kept the database to itself for a minute."""


def write_backup(out: BinaryIO, *, at: dt.datetime) -> int:
    """Put a backup of this machine into `out`; how many rows it holds. Raises NoBackupHere."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        raise NoBackupHere
    _record(journal.BACK_UP, at)
    try:
        with tempfile.TemporaryDirectory(dir=settings.HOME, prefix=".backup-") as folder:
            copied = Path(folder) / DATABASE
            connection.ensure_connection()
            copy_database(connection.connection, copied)
            return _pack(out, copied, at)
    except Exception:
        _record(journal.BACK_UP_FAILED, at)
        raise


def copy_database(source: sqlite3.Connection, target: Path) -> None:
    """A whole and single file of a database in use. Raises DatabaseBusy."""
    with closing(sqlite3.connect(target)) as copied:
        source.backup(copied, progress=patience())
        copied.execute("pragma journal_mode = delete")
        if copied.execute("pragma quick_check").fetchall() != [("ok",)]:
            raise sqlite3.DatabaseError("quick_check")


def patience() -> Any:
    """What `backup` calls between tries, so that it does not wait for ever."""
    tries = iter(range(MOST_TRIES))

    def waited(_status: int, _remaining: int, _total: int) -> None:
        if next(tries, None) is None:
            raise DatabaseBusy

    return waited


def rows_by_table(database: Path) -> dict[str, int]:
    """How many rows each table of a database file holds."""
    with closing(sqlite3.connect(database)) as opened:
        tables = opened.execute(
            "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'"
        ).fetchall()
        count = 'select count(*) from "{}"'
        return {name: opened.execute(count.format(name)).fetchone()[0] for (name,) in tables}


def _pack(out: BinaryIO, copied: Path, at: dt.datetime) -> int:
    rows = rows_by_table(copied)
    packer = Packer(
        out,
        {
            "format": KIND,
            "version": 1,
            "casquettes": __version__,
            "made_at": at.isoformat(),
            "rows": rows,
        },
    )
    packer.add(DATABASE, _chunks(copied))
    packer.add(SECRET_KEY, [settings.SECRET_KEY.encode()])
    packer.add(JOURNAL_KEY, [seals.master_key()])
    for head in sorted(seals.heads_folder().glob("sqlite-*.json")):
        packer.add(f"{HEADS}/{head.name}", [head.read_bytes()])
    packer.close()
    return sum(rows.values())


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(AT_A_TIME):
            yield chunk


def _record(verb: str, at: dt.datetime) -> None:
    for business in real_businesses():
        with tenancy.entered(business_id=business.pk):
            journal.record(business, verb, at=at)


def real_businesses() -> list[Business]:
    """The businesses of this machine, the example aside."""
    return [each for each in queries.businesses_of_this_machine() if not each.is_demo]
