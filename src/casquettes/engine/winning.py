"""How clients come and how well work is quoted, with the doubt of small numbers.

See docs/method/winning.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, exp, floor, log

from casquettes.engine.proportions import jeffreys

ENOUGH_TO_RANK = 8


@dataclass(frozen=True, slots=True)
class Channel:
    """One way clients come: who asked, who signed, and what it took in money and own hours."""

    leads: int
    wins: int
    euros: float
    hours: float


@dataclass(frozen=True, slots=True)
class CostPerWin:
    """What a client costs by this way; `interval` is 90 %, open (None) towards no client at all.

    `conversion` is the share of who asked that signed; both None when nobody asked.
    """

    spent: float
    value: float | None
    interval: tuple[float, float | None] | None
    conversion: float | None
    conversion_interval: tuple[float, float] | None
    rankable: bool


def cost_per_win(channel: Channel, *, hour_value: float) -> CostPerWin:
    """(money + λ̄ · hours) / wins, and where it lies when the wins were luck, good or bad."""
    spent = channel.euros + hour_value * channel.hours
    leads = max(channel.leads, channel.wins)
    value = spent / channel.wins if channel.wins else None
    if not leads:
        return CostPerWin(spent, None, None, None, None, rankable=False)
    low, high = jeffreys(channel.wins, leads)
    return CostPerWin(
        spent=spent,
        value=value,
        interval=(spent / (leads * high), spent / (leads * low) if low else None),
        conversion=channel.wins / leads,
        conversion_interval=(low, high),
        rankable=channel.wins >= ENOUGH_TO_RANK,
    )


@dataclass(frozen=True, slots=True)
class Justness:
    """How far real hours lie from quoted ones, as ratios less one: 0.1 is a tenth more.

    `bias` is the usual gap (the geometric mean), `p90` what nine missions in ten stay under.
    """

    missions: int
    bias: float
    p90: float
    rankable: bool

    @property
    def bias_points(self) -> float:
        """The bias in percent."""
        return 100 * self.bias

    @property
    def p90_points(self) -> float:
        """The ninth decile in percent."""
        return 100 * self.p90


def justness(missions: Sequence[tuple[float, float]]) -> Justness | None:
    """The gap of missions given as (real hours, quoted hours); None without one to compare."""
    logs = sorted(log(real / quoted) for real, quoted in missions if real > 0 and quoted > 0)
    if not logs:
        return None
    return Justness(
        missions=len(logs),
        bias=exp(sum(logs) / len(logs)) - 1,
        p90=exp(_quantile(logs, 0.9)) - 1,
        rankable=len(logs) >= ENOUGH_TO_RANK,
    )


def _quantile(ordered: Sequence[float], share: float) -> float:
    """Between the two nearest ranks, in proportion."""
    place = share * (len(ordered) - 1)
    low, high = ordered[floor(place)], ordered[ceil(place)]
    return low + (high - low) * (place - floor(place))
