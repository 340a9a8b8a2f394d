"""The letters she sends: starting texts, and plain words put in place of names in braces."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any
from unicodedata import category

LANGUAGES = ("fr", "en")
# Controls, marks that turn text around, halves of a character, line and paragraph breaks.
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
NAME = re.compile(r"\{(\w{1,30})\}")


@dataclass(frozen=True, slots=True)
class Variable:
    """A name she may write in braces; `names` and `samples` by language."""

    key: str
    names: Mapping[str, str]
    samples: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Text:
    """A subject and a body with names in braces."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of letter: its name and starting text by language, what may stand in it."""

    key: str
    names: Mapping[str, str]
    uses: tuple[Variable, ...]
    texts: Mapping[str, Text]


@dataclass(frozen=True, slots=True)
class Filled:
    """A text with its names replaced; `unknown` lists those left as they were typed."""

    text: str
    unknown: tuple[str, ...]


@cache
def kinds() -> Mapping[str, Kind]:
    """Every kind of letter by key, in the order of the work."""
    document = _document()
    always = tuple(_variable(key) for key in ("business", "me"))
    return {
        key: Kind(
            key=key,
            names={language: letter[f"name_{language}"] for language in LANGUAGES},
            uses=tuple(_variable(used) for used in letter["uses"]) + always,
            texts={language: Text(**letter[language]) for language in LANGUAGES},
        )
        for key, letter in document["letters"].items()
    }


def starting(key: str, language: str) -> Text:
    """The starting text of a kind of letter; English stands in for a language we do not have."""
    return kinds()[key].texts[_known(language)]


def samples(key: str, language: str) -> dict[str, str]:
    """Invented values for every name a kind of letter may use, by the key of the variable."""
    language = _known(language)
    return {variable.key: variable.samples[language] for variable in kinds()[key].uses}


def fill(text: str, values: Mapping[str, str]) -> Filled:
    """Put `values` (by key) in place of names in braces, once: a value is never read again.

    A name may be written in any of our languages. A name without a value stays as typed and is
    listed. A line that says nothing but empty values is left out.
    """
    known = _by_name(values)
    unknown: list[str] = []
    kept: list[str] = []
    for line in text.splitlines():
        names = NAME.findall(line)
        unknown += [name for name in names if name not in known]
        if names and any(known.get(name) == "" for name in names):
            continue
        kept.append(NAME.sub(lambda found: known.get(found[1], found[0]), line))
    return Filled(_without_holes(kept), tuple(dict.fromkeys(unknown)))


def one_line(text: str) -> str:
    """A text as the subject of a mail: no line break or control character can hide in it."""
    plain = "".join(" " if category(c) in UNSEEN else c for c in text)
    return re.sub(" {2,}", " ", plain).strip()


def _without_holes(lines: list[str]) -> str:
    """Lines joined, where a line left out would leave two empty ones."""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _by_name(values: Mapping[str, str]) -> dict[str, str]:
    """Values under each name of their variable; a key we do not know stands for itself."""
    named: dict[str, str] = dict(values)
    for key, facts in _document()["variables"].items():
        if key in values:
            named |= {facts[language]: values[key] for language in LANGUAGES}
    return named


def _variable(key: str) -> Variable:
    facts = _document()["variables"][key]
    return Variable(
        key=key,
        names={language: facts[language] for language in LANGUAGES},
        samples={language: facts[f"sample_{language}"] for language in LANGUAGES},
    )


def _known(language: str) -> str:
    code = language[:2]
    return code if code in LANGUAGES else "en"


@cache
def _document() -> dict[str, Any]:
    source = resources.files("casquettes.engine") / "data" / "letters.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))
