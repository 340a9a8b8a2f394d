"""No day above eleven hours: what made a day too long is done on another day of its week.

What was sold stays on its day. Background work goes first, then what surrounds a client without
overtaking the rest of that story, then a diagnosis visit whole, and at last some minutes of
travel.
Each week keeps its hours of every activity, to the second.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from casquettes.desk.demo.story import SESSIONS, WORKSHOP, Hours

LONGEST_DAY = 11 * 3600
SHORTEST_TRAVEL = 20 * 60
VISIT, TRAVEL, KIT, OVERRUN = "com_diag", "log_trajet", "log_materiel", "pro_depassement"
OUTINGS = SESSIONS | {WORKSHOP, VISIT, TRAVEL, OVERRUN}
# What comes before what, for one client on one day.
STAGES = [
    "com_demande",
    "com_appel",
    "com_diag",
    "com_devis",
    "pro_prep",
    "log_materiel",
    "log_trajet",
    "pro_seance",
    "pro_distance",
    "pro_depassement",
    "log_dons",
    "pro_cr",
    "ges_facture",
    "qua_bilan",
    "qua_suivi",
]

Group = tuple[int, ...]


class NoRoom(Exception):
    """A week too full for its days to stay within the limit."""


def spread(hours: Sequence[Hours], *, longest: int = LONGEST_DAY) -> list[Hours]:
    """The same work, in the same order, with no day above `longest` seconds. Raises NoRoom."""
    weeks: dict[tuple[int, int], list[int]] = defaultdict(list)
    for rank, entry in enumerate(hours):
        weeks[entry.on.isocalendar()[:2]].append(rank)
    result = list(hours)
    for ranks in weeks.values():
        week = _Week({rank: hours[rank] for rank in ranks}, longest)
        week.shorten()
        for rank, entry in week.entries.items():
            result[rank] = entry
    return result


class _Week:
    """The entries of one week by their rank in the file, and how full its days are."""

    def __init__(self, entries: dict[int, Hours], longest: int) -> None:
        self.entries = entries
        self.longest = longest
        monday = min(entry.on for entry in entries.values())
        monday -= dt.timedelta(days=monday.weekday())
        self.full = {monday + dt.timedelta(days=rank): 0 for rank in range(7)}
        for entry in entries.values():
            self.full[entry.on] += entry.seconds

    def shorten(self) -> None:
        """Move what can change day, everywhere; only then give some minutes of travel away."""
        fullest = sorted(self.full, key=lambda day: -self.full[day])
        for day in fullest:
            while self.full[day] > self.longest and self._move_from(day):
                pass
        for day in fullest:
            while self.full[day] > self.longest:
                self._shorten_travel(day)

    def _move_from(self, day: dt.date) -> bool:
        excess = self.full[day] - self.longest
        for groups in self._movable(day):
            # The smallest that is enough, else the longest: few things change day.
            def cost(group: Group, excess: int = excess) -> tuple[bool, int]:
                length = self._length(group)
                return (length < excess, length if length >= excess else -length)

            for group in sorted(groups, key=cost):
                goal = self._goal(group, day)
                if goal is not None:
                    self._move(group, goal)
                    return True
        return False

    def _movable(self, day: dt.date) -> Iterator[list[Group]]:
        """What may leave `day`, the first to go first."""
        here = [rank for rank, entry in self.entries.items() if entry.on == day]
        free = [rank for rank in here if self.entries[rank].activity not in OUTINGS]
        yield [(rank,) for rank in free if not self.entries[rank].client]
        yield [(rank,) for rank in free if self.entries[rank].client and not self._is_kit(rank)]
        yield [(rank,) for rank in free if self._is_kit(rank)]
        visits = [rank for rank in here if self.entries[rank].activity == VISIT]
        yield [self._from_then_on(rank) for rank in visits]

    def _from_then_on(self, visit: int) -> Group:
        """A visit, its trip and what follows from it this week."""
        first = self.entries[visit]
        return tuple(
            rank
            for rank, entry in self.entries.items()
            if entry.client == first.client and (entry.on, _stage(entry)) >= (first.on, 0)
        )

    def _is_kit(self, rank: int) -> bool:
        return self.entries[rank].activity == KIT

    def _goal(self, group: Group, day: dt.date) -> dt.date | None:
        """The day that takes `group` best: of the same month, a weekday, the lightest."""
        length = self._length(group)
        goals = [
            goal
            for goal, full in self.full.items()
            if goal != day
            and full + length <= self.longest
            and all(self._keeps_order(rank, goal, group) for rank in group)
        ]
        return min(
            goals,
            key=lambda goal: (goal.month != day.month, goal.weekday() >= 5, self.full[goal]),
            default=None,
        )

    def _keeps_order(self, rank: int, goal: dt.date, group: Group) -> bool:
        """Would the entry stay where it is in the story of its client?"""
        entry = self.entries[rank]
        if not entry.client or entry.activity == KIT:
            return True
        for other_rank, other in self.entries.items():
            if other_rank in group or other.client != entry.client:
                continue
            before = (other.on, _stage(other)) < (entry.on, _stage(entry))
            if (goal < other.on) if before else (goal > other.on):
                return False
        return True

    def _length(self, group: Group) -> int:
        return sum(self.entries[rank].seconds for rank in group)

    def _move(self, group: Group, goal: dt.date) -> None:
        for rank in group:
            entry = self.entries[rank]
            self.full[entry.on] -= entry.seconds
            self.full[goal] += entry.seconds
            self.entries[rank] = replace(entry, on=goal)

    def _shorten_travel(self, day: dt.date) -> None:
        """Give minutes of a long trip to another of the week, making room for them if need be."""
        trips = [rank for rank, entry in self.entries.items() if entry.activity == TRAVEL]
        here = [rank for rank in trips if self.entries[rank].on == day]
        here.sort(key=lambda rank: -self.entries[rank].seconds)
        pairs = [(rank, other) for rank in here for other in trips if self._alike(rank, other)]
        for rank, other in pairs:
            if given := self._spare(rank, other):
                self._lengthen(rank, -given)
                self._lengthen(other, given)
                return
        if not any(self._move_from(self.entries[other].on) for _rank, other in pairs):
            raise NoRoom(day)

    def _alike(self, rank: int, other: int) -> bool:
        trip, taker = self.entries[rank], self.entries[other]
        return taker.on != trip.on and taker.nature == trip.nature

    def _spare(self, rank: int, other: int) -> int:
        trip, taker = self.entries[rank], self.entries[other]
        excess = self.full[trip.on] - self.longest
        room = self.longest - self.full[taker.on]
        return max(0, min(excess, trip.seconds - SHORTEST_TRAVEL, room))

    def _lengthen(self, rank: int, seconds: int) -> None:
        entry = self.entries[rank]
        self.full[entry.on] += seconds
        self.entries[rank] = replace(entry, seconds=entry.seconds + seconds)


def _stage(entry: Hours) -> int:
    return STAGES.index(entry.activity)
