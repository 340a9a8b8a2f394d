"""A document as a PDF: PDF/A-3a and PDF/UA-1, set by typst, the same bytes for the same document.

The sheet is `paper.typ`; what it prints is made by `content`, in the words of `words.toml`.
"""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from casquettes.engine.documents import Document
from casquettes.formats.paper.content import content
from casquettes.formats.paper.letters import fonts, printable

STANDARDS = ["a-3a", "ua-1"]


def pdf(document: Document, *, logo: bytes | None = None, xml: bytes | None = None) -> bytes:
    """The printed document; `logo` is a PNG, JPEG, GIF, WebP or SVG, `xml` is attached to it.

    A logo that cannot be drawn is left out: it must not stop an invoice.
    """
    made = _set(document, logo, xml, {"format": "pdf", "pdf_standards": STANDARDS})
    assert isinstance(made, bytes)
    return made


def pictures(document: Document, *, logo: bytes | None = None, ppi: float = 96) -> list[bytes]:
    """Its pages as PNG, as they print."""
    made = _set(document, logo, None, {"format": "png", "ppi": ppi})
    return [made] if isinstance(made, bytes) else list(made)


def _set(
    document: Document, logo: bytes | None, xml: bytes | None, how: dict[str, Any]
) -> bytes | list[bytes]:
    import typst

    inputs = {"data": json.dumps(printable(content(document)), ensure_ascii=False)}
    if xml:
        inputs["xml"] = xml.decode()
    midnight = dt.datetime.combine(document.issued_on, dt.time(), dt.UTC)
    with tempfile.TemporaryDirectory(prefix="casquettes-") as folder:
        if logo:
            inputs["logo"] = _kept(logo, Path(folder))
        try:
            made: bytes | list[bytes] = typst.compile(
                _sheet(),
                root=folder,
                font_paths=fonts(),
                ignore_system_fonts=True,
                sys_inputs=inputs,
                timestamp=int(midnight.timestamp()),
                **how,
            )
        except typst.TypstError:
            if not logo:
                raise
            return _set(document, None, xml, how)
    return made


def _kept(logo: bytes, folder: Path) -> str:
    """The logo in a file that the sheet can read; its name says what it is."""
    name = f"logo.{format_of(logo)}"
    (folder / name).write_bytes(logo)
    return f"/{name}"


def format_of(logo: bytes) -> str:
    """What picture this is, by its first bytes; SVG where they say nothing."""
    for start, name in ((b"\x89PNG", "png"), (b"\xff\xd8", "jpg"), (b"GIF8", "gif")):
        if logo.startswith(start):
            return name
    return "webp" if logo[8:12] == b"WEBP" else "svg"


@cache
def _sheet() -> bytes:
    return (resources.files("casquettes.formats.paper") / "paper.typ").read_bytes()
