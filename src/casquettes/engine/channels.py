"""Which hours and expenses go into a way clients come, from the words she uses for it.

See docs/method/winning.md.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of channel: the words that name it, what is done and what is paid for it."""

    id: str
    words: frozenset[str]
    activities: tuple[str, ...]
    expenses: frozenset[str]


@cache
def kinds() -> tuple[Kind, ...]:
    """The kinds of channels, the project's own data."""
    source = resources.files("casquettes.engine") / "data" / "channels.toml"
    return tuple(
        Kind(
            row["id"], frozenset(row["words"]), tuple(row["activities"]), frozenset(row["expenses"])
        )
        for row in tomllib.loads(source.read_text(encoding="utf-8"))["kinds"]
    )


def kind_of_channel(name: str) -> str:
    """The kind of a channel as she calls it; "" for one that is none of them."""
    said = _words(name)
    return next((kind.id for kind in kinds() if kind.words & said), "")


def kind_of_expense(label: str) -> str:
    """The kind of channel an expense pays for; "" for most."""
    said = _words(label)
    return next((kind.id for kind in kinds() if kind.expenses & said), "")


def _words(text: str) -> frozenset[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return frozenset(re.findall(r"[a-z0-9]+", bare))
