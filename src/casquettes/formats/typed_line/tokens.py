"""A line cut into words, numbers and marks, each with its place; which of them are understood."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from casquettes.formats.typed_line.understood import Code, Kind, Part, Problem

Value = TypeVar("Value")

# Each alternative begins differently and none can be matched in two ways: one pass, linear time.
SHAPES = re.compile(
    r"""
    (?P<date>(?<![\d/.-])(?:
        [0-9]{4}-[0-9]{1,2}-[0-9]{1,2}
      | [0-9]{1,2}[/][0-9]{1,2}(?:[/][0-9]{2}(?:[0-9]{2})?)?
      | [0-9]{1,2}[.][0-9]{1,2}[.][0-9]{2}(?:[0-9]{2})?
      | [0-9]{1,2}-[0-9]{1,2}-[0-9]{4}
    )(?![\d/-]))
  | (?P<number>[0-9]+(?:[.,][0-9]+)?(?:[eE][+-]?[0-9]+)?[¼½¾]?|[¼½¾])
  | (?P<unit>(?<=[0-9¼½¾])[^\W\d_]+)
  | (?P<word>\w[\w\u0300-\u036f]*)
  | (?P<gap>[\s\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+)
  | (?P<mark>.)
    """,
    re.VERBOSE,
)
GAPS = re.compile(
    r"[\s\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+"
)
SOFT = frozenset("'’-")


def fold(text: str) -> str:
    """Without accents, capitals or typographic variants: two spellings of a word fold alike."""
    apart = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    return "".join(char for char in apart if not unicodedata.combining(char))


def clean(text: str) -> str:
    """The text with single spaces, and nothing that turns or breaks what is shown or kept."""
    return GAPS.sub(" ", text).strip(" ,;:")


def stem(folded: str) -> str:
    """A folded word without its plural."""
    return folded[:-1] if len(folded) > 3 and folded[-1] in "sx" else folded


@dataclass(frozen=True)
class Token:
    """A word, a number, a date in figures or a mark. `glued`: no gap before it."""

    text: str
    start: int
    kind: str
    glued: bool
    # An apostrophe or hyphen between two letters: « aujourd’hui », « avant-hier ».
    soft: bool = False

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @cached_property
    def fold(self) -> str:
        return fold(self.text)

    @cached_property
    def spelled(self) -> str:
        """Small letters, accents kept."""
        return unicodedata.normalize("NFC", self.text.lower())

    @property
    def capital(self) -> bool:
        return self.kind == "word" and self.text[0].isupper()


NOTHING = Token("", 0, "none", glued=False)


def cut(text: str) -> list[Token]:
    """The tokens of a text, in order; what separates them is left out."""
    tokens: list[Token] = []
    glued = False
    for found in SHAPES.finditer(text):
        kind = found.lastgroup or "mark"
        if kind == "gap":
            glued = False
            continue
        mark, start = found.group(), found.start()
        soft = mark in SOFT and 0 < start < len(text) - 1
        soft = soft and text[start - 1].isalpha() and text[start + 1].isalpha()
        # « 9h-midi »: the letter before is a unit, the hyphen separates.
        soft = soft and tokens[-1].kind == "word"
        tokens.append(Token(mark, start, kind, glued, soft))
        glued = True
    return tokens


class Line:
    """The tokens of a line, which of them are taken, and what was understood so far."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = cut(text)
        self.taken = [False] * len(self.tokens)
        # Understood and yet kept in the note: « tri » says more than « Séances ».
        self.kept = [False] * len(self.tokens)
        self.parts: list[Part] = []
        self.problems: list[Problem] = []

    def __len__(self) -> int:
        return len(self.tokens)

    def at(self, i: int) -> Token:
        """Token `i`, or NOTHING outside the line and where it is taken."""
        return self.tokens[i] if 0 <= i < len(self.tokens) and not self.taken[i] else NOTHING

    def free(self) -> Iterable[int]:
        """The places not taken at the moment they are reached."""
        return (i for i in range(len(self.tokens)) if not self.taken[i])

    def take(self, kind: Kind, i: int, j: int, *, sure: bool = True) -> None:
        """Tokens `i` to `j` (excluded) are understood as `kind`."""
        self.parts.append(Part(kind, *self.span(i, j), sure))
        self.hide(i, j)

    def hide(self, i: int, j: int) -> None:
        self.taken[i:j] = [True] * (j - i)

    def keep(self, i: int, j: int) -> None:
        """Tokens `i` to `j` (excluded) go into the note, understood or not."""
        self.kept[i:j] = [True] * (j - i)

    def refuse(self, code: Code, i: int, j: int) -> None:
        """Tokens `i` to `j` (excluded) say what cannot be."""
        self.problems.append(Problem(code, *self.span(i, j)))

    def span(self, i: int, j: int) -> tuple[int, int]:
        return self.tokens[i].start, self.tokens[j - 1].end

    def words(
        self, i: int, most: int, spelling: Callable[[Token], str] = lambda t: t.fold
    ) -> tuple[list[str], list[int]]:
        """Up to `most` words from `i` on, and the place after each; empty inside a word."""
        words: list[str] = []
        ends: list[int] = []
        while len(words) < most and (token := self.at(i)) is not NOTHING:
            if not (token.soft and words):
                words.append(spelling(token))
                ends.append(i + 1)
            i += 1
        return words, ends

    def phrase(
        self,
        i: int,
        table: Mapping[str, Value],
        *,
        most: int = 5,
        spelling: Callable[[Token], str] = lambda t: t.fold,
    ) -> tuple[Value, int] | None:
        """The longest phrase of the table that begins at `i`: its value, and the place after."""
        words, ends = self.words(i, most, spelling)
        for count in range(len(words), 0, -1):
            if (key := " ".join(words[:count])) in table:
                return table[key], ends[count - 1]
        return None
