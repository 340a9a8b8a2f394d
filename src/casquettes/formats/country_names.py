"""Countries by their names, as address books write them, and by their codes (ISO 3166-1)."""

from __future__ import annotations

from functools import cache
from importlib import resources

from casquettes.formats.names import folded


def country_code(written: str) -> str:
    """The code of a country named in French or English, or by its code; "" when unknown."""
    text = written.strip()
    if len(text) == 2 and text.upper() in _table():
        return text.upper()
    return _by_name().get(folded(text), "")


def country_name(code: str, *, language: str) -> str:
    """The name of a country, "fr…" in French, else in English; the code itself when unknown."""
    names = _table().get(code)
    if names is None:
        return code
    return names[0] if language.startswith("fr") else names[1]


def country_codes() -> list[str]:
    """The code of every country."""
    return list(_table())


@cache
def _table() -> dict[str, list[str]]:
    """Each code with its French name, its English one, then others."""
    source = resources.files("casquettes.formats") / "data" / "countries.txt"
    rows = (line.split(";") for line in source.read_text(encoding="utf-8").splitlines()[1:])
    return {code: names for code, *names in rows}


@cache
def _by_name() -> dict[str, str]:
    return {folded(name): code for code, names in _table().items() for name in names}
