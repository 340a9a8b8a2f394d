"""Which hat and which activity a line is about, and whether it is paid."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from casquettes.engine.hats import Hat
from casquettes.formats.typed_line.tokens import Line, Token, cut, stem
from casquettes.formats.typed_line.understood import Code, Kind, KnownActivity
from casquettes.formats.typed_line.vocabulary import vocabulary

SHORTEST_TYPO = 5  # letters: shorter words differ too easily
MOST_WORDS = 6
MOST_TYPOS = 20  # words of a line looked at for a slip


# --- hats


def read_hat(line: Line) -> Hat | None:
    """The hat after a # or « casquette »; another hat named after it is a problem."""
    worn: Hat | None = None
    for i in line.free():
        named = _hat_at(line, i)
        if named is None:
            continue
        hat, end = named
        line.take(Kind.HAT, i, end)
        if worn not in (None, hat):
            line.refuse(Code.TWO_HATS, i, end)
        worn = worn or hat
    return worn


def _hat_at(line: Line, i: int) -> tuple[Hat, int] | None:
    token = line.at(i)
    if token.fold != "casquette" and not (token.text == "#" and line.at(i + 1).glued):
        return None
    if named := line.phrase(i + 1, vocabulary().hats, most=2):
        return Hat(named[0]), named[1]
    word = line.at(i + 1).fold
    begun = {hat for name, hat in vocabulary().hats.items() if name.startswith(word)}
    if token.text == "#" and len(word) >= 3 and len(begun) == 1:  # « #prod »
        return Hat(begun.pop()), i + 2
    return None


# --- activities


@dataclass(frozen=True)
class Match:
    """An activity found in the line; the better one is the larger."""

    activity: KnownActivity
    own_name: bool
    words: int
    begin: int
    end: int

    @property
    def weight(self) -> tuple[bool, int, int]:
        return self.own_name, self.words, -self.begin


class Names:
    """Every phrase an activity may be called by, exact and without its plural."""

    def __init__(self, activities: Sequence[KnownActivity]) -> None:
        known = {activity.key: activity for activity in activities}
        self.own: dict[str, KnownActivity] = {}
        self.exact: dict[str, KnownActivity] = {}
        self.stems: dict[str, KnownActivity] = {}
        self.letters: dict[str, list[str]] = {}
        for activity in activities:
            for name in activity.names:
                self.own.setdefault(" ".join(_plain(name)), activity)
        for phrase, key in vocabulary().activities.items():
            if key in known:
                self.exact[phrase] = known[key]
        for phrase, activity in (*self.own.items(), *self.exact.items()):
            self.stems.setdefault(" ".join(map(stem, phrase.split())), activity)
            if " " not in phrase and len(phrase) >= SHORTEST_TYPO:
                self.letters.setdefault(phrase[0], []).append(phrase)

    def at(self, line: Line, i: int) -> Match | None:
        """The longest phrase that begins at `i`."""
        for table in (self.own, self.exact):
            if found := line.phrase(i, table, most=MOST_WORDS):
                return self._match(line, i, *found, own_name=table is self.own)
        found = line.phrase(i, self.stems, most=MOST_WORDS, spelling=_stemmed)
        return found and self._match(line, i, *found, own_name=False)

    def slipped(self, word: str) -> KnownActivity | None:
        """The activity meant by a word with one letter wrong, missing or too many."""
        if len(word) < SHORTEST_TYPO:
            return None
        for phrase in self.letters.get(word[0], ()):
            if one_slip(word, phrase):
                return self.own.get(phrase) or self.exact[phrase]
        return None

    @staticmethod
    def _match(
        line: Line, begin: int, activity: KnownActivity, end: int, *, own_name: bool
    ) -> Match:
        words = sum(not token.soft for token in line.tokens[begin:end])
        return Match(activity, own_name, words, begin, end)


@lru_cache(maxsize=64)
def _names(activities: tuple[KnownActivity, ...], hat: Hat | None) -> Names:
    """Her names, under one hat or all: the same at each letter typed."""
    return Names([activity for activity in activities if hat in (None, activity.hat)])


def read_activity(
    line: Line, activities: Sequence[KnownActivity], *, hat: Hat | None
) -> KnownActivity | None:
    """Her activity the line names, under `hat` when that is said; its best name wins."""
    names = _names(tuple(activities), hat)
    matches = [match for i in line.free() if (match := names.at(line, i))]
    match = max(matches, key=lambda match: match.weight, default=None)
    if match is not None:
        _take(line, match, sure=True)
        return match.activity
    return _read_slip(line, names)


def _read_slip(line: Line, names: Names) -> KnownActivity | None:
    words = [i for i in line.free() if line.at(i).kind == "word"]
    for i in words[:MOST_TYPOS]:
        token = line.at(i)
        is_a_name = token.capital and i != words[0]
        activity = None if is_a_name else names.slipped(token.fold)
        if activity is not None:
            _take(line, Match(activity, own_name=False, words=1, begin=i, end=i + 1), sure=False)
            return activity
    return None


def _take(line: Line, match: Match, *, sure: bool) -> None:
    """What the activity's name does not already say stays in the note."""
    line.take(Kind.ACTIVITY, match.begin, match.end, sure=sure)
    said = {stem(word) for name in match.activity.names for word in _plain(name)}
    words = [stem(token.fold) for token in line.tokens[match.begin : match.end] if not token.soft]
    if sure and not match.own_name and not all(_is_said(word, said) for word in words):
        line.keep(match.begin, match.end)


def _is_said(word: str, said: set[str]) -> bool:
    """Is the word, or a longer form of it (« facture », « facturer »), among those said?"""
    long = len(word) >= SHORTEST_TYPO
    return word in said or (long and any(other.startswith(word) for other in said))


def _plain(name: str) -> list[str]:
    """The words of a name, folded."""
    return [token.fold for token in cut(name) if token.kind in ("word", "number")]


def _stemmed(token: Token) -> str:
    return stem(token.fold)


def one_slip(one: str, other: str) -> bool:
    """Is one letter wrong, missing, too many, or are two neighbours exchanged?

    A word that only goes on at its end is another word (« Martin », « Martine »).
    """
    if one == other or one.startswith(other) or other.startswith(one):
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    end = 0
    while end < min(len(one), len(other)) - start and one[-1 - end] == other[-1 - end]:
        end += 1
    left, right = one[start : len(one) - end], other[start : len(other) - end]
    return max(len(left), len(right)) <= 1 or (len(left) == 2 and left == right[::-1])


# --- is it paid?


def read_nature(line: Line) -> str | None:
    """« facturé », « offert »: billed or unbilled where the line says so."""
    return _read_mark(line, lambda nature: nature != "break")


def read_break(line: Line) -> str | None:
    """« pause »: break where the line says so."""
    return _read_mark(line, lambda nature: nature == "break")


def _read_mark(line: Line, wanted: Callable[[str], bool]) -> str | None:
    for i in line.free():
        found = _nature_at(line, i)
        if found and wanted(found[0]):
            line.take(Kind.NATURE, i, found[1])
            return found[0]
    return None


def _nature_at(line: Line, i: int) -> tuple[str, int] | None:
    if line.at(i).text == "€" and line.at(i - 1).kind == "number":  # an amount
        return None
    return line.phrase(i, vocabulary().natures, most=4, spelling=_lower)


def _lower(token: Token) -> str:
    return token.spelled
