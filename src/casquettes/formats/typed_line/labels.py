"""Which client or mission a line is about: one she named before, else the name she writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from casquettes.formats.typed_line.tasks import SHORTEST_TYPO, one_slip
from casquettes.formats.typed_line.tokens import Line, clean, cut, fold
from casquettes.formats.typed_line.understood import Kind
from casquettes.formats.typed_line.vocabulary import vocabulary

MOST_NAMES = 8  # words of a name
LINKS = ("&", "’", "'", "-")
QUOTES = ('"', "«", "“")
LONGEST = 160  # characters of a label


@dataclass(frozen=True)
class Known:
    """A client or mission she named before, and its words."""

    label: str
    words: tuple[str, ...]
    # The words that name someone: those with a capital, else the first.
    naming: frozenset[str]


class Labels:
    """The names she used before, found by any word that names."""

    def __init__(self, labels: Sequence[str]) -> None:
        self.by_word: dict[str, list[Known]] = {}
        self.letters: dict[str, list[str]] = {}
        for label in labels:
            known = _known(label)
            for word in known.naming:
                self.by_word.setdefault(word, []).append(known)
        for word in self.by_word:
            self.letters.setdefault(word[0], []).append(word)

    def best(self, line: Line, i: int, j: int, *, slips: bool) -> tuple[Known, bool] | None:
        """The label whose words include tokens `i` to `j`, sharing most with the line; sure?"""
        words = [t.fold for t in line.tokens[i:j] if t.kind in ("word", "number", "unit")]
        naming = [word for word in words if word not in _small_words()]
        if not naming:
            return None
        found = [known for known in self.by_word.get(naming[0], ()) if _holds(known, naming)]
        sure = bool(found)
        if not found and slips and len(naming) == 1 and len(naming[0]) >= SHORTEST_TYPO:
            near = [w for w in self.letters.get(naming[0][0], ()) if one_slip(w, naming[0])]
            found = [known for word in near for known in self.by_word[word]]
        if not found:
            return None
        free = {line.at(k).fold for k in line.free()} - {""}
        return max(found, key=lambda known: len(free & set(known.words))), sure


@lru_cache(maxsize=16)
def labels_of(labels: tuple[str, ...]) -> Labels:
    """The names she used before, latest first; the same at each letter typed."""
    return Labels(labels)


def read_marked_label(line: Line, labels: Labels) -> str:
    """The client after @, « chez », « pour », « for »; empty when there is none."""
    for i in line.free():
        strong = _marker(line, i)
        if strong is None:
            continue
        begin = i + 1
        if line.at(begin).text in QUOTES:
            if quoted := _quoted(line, i, begin):
                return quoted
            begin += 1
        if line.at(begin).fold in vocabulary().markers["article"]:
            begin += 1 + line.at(begin + 1).soft
        end = _name_end(line, begin)
        if end == begin:
            end = _plain_name_end(line, labels, begin, strong=strong)
        if end > begin:
            return _settle(line, labels, i, begin, end, sure=True)
    return ""


def read_known_label(line: Line, labels: Labels) -> str:
    """A client named before whose name stands in the line without any mark."""
    first = _first_word(line)
    i = 0
    while i < len(line):
        end = _name_end(line, i)
        word = line.at(i).kind == "word" and not line.at(i).soft
        if word and labels.best(line, i, max(end, i + 1), slips=False):
            return _settle(line, labels, i, i, max(end, i + 1), sure=True)
        # « Marie Dupont » is not « Dupont », but « Garage Dupont » may open a line.
        i = i + 1 if i == first else max(end, i + 1)
    return ""


def _first_word(line: Line) -> int:
    return next((i for i, token in enumerate(line.tokens) if token.kind == "word"), 0)


def guess_label(line: Line, labels: Labels, *, working: bool) -> str:
    """A name with capitals that nothing else explains: the last one, and never just the first word
    of a line (phones begin with a capital) unless the work itself is `working`, known."""
    first = _first_word(line)
    runs: list[tuple[int, int]] = []
    i = 0
    while i < len(line):
        end = _name_end(line, i)
        if end > i and line.at(i - 1).text not in QUOTES:
            runs.append((i, end))
        i = max(end, i + 1)
    later = [run for run in runs if run[0] != first]
    opening = [run for run in runs if working and not line.at(run[1]).text]
    for begin, end in [*later[-1:], *opening]:
        return _settle(line, labels, begin, begin, end, sure=False)
    return ""


def _marker(line: Line, i: int) -> bool | None:
    """None: no marker of a client; True: one that takes any word after it."""
    token, markers = line.at(i), vocabulary().markers
    if token.text == "@" and not line.at(i + 1).glued:
        return None
    if token.fold in markers["strong_client"]:
        return True
    return False if token.fold in markers["client"] else None


def _quoted(line: Line, i: int, begin: int) -> str:
    for j in range(begin + 1, len(line)):
        if line.at(j).text in ('"', "»", "”") and j > begin + 1:
            start, end = line.span(begin + 1, j)
            line.take(Kind.LABEL, i, j + 1)
            return clean(line.text[start:end])[:LONGEST]
    return ""


def _name_end(line: Line, i: int) -> int:
    """The place after a run of words with capitals, their titles and particles; `i` if none."""
    markers = vocabulary().markers
    j = end = i
    capitals = 0
    while j < len(line) and capitals < MOST_NAMES:
        token = line.at(j)
        titled = j == end and token.fold in markers["title"] and capitals == 0
        linked = capitals > 0 and (
            token.soft or token.fold in markers["particle"] or token.text in LINKS
        )
        numbered = capitals > 0 and token.kind in ("number", "unit") and token.glued
        if token.capital and not titled:
            capitals, end = capitals + 1, j + 1
        elif numbered:
            end = j + 1
        elif not (titled or linked or (j > i and token.text == "." and token.glued)):
            break
        j += 1
    return end if capitals else i


def _plain_name_end(line: Line, labels: Labels, i: int, *, strong: bool) -> int:
    """The place after a name without capital: the longest she knows, or any word after « chez »."""
    if line.at(i).kind != "word":
        return i
    _words, ends = line.words(i, MOST_NAMES)
    for end in reversed(ends):
        small = line.tokens[end - 1].fold in _small_words()
        if not small and labels.best(line, i, end, slips=end == ends[0]):
            return end
    end = i + 1
    while line.at(end).soft:  # « villa-rose »
        end += 2
    return end if strong else i


def _settle(line: Line, labels: Labels, mark: int, begin: int, end: int, *, sure: bool) -> str:
    """Take the name, and the other words of the line that belong to the label it stands for."""
    found = labels.best(line, begin, end, slips=True)
    while found and line.at(mark - 1).fold in fold(found[0].label).split():  # « da » Silva
        mark -= 1
    line.take(Kind.LABEL, mark, end, sure=found[1] if found else sure)
    if found is None:
        return clean(line.text[line.tokens[begin].start : line.tokens[end - 1].end])[:LONGEST]
    for i in line.free():
        if line.at(i).kind == "word" and line.at(i).fold in found[0].words:
            line.hide(i, i + 1)
    return found[0].label


def _known(label: str) -> Known:
    tokens = [token for token in cut(label) if token.kind in ("word", "number", "unit")]
    words = tuple(token.fold for token in tokens if token.fold not in _small_words())
    naming = [t.fold for t in tokens if t.capital and t.fold not in _small_words()]
    return Known(label, words, frozenset(naming or words[:1]))


def _holds(known: Known, words: list[str]) -> bool:
    return set(words) <= set(known.words)


def _small_words() -> dict[str, bool]:
    markers = vocabulary().markers
    return markers["title"] | markers["particle"] | markers["article"]
