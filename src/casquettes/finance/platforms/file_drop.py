"""Invoices dropped into a folder, from where another program takes them to a platform."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from pathlib import Path

from django.utils.translation import gettext as _

from casquettes.finance.platforms import Parcel, PlatformRefused, Receipt

UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


class FileDrop:
    """Writes each document whole, under a name that says whose it is, and never over another."""

    name = "file_drop"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, parcel: Parcel) -> Receipt:
        """The document in the folder; there already with the same content, it stays."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            target = self.folder / dropped_name(parcel)
            self._write(target, parcel.content)
        except OSError as error:
            text = _("The folder %(folder)s cannot be written: %(why)s.")
            facts = {"folder": self.folder, "why": error.strerror or error}
            raise PlatformRefused(text % facts) from error
        return Receipt(target.name, accepted=True)

    def _write(self, target: Path, content: bytes) -> None:
        if target.exists():
            if hashlib.sha256(target.read_bytes()).digest() != hashlib.sha256(content).digest():
                text = _("Another file is called %(name)s already.")
                raise PlatformRefused(text % {"name": target.name})
            return
        descriptor, name = tempfile.mkstemp(dir=self.folder, prefix=".", suffix=".part")
        written = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            written.replace(target)
        finally:
            written.unlink(missing_ok=True)


def dropped_name(parcel: Parcel) -> str:
    """Seller, year, number, and the buyer of a firm: « 732829320_2026_F2026-001_552100554.pdf ».

    Only letters, digits, dots, dashes and underscores; the same document has the same name.
    """
    told = (
        parcel.seller_siren,
        f"{parcel.issued_on:%Y}",
        parcel.number,
        parcel.buyer_siren,
    )
    stem = "_".join(UNSAFE.sub("-", part).strip(".-") for part in told if part)
    return f"{stem[:120]}{Path(parcel.file_name).suffix}"
