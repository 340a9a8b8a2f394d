"""Words longer than a column, given places where they may be broken."""

from __future__ import annotations

import re
from typing import Any

# A word longer than a column may be broken anywhere.
LONG_WORD, PIECE, BREAK = re.compile(r"\S{45,}"), re.compile(r"\S{15}"), "\u200b"


def breakable(value: Any) -> Any:
    """The same data, its endless words with places to break them."""
    if isinstance(value, str):
        return LONG_WORD.sub(lambda word: PIECE.sub(rf"\g<0>{BREAK}", word[0]), value)
    if isinstance(value, dict):
        return {key: breakable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [breakable(inner) for inner in value]
    return value
