"""What proves the journal and lives outside the database: its key, and the head of each chain."""

from __future__ import annotations

import json
import logging
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from casquettes.engine.journal import Head, canonical, chain_key, same, sign

try:
    import fcntl
except ImportError:  # Windows: two heads written at once, the last one stays
    fcntl = None  # type: ignore[assignment]

log = logging.getLogger("casquettes.journal")
VARIABLE = "CASQUETTES_JOURNAL_KEY"
HEADS = "journal-heads"


class HeadForged(Exception):
    """The head that is kept was not signed with the key of this installation."""


def key_file() -> Path:
    """Where the key of the journal is kept, unless the environment gives it."""
    return Path(settings.HOME) / "journal-key"


def master_key() -> bytes:
    """The key of this installation's journals: given, or made once and kept in her data folder."""
    given = os.environ.get(VARIABLE)
    if given is not None:
        if len(given) < 40 or len(set(given)) < 10:
            raise ImproperlyConfigured(f"{VARIABLE} is too weak: give at least 40 characters.")
        return given.encode()
    file = key_file()
    if not file.exists():
        # Written whole beside its place, then put there unless another process was first.
        made = _written(file.parent, secrets.token_urlsafe(50))
        try:
            os.link(made, file)
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return file.read_text().strip().encode()


def kept_head(business_id: int) -> Head | None:
    """The head kept for a business, None when there is none. Raises HeadForged."""
    return read_head(_head_file(business_id))


def read_head(file: Path) -> Head | None:
    """The head in a file, its signature checked; None without a file. Raises HeadForged."""
    try:
        text = file.read_text()
    except FileNotFoundError:
        return None
    if not text:  # the power went before it reached the disk: the next entry writes it again
        return None
    try:
        told = json.loads(text)
        mac = told.pop("mac")
        head = Head(**told)
        right = sign(chain_key(master_key(), head.chain), "head", head.text())
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise HeadForged from error
    if not same(right, mac):
        raise HeadForged
    return head


def keep_head(business_id: int, head: Head) -> None:
    """Put a later head of the same chain in place of the earlier one, or the first one down."""
    with _alone():
        file = _head_file(business_id)
        try:
            before = read_head(file)
        except HeadForged:
            return
        if before is None or (before.chain == head.chain and before.rank < head.rank):
            put_head(file, head)


def put_head(file: Path, head: Head) -> None:
    """Write a signed head, whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    mac = sign(chain_key(master_key(), head.chain), "head", head.text())
    text = canonical({**asdict(head), "mac": mac}) + "\n"
    _written(file.parent, text, sync=False).replace(file)


def put_text(file: Path, text: str) -> None:
    """Write a file of hers, whole or not at all."""
    _written(file.parent, text).replace(file)


def heads_folder() -> Path:
    """The folder of the heads that are kept, one file for each business."""
    return Path(settings.HOME) / HEADS


def _head_file(business_id: int) -> Path:
    """One file per business and database: two databases may share a data folder."""
    return heads_folder() / f"{database_name()}-{business_id}.json"


def database_name() -> str:
    """A short name of the database in use, without anything secret."""
    if connection.vendor == "sqlite":
        return "sqlite"
    facts = connection.settings_dict
    where = f"{facts.get('HOST')}:{facts.get('PORT')}/{facts.get('NAME')}"
    return sha256(where.encode()).hexdigest()[:12]


@contextmanager
def _alone() -> Iterator[None]:
    heads_folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    with (heads_folder() / "lock").open("a") as lock:
        if fcntl is not None:
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _written(folder: Path, text: str, *, sync: bool = True) -> Path:
    """A new file of hers alone; on the disk for good, or as soon as the system likes."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, name = tempfile.mkstemp(dir=folder, prefix=".new-")
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        if sync:
            file.flush()
            os.fsync(file.fileno())
    return Path(name)
