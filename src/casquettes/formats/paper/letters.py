"""Which characters the fonts of documents can show; the others become the replacement character.

PDF/A refuses a character without a drawing, so a name in a script we have no letters for, or an
emoji, must not stop an invoice: it is printed with the replacement character instead.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

MISSING = "\ufffd"
# What both our families draw: no need to ask.
USUAL = re.compile(
    "[ -~\u00a0-\u00ff\u0152\u0153\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u202f\u20ac\u2212\n]*"
)
# Nothing to see: line ends and directions that would only confuse.
INVISIBLE = re.compile(
    "[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]"
)


@cache
def fonts() -> Any:
    """The fonts of documents, and those that typst brings for what ours cannot draw."""
    import typst

    folder = Path(str(resources.files("casquettes.formats.paper") / "fonts"))
    return typst.Fonts(include_system_fonts=False, font_paths=[folder])


def printable(value: Any) -> Any:
    """The same data, its texts without what could not be printed."""
    if isinstance(value, str):
        return value if USUAL.fullmatch(value) else _text(value)
    if isinstance(value, dict):
        return {key: printable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [printable(inner) for inner in value]
    return value


def _text(text: str) -> str:
    text = INVISIBLE.sub(" ", text.replace("\r\n", "\n"))
    if USUAL.fullmatch(text):
        return text
    return "".join(one if USUAL.fullmatch(one) or _can_be_shown(one) else MISSING for one in text)


@cache
def _can_be_shown(character: str) -> bool:
    """Does a PDF/A with this character alone come out?"""
    import typst

    if "\ud800" <= character <= "\udfff":
        return False
    try:
        typst.compile(
            b'#set document(title: "x")\n#sys.inputs.text',
            font_paths=fonts(),
            ignore_system_fonts=True,
            sys_inputs={"text": f"a{character}"},
            pdf_standards=["a-3a"],
            timestamp=0,
        )
    except typst.TypstError:
        return False
    return True
