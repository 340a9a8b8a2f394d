"""Every fact a question of the bilan may show beside it, by its id."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from casquettes.pilot.queries.bilan import (
    ahead,
    choices,
    clients,
    costs,
    hats,
    heading,
    money,
    prices,
    quality,
    road,
    time,
    trips,
)
from casquettes.pilot.queries.bilan.facts import Fact, Facts

Told = Callable[[Facts], Fact]

KNOWN: dict[str, Told] = {
    **time.FACTS,
    **hats.FACTS,
    **trips.FACTS,
    **road.FACTS,
    **money.FACTS,
    **costs.FACTS,
    **prices.FACTS,
    **clients.FACTS,
    **quality.FACTS,
    **choices.FACTS,
    **ahead.FACTS,
    **heading.FACTS,
}


def beside(facts: Facts, ids: Iterable[str]) -> list[Fact]:
    """The facts of these ids, in their order; ids nobody knows are left out."""
    return [KNOWN[name](facts) for name in ids if name in KNOWN]
