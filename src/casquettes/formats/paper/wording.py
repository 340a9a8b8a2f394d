"""Amounts, days and words as a document prints them, in French or English."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib import resources
from typing import Any

FIRM_SPACE = "\u00a0"
MINUS = "\u2212"


@dataclass(frozen=True, slots=True)
class Wording:
    """One language: `say` gives its sentences, the others its figures."""

    language: str  # fr | en
    words: dict[str, Any]
    symbols: dict[str, str]

    def say(self, key: str, **values: str) -> str:
        """The sentence of this name, its places filled in."""
        text = str(self.words[key])
        for name, value in values.items():
            text = text.replace(f"{{{name}}}", value)
        return text

    def kind(self, kind: str) -> str:
        """The name of a kind of document."""
        return str(self.words["kinds"][kind])

    def number(self, value: Decimal, *, least: int = 2, most: int = 2) -> str:
        """A figure with between `least` and `most` decimals, rounded half up."""
        fixed = abs(value).quantize(Decimal(1).scaleb(-most), ROUND_HALF_UP)
        whole, _, rest = f"{fixed:f}".partition(".")
        rest = rest[:least] + rest[least:].rstrip("0")
        text = f"{int(whole):,}".replace(",", self.words["thousands"])
        if rest:
            text += self.words["decimal"] + rest
        return f"{MINUS}{text}" if value < 0 and fixed else text

    def money(self, value: Decimal, currency: str, *, most: int = 2) -> str:
        """An amount with its sign; the code of the currency where it has no sign."""
        symbol = self.symbols.get(currency)
        figure = self.number(abs(value), least=2, most=most)
        if symbol:
            text = self.say("money", number=figure, symbol=symbol)
        else:
            text = f"{figure}{FIRM_SPACE}{currency}"
        return f"{MINUS}{text}" if value < 0 else text

    def percent(self, rate: Decimal) -> str:
        """A rate of 20 as « 20 % »."""
        return self.say("percent", number=self.number(rate, least=0, most=2))

    def day(self, day: dt.date) -> str:
        """« 19 novembre 2026 », « 1er mars 2026 »."""
        number = self.words["first"] if day.day == 1 else str(day.day)
        month = self.words["months"][day.month - 1]
        said = self.say("day", day=number, month=month, year=str(day.year))
        return said.replace(" ", FIRM_SPACE, 1)

    def quantity(self, value: Decimal, unit: str) -> str:
        """« 3,50 h », « 2 séances », « 6 »."""
        least = 0 if value == value.to_integral_value() else 2
        figure = self.number(value, least=least, most=4)
        one, many = self.words["units"].get(unit, (unit, unit))
        name = many if abs(value) >= Decimal(self.words["many_from"]) else one
        return f"{figure}{FIRM_SPACE}{name}" if name else figure

    def country(self, code: str) -> str:
        """The name of a country, or its code where we do not know it."""
        return str(self.words["countries"].get(code, code))


def wording(language: str) -> Wording:
    """French for every French, English for the rest."""
    return _wording("fr" if language.lower().startswith("fr") else "en")


@cache
def _wording(language: str) -> Wording:
    source = resources.files("casquettes.formats.paper") / "words.toml"
    words = tomllib.loads(source.read_text(encoding="utf-8"))
    return Wording(language, words[language], words["symbols"])
