"""Offers to start from, as data: what most people of a trade sell."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from casquettes.kernel.models import Business

ORGANISER, ANY = "organiser", "any"


@dataclass(frozen=True, slots=True)
class StartingOffer:
    """An offer as the file suggests it, in the words of her trade; `facts` fill the form."""

    key: str
    name: str
    text: str
    unit: str
    facts: Mapping[str, Any]


def starting_offers(business: Business, *, language: str) -> list[StartingOffer]:
    """What is suggested to this business, in a language."""
    document = _document()
    trade = business.trade.lower()
    chosen = ORGANISER if any(word in trade for word in document["words"]) else ANY
    words = "en" if language.startswith("en") else "fr"
    return [
        _read(offer, offer[words], chosen) for offer in document["offer"] if chosen in offer["set"]
    ]


def _read(offer: Mapping[str, Any], words: Mapping[str, str], chosen: str) -> StartingOffer:
    facts = {name: value for name, value in offer.items() if name not in ("key", "set", "fr", "en")}
    return StartingOffer(offer["key"], words[chosen], words["text"], offer["unit"], facts)


@cache
def _document() -> dict[str, Any]:
    source = resources.files("casquettes.creation") / "data" / "starting_offers.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))
