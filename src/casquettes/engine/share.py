"""The billed share and its sisters: what of the worked time is sold, delivered, for clients.

Exact: whole seconds are added, and each figure is one division of integers. What each word
means, and every edge case: docs/method/share.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntFlag, auto
from typing import TypeVar

from casquettes.engine.hats import Hat, Nature

Key = TypeVar("Key")


class Kind(IntFlag):
    """What the time of an activity counts as, besides worked time."""

    PLAIN = 0
    DELIVERED = auto()  # the work itself
    DELIVERED_WHEN_BILLED = auto()  # an activity of her own that is billed only sometimes
    PAYABLE = auto()  # around the work and at times paid: travel, diagnosis, shopping
    FOR_CLIENT = auto()  # serves the client of a mission
    INDUCED = auto()  # follows each sale


_TRAVEL = Kind.PAYABLE | Kind.FOR_CLIENT | Kind.INDUCED
_KINDS = {
    "pro_seance": Kind.DELIVERED,
    "pro_distance": Kind.DELIVERED,
    "pro_atelier": Kind.DELIVERED,
    "pro_depassement": Kind.DELIVERED,
    "pro_prep": Kind.FOR_CLIENT | Kind.INDUCED,
    "pro_cr": Kind.FOR_CLIENT | Kind.INDUCED,
    "log_trajet": _TRAVEL,
    "log_courses": Kind.PAYABLE,
    "log_materiel": Kind.INDUCED,
    "log_dons": Kind.INDUCED,
    "com_diag": Kind.PAYABLE | Kind.INDUCED,
    "com_appel": Kind.INDUCED,
    "com_devis": Kind.INDUCED,
    "ges_facture": Kind.INDUCED,
    "qua_bilan": Kind.INDUCED,
    "qua_suivi": Kind.FOR_CLIENT,
}
_STARTING = ("pil_", "ges_", "com_", "cre_", "log_", "pro_", "qua_")


def kind_of(activity: str, *, hat: str, usual_nature: str) -> Kind:
    """What time on this activity counts as.

    `activity` is its key ("" without one). One of her own, or none, counts as delivered under
    the production hat: always when it is usually billed, else whenever the entry is billed.
    """
    if activity.startswith(_STARTING):
        return _KINDS.get(activity, Kind.PLAIN)
    if hat != Hat.PRODUCTION:
        return Kind.PLAIN
    return Kind.DELIVERED if usual_nature == Nature.BILLED else Kind.DELIVERED_WHEN_BILLED


@dataclass(frozen=True, slots=True)
class TimeSpent:
    """The time of one entry, or of several alike; `unsold_seconds` adds, entry by entry,
    what its duration holds beyond its sold time."""

    on: dt.date
    seconds: int
    nature: str = Nature.UNBILLED
    kind: Kind = Kind.PLAIN
    unsold_seconds: int = 0
    hat: str = ""
    activity: str = ""
    label: str = ""
    on_mission: bool = False
    entries: int = 1


@dataclass(frozen=True, slots=True)
class SoldTime:
    """Time clients pay for, on the day it is served; not always as much as was spent."""

    on: dt.date
    seconds: int
    hat: str = ""
    activity: str = ""
    label: str = ""
    entries: int = 1


@dataclass(frozen=True, slots=True)
class Tally:
    """Whole seconds, added up; `entries`, `sold_entries`, `delivered_entries` stand behind."""

    worked: int = 0
    sold: int = 0
    delivered: int = 0
    paid_around: int = 0
    for_client: int = 0
    induced: int = 0
    entries: int = 0
    sold_entries: int = 0
    delivered_entries: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.worked + other.worked,
            self.sold + other.sold,
            self.delivered + other.delivered,
            self.paid_around + other.paid_around,
            self.for_client + other.for_client,
            self.induced + other.induced,
            self.entries + other.entries,
            self.sold_entries + other.sold_entries,
            self.delivered_entries + other.delivered_entries,
        )

    @property
    def billed_share(self) -> float | None:
        """S / T, the headline; above 1 when more hands than hers are sold."""
        return ratio(self.sold, self.worked)

    @property
    def billed_share_plus(self) -> float | None:
        """(S + paid travel, diagnosis and shopping) / T."""
        return ratio(self.sold + self.paid_around, self.worked)

    @property
    def client_share(self) -> float | None:
        """(D + preparation, reports, travel and follow-up of missions) / T."""
        return ratio(self.delivered + self.for_client, self.worked)

    @property
    def realisation(self) -> float | None:
        """S / D: 1 when nothing is given away."""
        return ratio(self.sold, self.delivered)

    @property
    def induced_time(self) -> float | None:
        """u: hours that follow each sold hour."""
        return ratio(self.induced, self.sold)

    def sold_missing(self, percent: int) -> int:
        """Seconds to sell more in the same worked time to reach `percent`; 0 when reached."""
        return max(0, -(-percent * self.worked // 100) - self.sold)


NOTHING = Tally()


def ratio(part: int, whole: int) -> float | None:
    """part / whole, correctly rounded; None when there is no whole."""
    return part / whole if whole else None


def tally_of(spent: TimeSpent) -> Tally:
    """What this time adds up to: nothing when it is a break or an absence."""
    if spent.nature in (Nature.BREAK, Nature.ABSENCE):
        return NOTHING
    billed = spent.nature == Nature.BILLED
    delivered = Kind.DELIVERED in spent.kind or (
        billed and Kind.DELIVERED_WHEN_BILLED in spent.kind
    )
    return Tally(
        worked=spent.seconds,
        delivered=spent.seconds if delivered else 0,
        paid_around=spent.unsold_seconds if billed and Kind.PAYABLE in spent.kind else 0,
        for_client=spent.seconds if spent.on_mission and Kind.FOR_CLIENT in spent.kind else 0,
        induced=spent.seconds if Kind.INDUCED in spent.kind else 0,
        entries=spent.entries,
        delivered_entries=spent.entries if delivered else 0,
    )


def tally(spent: Iterable[TimeSpent], sold: Iterable[SoldTime]) -> Tally:
    """Everything together."""
    return sum(tally_by(spent, sold, key=lambda _row: None).values(), NOTHING)


def tally_by(
    spent: Iterable[TimeSpent],
    sold: Iterable[SoldTime],
    *,
    key: Callable[[TimeSpent | SoldTime], Key],
) -> dict[Key, Tally]:
    """One tally per key, in the order the keys first appear; they add up to the whole."""
    tallies: dict[Key, Tally] = {}
    for row in spent:
        name = key(row)
        tallies[name] = tallies.get(name, NOTHING) + tally_of(row)
    for sale in sold:
        name = key(sale)
        tallies[name] = tallies.get(name, NOTHING) + Tally(
            sold=sale.seconds, sold_entries=sale.entries
        )
    return tallies


def micro_supplement(seconds: Iterable[int], *, least: int = 300) -> int:
    """Seconds to add, to T and S alike, to one client's day of follow-up by message.

    The entries shorter than `least` seconds of that client and day count together for at least
    `least`; 0 when there are none, or enough of them.
    """
    micro = [short for short in seconds if 0 < short < least]
    return max(0, least - sum(micro)) if micro else 0


def weekly_mean(worked_by_week: Iterable[int]) -> float | None:
    """Mean seconds of the weeks that hold any; weeks off are left out. None without any."""
    worked = [seconds for seconds in worked_by_week if seconds]
    return ratio(sum(worked), len(worked))
