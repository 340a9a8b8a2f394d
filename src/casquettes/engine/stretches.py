"""Stretches of time beside one another: which overlap, what lies between, how to draw them.

Pure: stretches are (start, end) pairs of anything that can be compared, end after start.
See docs/method/stretches.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TypeVar

Point = TypeVar("Point", int, dt.datetime)


def overlapping(stretches: Sequence[tuple[Point, Point]]) -> set[int]:
    """The ranks of the stretches that share time with another; touching is not sharing."""
    found: set[int] = set()
    order = sorted(range(len(stretches)), key=lambda rank: stretches[rank])
    reaching = None  # the one, among those before, that ends last
    for rank in order:
        start, end = stretches[rank]
        if reaching is not None and start < stretches[reaching][1]:
            found |= {reaching, rank}
        if reaching is None or end > stretches[reaching][1]:
            reaching = rank
    return found


def gaps(
    stretches: Sequence[tuple[dt.datetime, dt.datetime]], *, shortest: dt.timedelta
) -> list[tuple[dt.datetime, dt.datetime]]:
    """What lies between the first start and the last end and belongs to no stretch, in order.

    Gaps under `shortest` are left out: changing hats takes a moment.
    """
    found = []
    covered: dt.datetime | None = None
    for start, end in sorted(stretches):
        if covered is not None and start - covered >= shortest:
            found.append((covered, start))
        covered = end if covered is None else max(covered, end)
    return found


def lanes(stretches: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """For each stretch its lane and how many lanes its group needs, as few as possible.

    Stretches in one lane never overlap; a group is all that hangs together by overlapping.
    """
    placed: dict[int, tuple[int, int]] = {}
    group: list[int] = []
    ends: list[int] = []  # of each lane of the group
    order = sorted(
        range(len(stretches)), key=lambda rank: (stretches[rank][0], -stretches[rank][1])
    )
    for rank in order:
        start, end = stretches[rank]
        if ends and start >= max(ends):
            placed |= {member: (lane, len(ends)) for member, (lane, _n) in _of(group, placed)}
            group, ends = [], []
        lane = next((n for n, until in enumerate(ends) if until <= start), len(ends))
        ends[lane : lane + 1] = [end]
        group.append(rank)
        placed[rank] = (lane, 0)
    placed |= {member: (lane, len(ends)) for member, (lane, _n) in _of(group, placed)}
    return [placed[rank] for rank in range(len(stretches))]


def _of(group: list[int], placed: dict[int, tuple[int, int]]) -> list[tuple[int, tuple[int, int]]]:
    return [(member, placed[member]) for member in group]
