"""Every fact a question of the bilan may show beside it, by its id."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from casquettes.pilot.queries.bilan import time
from casquettes.pilot.queries.bilan.facts import Fact, Facts

Told = Callable[[Facts], Fact]

KNOWN: dict[str, Told] = {**time.FACTS}


def beside(facts: Facts, ids: Iterable[str]) -> list[Fact]:
    """The facts of these ids, in their order; ids nobody knows are left out."""
    return [KNOWN[id](facts) for id in ids if id in KNOWN]
