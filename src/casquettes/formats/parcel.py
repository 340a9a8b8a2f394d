"""A parcel: a zip whose manifest tells the size and SHA-256 of every file in it.

Nothing is unpacked by the names it carries: a reader asks for the names it knows.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any, BinaryIO

MANIFEST = "manifest.json"
NAME = re.compile(r"(?:[A-Za-z0-9_][A-Za-z0-9_.-]*/)?[A-Za-z0-9_][A-Za-z0-9_.-]*")
MOST_FILES = 1000
MOST_MANIFEST = 4 * 2**20
# What a true parcel may hold however small it is, and how much it may swell beyond that.
USUAL, SWELL = 256 * 2**20, 200
AT_A_TIME = 2**20


class Problem(StrEnum):
    """Why a parcel is refused."""

    NOT_A_ZIP = "not_a_zip"
    NO_MANIFEST = "no_manifest"
    STRANGE_NAME = "strange_name"
    TOO_BIG = "too_big"
    DAMAGED = "damaged"


class Unusable(Exception):
    """A parcel that cannot be opened; `problem` says why and `detail` which file."""

    def __init__(self, problem: Problem, detail: str = "") -> None:
        super().__init__(f"{problem}: {detail}")
        self.problem, self.detail = problem, detail


class Packer:
    """Writes a parcel into a file opened for writing; `close` adds the manifest."""

    def __init__(self, out: BinaryIO, facts: Mapping[str, Any]) -> None:
        self.zip = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6)
        self.facts = facts
        self.files: dict[str, dict[str, Any]] = {}

    def add(self, name: str, chunks: Iterable[bytes]) -> None:
        """One file, given piece by piece."""
        known, size = hashlib.sha256(), 0
        try:
            with self.zip.open(name, "w", force_zip64=True) as member:
                for chunk in chunks:
                    member.write(chunk)
                    known.update(chunk)
                    size += len(chunk)
        except BaseException:
            self.zip.fp = None  # given up: nothing more is written, not even at the very end
            raise
        self.files[name] = {"bytes": size, "sha256": known.hexdigest()}

    def close(self, **more: Any) -> None:
        """Write the manifest: the facts given at first, those known only now, and the files."""
        told = {**self.facts, **more, "files": self.files}
        text = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True)
        self.zip.writestr(MANIFEST, text + "\n")
        self.zip.close()


class Parcel:
    """A parcel received; raises Unusable when it is not one, or could fill the disk.

    `room` is how many bytes it may take once opened.
    """

    def __init__(self, file: BinaryIO, *, room: int) -> None:
        try:
            self.zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise Unusable(Problem.NOT_A_ZIP) from error
        self._refuse_strange_names()
        self._refuse_swelling(room)
        self.manifest = self._manifest()
        self.files: dict[str, dict[str, Any]] = self.manifest["files"]

    def check(self) -> None:
        """Read every file and compare it with the manifest; raises Unusable at the first fault."""
        there = {info.filename for info in self.zip.infolist()} - {MANIFEST}
        for name in sorted(there ^ set(self.files)):
            raise Unusable(Problem.DAMAGED, name)
        for name, facts in self.files.items():
            known, size = hashlib.sha256(), 0
            for chunk in self.chunks(name):
                known.update(chunk)
                size += len(chunk)
            if facts != {"bytes": size, "sha256": known.hexdigest()}:
                raise Unusable(Problem.DAMAGED, name)

    def chunks(self, name: str) -> Iterator[bytes]:
        """The content of one file, piece by piece."""
        try:
            with self.zip.open(name) as member:
                while chunk := member.read(AT_A_TIME):
                    yield chunk
        except KeyError as error:
            raise Unusable(Problem.DAMAGED, name) from error
        except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, ValueError) as error:
            raise Unusable(Problem.DAMAGED, name) from error
        except Exception as error:  # zlib's own error has no public ancestor
            if type(error).__module__ not in ("zlib", "bz2", "_lzma"):
                raise
            raise Unusable(Problem.DAMAGED, name) from error

    def text(self, name: str) -> str:
        """The content of one text file."""
        return b"".join(self.chunks(name)).decode(errors="replace")

    def _refuse_strange_names(self) -> None:
        names = [info.filename for info in self.zip.infolist()]
        for rank, name in enumerate(names):
            if not NAME.fullmatch(name) or name in names[:rank] or rank >= MOST_FILES:
                raise Unusable(Problem.STRANGE_NAME, name[:80])

    def _refuse_swelling(self, room: int) -> None:
        infos = self.zip.infolist()
        packed = sum(info.compress_size for info in infos)
        opened = sum(info.file_size for info in infos)
        if opened > min(room, max(USUAL, SWELL * packed)):
            raise Unusable(Problem.TOO_BIG)

    def _manifest(self) -> dict[str, Any]:
        info = self.zip.NameToInfo.get(MANIFEST)
        if info is None or info.file_size > MOST_MANIFEST:
            raise Unusable(Problem.NO_MANIFEST)
        try:
            manifest = json.loads(self.text(MANIFEST))
        except (ValueError, RecursionError) as error:
            raise Unusable(Problem.DAMAGED, MANIFEST) from error
        if not isinstance(manifest, dict) or not isinstance(manifest.get("files"), dict):
            raise Unusable(Problem.NO_MANIFEST)
        return manifest
