"""From the bytes of a file to its lines of text: archives, size, encoding; all of it bounded."""

from __future__ import annotations

import codecs
import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import BinaryIO

from casquettes.formats.timesheets.problems import FileProblem, Unreadable

Opener = Callable[[], BinaryIO]
"""Opens the file anew, at its first byte, for one more pass."""

MAX_BYTES = 64 * 1024 * 1024
MAX_LINE = 1024 * 1024
MAX_MEMBERS = 200
HEAD = 64 * 1024
CHUNK = 256 * 1024

SPREADSHEET_PARTS = ("xl/workbook.xml", "content.xml")
SIGNATURES = (
    b"%PDF", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"\x7fELF", b"SQLite format 3", b"\x1f\x8b",
    b"\xd0\xcf\x11\xe0", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!", b"MZ\x90",
)  # fmt: skip
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
TEXT_CONTROLS = frozenset(b"\t\n\r\x0b\x0c\x1a\x1b")


@dataclass(frozen=True, slots=True)
class Source:
    """A text file: how to open it, its encoding, and the tables beside it in its archive."""

    opener: Opener
    encoding: str
    siblings: dict[str, Opener]

    def lines(self) -> Iterator[str]:
        """Lines with their ends, none longer than MAX_LINE; refuses NUL by its line."""
        with closing(io.TextIOWrapper(self.opener(), self.encoding, newline="")) as text:
            number = 0
            while line := text.readline(MAX_LINE + 1):
                number += 1
                if len(line) > MAX_LINE:
                    raise Unreadable(FileProblem.LONG_LINE, line=number)
                if "\0" in line:
                    raise Unreadable(FileProblem.NUL, line=number)
                yield line


def open_source(opener: Opener) -> Source:
    """The text file itself, or the time table of an archive. Raises Unreadable."""
    with closing(opener()) as file:
        size = file.seek(0, io.SEEK_END)
        file.seek(0)
        head = file.read(HEAD)
    if size > MAX_BYTES:
        raise Unreadable(FileProblem.TOO_BIG)
    if not head.strip(b" \t\r\n\x1a"):
        raise Unreadable(FileProblem.EMPTY)
    if head.startswith(b"PK\x03\x04"):
        return _archive(opener)
    return Source(opener, _encoding(opener, head), {})


def _archive(opener: Opener) -> Source:
    try:
        with closing(opener()) as file, zipfile.ZipFile(file) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise Unreadable(FileProblem.ARCHIVE) from error
    names = {member.filename for member in members}
    if names & set(SPREADSHEET_PARTS):
        raise Unreadable(FileProblem.SPREADSHEET)
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_BYTES:
        raise Unreadable(FileProblem.TOO_BIG)
    tables = {
        member.filename.rsplit("/", 1)[-1]: _member(opener, member.filename)
        for member in members
        if member.filename.lower().endswith(".csv") and "__MACOSX" not in member.filename
    }
    main = "time_entries.csv" if "time_entries.csv" in tables else next(iter(tables), "")
    if not main or (main != "time_entries.csv" and len(tables) > 1):
        raise Unreadable(FileProblem.ARCHIVE_CONTENT)
    chosen = tables.pop(main)
    try:
        with closing(chosen()) as file:
            head = file.read(HEAD)
        return Source(chosen, _encoding(chosen, head), tables)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError) as error:
        raise Unreadable(FileProblem.ARCHIVE) from error


def _member(opener: Opener, name: str) -> Opener:
    """Opens one file of the archive; `zipfile` never gives more bytes than the size declared."""

    def opened() -> BinaryIO:
        with zipfile.ZipFile(opener()) as archive:
            return io.BytesIO(archive.read(name))

    return opened


def _encoding(opener: Opener, head: bytes) -> str:
    """The encoding of the whole file: its mark, else UTF-8 if all of it is, else Windows."""
    for mark, name in BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return _checked(opener, name)
    if head.startswith(SIGNATURES):
        raise Unreadable(FileProblem.BINARY)
    wide = _wide(head)
    if wide:
        return _checked(opener, wide)
    odd = sum(byte < 32 and byte not in TEXT_CONTROLS and byte != 0 for byte in head)
    if odd * 50 > len(head) or head.count(0) * 10 > len(head):
        raise Unreadable(FileProblem.BINARY)
    return next(name for name in ("utf-8", "cp1252", "latin-1") if _decodes(opener, name))


def _wide(head: bytes) -> str | None:
    """UTF-16 without a mark: every second byte of Western text is zero."""
    half = len(head) // 2
    if head[1::2].count(0) > half * 0.6 and head[::2].count(0) == 0:
        return "utf-16-le"
    if head[::2].count(0) > half * 0.6 and head[1::2].count(0) == 0:
        return "utf-16-be"
    return None


def _checked(opener: Opener, encoding: str) -> str:
    if not _decodes(opener, encoding):
        raise Unreadable(FileProblem.ENCODING)
    return encoding


def _decodes(opener: Opener, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with closing(opener()) as file:
        try:
            while chunk := file.read(CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeError:
            return False
    return True
