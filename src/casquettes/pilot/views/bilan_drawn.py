"""The drawings of a closed bilan: guesses beside facts, months, waterfalls, bilans side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from casquettes.pilot.queries.bilan.parts import Fallen, MonthKept
from casquettes.pilot.queries.bilan.said import Guess
from casquettes.pilot.views.measures import shares_said
from casquettes.ui import wording
from casquettes.ui.falls import Fall, falls
from casquettes.ui.lines import Point
from casquettes.ui.pairs import Place, pair_line


@dataclass(frozen=True, slots=True)
class GuessDrawn:
    """A guess, its drawing, and what to think of it."""

    guess: Guess
    drawing: SafeString
    sentence: str


@dataclass(frozen=True, slots=True)
class FallRow:
    """A row of a waterfall with its bar."""

    name: str
    amount: float
    is_level: bool
    fall: Fall
    url: str = ""
    note: str = ""


def guesses_drawn(guesses: Iterable[Guess]) -> list[GuessDrawn]:
    """Each guess on the scale of its own measure."""
    return [GuessDrawn(guess, _guess_line(guess), sentence_of(guess)) for guess in guesses]


def sentence_of(guess: Guess) -> str:
    """How far the guess was, in words."""
    gap = guess.gap
    if gap is None or guess.fact is None:
        return _("No figure that day to hold it against.")
    if abs(gap) <= 0.05 * abs(guess.fact):
        return _("You saw right.")
    return _("You thought more than it was.") if gap > 0 else _("You thought less than it was.")


def fall_rows(rows: Sequence[Fallen]) -> list[FallRow]:
    """The rows of a waterfall on one scale."""
    bars = falls([(row.amount, row.is_level) for row in rows])
    return [
        FallRow(row.name, row.amount, row.is_level, bar)
        for row, bar in zip(rows, bars, strict=True)
    ]


def points_of(months: Iterable[MonthKept]) -> list[Point]:
    """The share of each month, as the line of the product draws it."""
    return [
        Point(
            wording.month(month.on) + (f" {month.on.year}" if month.on.month == 1 else ""),
            month.share,
        )
        for month in months
    ]


def months_said(months: Iterable[MonthKept]) -> str:
    """What the line shows, for who does not see it."""
    return shares_said((month.share, month.on) for month in months)


def _guess_line(guess: Guess) -> SafeString:
    told = {"guess": guess.guess_said, "fact": guess.fact_said, "name": guess.name}
    return pair_line(
        Place(guess.guess, _("you thought %(guess)s") % told),
        Place(guess.fact, _("measured %(fact)s") % told),
        top=max(guess.guess, guess.fact or 0.0),
        label=_("%(name)s: you thought %(guess)s, measured %(fact)s") % told,
    )
