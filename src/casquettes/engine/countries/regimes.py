"""Which pack levies a business of a country; a country without one is told so."""

from __future__ import annotations

from casquettes.engine.countries.be.self_employed import SelfEmployed
from casquettes.engine.countries.fr.micro import MicroEntrepreneur
from casquettes.engine.countries.pack import Pack

PACKS: dict[str, Pack] = {"FR": MicroEntrepreneur(), "BE": SelfEmployed()}


def pack_of(country: str) -> Pack | None:
    """The pack of a country (ISO 3166-1 alpha-2), or None where its law is not in the house."""
    return PACKS.get(country)
