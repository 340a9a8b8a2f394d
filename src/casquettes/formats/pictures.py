"""A logo that may be printed: PNG or JPEG by its bytes, of a sane size, without what it tells.

Only what draws the picture is kept: where and when a photo was taken, comments, and whatever
follows the end of the file are left out.
"""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

MOST_BYTES = 2**20
MOST_PIXELS = 4000  # on a side
PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"
PNG_KEPT = {
    b"IHDR",
    b"PLTE",
    b"IDAT",
    b"IEND",
    b"tRNS",
    b"gAMA",
    b"cHRM",
    b"sRGB",
    b"iCCP",
    b"pHYs",
}
START_OF_SCAN, END, COMMENT = 0xDA, 0xD9, 0xFE
ICC = b"ICC_PROFILE\x00"


class Why(StrEnum):
    """Why a file cannot be a logo."""

    KIND = "kind"
    HEAVY = "heavy"
    LARGE = "large"
    BROKEN = "broken"


class PictureRefused(ValueError):
    """This file cannot be a logo; `why` says why not."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that draws, and its kind: "image/png" or "image/jpeg"."""

    content: bytes
    media_type: str


def read_picture(content: bytes) -> Picture:
    """The picture in a file, cleaned. Raises PictureRefused."""
    if len(content) > MOST_BYTES:
        raise PictureRefused(Why.HEAVY)
    if content.startswith(PNG):
        picture = Picture(_clean_png(content), "image/png")
    elif content.startswith(JPEG):
        picture = Picture(_clean_jpeg(content), "image/jpeg")
    else:
        raise PictureRefused(Why.KIND)
    _draw(picture)
    return picture


def _clean_png(content: bytes) -> bytes:
    kept = PNG
    for name, chunk in _chunks(content):
        if kept == PNG:
            if name != b"IHDR" or len(chunk) < 25:
                raise PictureRefused(Why.BROKEN)
            _refuse_large(chunk[8:12], chunk[12:16])
        if name in PNG_KEPT:
            kept += chunk
    return kept


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Name and whole of each chunk, to the end of the picture."""
    at, name = len(PNG), b""
    while name != b"IEND":
        length = int.from_bytes(content[at : at + 4])
        name, chunk = content[at + 4 : at + 8], content[at : at + 12 + length]
        if len(chunk) < 12 + length or int.from_bytes(chunk[-4:]) != zlib.crc32(chunk[4:-4]):
            raise PictureRefused(Why.BROKEN)
        yield name, chunk
        at += len(chunk)


def _clean_jpeg(content: bytes) -> bytes:
    kept = content[:2]
    for marker, segment in _segments(content):
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            _refuse_large(segment[7:9], segment[5:7])
        if _draws(marker, segment):
            kept += segment
    return kept


def _segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and whole of each segment, scans with their data, to the end of the picture."""
    at, marker = 2, 0
    while marker != END:
        head = content[at : at + 4]
        if len(head) < 2 or head[0] != 0xFF:
            raise PictureRefused(Why.BROKEN)
        marker = head[1]
        length = 2 if marker == END else 2 + int.from_bytes(head[2:])
        end = at + length
        if marker == START_OF_SCAN:
            end = _end_of_scan(content, end)
        if end > len(content) or length < 2:
            raise PictureRefused(Why.BROKEN)
        yield marker, content[at:end]
        at = end


def _end_of_scan(content: bytes, at: int) -> int:
    """Where the data of a scan end: at the first marker that is no part of them."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            raise PictureRefused(Why.BROKEN)
        if content[at + 1] != 0 and not 0xD0 <= content[at + 1] <= 0xD7:
            return at
        at += 2


def _draws(marker: int, segment: bytes) -> bool:
    """Is a segment needed to draw: everything but comments and what programs added?"""
    if marker == COMMENT:
        return False
    if not 0xE0 <= marker <= 0xEF:
        return True
    return marker in {0xE0, 0xEE} or (marker == 0xE2 and segment[4:].startswith(ICC))


def _refuse_large(width: bytes, height: bytes) -> None:
    sides = int.from_bytes(width), int.from_bytes(height)
    if max(sides) > MOST_PIXELS:
        raise PictureRefused(Why.LARGE)
    if min(sides) < 1:
        raise PictureRefused(Why.BROKEN)


def _draw(picture: Picture) -> None:
    """Draw it once: what cannot be drawn now would keep every document from being printed."""
    import typst

    name = "logo.png" if picture.media_type == "image/png" else "logo.jpg"
    with tempfile.TemporaryDirectory(prefix="casquettes-") as folder:
        (Path(folder) / name).write_bytes(picture.content)
        sheet = Path(folder) / "logo.typ"
        sheet.write_text(f'#image("/{name}", width: 1cm, height: 1cm, fit: "contain")')
        try:
            typst.compile(str(sheet), root=folder, format="pdf", ignore_system_fonts=True)
        except typst.TypstError as wrong:
            raise PictureRefused(Why.BROKEN) from wrong
