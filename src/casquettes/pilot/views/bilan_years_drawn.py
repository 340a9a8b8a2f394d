"""The drawings of all bilans side by side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from casquettes.pilot.queries.bilan.answer_words import KEPT, NOTES
from casquettes.pilot.queries.bilan.parts import HatTime
from casquettes.pilot.queries.bilan.result import Result, hat_name
from casquettes.pilot.queries.bilan.said import Guess
from casquettes.pilot.queries.bilan.years import Years
from casquettes.pilot.queries.choices.answers import TriedSaid
from casquettes.ui import rounded, wording
from casquettes.ui.lines import Point
from casquettes.ui.pairs import Place, columns, scale_pair

HOUR = 3600
# How a decision fared, by the state that is shown.
STATES = {"yes": "good", "partly": "warn", "no": "bad"}


@dataclass(frozen=True, slots=True)
class Series:
    """One figure over the bilans."""

    name: str
    drawing: SafeString


@dataclass(frozen=True, slots=True)
class Turn:
    """One bilan among the others: its name, its hats, its guesses."""

    result: Result
    name: str
    hats: list[HatTime]
    guesses: list[Guess]


@dataclass(frozen=True, slots=True)
class WheelLine:
    """A hat, and one drawing a mark."""

    hat: str
    name: str
    cells: list[SafeString]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A decision and what came of it, in a word."""

    said: TriedSaid
    state: str
    word: str


def years_drawn(years: Years) -> dict[str, object]:
    """Everything the page shows."""
    results = years.results
    turns = [Turn(each, short(each), each.hats, each.guesses) for each in results]
    return {
        "years": years,
        "turns": turns,
        "points": [Point(turn.name, turn.result.share) for turn in turns],
        "share_said": _said(_("Billed share"), [(t.name, _percent(t.result.share)) for t in turns]),
        "series": [each for each in _series(turns) if each],
        "legend": _legend(turns),
        "guessed": [turn for turn in turns if turn.guesses],
        "wheel": _wheel(years),
        "wheel_names": [short(result) for result in years.wheel_results or ()],
        "mark_names": [str(name) for name in NOTES.values()],
        "decided": [
            (short(result), [_outcome(each.said, each.kept) for each in made])
            for result, made in years.decided
        ],
    }


def short(result: Result) -> str:
    """« août 2025 » as an axis holds it: « août 25 »."""
    on = result.bilan.last_on
    return f"{wording.month(on)} {date_format(on, 'y')}"


def _series(turns: list[Turn]) -> list[Series | None]:
    def hourly(value: float, currency: str) -> str:
        return f"{wording.number(round(value, 1))}{wording.THIN}{wording.currency_sign(currency)}"

    def hours(value: float, _currency: str) -> str:
        return f"{wording.number(round(value), 0)}{wording.THIN}h"

    return [
        _one(_("Net per worked hour"), turns, lambda r: r.value("net_hourly"), hourly),
        _one(_("Gross per worked hour"), turns, lambda r: r.value("gross_hourly"), hourly),
        _one(_("Hours a week"), turns, lambda r: r.figures.get("week_hours"), hours),
        _one(_("Billed, over the period of each"), turns, _revenue, _thousands),
    ]


def _one(
    name: str,
    turns: list[Turn],
    read: Callable[[Result], float | None],
    say: Callable[[float, str], str],
) -> Series | None:
    values = [read(turn.result) for turn in turns]
    if all(value is None for value in values):
        return None
    words = [
        wording.NOTHING if value is None else say(value, turn.result.currency)
        for value, turn in zip(values, turns, strict=True)
    ]
    names = [turn.name for turn in turns]
    places = [Place(value, word) for value, word in zip(values, words, strict=True)]
    label = _said(name, list(zip(names, words, strict=True)))
    return Series(name, columns(places, names, label=label))


def _revenue(result: Result) -> float | None:
    revenue: float | None = result.money.get("revenue")
    return revenue


def _thousands(value: float, currency: str) -> str:
    """Short enough for nine on a phone: « 31,2 k€ »."""
    if abs(value) < 1000:
        return rounded.euros(value, currency)
    return _("%(thousands)sk %(sign)s") % {
        "thousands": wording.number(round(value / 1000, 1)),
        "sign": wording.currency_sign(currency),
    }


def _said(name: str, told: list[tuple[str, str]]) -> str:
    return f"{name}: " + ", ".join(f"{when} {value}" for when, value in told)


def _percent(share: float | None) -> str:
    return wording.NOTHING if share is None else wording.percent(share)


def _legend(turns: list[Turn]) -> list[HatTime]:
    """Each hat met, once, in the order of the last bilan."""
    seen: dict[str, HatTime] = {}
    for turn in reversed(turns):
        for each in turn.hats:
            seen.setdefault(each.hat, each)
    return list(seen.values())


def _wheel(years: Years) -> list[WheelLine]:
    lines = []
    for moved in years.wheel:
        cells = []
        for mark in moved.marks:
            told = {"name": NOTES[mark.name], "then": mark.then or "—", "now": mark.now or "—"}
            label = _("%(name)s, then %(then)s, now %(now)s") % told
            cells.append(scale_pair(mark.then, mark.now, label=label))
        lines.append(WheelLine(moved.hat, hat_name(moved.hat), cells))
    return lines


def _outcome(said: TriedSaid, kept: str) -> Outcome:
    decision = said.tried.decision
    if kept in STATES:
        return Outcome(said, STATES[kept], str(KEPT[kept]))
    if decision.ended_on:
        return Outcome(said, "bad", _("taken back"))
    if decision.judged_on:
        return Outcome(said, "good", _("judged"))
    return Outcome(said, "on", _("under way"))
