"""Putting a backup back in place, or a business back from its export: all of it or nothing."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from casquettes.formats.parcel import Parcel
from casquettes.kernel import backups, journal, queries, seals, tenancy
from casquettes.kernel.backups import DATABASE, HEADS, JOURNAL_KEY, SECRET_KEY
from casquettes.kernel.models import Mail, MailSettings


class NotThisKey(Exception):
    """The environment gives another key than the one the backup was signed with."""


class TooRecent(Exception):
    """The backup was made by a later version of the program."""


class Damaged(Exception):
    """The database in the backup is not whole."""


class StillWriting(Exception):
    """Another program writes without a pause: what it writes would be lost."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back, and where the replaced data are kept."""

    rows: int
    aside: Path | None


def put_back(parcel: Parcel, *, at: dt.datetime) -> Restored:
    """Replace the database, the keys and the heads by those of a backup already checked.

    What was there is kept aside, dated. The caller then brings the tables up to date and calls
    `tell`. Raises NotThisKey, TooRecent, Damaged, StillWriting, DatabaseBusy.
    """
    home = Path(settings.HOME)
    if os.environ.get(seals.VARIABLE, parcel.text(JOURNAL_KEY)) != parcel.text(JOURNAL_KEY):
        raise NotThisKey
    had_something = bool(queries.businesses_of_this_machine())
    connection.close()
    with tempfile.TemporaryDirectory(dir=home, prefix=".restore-") as folder:
        staged = Path(folder) / DATABASE
        with staged.open("wb") as file:
            for chunk in parcel.chunks(DATABASE):
                file.write(chunk)
        _refuse_unusable(staged)
        rows = sum(backups.rows_by_table(staged).values())
        aside = _dated(home, at) if had_something else None
        try:
            _replace(staged, aside)
        except BaseException:
            if aside is not None:
                shutil.rmtree(aside, ignore_errors=True)
            raise
    _put_keys(parcel)
    _put_heads(parcel, aside)
    return Restored(rows, aside)


def tell(*, sha256: str, at: dt.datetime) -> None:
    """Write in each journal that a backup was put back; no mail leaves from it by itself.

    What waited then may have left since, and a copy put back to rehearse must stay silent.
    """
    for business in backups.real_businesses():
        with tenancy.entered(business_id=business.pk):
            Mail.objects.of(business).waiting().update(due_at=None)
            MailSettings.objects.filter(business=business).update(tested_at=None)
            journal.record(business, journal.RESTORE, at=at, payload={"sha256": sha256})


def _refuse_unusable(staged: Path) -> None:
    known = MigrationLoader(None).disk_migrations or {}
    try:
        with closing(sqlite3.connect(staged)) as opened:
            whole = opened.execute("pragma integrity_check").fetchall() == [("ok",)]
            applied = opened.execute("select app, name from django_migrations").fetchall()
    except sqlite3.DatabaseError as error:
        raise Damaged from error
    if not whole:
        raise Damaged
    if not set(applied) <= set(known):
        raise TooRecent


def _replace(staged: Path, aside: Path | None) -> None:
    """Set aside what is there, then write the backup over it in one transaction of SQLite.

    A server that runs meanwhile sees the one or the other; what it writes between the two would
    be lost, so the copy is made again until nothing was.
    """
    live = Path(connection.settings_dict["NAME"])
    with (
        closing(sqlite3.connect(live, timeout=20)) as watched,
        closing(sqlite3.connect(staged)) as source,
    ):
        for _try in range(50):
            before = _version(watched)
            if aside is None:
                break
            (aside / DATABASE).unlink(missing_ok=True)
            backups.copy_database(watched, aside / DATABASE)
            if _version(watched) == before:
                break
        else:
            raise StillWriting
        source.backup(watched, progress=backups.patience())


def _version(opened: sqlite3.Connection) -> int:
    return int(opened.execute("pragma data_version").fetchone()[0])


def _dated(home: Path, at: dt.datetime) -> Path:
    """A new folder for what is replaced, with the keys and heads as they are."""
    name = f"before-restore-{at:%Y%m%dT%H%M%SZ}"
    rank = 1
    while (aside := home / (name if rank == 1 else f"{name}-{rank}")).exists():
        rank += 1
    aside.mkdir(mode=0o700)
    for file in (home / "secret-key", seals.key_file()):
        if file.exists():
            shutil.copy2(file, aside)
    if seals.heads_folder().exists():
        shutil.copytree(seals.heads_folder(), aside / HEADS)
    return aside


def _put_keys(parcel: Parcel) -> None:
    """The keys of the backup, where the environment does not give them."""
    secret = Path(settings.HOME) / "secret-key"
    if secret.exists():
        seals.put_text(secret, parcel.text(SECRET_KEY))
    if seals.VARIABLE not in os.environ:
        seals.put_text(seals.key_file(), parcel.text(JOURNAL_KEY))


def _put_heads(parcel: Parcel, aside: Path | None) -> None:
    """A later head of the same journal stays: it shows that an old backup was put back."""
    names = {Path(name).name for name in parcel.files if name.startswith(f"{HEADS}/")}
    for here in seals.heads_folder().glob("sqlite-*.json"):
        if here.name not in names and aside is not None:
            here.unlink()
    with tempfile.TemporaryDirectory(dir=settings.HOME, prefix=".heads-") as folder:
        for name in names:
            brought = Path(folder) / name
            brought.write_text(parcel.text(f"{HEADS}/{name}"))
            if _goes_further(brought, seals.heads_folder() / name):
                seals.put_text(seals.heads_folder() / name, brought.read_text())


def _goes_further(brought: Path, here: Path) -> bool:
    """Is the head of the backup of another journal than the one here, or a later one of it?"""
    try:
        new, old = seals.read_head(brought), seals.read_head(here)
    except seals.HeadForged:
        return True
    return new is None or old is None or new.chain != old.chain or new.rank > old.rank
