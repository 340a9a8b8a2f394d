"""Files a command writes or reads: written whole beside their place, never over another."""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from casquettes.config.commands.answer import Refused

FULL = (errno.ENOSPC, errno.EDQUOT)
DISK_FULL = "Le disque est plein : rien n’a été écrit. Libérez de la place, puis recommencez."


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """A file to write, in its place only once the block has ended well. Raises Refused."""
    if path.exists():
        raise Refused(f"Ce fichier existe déjà : {path}. Choisissez un autre nom.", field="output")
    if not path.parent.is_dir():
        raise Refused(f"Ce dossier n’existe pas : {path.parent}.", field="output")
    written = None
    try:
        descriptor, written = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:80]}-")
        with os.fdopen(descriptor, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.link(written, path)  # refuses to take the place of a file made meanwhile
    except OSError as error:
        raise Refused(_said(error, path), field="output") from error
    except Exception as error:
        if "disk is full" in str(error):  # as SQLite says it
            raise Refused(DISK_FULL, field="output") from error
        raise
    finally:
        if written is not None:
            Path(written).unlink(missing_ok=True)


def facts_of(path: Path, *, rows: int) -> dict[str, Any]:
    """What is told of a file written or read."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return {"file": str(path), "bytes": path.stat().st_size, "rows": rows, "sha256": sha256}


def _said(error: OSError, path: Path) -> str:
    if error.errno in FULL:
        return DISK_FULL
    if isinstance(error, FileExistsError):
        return f"Ce fichier existe déjà : {path}. Choisissez un autre nom."
    if isinstance(error, PermissionError):
        return f"Ce dossier ne se laisse pas écrire : {path.parent}."
    return f"Ce fichier ne peut pas être écrit : {path} ({error.strerror or error})."
