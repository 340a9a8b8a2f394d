"""Clock times for days that have only durations: a plausible day, the same each time.

Appointments come first (sessions in the morning and at two, workshops at ten, visits between),
with the kit and the trip before and the overrun after; then a midday break; then background work
fills what is free. Nothing overlaps, nothing before 7:00 or after 21:00.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from casquettes.desk.demo.spread import KIT, OVERRUN, TRAVEL, VISIT
from casquettes.desk.demo.story import SESSIONS, WORKSHOP, Hours

MINUTE, HOUR = 60, 3600
QUARTER = 15 * MINUTE
OPENING, CLOSING = 7 * HOUR, 21 * HOUR
BREAK = 45 * MINUTE
# How far she lets the day stretch, the gentlest first: seconds earlier and later than usual.
STRETCHES = [(0, 0), (2 * QUARTER, 2 * QUARTER), (HOUR, 2 * HOUR), (14 * HOUR, 14 * HOUR)]
LONG = 8 * HOUR
NOON = 12 * HOUR + 2 * QUARTER

Span = tuple[int, int]


class DayTooFull(Exception):
    """More work than a day can hold between 7:00 and 21:00."""


@dataclass(frozen=True, slots=True)
class Outing:
    """An appointment: what it takes to be there, and what is done there; ranks of entries."""

    before: tuple[int, ...]
    there: tuple[int, ...]
    is_session: bool


def lay_out(day: dt.date, entries: Sequence[Hours]) -> list[int]:
    """When each entry starts, in seconds after midnight by the clock on the wall."""
    starts: dict[int, int] = {}
    outings = _outings(entries)
    taken = _place_outings(day, entries, outings, starts)
    rest = [
        rank
        for rank in range(len(entries))
        if not any(rank in outing.before + outing.there for outing in outings)
    ]
    if taken:
        _place_background(day, entries, rest, taken, starts)
    else:
        _place_office_day(day, entries, starts)
    return [starts[rank] for rank in range(len(entries))]


def _outings(entries: Sequence[Hours]) -> list[Outing]:
    """Sessions and workshops, then visits, each with its kit, trip and overrun."""
    outings = []
    for rank, entry in enumerate(entries):
        if entry.activity in SESSIONS | {WORKSHOP, VISIT}:
            own = [
                (other.activity, other_rank)
                for other_rank, other in enumerate(entries)
                if entry.client and other.client == entry.client
            ]
            before = sorted(found for found in own if found[0] in (KIT, TRAVEL))
            after = [found for found in own if found[0] == OVERRUN]
            outings.append(
                Outing(
                    before=tuple(other for _activity, other in before),
                    there=(rank, *(other for _activity, other in after)),
                    is_session=entry.activity != VISIT,
                )
            )
    return sorted(outings, key=lambda outing: not outing.is_session)


def _place_outings(
    day: dt.date, entries: Sequence[Hours], outings: list[Outing], starts: dict[int, int]
) -> list[Span]:
    """Give every outing its time; returns what they take of the day, in order."""
    taken: list[Span] = []
    for outing in outings:
        lead = sum(entries[rank].seconds for rank in outing.before)
        stay = sum(entries[rank].seconds for rank in outing.there)
        free_from = taken[-1][1] if taken else OPENING
        appointment = max(
            14 * HOUR if taken else _first_time(day, outing, entries, of=len(outings)),
            _quarter_after(free_from + lead + (BREAK if len(taken) == 1 else 0)),
        )
        if appointment + stay > CLOSING:
            appointment = free_from + lead
        if appointment + stay > CLOSING:
            raise DayTooFull(day)
        _line_up(entries, outing.before + outing.there, appointment - lead, starts)
        taken.append((appointment - lead, appointment + stay))
    return taken


def _first_time(day: dt.date, outing: Outing, entries: Sequence[Hours], *, of: int) -> int:
    """When she likes to be there; it varies from day to day, the same way each time."""
    turn = day.toordinal() % 3
    if entries[outing.there[0]].activity == WORKSHOP:
        return 10 * HOUR
    total = sum(entry.seconds for entry in entries)
    away = sum(entries[rank].seconds for rank in outing.before + outing.there)
    # An afternoon appointment needs a morning to fill.
    if of > 1 or total > LONG or total - away < 2 * HOUR:
        turn %= 2
    if outing.is_session:
        return [9 * HOUR, 9 * HOUR + 2 * QUARTER, 14 * HOUR][turn]
    return [10 * HOUR, 11 * HOUR, 14 * HOUR + 2 * QUARTER][turn]


def _quarter_after(moment: int) -> int:
    return -(-moment // QUARTER) * QUARTER


def _line_up(
    entries: Sequence[Hours], ranks: Sequence[int], start: int, starts: dict[int, int]
) -> None:
    for rank in ranks:
        starts[rank] = start
        start += entries[rank].seconds


def _opening(day: dt.date) -> int:
    """When she usually begins: later at the weekend."""
    return (10 if day.weekday() >= 5 else 8) * HOUR + QUARTER * (day.toordinal() % 4)


def _place_office_day(day: dt.date, entries: Sequence[Hours], starts: dict[int, int]) -> None:
    """One thing after the other, with a break at the change of task nearest to noon."""
    total = sum(entry.seconds for entry in entries)
    start = min(_opening(day), CLOSING - BREAK - total)
    if start < OPENING:
        raise DayTooFull(day)
    changes = [start + sum(e.seconds for e in entries[:rank]) for rank in range(1, len(entries))]
    pause = min(changes, key=lambda change: abs(change - NOON), default=start)
    if abs(pause - NOON) > 5 * QUARTER:
        pause = CLOSING
    for rank, entry in enumerate(entries):
        if start == pause:
            start += BREAK
        starts[rank] = start
        start += entry.seconds


def _place_background(
    day: dt.date,
    entries: Sequence[Hours],
    rest: list[int],
    taken: list[Span],
    starts: dict[int, int],
) -> None:
    """Fill the free time, in the gentlest day that is long enough."""
    opening = _opening(day)
    pauses = _midday_break(taken)
    tries = [(earlier, later, pauses) for earlier, later in STRETCHES]
    for earlier, later, pause in [*tries, (*STRETCHES[-1], [])]:
        window = max(OPENING, opening - earlier), min(CLOSING, opening + 9 * HOUR + later)
        free = _free(window, sorted(taken + pause))
        chosen = _pack(entries, rest, free)
        if chosen is not None:
            for (start, _end), ranks in zip(free, chosen, strict=True):
                _line_up(entries, sorted(ranks), start, starts)
            return
    raise DayTooFull(day)


def _midday_break(taken: list[Span]) -> list[Span]:
    """Three quarters of an hour as near half past twelve as the appointments allow."""
    noons = range(11 * HOUR + 2 * QUARTER, 14 * HOUR + 1, QUARTER)
    free = [
        (noon, noon + BREAK)
        for noon in noons
        if all(noon + BREAK <= start or end <= noon for start, end in taken)
    ]
    return sorted(free, key=lambda span: abs(span[0] - NOON))[:1]


def _free(window: Span, taken: list[Span]) -> list[Span]:
    """What is left of the window between what is taken."""
    free, start = [], window[0]
    for begins, ends in taken:
        if begins > start:
            free.append((start, min(begins, window[1])))
        start = max(start, ends)
    if start < window[1]:
        free.append((start, window[1]))
    return [span for span in free if span[0] < span[1]]


def _pack(entries: Sequence[Hours], rest: list[int], free: list[Span]) -> list[list[int]] | None:
    """Which entries go in which free time, the longest first; None when they do not all fit."""
    chosen: list[list[int]] = [[] for _span in free]
    room = [end - start for start, end in free]
    for rank in sorted(rest, key=lambda rank: -entries[rank].seconds):
        for place, left in enumerate(room):
            if entries[rank].seconds <= left:
                chosen[place].append(rank)
                room[place] -= entries[rank].seconds
                break
        else:
            return None
    return chosen
